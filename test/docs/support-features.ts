import type { Hardware } from '../../compiler/hardware.js';
import { settlingCircuits } from '../../compiler/settling-circuit.js';
import { spikingCircuits } from '../../compiler/spiking-circuit.js';
import { memristorOf } from '../../models/graph.js';
import { lower } from '../../models/lower.js';
import type { Network } from '../../models/network.js';
import { type hardware, volatileUnits } from '../compiler/builders.js';
import { settling } from '../sim/coders.js';
import { analog } from '../sim/spiking-chips.js';

export type Change = NonNullable<Parameters<typeof hardware>[0]>;

/** What a hardware file may ask for beside the usual, and which networks it concerns; all where it does not say. */
export interface Feature {
  readonly name: string;
  readonly change: Change;
  readonly concerns?: (asked: { network: Network; hardware: Hardware }) => boolean;
}

const slices = { weightBits: 8, cellBits: 2 } as const;
const packed = (packing: 'block diagonal' | 'shared rows', duplicates = 1) => ({ placement: { packing, duplicates } });

export const features: readonly Feature[] = [
  { name: 'dummy column', change: { signs: 'dummy column' } },
  { name: 'offset column', change: { signs: 'offset column' } },
  { name: 'slices over cells', change: { slices: { ...slices, over: 'cells' } } },
  { name: 'slices over arrays', change: { slices: { ...slices, over: 'arrays' } } },
  {
    name: 'offset digits',
    change: { signs: 'dummy column', slices: { ...slices, over: 'cells', digits: 'offset' } },
  },
  { name: 'serial inputs', change: { dac: { bits: 8, headroom: 1, bitsPerRead: 1 } } },
  { name: 'IR drop compensated', change: { irDrop: 'compensated' } },
  {
    name: 'stuck devices remapped',
    change: { faults: 'remapped', imperfections: { levels: 0, stuckLow: 0.1, stuckHigh: 0.1 } },
  },
  {
    name: 'ADC errors',
    change: { adc: { bits: 8, errors: { offset: 1, gain: 0, bow: 0, mismatch: 0, noise: 0, calibration: 'none' } } },
  },
  { name: 'sense amplifiers', change: { sense: { offset: 1e-3, noise: 0, thermal: false, fano: 0, zeroed: false } } },
  { name: 'averaged reads', change: { read: { average: 2 } } },
  { name: 'packing', change: packed('shared rows') },
  { name: 'duplicates', change: { placement: { packing: 'none', duplicates: 2 } } },
  { name: 'inputs centred', change: { centre: 'all' } },
  {
    name: 'codes settle as a circuit',
    change: { settling },
    concerns: ({ network, hardware: on }) => settlingCircuits({ graph: lower(network), hardware: on }).length > 0,
  },
  {
    name: 'neurons are circuits',
    change: { neurons: analog },
    concerns: ({ network, hardware: on }) => spikingCircuits({ graph: lower(network), hardware: on }).length > 0,
  },
  {
    name: 'recurrence in volatile devices',
    change: { recurrence: volatileUnits() },
    concerns: ({ network }) => lower(network).nodes.some(node => memristorOf(node) !== undefined),
  },
];
