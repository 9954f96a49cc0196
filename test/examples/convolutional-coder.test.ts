import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { formatTs } from '../../models/data/ts-format.js';
import { convolutionalCodes } from '../../models/lca/convolution.js';
import type { LcaLayer } from '../../models/network.js';
import { readNetwork, writeNetwork } from '../../models/network-file.js';
import { answer, checkout } from '../cli/ohmweave.js';
import { randomAtoms, randomSteps, tinyCoder } from '../models/builders.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
test.after.always(() => rmSync(folder, { recursive: true }));
const tiny = tinyCoder({ weights: randomAtoms(6, 9) });
writeNetwork(
  { ...tiny, input: { ...tiny.input, channels: 9, image: { rows: 3, columns: 3 } } },
  join(folder, 'dict.json'),
);
const images = randomSteps(6, 49);
writeFileSync(join(folder, 'images.ts'), formatTs(images));
const script = join(checkout, 'dist/examples/convolutional-coder.js');
const said = execFileSync(process.execPath, [script, 'dict.json', '7', '2', 'coder.json'], {
  cwd: folder,
  encoding: 'utf8',
});

test('a dictionary of patches codes images at all positions', t => {
  t.regex(said, /wrote coder\.json: step [\d.]+ where single patches have 0\.300/);
  const { input, layers } = readNetwork(join(folder, 'coder.json'));
  const { weights, windows, step, iterations, threshold, form } = layers[0] as LcaLayer;
  t.deepEqual([input.channels, form], [49, 'residual']);
  t.deepEqual(weights, (tiny.layers[0] as LcaLayer).weights);
  const inputs = { rows: 1, cols: 49, data: images.series[0]!.values };
  t.is(convolutionalCodes(weights, windows!, inputs, { step, iterations, threshold }).codes.cols, 9 * 6);
});

/** What `encode` says of the images on a chip of this hardware, in float64 and just programmed. */
function encoded(t: ExecutionContext, hardware: string) {
  const program = `${hardware}.owp`;
  answer(t, folder, [
    ...['compile', 'coder.json', '--hardware', hardware],
    ...['--calibration', 'images.ts', '-o', program],
  ]);
  const once = ['--time', '0 s', '--compensation', 'none'];
  const [level] = answer(t, folder, ['encode', program, '--data', 'images.ts', ...once]).levels;
  return [level.reference, level.points[0].mean];
}

test('on flawless hardware it codes as in float64', t => {
  const [reference, found] = encoded(t, 'ideal');
  t.true(Math.abs(found.psnr - reference.psnr) < 1e-9);
  t.true(Math.abs(found.energy - reference.energy) < 1e-9);
  t.is(found.overlap, 1);
});

test('on phase-change memory nearly so, and ngspice finds the currents of both directions', t => {
  const [reference, found] = encoded(t, 'pcm-256');
  t.not(found.psnr, reference.psnr);
  t.true(found.overlap > 0.5);
  const { tiles } = answer(t, folder, ['validate', 'pcm-256.owp', '--vectors', '1']);
  t.deepEqual(
    tiles.map(({ name, status }: { name: string; status: string }) => `${name} ${status}`),
    ['coder[0,0] agrees', 'coder[0,0] backwards agrees'],
  );
});
