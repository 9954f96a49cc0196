// `node dist/bench/fragility.js [SEEDS [SET…]]`: what the same hardware does to an ESN, an MF-ESN and MARS of 100 units each.
// Prints, as Markdown, accuracies by programming noise and how the errors of the states go along the series. Nothing recurs
// through a crossbar in MARS, so that array errors should not add up there: this measures it. 3 seeds, each of a network and a
// chip, unless others are asked for. Needs OHMWEAVE_DATA, a folder that holds ucr-uea.
import { join } from 'node:path';
import { compile } from '../compiler/compile.js';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import type { Program } from '../compiler/program-record.js';
import { accuracy, predict } from '../models/classify.js';
import { readSeriesSet } from '../models/data/read.js';
import { type GraphEngine, type NodeValues, referenceEngine, runGraph, walkGraph } from '../models/execute.js';
import { lower } from '../models/lower.js';
import type { ReservoirName } from '../models/reservoirs/names.js';
import type { Settings } from '../models/reservoirs/settings.js';
import { reservoirNamed } from '../models/reservoirs/table.js';
import { trainReservoir } from '../models/reservoirs/train.js';
import type { SeriesSet } from '../models/series.js';
import { syntheticControl } from '../models/synthetic-control.js';
import { trainReadout } from '../models/train-readout.js';
import { affine } from '../numeric/product.js';
import { deviation, mean } from '../numeric/statistics.js';
import { hardwareEngine } from '../sim/engine.js';
import { runDuration } from '../sim/lifetime.js';

interface Subject {
  readonly name: string;
  readonly train: SeriesSet;
  readonly test: SeriesSet;
  /** ESN and MF-ESN: the best logged settings of github.com/VeronicaPistolesi/Memristive-Friendly-RNN; MARS: its Table 7. */
  readonly settings: Readonly<Record<'esn' | 'mf-esn' | 'mars', Settings>>;
}

const folder = join(process.env.OHMWEAVE_DATA ?? 'data', 'ucr-uea');
const pair = (name: string, file = name) => {
  const [train, test] = ['TRAIN', 'TEST'].map(part => readSeriesSet(join(folder, name, `${file}_${part}.ts.gz`)));
  return { name: file, train: train!, test: test! };
};
const euler = { integrator: 'euler' };
const normal = { normalize: 'series' };
const subjects: readonly Subject[] = [
  {
    ...pair('GunPoint'),
    settings: {
      esn: { leak: 0.1, omega: 10, beta: 0.001, rho: 0.95 },
      'mf-esn': { omega: 1, rho: 0.99, beta: 0, gamma: 0.95, steepness: 5, delta: 0.1, ...euler },
      mars: { omega: 0.1, beta: 0.1, delta: 0.1, steepness: 6 },
    },
  },
  {
    ...pair('JapaneseVowels', 'JapaneseVowels_eq'),
    settings: {
      esn: { leak: 0.1, omega: 1, beta: 0.001, rho: 0.99 },
      'mf-esn': { omega: 1, rho: 0.8, beta: 0.001, steepness: 5, delta: 0.01, ...euler },
      mars: { omega: 0.1, beta: 0.1, delta: 0.5, steepness: 1 },
    },
  },
  {
    ...pair('Epilepsy'),
    settings: {
      esn: { leak: 0.1, omega: 1, beta: 1, rho: 0.9 },
      'mf-esn': { omega: 1, rho: 0.9, beta: 0.001, steepness: 1, delta: 0.01, ...euler },
      mars: { omega: 0.1, beta: 0.1, delta: 0.05, steepness: 5 },
    },
  },
  {
    ...{ name: 'SyntheticControl', ...syntheticControl(1, 100) },
    settings: {
      esn: { leak: 0.3, omega: 1, beta: 1, rho: 0.99, ...normal },
      'mf-esn': { omega: 1, rho: 0.99, beta: 0.1, gamma: 0.95, steepness: 5, delta: 0.1, ...euler, ...normal },
      mars: { omega: 0.1, beta: 0.5, delta: 0.1, steepness: 6, ...normal },
    },
  },
];

const preset = await readHardware('pcm-256');
const wireless = { wordLineResistance: 0, bitLineResistance: 0, driverResistance: 0, senseResistance: 0 };
/** pcm-256 just programmed, with a digital readout: all errors come from the reservoir's own arrays and converters. */
const hardware = (programmingScale: number, readNoiseScale: number, wires: boolean): Hardware => ({
  ...preset,
  array: { ...preset.array, ...(wires ? {} : wireless) },
  device: { ...preset.device, parameters: { ...preset.device.parameters, programmingScale, readNoiseScale } },
  readout: 'digital',
});
const chips: readonly (readonly [string, Hardware])[] = [
  ...[0, 0.25, 0.5, 1, 2].map(scale => [`noise × ${scale}`, hardware(scale, 0, false)] as const),
  ['× 1, wires, read noise', hardware(1, 1, true)],
];
const seeds = Array.from({ length: Number(process.argv[2] ?? 3) }, (_, k) => k + 1);
/** Test series whose states are followed. */
const followed = 40;
const steps = [1, 5, 10, 20, 29, 50, 60, 100, 150, 200];

/** Features of all series, training ones first, and the accuracies of both readouts. */
function measured(program: Program, { train, test }: Subject) {
  const all = { ...test, series: [...train.series, ...test.series] };
  const engine = hardwareEngine(program, { time: 0, compensation: 'none', duration: runDuration(program, all) });
  const { features, scores } = runGraph(program.graph, all, engine);
  const first = train.series.length;
  const part = ({ cols, data }: typeof features, from: number, to: number) => {
    return { rows: to - from, cols, data: data.subarray(from * cols, to * cols) };
  };
  const { readout } = trainReadout(part(features, 0, first), train);
  const unseen = affine(part(features, first, features.rows), readout.weights, readout.bias);
  return {
    float: accuracy(predict(part(scores, first, scores.rows)), test),
    retrained: accuracy(predict(unseen), test),
    errors: errorsAlong(program, engine, test),
  };
}

/**
 * ‖x − x̂‖ at some steps of the series, root mean square over units and series, over the deviation of the reference's x over
 * all series and steps, unit by unit: of what the readout sees, x being float64's and x̂ the chip's.
 */
function errorsAlong({ graph }: Program, engine: GraphEngine, test: SeriesSet): ReadonlyMap<number, number> {
  const series = test.series.slice(0, followed);
  const length = Math.min(...series.map(one => one.length));
  const seen = graph.nodes.find(node => node.op === 'last')!;
  const from = 'from' in seen ? seen.from : '';
  const { width } = seen;
  const [exact, ours] = [referenceEngine(), engine].map(one => walked(graph, series, one).get(from)!);
  const means = new Float64Array(width);
  for (let k = 0; k < exact!.length; k++) means[k % width]! += (exact![k]! * width) / exact!.length;
  const rms = (values: ArrayLike<number>): number =>
    Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0) / values.length);
  const scale = rms(exact!.map((x, k) => x - means[k % width]!));
  const starts: number[] = [];
  for (let k = 0, at = 0; k < series.length; at += series[k++]!.length) starts.push(at);
  const at = (step: number): number[] =>
    starts.flatMap(start =>
      Array.from({ length: width }, (_, i) => {
        const k = (start + step - 1) * width + i;
        return ours![k]! - exact![k]!;
      }),
    );
  return new Map(steps.filter(step => step <= length).map(step => [step, rms(at(step)) / scale]));
}

function walked(graph: Program['graph'], series: SeriesSet['series'], engine: GraphEngine): NodeValues {
  const walk = walkGraph(graph, series, engine);
  let step = walk.next();
  while (!step.done) {
    const { node, x, count, first } = step.value;
    step = walk.next(engine.mvm(node, x, count, first));
  }
  return step.value;
}

const share = (values: readonly number[]): string =>
  `${(100 * mean(values)).toFixed(1)} ± ${(100 * deviation(values)).toFixed(1)}`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]): string => `${row(cells)}\n${row(cells.map(() => '---'))}`;

const asked = process.argv.slice(3);
for (const subject of subjects.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const lines: string[] = [];
  const growth: string[] = [];
  for (const kind of ['esn', 'mf-esn', 'mars'] satisfies ReservoirName[]) {
    const trained = seeds.map(seed => {
      return trainReservoir(reservoirNamed(kind), subject.train, subject.settings[kind], seed);
    });
    const networks = trained.map(({ network }) => network);
    const inFloat = networks.map(network => {
      return accuracy(predict(runGraph(lower(network), subject.test, referenceEngine()).scores), subject.test);
    });
    const found = chips.map(([name, on]) => {
      const runs = seeds.map((seed, k) => measured(compile(networks[k]!, on, { seed }).program, subject));
      growth.push(row([kind, name, ...[...runs[0]!.errors.keys()].map(step => meanError(runs, step))]));
      return runs;
    });
    const penalties = trained.map(({ lambda }) => lambda.toExponential(0)).join(', ');
    lines.push(
      row([
        kind,
        `float readout, λ ${penalties}`,
        share(inFloat),
        ...found.map(runs => share(runs.map(run => run.float))),
      ]),
    );
    lines.push(row([kind, 'trained on the chip', '', ...found.map(runs => share(runs.map(run => run.retrained)))]));
  }
  const length = Math.min(...subject.test.series.slice(0, followed).map(one => one.length));
  console.log(`\n### ${subject.name}\n`);
  console.log(head(['network', 'readout', 'float64', ...chips.map(([name]) => name)]));
  console.log(lines.join('\n'));
  console.log(`\n${head(['network', 'chip', ...steps.filter(step => step <= length).map(step => `step ${step}`)])}`);
  console.log(growth.join('\n'));
}

function meanError(runs: readonly { readonly errors: ReadonlyMap<number, number> }[], step: number): string {
  return mean(runs.map(run => run.errors.get(step)!)).toPrecision(2);
}
