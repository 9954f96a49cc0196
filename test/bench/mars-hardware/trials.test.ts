import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type Accuracies, folds, halvesOf, runTrials } from '../../../bench/mars-hardware/trials.js';
import { readHalves } from '../../../bench/mars-paper/sets.js';
import { readHardware } from '../../../compiler/hardware-file.js';

const set = 'SyntheticControl';

test('the parts that are held out make up the training half, each class evenly, and never meet the test half', t => {
  const { train, test: other } = readHalves(set, 1);
  t.deepEqual(halvesOf({ set, network: 1 }), { train, test: other });
  const parts = Array.from({ length: folds }, (_, fold) => halvesOf({ set, fold, network: 1 }));
  const valuesOf = ({ values }: { readonly values: Float64Array }): string => values.join();
  const held = parts.flatMap(part => part.test.series.map(valuesOf));
  t.deepEqual([...held].sort(), train.series.map(valuesOf).sort());
  for (const part of parts) {
    const seen = new Set(part.train.series.map(valuesOf));
    t.is(seen.size + part.test.series.length, train.series.length);
    t.false(part.test.series.some(one => seen.has(valuesOf(one))));
    // 50 series of each class in three parts
    const counts = train.classes.map((_, label) => part.test.series.filter(one => one.label === label).length);
    t.true(counts.every(count => count === 16 || count === 17));
  }
});

test('flawless hardware costs what another choice of λ does, and what is kept is not run again', async t => {
  const file = join(mkdtempSync(join(tmpdir(), 'ohmweave-trials-')), 'kept.jsonl');
  const setting = { set, fold: 0, network: 1 };
  const ideal = await readHardware('ideal');
  const [[first]] = (await runTrials(setting, [ideal], [1], { keep: file })) as [[Accuracies]];
  // 102 charts are held out, of which float64 has the odd one wrong: a readout with another λ may differ by two
  t.true(first.floatAccuracy > 0.9);
  t.true(Math.abs(first.accuracy - first.floatAccuracy) <= 2.5 / 102);
  const marked = readFileSync(file, 'utf8').replace(/"accuracy":[^,]+/, '"accuracy":-1');
  writeFileSync(file, marked);
  const renamed = { ...ideal, name: 'the same' };
  const [[again]] = (await runTrials(setting, [renamed], [1], { keep: file })) as [[Accuracies]];
  t.is(again.accuracy, -1);
});
