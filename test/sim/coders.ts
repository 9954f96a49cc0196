import type { AnalogSettling, Hardware } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import type { LcaLayer } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { chip, hardware } from '../compiler/builders.js';
import { randomAtoms, randomSteps, tinyCoder } from '../models/builders.js';

/** τ = 100 ns, 1 pF and so 100 kΩ, 40 τ to settle in. */
export const settling: AnalogSettling = { kind: 'analog', timeConstant: 100e-9, capacitance: 1e-12, time: 4e-6 };

/** Wires, drivers and sense inputs that take some of the voltage. */
export const wired: Hardware['array'] = {
  ...{ rows: 256, columns: 256, wordLineResistance: 1, bitLineResistance: 1 },
  ...{ driverResistance: 100, senseResistance: 10 },
};

/** A chip with a coder of random atoms, compiled on `set`, the first of whose inputs are those of the tests. */
export interface CoderChip {
  readonly program: Program;
  readonly set: SeriesSet;
  readonly layer: LcaLayer;
}

/** λ = 0.3 where it is not changed; on flawless hardware but for what is changed. */
export function coderChip(
  inputs: number,
  atoms: number,
  change: Partial<LcaLayer> = {},
  on: Parameters<typeof hardware>[0] = {},
): CoderChip {
  const threshold = { shape: 'soft', level: 0.3, signs: 'both' } as const;
  const network = tinyCoder({ weights: randomAtoms(atoms, inputs), threshold, step: 0.2, iterations: 400, ...change });
  const set = randomSteps(5, inputs);
  const whole = { ...network, input: { channels: inputs, normalize: 'none' } as const };
  const program = chip(whole, hardware({ settling, ...on }), set);
  return { program, set, layer: network.layers[0] as LcaLayer };
}
