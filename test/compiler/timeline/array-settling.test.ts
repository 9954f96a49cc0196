import test from 'ava';
import { settlingTime, slowestTimeConstant } from '../../../compiler/timeline/array-settling.js';
import { crossbarArray } from '../../../crossbar/array.js';
import { settle } from '../../../crossbar/transient.js';
import { tinyMars } from '../../models/builders.js';
import { chip, hardware, noise, randomSeries } from '../builders.js';

test('one cell: the larger time constant of two nodes', t => {
  const [g, driver, sense, word, bit, cell] = [20e-6, 5e3, 2e3, 3e-13, 1e-13, 2e-14];
  const array = crossbarArray(1, 1, Float64Array.of(g), { wordLine: 0, bitLine: 0, driver, sense });
  // K v = λ M v with 2 × 2 matrices; τ = 1/λ of the smaller λ.
  const [k11, k22, k12] = [1 / driver + g, 1 / sense + g, -g];
  const [m11, m22, m12] = [word + cell, bit + cell, -cell];
  const a = m11 * m22 - m12 ** 2;
  const b = -(k11 * m22 + k22 * m11 - 2 * k12 * m12);
  const c = k11 * k22 - k12 ** 2;
  const slow = (-b - Math.sqrt(b * b - 4 * a * c)) / (2 * a);
  const tau = slowestTimeConstant(array, { word, bit, cell });
  t.true(Math.abs(tau * slow - 1) < 1e-3, `${tau} s, not ${1 / slow} s`);
});

test('a ladder of many segments: 4/π² of its whole RC', t => {
  const cells = 200;
  const array = crossbarArray(1, cells, new Float64Array(cells).fill(1e-12), { wordLine: 10, bitLine: 1e-3 });
  const tau = slowestTimeConstant(array, { word: 1e-15, bit: 0, cell: 0 });
  const line = (4 / Math.PI ** 2) * (cells * 10) * (cells * 1e-15);
  // The ladder is no continuous line: to half a segment of 200.
  t.true(Math.abs(tau / line - 1) < 0.006, `${tau} s, not ${line} s`);
});

test('the settling time is about that of the transient, which takes all modes', t => {
  const rows = 24;
  const g = Float64Array.from(noise('cells', rows * rows), x => 12e-6 * (1 + x));
  const array = crossbarArray(rows, rows, g, { wordLine: 5, bitLine: 5, driver: 500, sense: 100 });
  const capacitance = { word: 2e-15, bit: 2e-15, cell: 1e-16 };
  const tau = slowestTimeConstant(array, capacitance);
  const { settlingTime: whole } = settle(array, capacitance, new Float64Array(rows).fill(0.2), { accuracy: 1 / 254 });
  const estimate = tau * Math.log(254);
  // Inputs that rise together leave the slowest mode with a coefficient other than 1.
  t.true(Math.abs(estimate / whole - 1) < 0.15, `${estimate} s, not ${whole} s`);
});

test('of a tile: no capacitances, no time', t => {
  const program = (on: Parameters<typeof hardware>[0]) => chip(tinyMars(), hardware(on), randomSeries([10, 10]));
  const still = program({});
  t.is(settlingTime(still.plans[0]!.tiles[0]!, still.hardware), 0);
  const lines = { word: 1e-15, bit: 1e-15, cell: 0 };
  const wired = program({
    array: { wordLineResistance: 2, bitLineResistance: 2, driverResistance: 1e3, capacitance: lines },
    adc: { bits: 8 },
  });
  const seconds = settlingTime(wired.plans[0]!.tiles[0]!, wired.hardware);
  // At least the driver and the two nodes of its word line, ln(254) times.
  t.true(seconds > Math.log(254) * 1e3 * 2e-15 && seconds < Math.log(254) * 1e3 * 20e-15, `${seconds} s`);
});
