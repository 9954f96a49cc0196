import test from 'ava';
import fc from 'fast-check';
import { type FaultyPlace, missOf } from '../../compiler/fault-map.js';
import { improvedLines, type LineErrors } from '../../compiler/line-places.js';
import { randomStream } from '../../numeric/random.js';

/** A pair in a window of 0 to 1 whose first device is stuck low, high, or both of whose are stuck low. */
const stuck = (row: number, place: number, kind: 'low' | 'high' | 'dead'): FaultyPlace => ({
  ...{ row, place, plus: kind === 'high' ? 1 : 0, minus: kind === 'dead' ? 0 : Number.NaN },
  ...{ low: kind === 'low' ? -1 : 0, high: kind === 'high' ? 1 : 0 },
});

const errorsOf = (wanted: number[][], faulty: FaultyPlace[], places: number, power?: number[]): LineErrors => ({
  ...{ rows: wanted.length, outputs: wanted[0]!.length, places, faulty },
  wanted: Float64Array.from(wanted.flat()),
  power: Float64Array.from(power ?? wanted.map(() => 1)),
  gain: new Float64Array(wanted[0]!.length).fill(1),
});

test('by hand: a row changes with the one whose weight the stuck pair can have', t => {
  // A first device that is stuck low leaves −1 to 0.
  const { lines, error } = improvedLines(errorsOf([[0.5], [0.75], [-0.5]], [stuck(0, 0, 'low')], 1));
  t.deepEqual([...lines.rows], [2, 1, 0]);
  t.deepEqual(error, { partners: 0.25, rows: 0, outputs: 0 });
});

test('by hand: where no row fits, the one that is driven least is taken', t => {
  const { lines, error } = improvedLines(errorsOf([[0.5], [0.5], [0.5]], [stuck(0, 0, 'low')], 1, [1, 0.3, 0.2]));
  t.is(lines.rows[2], 0);
  t.true(Math.abs(error.partners - 0.25) < 1e-15);
  t.true(Math.abs(error.rows - 0.05) < 1e-15);
});

test('by hand: an output goes to the spare place, the other one stays', t => {
  const { lines, error } = improvedLines(
    errorsOf(
      [
        [0.5, 0.25],
        [0.5, -0.5],
      ],
      [stuck(0, 1, 'dead'), stuck(1, 1, 'dead')],
      3,
    ),
  );
  t.deepEqual([...lines.outputs], [0, 2]);
  t.deepEqual([...lines.rows], [0, 1]);
  t.is(error.outputs, 0);
  t.is(error.rows, 0.25 ** 2 + 0.5 ** 2);
});

test('without a fault nothing moves', t => {
  const { lines, error } = improvedLines(errorsOf([[1, 2], [3, 4]], [], 4)); // biome-ignore format: a matrix
  t.deepEqual([...lines.rows, ...lines.outputs], [0, 1, 0, 1]);
  t.deepEqual(error, { partners: 0, rows: 0, outputs: 0 });
});

const matrixOf = (rows: number, outputs: number, seed: number): number[][] => {
  const draws = randomStream(seed, 'wanted');
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: outputs }, (_, j) => 2 * draws.uniform(outputs * i + j) - 1),
  );
};

test('as many spare places as dead ones: nothing is missed', t => {
  fc.assert(
    fc.property(
      fc.record({ rows: fc.integer({ min: 1, max: 8 }), outputs: fc.integer({ min: 1, max: 8 }), seed: fc.nat(999) }),
      fc.infiniteStream(fc.boolean()),
      ({ rows, outputs, seed }, isDead) => {
        const dead = Array.from({ length: outputs }, (_, place) => place).filter(() => isDead.next().value);
        const faulty = dead.flatMap(place => Array.from({ length: rows }, (_, row) => stuck(row, place, 'dead')));
        const { lines, error } = improvedLines(errorsOf(matrixOf(rows, outputs, seed), faulty, outputs + dead.length));
        t.is(error.outputs, 0);
        t.true(lines.outputs.every(place => !dead.includes(place)));
      },
    ),
    { numRuns: 50 },
  );
});

const permutations = (things: number[]): number[][] =>
  things.length < 2
    ? [things]
    : things.flatMap((thing, k) => permutations(things.toSpliced(k, 1)).map(rest => [thing, ...rest]));

test('whatever the faults: no step makes it worse, every line has a place of its own, and rows have the best there is', t => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 2 }),
      fc.nat(9999),
      (rows, outputs, spare, seed) => {
        const draws = randomStream(seed, 'faults');
        const kinds = ['low', 'high', 'dead'] as const;
        const faulty: FaultyPlace[] = [];
        for (let k = 0; k < rows * (outputs + spare); k++)
          if (draws.uniform(2 * k) < 0.4)
            faulty.push(stuck(k % rows, Math.floor(k / rows), kinds[Math.floor(3 * draws.uniform(2 * k + 1))]!));
        const wanted = matrixOf(rows, outputs, seed);
        const { lines, error } = improvedLines(errorsOf(wanted, faulty, outputs + spare));
        t.true(error.partners >= error.rows && error.rows >= error.outputs && error.outputs >= 0);
        t.deepEqual([...lines.rows].sort(), [...lines.rows.keys()]);
        t.is(new Set(lines.outputs).size, outputs);
        t.true(lines.outputs.every(place => place >= 0 && place < outputs + spare));
        const left = (rowOf: readonly number[]): number =>
          faulty
            .filter(({ place }) => place < outputs)
            .reduce((sum, one) => sum + missOf(one, wanted[rowOf[one.row]!]![one.place]!) ** 2, 0);
        const best = Math.min(...permutations([...lines.rows.keys()]).map(left));
        t.true(Math.abs(error.rows - best) < 1e-8);
      },
    ),
    { numRuns: 100 },
  );
});

test('more rows than are assigned at once are taken in blocks, each no worse', t => {
  const wanted = matrixOf(600, 1, 5);
  const faulty = Array.from({ length: 120 }, (_, k) => stuck(5 * k, 0, 'low'));
  const { lines, error } = improvedLines(errorsOf(wanted, faulty, 1));
  t.is(new Set(lines.rows).size, 600);
  t.true(error.partners > 1);
  t.is(error.rows, 0);
});
