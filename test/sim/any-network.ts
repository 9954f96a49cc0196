import fc from 'fast-check';
import { type Hardware, signKinds } from '../../compiler/hardware.js';
import { packings } from '../../compiler/placement/packing.js';
import { activations } from '../../models/activation.js';
import { usualConvolutionStep } from '../../models/lca/convolution.js';
import type { Windows } from '../../models/lca/windows.js';
import { featureCount, features, type Layer, lastWidth, type Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { fromRows, type Matrix } from '../../numeric/matrix.js';
import { esn, hardware, mfEsn, noise, noiseRows, randomSeries } from '../compiler/builders.js';
import { block, lif, randomAtoms, spikeTrains } from '../models/builders.js';
import { settling } from './coders.js';
import { analog } from './spiking-chips.js';

/** Random small networks of every kind of layer, and hardware without a flaw to map them in every way. */

export const layerKinds = [
  ...(['linear', 'activation', 'convolution', 'convolution-2d', 'pool-2d', 'mars-block', 'esn', 'mf-esn'] as const),
  ...(['gram coder', 'residual coder', 'coder with windows', 'neurons', 'recurrent neurons'] as const),
  ...(['min-conv-gru', 'min-conv-exp-lstm', 'layer-norm', 'scale', 'threshold', 'delay'] as const),
];
export type LayerKind = (typeof layerKinds)[number];

interface LayerChoice {
  readonly kind: LayerKind;
  /** Outputs, or channels of maps. */
  readonly outputs: number;
  readonly biased: boolean;
}

/** A network and series that it reads, of a few numbers; with the same numbers always the same. */
export interface NetworkChoice {
  readonly channels: number;
  readonly spikes: boolean;
  readonly layers: readonly LayerChoice[];
  readonly readout: (typeof features)[number] | null;
  readonly steps: number;
}

const upTo = (most: number) => fc.integer({ min: 1, max: most });

export const anyNetwork: fc.Arbitrary<NetworkChoice> = fc.record({
  channels: upTo(4),
  spikes: fc.boolean(),
  layers: fc.array(fc.record({ kind: fc.constantFrom(...layerKinds), outputs: upTo(4), biased: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  readout: fc.option(fc.constantFrom(...features)),
  steps: upTo(4),
});

/** Wider layers are followed by a linear one whatever was drawn, so that maps of maps stay small. */
const widest = 16;

export function networkOf({ channels, spikes, layers, readout }: NetworkChoice): Network {
  const input: Network['input'] = { channels, normalize: 'none', ...(spikes && { spikes }) };
  const made: Layer[] = [];
  for (const [k, choice] of layers.entries()) {
    const width = lastWidth(input, made);
    made.push(...layerOf(width > widest ? { ...choice, kind: 'linear' } : choice, `layer${k}`, width));
  }
  const width = lastWidth(input, made);
  if (readout)
    made.push({
      ...{ type: 'readout', name: 'readout', feature: readout, classes: ['a', 'b'] },
      ...{ weights: random('readout', 2, featureCount(readout, width)), bias: noise('readout bias', 2) },
    });
  return { name: 'any', input, layers: made };
}

export const dataOf = ({ channels, spikes, steps }: NetworkChoice): SeriesSet =>
  spikes ? { ...spikeTrains(2, channels, steps, 0.7), classes: [] } : randomSeries([steps, steps + 1], channels, 0);

const random = (name: string, rows: number, cols: number, by = 1): Matrix => fromRows(noiseRows(name, rows, cols, by));

/** A layer that reads `width` values; of neurons the synapses before them, too. */
function layerOf({ kind, outputs, biased }: LayerChoice, name: string, width: number): Layer[] {
  const bias = (count: number) => (biased ? { bias: noise(`${name} bias`, count) } : {});
  const maps = mapsOf(width);
  const weights = random(name, outputs, width);
  const small = [Math.min(2, maps.rows), Math.min(2, maps.columns)] as const;
  const window = { size: small, stride: [1, 1], padding: [0, 0], dilation: [1, 1] } as const;
  switch (kind) {
    case 'linear':
      return [{ type: 'linear', name, weights, ...bias(outputs) }];
    case 'convolution':
      return [{ type: 'convolution', name, taps: 2, weights: random(name, outputs, 2 * width), ...bias(outputs) }];
    case 'convolution-2d': {
      const kernel = random(name, outputs, small[0] * small[1]);
      return [{ type: 'convolution-2d', name, maps, groups: 1, window, weights: kernel, ...bias(outputs) }];
    }
    case 'pool-2d':
      return [{ type: 'pool-2d', name, kind: biased ? 'mean' : 'max', maps, window }];
    case 'activation':
      return [{ type: 'activation', name, function: activations[outputs % activations.length]! }];
    case 'mars-block':
      return [
        block(name, noiseRows(name, width, width, 0.3), [...noise(`${name} bias`, width)], biased ? 'exact' : 'euler'),
      ];
    case 'esn':
      return [{ ...esn({ channels: width, units: outputs }).layers[0]!, name }];
    case 'mf-esn':
      return [{ ...mfEsn({ channels: width, units: outputs }).layers[0]!, name }];
    case 'gram coder':
    case 'residual coder': {
      const form = kind === 'gram coder' ? 'gram' : 'residual';
      const threshold = { shape: 'soft', level: 0.1, signs: biased ? 'both' : 'positive' } as const;
      return [{ type: 'lca', name, weights: randomAtoms(outputs, width), step: 0.3, iterations: 4, form, threshold }];
    }
    case 'coder with windows': {
      const [rows, columns] = small;
      const windows: Windows = {
        ...{ image: { rows: maps.rows, columns: maps.columns }, kernel: { rows, columns } },
        ...{ channels: 1, stride: 1, padding: 'valid' },
      } as const;
      const atoms = randomAtoms(2, rows * columns);
      const threshold = { shape: 'soft', level: 0.1, signs: 'both' } as const;
      const step = usualConvolutionStep(atoms, windows);
      return [{ type: 'lca', name, weights: atoms, windows, step, iterations: 3, form: 'residual', threshold }];
    }
    case 'neurons':
    case 'recurrent neurons': {
      const neuron = lif(outputs, { timeConstant: new Float64Array(outputs).fill(2) });
      const loop = kind === 'recurrent neurons' ? { recurrent: random(`${name} back`, outputs, outputs) } : {};
      return [
        { type: 'linear', name: `${name}_synapses`, weights, ...bias(outputs) },
        { type: 'neurons', name, neuron, ...loop },
      ];
    }
    case 'min-conv-gru':
    case 'min-conv-exp-lstm': {
      const gates = random(name, (kind === 'min-conv-gru' ? 2 : 3) * Math.min(outputs, 2), 3);
      return [{ type: kind, name, maps, kernel: [1, 3], weights: gates, ...bias(gates.rows) }];
    }
    case 'layer-norm': {
      const group = biased ? maps.columns : width;
      const [gains, offsets] = [noise(`${name} gains`, group), noise(`${name} offsets`, group)];
      return [{ type: 'layer-norm', name, gains, offsets, epsilon: 1e-3 }];
    }
    case 'scale':
      return [
        {
          type: 'scale',
          name,
          factors: noise(name, width),
          ...(biased && { offsets: noise(`${name} offsets`, width) }),
        },
      ];
    case 'threshold':
      return [{ type: 'threshold', name, levels: noise(name, width) }];
    case 'delay':
      return [{ type: 'delay', name, steps: Uint32Array.from({ length: width }, (_, k) => (k + outputs) % 3) }];
  }
}

/** The squarest map of so many values. */
function mapsOf(width: number) {
  let rows = Math.floor(Math.sqrt(width));
  while (width % rows !== 0) rows--;
  return { channels: 1, rows, columns: width / rows };
}

export interface HardwareChoice {
  readonly rows: number;
  readonly columns: number;
  readonly signs: (typeof signKinds)[number];
  readonly slices: { readonly weightBits: number; readonly cellBits: number; readonly over: 'cells' | 'arrays' } | null;
  readonly dac: { readonly bits: number; readonly bitsPerRead: number | null } | null;
  readonly copies: number | 'fill';
  readonly scale: 'tile' | 'column';
  readonly centre: 'readout' | 'all';
  readonly packing: (typeof packings)[number];
  /** Of all products, or of the one with this number alone. */
  readonly sets: number;
  readonly only: number | null;
  readonly average: number;
  readonly readout: 'crossbar' | 'digital';
  readonly offset: boolean;
  readonly compensated: boolean;
  readonly circuits: boolean;
}

const seldom = fc.integer({ min: 0, max: 9 }).map(n => n === 9);

/** Every way to map on arrays of a few lines. */
export const anyHardware: fc.Arbitrary<HardwareChoice> = fc.record({
  rows: fc.integer({ min: 3, max: 12 }),
  columns: fc.integer({ min: 16, max: 30 }),
  signs: fc.constantFrom(...signKinds),
  slices: fc.option(
    fc.record({
      weightBits: fc.integer({ min: 3, max: 8 }),
      cellBits: upTo(2),
      over: fc.constantFrom('cells', 'arrays'),
    }),
  ),
  dac: fc.option(fc.record({ bits: fc.integer({ min: 3, max: 8 }), bitsPerRead: fc.option(upTo(2)) })),
  copies: fc.oneof(upTo(3), fc.constant('fill' as const)),
  scale: fc.constantFrom('tile', 'column'),
  centre: fc.constantFrom('readout', 'all'),
  packing: fc.constantFrom(...packings),
  sets: upTo(3),
  only: fc.option(fc.nat(9)),
  average: upTo(2),
  readout: fc.constantFrom('crossbar', 'digital'),
  offset: fc.boolean(),
  compensated: seldom,
  circuits: seldom,
});

/** `products` are the names of those that `only` counts. */
export function hardwareOf(choice: HardwareChoice, products: readonly string[]): Hardware {
  const { rows, columns, slices, dac, signs, packing, sets, only, average, compensated, circuits, offset } = choice;
  const { copies, scale, centre, readout } = choice;
  const duplicates = only === null || products.length === 0 ? sets : { [products[only % products.length]!]: sets };
  return hardware({
    ...{ array: { rows, columns }, device: { gMin: offset ? 2e-6 : 0 }, copies, scale, centre, readout, signs },
    ...{ read: { average }, placement: { packing, duplicates } },
    ...(slices && { slices }),
    ...(dac && { dac: { bits: dac.bits, ...(dac.bitsPerRead !== null && { bitsPerRead: dac.bitsPerRead }) } }),
    ...(compensated && { irDrop: 'compensated' }),
    ...(circuits && { settling, neurons: analog }),
  });
}
