import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { readSeriesSet } from '../../../../models/data/read.js';
import { stepRows } from '../../../../models/images/image.js';
import { patchInputs } from '../../../../models/images/inputs.js';
import { readImages } from '../../../../models/images/read.js';
import { unlearnedInputs } from '../../../../models/lca/train.js';
import { readNetwork } from '../../../../models/network-file.js';
import { randomStream } from '../../../../numeric/random.js';
import { fileOf, idx } from '../../../models/images/builders.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFile } from '../../tiny.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const bytes = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, k) => Math.floor(256 * randomStream(seed, 'bytes').uniform(k)));

writeFileSync(join(folder, 'noise.pgm'), fileOf('P5 20 20 255\n', ...bytes(400, 1)));
/** Two kinds of images: bright above or bright below. */
function bars(name: string, count: number, seed: number): void {
  const noise = bytes(16 * count, seed);
  const pixels = noise.map((value, k) => (k % 16 < 8 === Math.floor(k / 16) % 2 > 0 ? 200 : 20) + (value >> 4));
  writeFileSync(join(folder, `${name}-images-idx3-ubyte.gz`), gzipSync(idx([count, 4, 4], pixels)));
  const labels = Array.from({ length: count }, (_, k) => k % 2);
  writeFileSync(join(folder, `${name}-labels-idx1-ubyte.gz`), gzipSync(idx([count], labels)));
}
bars('train', 30, 2);
bars('test', 10, 3);
writeFileSync(join(folder, 'hw.json'), JSON.stringify(tinyFile));

const train = (...rest: string[]): string[] => [
  ...['train', 'lca', '--images', 'noise.pgm', '--patch', '3', '--atoms', '5', '--batches', '3'],
  ...['-o', 'd.json', ...rest],
];
const digits = (...rest: string[]): string[] => [
  ...['train', 'lca', '--images', 'train-images-idx3-ubyte.gz', '--atoms', '4', '--batches', '12', '--positive'],
  ...['--iterations', '30', '-o', 'digits.json', ...rest],
];

test('writes a dictionary of whitened patches, its picture, and how good it is', t => {
  const { readout, ...json } = answer(
    t,
    folder,
    train('--plot', 'd.svg', '--seed', '3', '--shape', 'hard', '--form', 'residual'),
  );
  t.is(readout, null);
  documented(t, 'train lca', json, ['readout']);
  const { input, layers } = readNetwork(join(folder, 'd.json'));
  t.deepEqual(input.image, { rows: 3, columns: 3 });
  const [coder] = layers;
  t.true(coder?.type === 'lca' && coder.form === 'residual' && coder.threshold.shape === 'hard');
  t.deepEqual([json.seed, json.pixels, json.atoms], [3, 9, 5]);
  t.regex(readFileSync(join(folder, 'd.svg'), 'utf8'), /5 atoms of 3×3 pixels/);
});

test('nothing that is read is written over', t => {
  const before = readFileSync(join(folder, 'noise.pgm'));
  refused(t, folder, train('-o', 'noise.pgm'), '--output: found noise.pgm, which is that of --images, too; expected another file'); // biome-ignore format: one thing
  const labels = 'train-labels-idx1-ubyte.gz';
  refused(t, folder, digits('--readout', '--labels', labels, '-o', labels), `--output: found ${labels}, which is that of --labels, too; expected another file`); // biome-ignore format: one thing
  t.deepEqual(readFileSync(join(folder, 'noise.pgm')), before);
});

test('more than memory holds is refused before any work', t => {
  const { code, stderr } = ohmweave(folder, train('--atoms', '100000'));
  t.deepEqual([code, /Expected a whole number from 1 to 10000\./.test(stderr)], [2, true]);
  refused(
    t,
    folder,
    ['data', 'patches', '--images', 'noise.pgm', '--patch', '4', '--count', '100000000', '-o', 'p.npy'],
    '--count: found 100000000; expected at most 16777208 of 4×4 pixels, which a file can hold',
  );
});

test('patches of images as data for other commands', t => {
  const json = answer(t, folder, [
    'data',
    'patches',
    '--images',
    'noise.pgm',
    '--patch',
    '3',
    '--count',
    '7',
    '-o',
    'p.npy',
  ]);
  documented(t, 'data patches', json);
  const set = readSeriesSet(join(folder, 'p.npy'));
  t.deepEqual([set.channels, set.series.length, set.series[0]!.length], [9, 7, 1]);
  const inputs = patchInputs(readImages(join(folder, 'noise.pgm')), { side: 3, cutoff: 0.4, seed: 1 });
  t.deepEqual(stepRows(set), unlearnedInputs(inputs, 7));
  t.is(json.peak, inputs.peak);
});

test('images with labels: a readout of the codes, and the network runs on hardware as trained', t => {
  const json = answer(t, folder, digits('--readout', '--test', 'test-images-idx3-ubyte.gz'));
  documented(t, 'train lca', json);
  t.deepEqual(
    [json.readout.trainSeries, json.readout.testSeries, json.readout.testAccuracy, json.readout.pixelAccuracy],
    [30, 10, 1, 1],
  );
  answer(t, folder, ['compile', 'digits.json', '--hardware', 'hw.json', '-o', 'digits.owp']);
  const run = answer(t, folder, ['run', 'digits.owp', '--data', 'test-images-idx3-ubyte.gz', '--time', '0 s']);
  t.is(run.points[0].meanAccuracy, 1);
});

test('as text', t => {
  const { stdout, code } = ohmweave(folder, [...digits('--readout', '--npy'), '-q']);
  t.is(code, 0);
  t.regex(stdout, /^LCA train: 16 pixels → 4 atoms, soft threshold λ = .*\n.*1000 inputs/);
  t.regex(stdout, /cross-validated +100 % right, λ = 0\.1\nwrote digits\.json\n$/);
});

test('bad input is refused with the place it stands at', t => {
  const images = ['train', 'lca', '--images', 'train-images-idx3-ubyte.gz', '-o', 'x.json'];
  const bad = (args: readonly string[], message: string): void => refused(t, folder, args, message);
  bad(
    [...images, '--whiten', '0.3'],
    '--whiten: found it without --patch; expected --patch too: whole images are taken as they are',
  );
  bad(train('--readout'), '--readout: found it with --patch; expected whole images');
  bad(train('--labels', 'l'), '--labels: found it without --readout; expected --readout');
  bad(train('--plot', 'd.png'), 'd.png: found another kind of file; expected a name that ends in .svg');
  bad(
    train('--plot', 'x.svg', '-o', 'x.svg'),
    '--plot: found x.svg, which is that of --output, too; expected another file',
  );
  bad(
    [...train(), '--patch', '15'],
    'noise.pgm: found 20×20 pixels; expected at least 23 each way for patches of 15 that keep 4 off the border',
  );
  bad(
    ['train', 'lca', '--images', 'noise.pgm', '--readout', '-o', 'x.json'],
    'noise.pgm: has no labels; expected …-images-idx3-ubyte with labels beside it for --readout',
  );
});
