import test from 'ava';
import fc from 'fast-check';
import type { Hardware } from '../../compiler/hardware.js';
import { map } from '../../compiler/map.js';
import { partition } from '../../compiler/partition.js';
import { outputsOf, rowsOf } from '../../compiler/plan.js';
import { verifyMapping } from '../../compiler/verify.js';
import { apart, hardware, met, mvm, noiseRows } from './builders.js';

const mapped = (weights: number[][], on: Hardware) =>
  map(partition(mvm(weights), met([weights[0]!.map(() => 1)]), on), on);

test('a positive weight stands on the even column, a negative one on the odd; uS', t => {
  const { tiles } = mapped(
    [
      [1, -0.5],
      [0, 0.25],
    ],
    hardware({ device: { gMin: 5e-6 } }),
  );
  // 20 uS per unit of weight over 5 uS; a row per input, two columns per output
  t.true(apart(tiles[0]!.target, [25e-6, 5e-6, 5e-6, 5e-6, 5e-6, 15e-6, 10e-6, 5e-6]) < 1e-20);
  t.true(apart(tiles[0]!.scale, [20e-6, 20e-6]) < 1e-20);
});

test('a scale per column uses the whole window for every output', t => {
  const { tiles } = mapped(
    [
      [1, -0.5],
      [0, 0.25],
    ],
    hardware({ scale: 'column' }),
  );
  t.true(apart(tiles[0]!.scale, [25e-6, 100e-6]) < 1e-19);
  t.true(apart(tiles[0]!.target, [25e-6, 0, 0, 0, 0, 12.5e-6, 25e-6, 0]) < 1e-20);
});

test('each tile has a scale of its own', t => {
  const { tiles } = mapped([[1, 0.1]], hardware({ array: { rows: 1 } }));
  t.true(apart(tiles[0]!.scale, [25e-6]) < 1e-20);
  t.true(apart(tiles[1]!.scale, [250e-6]) < 1e-19);
});

test('weights that are all zero are two equal conductances', t => {
  const { tiles } = mapped([[0, 0]], hardware({ device: { gMin: 1e-6 } }));
  t.deepEqual(tiles[0]!.target, new Float64Array(4).fill(1e-6));
  t.true(Number.isFinite(tiles[0]!.scale[0]));
});

test('whatever the weights and the window, the targets lie in the window and decode to them', t => {
  const size = fc.integer({ min: 1, max: 6 });
  const scale = fc.double({ min: -9, max: 9, noNaN: true }).map(power => 10 ** power);
  // Devices refuse targets outside their window by more than 1e-12 of its maximum (devices/cells.ts).
  const window = fc
    .tuple(fc.double({ min: -9, max: -3, noNaN: true }), fc.double({ min: 0, max: 0.99, noNaN: true }))
    .map(([power, least]) => ({ gMin: least * 10 ** power, gMax: 10 ** power }));
  fc.assert(
    fc.property(size, size, scale, window, fc.constantFrom('tile', 'column'), (inputs, outputs, size, device, per) => {
      const on = hardware({ array: { rows: 4, columns: 6 }, device, scale: per });
      const plan = mapped(noiseRows('w', outputs, inputs, size), on);
      verifyMapping(plan, on);
      return plan.tiles.every(tile => {
        const largest = Math.max(...tile.target);
        return tile.target.length === 2 * rowsOf(tile) * outputsOf(tile) && Math.abs(largest / device.gMax - 1) < 1e-12;
      });
    }),
  );
  t.pass();
});
