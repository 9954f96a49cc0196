import test from 'ava';
import { crossbarArray } from '../../../crossbar/array.js';
import { createDevice } from '../../../devices/table.js';
import { randomStream } from '../../../numeric/random.js';
import { chipCells } from '../../../sim/device-array.js';
import { monteCarlo } from '../../../sim/spice/monte-carlo.js';

const [rows, cols] = [6, 4];
const draw = randomStream(4, 'targets');
const targets = Float64Array.from({ length: rows * cols }, (_, k) => 20e-6 + 100e-6 * draw.uniform(k));
const array = crossbarArray(rows, cols, targets, { wordLine: 5, bitLine: 5, driver: 100 });
const volts = { word: Float64Array.from({ length: rows }, (_, i) => 0.1 + 0.02 * i), bit: new Float64Array(cols) };
const read = { title: 'array', volts, seconds: 0, kelvin: 300 };
const seeds = Array.from({ length: 24 }, (_, k) => k + 1);

test('chip by chip ngspice agrees to 1e-9 with the simulator, in shared netlists', async t => {
  const source = { array, device: createDevice('rram-hfo2-radar') };
  const { chips, columns, worst } = await monteCarlo(source, seeds, { ...read, seconds: 3600 }, { workers: 2 });
  t.log(worst.toExponential(1));
  t.is(chips.length, 24);
  t.true(worst < 1e-9);
  for (const { spice, simulated } of columns) {
    t.true(Math.abs(spice.mean / simulated.mean - 1) < 1e-9);
    t.true(Math.abs(spice.deviation / simulated.deviation - 1) < 1e-6);
    t.true(spice.p5 < spice.median && spice.median < spice.p95 && spice.deviation > 0);
  }
});

test('a chip is its seed, however many there are and however they are spread', async t => {
  const source = { array, device: createDevice('rram-hfo2-radar') };
  const [all, one, alone] = await Promise.all([
    monteCarlo(source, [1, 2, 3, 4], read, { workers: 1 }),
    monteCarlo(source, [1, 2, 3, 4], read, { workers: 2 }),
    monteCarlo(source, [3], read, { workers: 1 }),
  ]);
  t.deepEqual(all.chips.map(chip => chip.simulated), one.chips.map(chip => chip.simulated)); // biome-ignore format: one thing
  t.deepEqual(alone.chips[0]!.simulated, all.chips[2]!.simulated);
  t.true(alone.worst < 1e-9 && one.worst < 1e-9);
  t.is(alone.columns[0]!.spice.deviation, 0);
});

// Without wires a column is Σ v g; with errors of deviation σ g of each device its deviation is σ √(Σ (v g)²).
test('the distribution is that of the devices', async t => {
  const device = createDevice('normal-proportional', { gMin: 0, gMax: 1e-3, spread: 0.1 });
  const bare = crossbarArray(rows, cols, targets, { wordLine: 0, bitLine: 0 });
  const many = Array.from({ length: 400 }, (_, k) => k + 1);
  const { columns } = await monteCarlo({ array: bare, device }, many, read, { workers: 2 });
  columns.forEach(({ spice }, j) => {
    const parts = Array.from(volts.word, (v, i) => v * targets[i * cols + j]!);
    const sum = parts.reduce((total, amps) => total + amps, 0);
    const sigma = 0.1 * Math.hypot(...parts);
    // Four standard errors of a mean and of a deviation of 400 values.
    t.true(Math.abs(spice.mean - sum) < (4 * sigma) / 20);
    t.true(Math.abs(spice.deviation / sigma - 1) < 4 / Math.sqrt(2 * 399));
    t.true(Math.abs((spice.p95 - spice.p5) / sigma - 3.29) < 0.6);
  });
});

test('devices that are not ohmic have a netlist each', async t => {
  const device = createDevice('rram-milo2021');
  const { min, max } = device.window;
  const within = targets.map((_, k) => min + (max - min) * (0.2 + 0.6 * draw.uniform(k)));
  const source = { array: { ...array, conductance: within }, device };
  const { worst, netlist } = await monteCarlo(source, [1, 2, 3], read, { workers: 1 });
  t.log(worst.toExponential(1));
  t.true(worst < 1e-6);
  t.regex(netlist, /^bc0_0 /m);
});

test('impossible chips are refused', async t => {
  const device = createDevice('rram-hfo2-radar');
  await t.throwsAsync(monteCarlo({ array, device }, [], read), {
    message: 'Monte Carlo: found no seeds; expected at least one',
  });
  const beyond = { ...array, conductance: targets.with(7, 1) };
  await t.throwsAsync(monteCarlo({ array: beyond, device }, [1], read), { message: /array: cell 7: / });
  t.throws(() => chipCells({ array: beyond, device }, 1), { message: /array: cell 7: / });
});
