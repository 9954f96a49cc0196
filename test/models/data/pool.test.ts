import { join } from 'node:path';
import test from 'ava';
import { poolHalves, splitPool } from '../../../models/data/pool.js';
import { readSeriesSet } from '../../../models/data/read.js';
import { univariate } from '../builders.js';

const first = (set: { readonly series: readonly { readonly values: Float64Array }[] }) =>
  set.series.map(one => one.values[0]!);

test('halves are pooled without repeats, the first of which stays with its label', t => {
  const train = univariate('b a', ['b', 1, 2], ['a', 3, 4], ['a', 1, 2]);
  const pool = poolHalves(train, univariate('a c', ['a', 3, 4], ['c', 1, 2], ['a', 1, 3], ['c', 1], ['?', 0, 4]));
  t.deepEqual(pool.classes, ['b', 'a', 'c']);
  t.deepEqual(
    pool.series.map(({ values, label }) => [label, ...values]),
    [
      [0, 1, 2],
      [1, 3, 4],
      [1, 1, 3],
      [2, 1],
      [-1, 0, 4],
    ],
  );
});

test('series that agree in their ends and their sum are told apart; gaps in the same place are not', t => {
  const pool = poolHalves(
    univariate('a', ['a', 1, 2, 3, 4], ['a', Number.NaN, 1]),
    univariate('a', ['a', 1, 3, 2, 4], ['a', Number.NaN, 1]),
  );
  t.is(pool.series.length, 3);
});

test('halves of different channels are refused', t => {
  const one = univariate('a', ['a', 1, 2]);
  t.throws(() => poolHalves(one, { ...one, channels: 2 }), { instanceOf: RangeError });
});

test('70, 15 and 15 per cent, each series in one part, in an order of the seed', t => {
  for (const count of [0, 1, 7, 20, 101]) {
    const set = univariate('a', ...Array.from({ length: count }, (_, i): ['a', number] => ['a', i]));
    const { train, validation, test: unseen } = splitPool(set, 1);
    const sizes = [train, validation, unseen].map(part => part.series.length);
    const bounds = [Math.floor(0.7 * count), Math.floor(0.85 * count)] as const;
    t.deepEqual(sizes, [bounds[0], bounds[1] - bounds[0], count - bounds[1]]);
    const all = [train, validation, unseen].flatMap(first);
    t.deepEqual([...all].sort((a, b) => a - b), first(set)); // biome-ignore format: one thing
    t.deepEqual(splitPool(set, 1), { train, validation, test: unseen });
    if (count > 20) t.notDeepEqual(first(splitPool(set, 2).train), first(train));
  }
});

// 4000 places of one series: each of 20 has 200 ± 14; six deviations.
test('every series is as likely in every place', t => {
  const set = univariate('a', ...Array.from({ length: 20 }, (_, i): ['a', number] => ['a', i]));
  const counts = new Array<number>(20).fill(0);
  for (let seed = 0; seed < 4000; seed++) {
    const { train, validation, test: unseen } = splitPool(set, seed);
    counts[[train, validation, unseen].flatMap(first).indexOf(3)]!++;
  }
  for (const count of counts) t.true(Math.abs(count - 200) < 6 * Math.sqrt(200 * 0.95), `${counts}`);
});

test('SelfRegulationSCP1 pools to 561 different series', t => {
  const data = process.env.OHMWEAVE_DATA;
  if (!data) {
    t.log('OHMWEAVE_DATA is not set: skipped the pooling of real files');
    return t.pass();
  }
  const half = (which: string) =>
    readSeriesSet(join(data, `ucr-uea/SelfRegulationSCP1/SelfRegulationSCP1_${which}.ts.gz`));
  const pool = poolHalves(half('TRAIN'), half('TEST'));
  t.is(pool.series.length, 561);
  const { train, validation, test: unseen } = splitPool(pool, 2345);
  t.deepEqual([train, validation, unseen].map(part => part.series.length), [392, 84, 85]); // biome-ignore format: one thing
});
