import test from 'ava';
import type { PlacedTile } from '../../compiler/plan.js';
import type { Program } from '../../compiler/program-record.js';
import { differences } from '../../compiler/signs.js';
import { tileConductances } from '../../compiler/tile-array.js';
import { type DriftCompensation, measuredLoss, transferOf } from '../../sim/compensation.js';
import { apart, chip, hardware, noiseRows, pcm } from '../compiler/builders.js';
import { linear, read, steps } from './builders.js';

const silent = hardware({ device: pcm({ programming: 0, readNoise: 0 }), centre: 'all' });
const inputs = noiseRows('inputs', 40, 6, 3);
const weights = noiseRows('weights', 4, 6);
const year = 3e7;

/** The chip with the drift exponent of every device by its column pair. */
function driftingByOutput(program: Program, exponent: (output: number) => number): Program {
  const plans = program.plans.map(plan => ({
    ...plan,
    tiles: plan.tiles.map(tile => ({
      ...tile,
      cells: { ...tile.cells, traits: tile.cells.traits.map((_, k) => exponent((k >> 1) % plan.outputs)) },
    })),
  }));
  return { ...program, plans };
}

const compensated = (program: Program, compensation: DriftCompensation): Float64Array =>
  read(program, inputs, { time: year, compensation });

const lossOf = (compensation: DriftCompensation, tile: PlacedTile, now: (transfer: Float64Array) => Float64Array) =>
  measuredLoss(compensation, tile, () => now(transferOf(tile, tileConductances(tile, silent, 0), silent)), silent);

test('columns that drift as one each are undone by column, but not by one factor for all', t => {
  const onChip = chip(linear(weights), silent, steps(inputs));
  const program = driftingByOutput(onChip, j => 0.03 + 0.02 * j);
  const exact = read(onChip, inputs);
  // A column is held to its tile's mean by a hundredth, so not to the last digit.
  const [global, column] = (['global', 'column'] as const).map(kind => apart(compensated(program, kind), exact));
  t.true(column! < global! / 20, `${column} against ${global}`);
});

test('real devices: by column is nearer than global, which is nearer than nothing', t => {
  const large = noiseRows('large weights', 30, 40);
  const drives = noiseRows('drives', 50, 40, 3);
  const program = chip(linear(large), silent, steps(drives));
  const exact = read(program, drives);
  const error = (compensation: DriftCompensation): number =>
    read(program, drives, { time: year, compensation }).reduce((sum, y, k) => sum + (y - exact[k]!) ** 2, 0);
  t.true(error('column') < error('global') && error('global') < error('none') / 2);
});

test('factors by hand', t => {
  // Two inputs, two outputs; weights (1, 0.5) and (0, −1).
  const [tile] = chip(linear([[1, 0.5], [0, -1]]), silent, steps([[1, 1]])).plans[0]!.tiles; // biome-ignore format: a matrix
  const then = differences(tile!.target, 2, 2);
  t.true(apart(then, [25e-6, 0, 12.5e-6, -25e-6]) < 1e-18);
  // Of the four cells that carry current, every other one has halved.
  const halve = (transfer: Float64Array) => transfer.map((g, k) => (k === 0 ? g / 2 : g));
  t.deepEqual([...lossOf('none', tile!, halve)], [1, 1]);
  const whole = (12.5 + 12.5 + 25) / (25 + 12.5 + 25);
  t.true(apart(lossOf('global', tile!, halve), [whole, whole]) < 1e-12);
  const slope = (12.5 * 25 + 12.5 ** 2 + 25 ** 2) / (2 * 25 ** 2 + 12.5 ** 2);
  const held = (0.01 * (2 * 25 ** 2 + 12.5 ** 2)) / 2;
  const first = (12.5 * 25 + 12.5 ** 2 + held * slope) / (25 ** 2 + 12.5 ** 2 + held);
  const second = (25 ** 2 + held * slope) / (25 ** 2 + held);
  t.true(apart(lossOf('column', tile!, halve), [first, second]) < 1e-12);
});

test('a column that carries next to nothing takes the factor of its tile, whatever noise makes of it', t => {
  const [tile] = chip(linear([[1, 1], [1e-4, -1e-4]]), silent, steps([[1, 1]])).plans[0]!.tiles; // biome-ignore format: a matrix
  // All has halved, and the small cells have turned round by noise.
  const noisy = (transfer: Float64Array) => transfer.map((g, k) => (k % 4 < 2 ? g / 2 : 3e-9 * (k % 4 === 2 ? 1 : 0)));
  const [large, small] = lossOf('column', tile!, noisy);
  t.true(Math.abs(large! - 0.5) < 1e-9);
  t.true(Math.abs(small! - 0.5) < 1e-3);
});

test('a tile without currents is left as it is', t => {
  const [tile] = chip(linear([[0, 0]]), silent, steps([[1, 1]])).plans[0]!.tiles;
  for (const kind of ['none', 'global', 'column'] as const) t.deepEqual([...lossOf(kind, tile!, g => g)], [1]);
});
