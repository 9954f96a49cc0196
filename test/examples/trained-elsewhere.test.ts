import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { accuracy, predict, readoutOf } from '../../models/classify.js';
import { alignClasses } from '../../models/data/labels.js';
import { readSeriesSet } from '../../models/data/read.js';
import { readNetwork } from '../../models/network-file.js';
import { referenceScores } from '../../models/reference.js';

// dist/test/examples/… -> the checkout
const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../examples/trained-elsewhere');

// The right scores are those of a NumPy program (float64, matrix products over all time steps at once) that reads the
// same files.
test('a network with weights saved by NumPy gives the scores that NumPy gives', t => {
  const network = readNetwork(resolve(folder, 'network.json'));
  const set = readSeriesSet(resolve(folder, 'drift-or-step_TEST.ts.gz'));
  const unseen = alignClasses(readoutOf(network), set);
  const scores = referenceScores(network, unseen);
  const right = [
    [0, [1.21035447231408, -1.21035447231408]],
    [1, [0.4818780714372828, -0.4818780714372828]],
    [unseen.series.length - 1, [-0.9519300583329553, 0.9519300583329553]],
  ] as const;
  for (const [row, values] of right)
    values.forEach((value, k) => {
      t.true(Math.abs(scores.data[row * 2 + k]! - value) < 1e-11, `series ${row + 1}`);
    });
  t.is(accuracy(predict(scores), unseen), 56 / 60);
});
