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
import { coderLayer, coderNetwork, digitFiles, withCoder } from './coders.js';
import { type FixedPointOptions, fixedPointCodes, fixedWeights, roundings, scaleFor } from './fixed-point.js';
import { quantised, quantisedCoder } from './quantised.js';

type Form = FixedPointOptions['form'];
const forms: readonly Form[] = ['gram', 'residual'];

/** Lava's tutorial: τ = 2⁻⁷, 1024 steps. */
const stepExponent = -7;
const iterations = 1024;

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
  readonly codes: (form: Form) => Matrix;
  readonly stored?: Matrix;
}

/** The same codes with 8 bits in Lava's arithmetic, in float64 and on crossbars: the Gram form beside the residual form. */
export async function eightBitsPart(settings: Settings): Promise<string> {
  const network = withCoder(coderNetwork('digits784', settings.networks), { step: 2 ** stepExponent, iterations });
  const set = firstSeries(readSeriesSet(digitFiles.test), settings.inputs ?? 5);
  const coder = coderLayer(network);
  const { threshold } = coder;
  const inputs = stepRows(set);
  const exact = codesOf(lower(network), set, referenceEngine());
  const task = { atoms: coder.weights, threshold, inputs, wanted: inputs, peak: 1, exact };
  const right = reconstructions(coder.weights, exact).data;
  const rows: string[][] = [];
  const own: string[][] = [];
  for (const { name, codes, stored } of await ways(network, set, exact)) {
    const both: Found[] = [];
    for (const form of forms) {
      progress(`${name}, ${form}`);
      const asked = { part: 'eight bits', name, form, iterations, inputs: set.series.length, level: threshold.level };
      const found = await keptOr(settings.keep, JSON.stringify(asked), (): Found => {
        const a = codes(form);
        const psnr = (dictionary: Matrix, count: number): number => {
          const seen = reconstructions(dictionary, matrix(count, a.cols, a.data.subarray(0, count * a.cols)));
          return signalToNoise(inputs.data.subarray(0, seen.data.length), seen.data, 1);
        };
        const againstFloat = signalToNoise(right, reconstructions(coder.weights, a).data, 1);
        const figures = { ...codingFigures(a, task), first: psnr(coder.weights, 1), againstFloat };
        return stored ? { ...figures, own: psnr(stored, inputs.rows) } : figures;
      });
      both.push(found);
    }
    rows.push([
      name,
      ...both.flatMap(found => [found.first.toFixed(1), ...cells(found), decibels(found.againstFloat)]),
    ]);
    const residual = both[1]!;
    if (residual.own !== undefined) own.push([name, residual.psnr.toFixed(1), residual.own.toFixed(1)]);
  }
  const head = forms.flatMap(form => [
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

async function ways(network: Network, set: SeriesSet, exact: Matrix): Promise<Way[]> {
  const { weights: atoms, threshold } = coderLayer(network);
  const inputs = stepRows(set);
  const fixed = { threshold, stepExponent, iterations, scale: scaleFor(exact.data) };
  const graphs = (form: Form) => lower(withCoder(network, { form }));
  const all: Way[] = [{ name: 'float64', codes: form => codesOf(graphs(form), set, referenceEngine()) }];
  for (const rounding of roundings) {
    const { mantissas, exponent } = fixedWeights(negated(atoms), rounding);
    all.push({
      name: `Lava's integers, rounded ${rounding === 'floor' ? 'as there' : 'to nearest'}`,
      codes: form => fixedPointCodes(atoms, inputs, { ...fixed, form, rounding }),
      stored: { ...mantissas, data: mantissas.data.map(value => -value * 2 ** exponent) },
    });
  }
  all.push({
    name: "Lava's integers, rounded to nearest, spikes above 0.1",
    codes: form => fixedPointCodes(atoms, inputs, { ...fixed, form, rounding: 'nearest', spikeHeight: 0.1 }),
  });
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

/** Codes of float64 itself differ by rounding, or not at all, which JSON keeps as null. */
const decibels = (value: number | null): string => (value === null || value > 200 ? '> 200' : value.toFixed(1));

const negated = ({ rows, cols, data }: Matrix): Matrix =>
  matrix(
    rows,
    cols,
    data.map(value => -value),
  );

/** Arrays without another flaw. */
async function crossbars(): Promise<{ readonly name: string; readonly hardware: Hardware }[]> {
  const ideal = await readHardware('ideal');
  const built = (levels: number, dac: number | null, adc: number | null): Hardware => ({
    ...ideal,
    imperfections: { ...ideal.imperfections, levels },
    dac: { ...ideal.dac, bits: dac },
    adc: { ...ideal.adc, bits: adc },
  });
  return [
    { name: 'crossbars: 256 levels', hardware: built(256, null, null) },
    { name: 'crossbars: converters of 8 bits', hardware: built(0, 8, 8) },
    { name: 'crossbars: 256 levels, converters of 8 bits', hardware: built(256, 8, 8) },
    { name: 'crossbars: 256 levels, converters of 12 bits', hardware: built(256, 12, 12) },
  ];
}
