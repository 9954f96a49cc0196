import test from 'ava';
import { calibrate } from '../../compiler/calibrate.js';
import type { Hardware } from '../../compiler/hardware.js';
import { map } from '../../compiler/map.js';
import { partition } from '../../compiler/partition.js';
import { differences } from '../../compiler/signs.js';
import { createDevice } from '../../devices/table.js';
import { hardware, met, mvm } from './builders.js';

const calibrated = (weights: number[][], bias: number[], inputs: number[][], on: Hardware) =>
  calibrate(map(partition(mvm(weights, bias), met(inputs), on), on), on);
const near = (found: number, right: number): boolean => Math.abs(found / right - 1) < 1e-12;

test('differences of column pairs', t => {
  t.deepEqual(differences(Float64Array.of(5, 1, 2, 4, 7, 7, 0, 3), 2, 2), Float64Array.of(4, -2, 0, -3));
});

// Inputs of 2 and −1 are 0.2 V and −0.1 V, weights of 1 and −0.5 are 25 µS and −12.5 µS.
test('the range is the largest difference current of the calibration inputs, with headroom', t => {
  const inputs = [
    [2, -1],
    [1, 1],
  ];
  const [tile] = calibrated([[1, -0.5]], [0], inputs, hardware()).tiles;
  t.true(near(tile!.adcFullScale, 1.1 * (0.2 * 25e-6 + 0.1 * 12.5e-6)));
  const [wide] = calibrated([[1, -0.5]], [0], inputs, hardware({ adc: { headroom: 2 } })).tiles;
  t.true(near(wide!.adcFullScale, 2 * (0.2 * 25e-6 + 0.1 * 12.5e-6)));
});

test('a bias row adds its current, driven by the read voltage', t => {
  const [tile] = calibrated([[1]], [2], [[2], [-1]], hardware()).tiles;
  t.true(near(tile!.adcFullScale, 1.1 * (0.2 * 25e-6 + 0.2 * 25e-6)));
});

test('each tile has the range of its own rows', t => {
  const { tiles } = calibrated([[1, 1]], [0], [[2, -1]], hardware({ array: { rows: 1 } }));
  t.true(near(tiles[0]!.adcFullScale, 1.1 * 0.2 * 25e-6));
  t.true(near(tiles[1]!.adcFullScale, 1.1 * 0.1 * 25e-6));
});

test('zero weights still get a range', t => {
  const [tile] = calibrated([[0]], [0], [[1]], hardware()).tiles;
  t.true(near(tile!.adcFullScale, 1.1 * 0.2 * 25e-6));
});

// Weights 1 and −0.5 of the first output are 150 and 50 µS against 50 and 100 µS; of the second, 50 and 100 against 75 and 50.
test('devices that are not ohmic are calibrated with their own current', t => {
  const device = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
  const { conduction } = createDevice('rram-milo2021');
  const i = (uS: number, volt: number): number => conduction.current(1e-6 * uS, volt);
  const inputs = [
    [2, -1],
    [-1, 1],
  ];
  const amps = [
    [i(150, 0.2) - i(50, 0.2) + i(50, -0.1) - i(100, -0.1), i(50, 0.2) - i(75, 0.2) + i(100, -0.1) - i(50, -0.1)],
    [i(150, -0.1) - i(50, -0.1) + i(50, 0.1) - i(100, 0.1), i(50, -0.1) - i(75, -0.1) + i(100, 0.1) - i(50, 0.1)],
  ];
  const linear = [
    [25e-6, -10e-6],
    [-15e-6, 7.5e-6],
  ];
  const weights = [
    [1, -0.5],
    [-0.25, 0.5],
  ];
  const sums = (j: number): [number, number] => [
    amps[0]![j]! * linear[0]![j]! + amps[1]![j]! * linear[1]![j]!,
    linear[0]![j]! ** 2 + linear[1]![j]! ** 2,
  ];
  const [tile] = calibrated(weights, [0, 0], inputs, hardware({ device })).tiles;
  t.true(near(tile!.adcFullScale, 1.1 * Math.max(...amps.flat().map(Math.abs))));
  const together = (sums(0)[0] + sums(1)[0]) / (sums(0)[1] + sums(1)[1]);
  for (const scale of tile!.scale) t.true(near(scale, 100e-6 * together));

  const [own] = calibrated(weights.slice(0, 1), [0], inputs, hardware({ device, scale: 'column' })).tiles;
  t.true(near(own!.scale[0]!, (100e-6 * sums(0)[0]) / sums(0)[1]));
});
