import type { Hardware } from '../../compiler/hardware.js';
import type { Program } from '../../compiler/program-record.js';
import type { Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { trainMars } from '../../models/train-mars.js';
import { fromRows } from '../../numeric/matrix.js';
import { type MvmState, openMvm, type RunConditions, readMvm } from '../../sim/chip.js';
import { chip } from '../compiler/builders.js';

/** y = W x + b as a network: a linear layer `w`, and a readout because there has to be one. */
export function linear(weights: number[][], bias: number[] = weights.map(() => 0)): Network {
  return {
    name: 'linear',
    input: { channels: weights[0]!.length, normalize: 'none' },
    layers: [
      { type: 'linear', name: 'w', weights: fromRows(weights), bias: Float64Array.from(bias) },
      {
        type: 'readout',
        name: 'readout',
        feature: 'last',
        weights: fromRows([weights.map(() => 1)]),
        bias: Float64Array.of(0),
        classes: ['a'],
      },
    ],
  };
}

/** One series whose time steps are these vectors. */
export function steps(vectors: readonly (readonly number[])[]): SeriesSet {
  const values = Float64Array.from(vectors.flat());
  return {
    name: 'steps',
    channels: vectors[0]!.length,
    classes: ['a'],
    series: [{ values, length: vectors.length, label: 0 }],
  };
}

/** Read just after programming; a run so short that no read noise changes during it. */
export const fresh: RunConditions = { time: 0, compensation: 'none', duration: 0 };

/** The product `w` of a chip, opened for a run. */
export const opened = (program: Program, conditions: Partial<RunConditions> = {}): MvmState =>
  openMvm(program.plans[0]!, program, { ...fresh, ...conditions });

/** What the product `w` of a chip gives for these vectors, the first of them the `first`-th read. */
export function read(
  program: Program,
  vectors: readonly (readonly number[])[],
  conditions: Partial<RunConditions> = {},
  first = 0,
): Float64Array {
  return readMvm(
    opened(program, conditions),
    Float64Array.from(vectors.flat()),
    vectors.length,
    first,
    program.hardware,
  );
}

/** The same chip with one and the same drift exponent in all devices. */
export function driftingAs(program: Program, exponent: number): Program {
  const plans = program.plans.map(plan => ({
    ...plan,
    tiles: plan.tiles.map(tile => ({
      ...tile,
      cells: { ...tile.cells, traits: tile.cells.traits.map(() => exponent) },
    })),
  }));
  return { ...program, plans };
}

const charts = syntheticControl(1, 4);

/** Control charts, two of each class to train and to test on, and a small MARS network for them. */
export const controlCharts = {
  ...charts,
  network: trainMars(charts.train, { units: 12, blocks: 2 }, 1),
  on: (hardware: Hardware, seed = 1): Program => chip(controlCharts.network, hardware, charts.train, seed),
};
