import test from 'ava';
import { type CrossbarArray, crossbarArray } from '../../../crossbar/array.js';
import { effectiveOperator } from '../../../crossbar/operator.js';
import { randomStream } from '../../../numeric/random.js';
import { suspect } from '../../../sim/compare/suspect.js';

const [rows, cols] = [8, 10];
const draws = randomStream(1, 'suspect');
const conductance = Float64Array.from({ length: rows * cols }, (_, k) => 25e-6 * draws.uniform(k));
const sound = crossbarArray(rows, cols, conductance, { wordLine: 2, bitLine: 2, driver: 100, sense: 50 });
const transfer = (array: CrossbarArray): Float64Array => effectiveOperator(array).transfer.data;
const found = (change: Partial<CrossbarArray>) => suspect(transfer({ ...sound, ...change }), transfer(sound), cols);
const changed = (values: Float64Array, at: number, value: number): Float64Array => {
  const out = values.slice();
  out[at] = value;
  return out;
};

test('a wrong device is named by its row and column', t => {
  for (const [row, column] of [
    [0, 0],
    [3, 7],
    [7, 9],
  ] as const) {
    const { kind, ...place } = found({ conductance: changed(conductance, row * cols + column, 40e-6) });
    t.is(kind, 'cell');
    t.deepEqual([place.row, place.column], [row, column]);
    t.true(place.share > 0.99);
  }
});

test('a wrong driver or sense input is named by its line', t => {
  const driver = found({ driver: changed(sound.driver, 5, 5000) });
  t.deepEqual([driver.kind, driver.row], ['word line', 5]);
  const sense = found({ sense: changed(sound.sense, 4, 5000) });
  t.deepEqual([sense.kind, sense.column], ['bit line', 4]);
});

test('wires that are wrong everywhere are not blamed on one place', t => {
  t.is(found({ wordSegments: sound.wordSegments.map(() => 20) }).kind, 'several places');
});
