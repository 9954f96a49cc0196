import { join } from 'node:path';
import test from 'ava';
import { accuracy, predict } from '../../models/classify.js';
import { alignClasses } from '../../models/data/labels.js';
import { readSeriesSet } from '../../models/data/read.js';
import { referenceScores } from '../../models/reference.js';
import type { SeriesSet } from '../../models/series.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { type MarsOptions, trainMars } from '../../models/train-mars.js';
import { mean } from '../../numeric/statistics.js';

const seeds = [1, 2, 3, 4, 5];

function accuracyOf(train: SeriesSet, unseen: SeriesSet, options: MarsOptions, seed: number): number {
  const network = trainMars(train, { ...options, calibration: 0 }, seed);
  return accuracy(predict(referenceScores(network, unseen)), unseen);
}

// arXiv 2604.19343, Table 2: .980 ± .004; here .988 ± .007 over 10 seeds, charts and weights drawn anew for each.
test('SyntheticControl: the published accuracy within its spread', t => {
  const shares = [1, 2].map(seed => {
    const { train, test: unseen } = syntheticControl(seed);
    return accuracyOf(train, unseen, { omega: 0.1, beta: 0.5, delta: 0.1, steepness: 6 }, seed);
  });
  t.true(mean(shares) >= 0.965, `${shares}`);
});

/** Settings of the paper's Table 7, and an accuracy a little below what its Table 2 and our own ten seeds give. */
const published: [name: string, file: string, options: MarsOptions, least: number][] = [
  // .989 published, .995 ± .003 here; the 25-step version of the set, as published
  ['JapaneseVowels', 'JapaneseVowels/JapaneseVowels_eq', { omega: 0.1, beta: 0.1, delta: 0.5, steepness: 1 }, 0.985],
  // .956 published, .950 ± .011 here
  ['GunPoint', 'GunPoint/GunPoint', { omega: 0.1, beta: 0.1, delta: 0.1, steepness: 6 }, 0.93],
];

for (const [name, file, options, least] of published)
  test(`${name}: the published accuracy within its spread`, t => {
    const data = process.env.OHMWEAVE_DATA;
    if (!data) {
      t.log(`OHMWEAVE_DATA is not set: skipped ${name}`);
      return t.pass();
    }
    const half = (which: string) => readSeriesSet(join(data, 'ucr-uea', `${file}_${which}.ts.gz`));
    const train = half('TRAIN');
    const unseen = alignClasses(train, half('TEST'));
    const shares = seeds.map(seed => accuracyOf(train, unseen, options, seed));
    t.log(`${name}: ${mean(shares).toFixed(4)}`);
    t.true(mean(shares) >= least, `${shares}`);
  });
