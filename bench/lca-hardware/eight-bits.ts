import { compile } from '../../compiler/compile.js';
import type { Hardware } from '../../compiler/hardware.js';
import { readHardware } from '../../compiler/hardware-file.js';
import { readSeriesSet } from '../../models/data/read.js';
import { referenceEngine } from '../../models/execute.js';
import { stepRows } from '../../models/images/image.js';
import { reconstructions } from '../../models/lca/code.js';
import { signalToNoise } from '../../models/lca/energy.js';
import { lower } from '../../models/lower.js';
import type { Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { firstSeries } from '../../models/series.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { type CodingFigures, codesOf, codingFigures } from '../../sim/coding.js';
import { hardwareEngine } from '../../sim/engine.js';
import { runDuration } from '../../sim/lifetime.js';
import { keptOr } from '../kept.js';
import { table } from '../markdown.js';
import { progress } from '../progress.js';
import { cells, type Settings } from './coded.js';
import { coderLayer, coderNetwork, digitFiles, standardPeak, standardSeries, tutorial, withCoder } from './coders.js';
import { type FixedPointOptions, fixedPointCodes, scaleFor, storedAtoms } from './fixed-point.js';
import { quantised, quantisedCoder } from './quantised.js';

const { stepExponent, iterations } = tutorial;

type Form = FixedPointOptions['form'];
const bothForms: readonly Form[] = ['gram', 'residual'];

/** The figures of one way to compute codes, and the PSNR of the first digit alone. */
interface Found extends CodingFigures {
  readonly first: number;
  /** dB of the reconstructions against those of float64. */
  readonly againstFloat: number;
  /** PSNR of what the weights as they are stored make of the codes, where there is one such matrix. */
  readonly own?: number;
}

/** One way to compute codes: for each form the codes, and the dictionary that reconstructions go through in it. */
interface Way {
  readonly name: string;
  /** Those that it differs from others in; default: both. */
  readonly forms?: readonly Form[];
  readonly codes: (form: Form) => Matrix;
  readonly stored?: Matrix;
}

/** The same codes with 8 bits in Lava's arithmetic, in float64 and on crossbars: the Gram form beside the residual form. */
export async function eightBitsPart(settings: Settings): Promise<string> {
  const network = withCoder(coderNetwork('standardDigits', settings.networks), { step: 2 ** stepExponent, iterations });
  const set = standardSeries(firstSeries(readSeriesSet(digitFiles.test), settings.inputs ?? 5));
  const coder = coderLayer(network);
  const { threshold } = coder;
  const inputs = stepRows(set);
  const peak = standardPeak;
  const exact = codesOf(lower(network), set, referenceEngine());
  const task = { atoms: coder.weights, threshold, inputs, wanted: inputs, peak, exact };
  const right = reconstructions(coder.weights, exact).data;
  const rows: string[][] = [];
  const own: string[][] = [];
  for (const { name, codes, stored, forms = bothForms } of await ways(network, set, exact)) {
    const figures = new Map<Form, Found>();
    for (const form of forms) {
      progress(`${name}, ${form}`);
      const asked = { part: 'eight bits', name, form, iterations, inputs: set.series.length, level: threshold.level };
      const found = await keptOr(settings.keep, JSON.stringify(asked), (): Found => {
        const a = codes(form);
        const psnr = (dictionary: Matrix, count: number): number => {
          const seen = reconstructions(dictionary, matrix(count, a.cols, a.data.subarray(0, count * a.cols)));
          return signalToNoise(inputs.data.subarray(0, seen.data.length), seen.data, peak);
        };
        const againstFloat = signalToNoise(right, reconstructions(coder.weights, a).data, peak);
        const figures = { ...codingFigures(a, task), first: psnr(coder.weights, 1), againstFloat };
        return stored ? { ...figures, own: psnr(stored, inputs.rows) } : figures;
      });
      figures.set(form, found);
    }
    rows.push([name, ...bothForms.flatMap(form => formCells(figures.get(form)))]);
    const residual = figures.get('residual');
    if (residual?.own !== undefined) own.push([name, residual.psnr.toFixed(1), residual.own.toFixed(1)]);
  }
  const head = bothForms.flatMap(form => [
    `${form}: PSNR of digit 0`,
    'of all, dB',
    'active',
    'energy',
    'support',
    'against float, dB',
  ]);
  return [
    `### 8 bits: ${set.series.length} digits, ${coder.weights.rows} atoms, λ = ${threshold.level}`,
    table(['', ...head], rows),
    'The residual form, reconstructed with the dictionary and with the weights as they are stored:',
    table(['', 'dictionary, dB', 'stored, dB'], own),
  ].join('\n\n');
}

const formCells = (found: Found | undefined): string[] =>
  found ? [found.first.toFixed(1), ...cells(found), decibels(found.againstFloat)] : Array.from({ length: 6 }, () => '');

async function ways(network: Network, set: SeriesSet, exact: Matrix): Promise<Way[]> {
  const { weights: atoms, threshold } = coderLayer(network);
  const inputs = stepRows(set);
  const fixed = { threshold, stepExponent, iterations, scale: scaleFor(exact.data) };
  const graphs = (form: Form) => lower(withCoder(network, { form }));
  const all: Way[] = [{ name: 'float64', codes: form => codesOf(graphs(form), set, referenceEngine()) }];
  for (const { name, forms = bothForms, ...rounded } of roundedWays) {
    const options = { ...fixed, ...rounded };
    all.push({
      ...{ name: `Lava's integers, ${name}`, forms },
      codes: form => fixedPointCodes(atoms, inputs, { ...options, form }),
      stored: storedAtoms(atoms, options),
    });
  }
  all.push({
    name: 'weights of 8 bits, all else in float64',
    codes: form => codesOf(quantisedCoder(graphs(form), 8), set, referenceEngine()),
    stored: quantised(atoms, 8),
  });
  for (const { name, hardware } of await crossbars())
    all.push({
      name,
      codes(form) {
        const { program } = compile(withCoder(network, { form }), hardware, { seed: 1 });
        const conditions = { time: 0, compensation: 'none', duration: runDuration(program, set) } as const;
        return codesOf(program.graph, set, hardwareEngine(program, conditions));
      },
    });
  return all;
}

/** What is rounded as Lava does it, what otherwise: one thing after the other. */
const roundedWays: readonly (Pick<FixedPointOptions, 'weights' | 'reconstruction' | 'shifts' | 'spikeHeight'> & {
  readonly name: string;
  readonly forms?: readonly Form[];
})[] = [
  { name: 'rounded as there', weights: 'floor', shifts: 'floor' },
  { name: 'only its shifts rounded', weights: 'exact', shifts: 'floor' },
  { name: 'only its weights rounded', weights: 'floor', shifts: 'exact' },
  { name: 'only Φᵀ rounded', weights: 'floor', reconstruction: 'exact', shifts: 'exact', forms: ['residual'] },
  { name: 'only −Φ rounded', weights: 'exact', reconstruction: 'floor', shifts: 'exact', forms: ['residual'] },
  { name: 'rounded as there, but one Φ for both', weights: 'floor', reconstruction: 'shared', shifts: 'floor', forms: ['residual'] }, // biome-ignore format: a table
  { name: 'only −Φ to nearest', weights: 'floor', reconstruction: 'nearest', shifts: 'floor', forms: ['residual'] },
  { name: 'weights to nearest', weights: 'nearest', shifts: 'floor' },
  { name: 'all to nearest', weights: 'nearest', shifts: 'nearest' },
  { name: 'all to nearest, spikes above 0.1', weights: 'nearest', shifts: 'nearest', spikeHeight: 0.1, forms: ['residual'] }, // biome-ignore format: a table
];

/** Codes of float64 itself differ by rounding, or not at all, which JSON keeps as null. */
const decibels = (value: number | null): string => (value === null || value > 200 ? '> 200' : value.toFixed(1));

/** Arrays without another flaw. */
async function crossbars(): Promise<{ readonly name: string; readonly hardware: Hardware }[]> {
  const ideal = await readHardware('ideal');
  const built = (levels: number, dac: number | null, adc: number | null, ranges = 1): Hardware => ({
    ...ideal,
    imperfections: { ...ideal.imperfections, levels },
    dac: { bits: dac, headroom: ranges * ideal.dac.headroom },
    adc: { ...ideal.adc, bits: adc, headroom: ranges * ideal.adc.headroom },
  });
  return [
    { name: 'crossbars: 256 levels', hardware: built(256, null, null) },
    { name: 'crossbars: converters of 8 bits', hardware: built(0, 8, 8) },
    { name: 'crossbars: DACs of 8 bits, ADCs exact', hardware: built(0, 8, null) },
    { name: 'crossbars: converters of 8 bits, ranges doubled', hardware: built(0, 8, 8, 2) },
  ];
}
