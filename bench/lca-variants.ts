// `node dist/bench/lca-variants.js`: how the two forms of the convolutional LCA come apart at the border with padding `same`,
// and how long the LCA takes in continuous time. Prints the two tables of docs/sparse-coding-convolution.md.
import { convolutionalCodes } from '../models/lca/convolution.js';
import { normalized } from '../models/lca/dictionary.js';
import { settleContinuously } from '../models/lca/ode.js';
import type { Threshold } from '../models/lca/threshold.js';
import type { Windows } from '../models/lca/windows.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { quantile } from '../numeric/statistics.js';

const threshold: Threshold = { shape: 'soft', level: 0.25, signs: 'both' };

function normal(rows: number, cols: number, purpose: string): Matrix {
  const values = new Float64Array(rows * cols);
  randomStream(1, purpose).fillNormal(values, 0);
  return matrix(rows, cols, values);
}

const row = (cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);

const [side, features] = [16, 8];
const windows: Windows = {
  ...{ image: { rows: side, columns: side }, kernel: { rows: 7, columns: 7 } },
  ...{ channels: 1, stride: 1, padding: 'same' },
};
const atoms = normalized(normal(features, 49, 'atoms'));
const [image, start] = [normal(1, side * side, 'image'), normal(1, side * side * features, 'start').data];
const distances = Array.from({ length: side / 2 }, (_, k) => k);
row(['pixels from the border', ...distances]);
row(['---', ...distances.map(() => '---:')]);
for (const iterations of [1, 2, 20, 500]) {
  const [gram, residual] = (['gram', 'residual'] as const).map(
    form => convolutionalCodes(atoms, windows, image, { form, threshold, iterations, start, step: 0.02 }).codes.data,
  );
  const worst = distances.map(() => 0);
  for (const [k, a] of gram!.entries()) {
    const [i, j] = [Math.floor(k / features / side), Math.floor(k / features) % side];
    const distance = Math.min(i, j, side - 1 - i, side - 1 - j);
    worst[distance] = Math.max(worst[distance]!, Math.abs(a - residual![k]!));
  }
  row([`after ${iterations}`, ...worst.map(value => value.toExponential(1))]);
}

console.log('');
row(['codes within', 'fastest', 'median', 'slowest']);
row(['---', '---:', '---:', '---:']);
const [dictionary, inputs] = [normalized(normal(64, 32, 'dictionary')), normal(20, 32, 'inputs')];
for (const accuracy of [0.1, 0.01, 0.001]) {
  const { settlingTimes } = settleContinuously(dictionary, inputs, { threshold, timeConstant: 1, accuracy });
  row([`${100 * accuracy} %`, ...[0, 0.5, 1].map(p => `${quantile(settlingTimes, p).toPrecision(3)} τ`)]);
}
