import { readSeriesSet } from '../../models/data/read.js';
import { stepRows } from '../../models/images/image.js';
import { reconstructions, sparseCodes } from '../../models/lca/code.js';
import { largestEigenvalue } from '../../models/lca/dictionary.js';
import { activeShare, energiesOf, signalToNoise } from '../../models/lca/energy.js';
import { firstSeries } from '../../models/series.js';
import { mean } from '../../numeric/statistics.js';
import { table } from '../markdown.js';
import type { Settings } from './coded.js';
import { coderLayer, coderNetwork, digitFiles, standardPeak, standardSeries, tutorial } from './coders.js';

const learned = [
  ['random noise, 50 rounds a batch', 'standardFromNoise'],
  ['mean and spots, not learned', 'standardSpots'],
  ['mean and spots, 50 rounds', 'standardFewRounds'],
  ['mean and spots, 200 rounds', 'standardDigits'],
] as const;

/** Dictionaries of standardised digits, learned in several ways, in float64 as Lava's tutorial codes with its own. */
export async function dictionariesPart(settings: Settings): Promise<string> {
  const inputs = stepRows(standardSeries(firstSeries(readSeriesSet(digitFiles.test), settings.inputs ?? 5)));
  const rows = learned.map(([name, coder]) => {
    const { weights: atoms, threshold } = coderLayer(coderNetwork(coder, settings.networks));
    const { stepExponent, iterations } = tutorial;
    const { codes } = sparseCodes(atoms, inputs, { threshold, step: 2 ** stepExponent, iterations });
    const found = reconstructions(atoms, codes);
    const psnr = (values: number) =>
      signalToNoise(inputs.data.subarray(0, values), found.data.subarray(0, values), standardPeak).toFixed(1);
    return [
      ...[name, psnr(inputs.cols), psnr(inputs.data.length), `${(100 * activeShare(codes)).toFixed(1)} %`],
      ...[mean(energiesOf(inputs, found, codes, threshold)).toFixed(2), largestEigenvalue(atoms).toFixed(1)],
    ];
  });
  const head = ['atoms begin as', 'PSNR of digit 0', 'of all, dB', 'active', 'energy', 'L'];
  return `### Dictionaries of ${inputs.rows} digits\n\n${table(head, rows)}`;
}
