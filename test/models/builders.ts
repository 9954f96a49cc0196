import { type MarsBlock, milanoRates, type Network, rescaleBounds } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { fromRows } from '../../numeric/matrix.js';

/** A set of one-channel series: `univariate('a b', ['a', 1, 2, 3], ['b', 4, 5])`; a label that is no class is none. */
export function univariate(classes: string, ...rows: readonly [string, ...number[]][]): SeriesSet {
  const names = classes.split(' ').filter(name => name !== '');
  const series = rows.map(([label, ...values]) => ({
    values: Float64Array.from(values),
    length: values.length,
    label: names.indexOf(label),
  }));
  return { name: 'test set', channels: 1, classes: names, series };
}

/** A block with the published constants, Δ = 0.1 and s = 6. */
export function block(name: string, weights: number[][], bias: number[], integrator: 'exact' | 'euler'): MarsBlock {
  return {
    type: 'mars-block',
    name,
    weights: fromRows(weights),
    bias: Float64Array.from(bias),
    rescale: { ...rescaleBounds, steepness: 6 },
    memristor: { rates: milanoRates, step: 0.1, retention: 1, integrator },
  };
}

/** One channel, two units, one block, two classes: small enough to work out by hand. */
export function tinyMars(integrator: 'exact' | 'euler' = 'exact'): Network {
  return {
    name: 'tiny',
    input: { channels: 1, normalize: 'none' },
    layers: [
      { type: 'linear', name: 'encoder', weights: fromRows([[2], [-1]]), bias: Float64Array.of(0, 0.25) },
      block(
        'block1',
        [
          [0.5, 0.2],
          [-0.4, 0.7],
        ],
        [0.1, -0.05],
        integrator,
      ),
      {
        type: 'readout',
        name: 'readout',
        feature: 'last',
        weights: fromRows([
          [1, 0],
          [0, 1],
        ]),
        bias: Float64Array.of(0, 3),
        classes: ['a', 'b'],
      },
    ],
  };
}
