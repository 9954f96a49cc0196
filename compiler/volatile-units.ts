import { type Graph, type IntegratorNode, memristorOf } from '../models/graph.js';
import type { MemristorRates } from '../models/network.js';
import { randomStream } from '../numeric/random.js';
import type { Hardware, RecurrenceHardware } from './hardware.js';

/** The hardware of a recurrence that lives in volatile devices. */
export type VolatileHardware = Extract<RecurrenceHardware, { kind: 'volatile' }>;

/** The rates of each unit's own device: constants and slopes deviate relatively and independently. */
export function volatileRates(
  node: Pick<IntegratorNode, 'name' | 'width'>,
  hardware: VolatileHardware,
  seed: number,
): MemristorRates[] {
  const draws = randomStream(seed, 'volatile', node.name);
  const spread = (value: number, deviation: number, index: number): number =>
    Math.max(0, value * (1 + deviation * draws.normal(index)));
  return Array.from({ length: node.width }, (_, unit) => ({
    potentiation: spread(hardware.rates.potentiation, hardware.rateDeviation, 4 * unit),
    potentiationSlope: spread(hardware.rates.potentiationSlope, hardware.slopeDeviation, 4 * unit + 1),
    depression: spread(hardware.rates.depression, hardware.rateDeviation, 4 * unit + 2),
    depressionSlope: spread(hardware.rates.depressionSlope, hardware.slopeDeviation, 4 * unit + 3),
  }));
}

/** Steps of the converters of pulses and states over their range, from one end to the other; null where they are exact. */
export const volatileLevels = ({ bits }: VolatileHardware): number | null => (bits === null ? null : 2 ** bits - 1);

/** s of one pulse of the recurrence that lives in volatile devices, and the rest after it: the longest of a graph; 0 where there is none. */
export function pulseTime({ nodes }: Graph, { recurrence }: Hardware): number {
  const widest = Math.max(0, ...nodes.map(node => memristorOf(node)?.step ?? 0));
  return recurrence.kind === 'volatile' && widest > 0 ? widest * recurrence.timeUnit + (recurrence.rest ?? 0) : 0;
}
