// `node dist/bench/ecg-hardware.js [published] [bits] [tuned] [--chips N] [--epochs N]`: a published BRF network (4-36-6, QTDB's ECG, Higuchi et
// al. 2024) on hardware, as Markdown. `published`: float64, quantised, programmed, wires, a day, a year, on both presets, all 141 records.
// `bits`: weights of so many bits (one range for each matrix), and leaks of the readout. `tuned`: fine-tuned on records 0 to 69 for each
// preset, everything after it on records 70 to 140. Needs OHMWEAVE_DATA, a folder that holds ecg-qtdb.
import { join } from 'node:path';
import { compile } from '../compiler/compile.js';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import { reject } from '../edge/error.js';
import { readJson } from '../edge/files.js';
import { accuracy, predict } from '../models/classify.js';
import { readSeriesSet } from '../models/data/read.js';
import { referenceEngine, runGraph } from '../models/execute.js';
import { lower } from '../models/lower.js';
import type { Network } from '../models/network.js';
import { firstSeries, type SeriesSet } from '../models/series.js';
import { brfCheckpoint } from '../models/spiking/brf-checkpoint.js';
import { layersOfNetwork, networkOfLayers, withLayers } from '../models/spiking/layered-network.js';
import type { SpikingLayer } from '../models/spiking/layers.js';
import { neuronStates } from '../models/spiking/neuron-states.js';
import { type Matrix, matrix, maxAbs } from '../numeric/matrix.js';
import { deviation, mean } from '../numeric/statistics.js';
import { ageLabel } from '../report/age.js';
import type { DriftCompensation } from '../sim/compensation.js';
import { studyEffects } from '../sim/effects.js';
import { lifetime } from '../sim/lifetime.js';
import { tune } from '../sim/tune.js';
import { table } from './markdown.js';
import { progress, progressDone } from './progress.js';

const words = process.argv.slice(2);
const option = (name: string, standard: number): number => {
  const at = words.indexOf(name);
  if (at < 0) return standard;
  const [, value] = words.splice(at, 2);
  const count = Number(value);
  return Number.isInteger(count) && count > 0 ? count : reject(name, `found ${value}`, 'expected a count ≥ 1');
};
const chips = Array.from({ length: option('--chips', 5) }, (_, k) => k + 1);
const epochs = option('--epochs', 20);
const parts = words.length > 0 ? words : ['published', 'bits', 'tuned'];

const folder = join(process.env.OHMWEAVE_DATA ?? 'data', 'ecg-qtdb');
const records = readSeriesSet(join(folder, 'x_test_u8.npy.gz'), {
  order: 'interleaved',
  labelFile: 'y_test_u8.npy.gz',
});
const some = (first: number, end: number): SeriesSet => ({ ...records, series: records.series.slice(first, end) });
const [learned, unseen] = [some(0, 70), some(70, 141)];
const published: Network = networkOfLayers(brfCheckpoint(readJson(join(folder, 'brf.json')), 'brf', 'brf.json'), {
  ...{ name: 'BRF 4-36-6', classes: records.classes, spikes: true, calibration: firstSeries(records, 4) },
});

const day = 86_400;
const year = 365.25 * day;
const percent = (share: number): string => (100 * share).toFixed(1);
const spread = (shares: readonly number[]): string =>
  `${percent(mean(shares))} ± ${(100 * deviation(shares)).toFixed(1)}`;
const inFloat = (network: Network, set: SeriesSet): number =>
  accuracy(predict(runGraph(lower(network), set, referenceEngine()).scores), set);

async function publishedOnHardware(): Promise<void> {
  for (const preset of ['pcm-256', 'hfo2-128']) {
    const study = await studyEffects(published, await readHardware(preset), records, {
      ...{ seeds: chips, compensation: 'column' },
      onProgress: (done, of) => progress(`${preset}: ${done} of ${of} variants`),
    });
    progressDone();
    const ladder = study.ladder.map(({ added, time, accuracy: found }) => [
      added === 'age' ? ageLabel(time) : added,
      spread(found.values),
    ]);
    console.log(`\n${preset}, chips 1 to ${chips.length}, all records\n`);
    console.log(table(['with', 'accuracy of a step, %'], [['float64', percent(study.reference)], ...ladder]));
  }
}

/** Weights on a grid of 2^bits − 1 levels from −max to max, one range for each matrix. */
function quantised(weights: Matrix, bits: number): Matrix {
  const steps = 2 ** (bits - 1) - 1;
  const step = maxAbs(weights.data) / steps;
  return matrix(
    weights.rows,
    weights.cols,
    weights.data.map(w => step * Math.round(w / step)),
  );
}

function bits(): void {
  const layers = layersOfNetwork(published, 'brf.json');
  const rows = [8, 7, 6, 5, 4, 3].map(count => {
    const cut = layers.map(layer => ({ ...layer, weights: quantised(layer.weights, count) }));
    return [String(count), percent(inFloat(withLayers(published, cut), records))];
  });
  console.log('\nweights of so many bits, one range for each matrix, all records\n');
  console.log(table(['bits', 'accuracy of a step, %'], rows));
  const leaks = [16, 12, 10, 8, 6, 5, 4].map(factorBits => [
    String(factorBits),
    percent(withLeaks(layers, factorBits)),
  ]);
  console.log('\nleaks of the readout of so many bits\n');
  console.log(table(['bits', 'accuracy of a step, %'], leaks));
}

/** The accuracy where the readout's leak factors have so few bits. */
function withLeaks(layers: readonly SpikingLayer[], factorBits: number): number {
  const reference = referenceEngine();
  const { neuron } = layers.at(-1)!;
  const graph = lower(published);
  const engine: typeof reference = {
    ...reference,
    feedback: (node, series) =>
      node.op === 'neurons' ? neuronStates(neuron, series, { factorBits }) : reference.feedback(node, series),
  };
  return accuracy(predict(runGraph(graph, records, engine).scores), records);
}

interface Way {
  readonly preset: string;
  readonly ages: readonly number[];
  readonly compensation: DriftCompensation;
  /** The best of 0.001, 0.003 and 0.01 on records 35 to 69 of chips 101 to 103, after training on records 0 to 34. */
  readonly rate: number;
}

const ways: readonly Way[] = [
  { preset: 'pcm-256', ages: [0, 3600, day, year / 12, year], compensation: 'column', rate: 0.003 },
  { preset: 'hfo2-128', ages: [0], compensation: 'none', rate: 0.01 },
];

async function tuned(): Promise<void> {
  for (const { preset, ages, compensation, rate } of ways) {
    const hardware: Hardware = { ...(await readHardware(preset)), scale: 'column' };
    const network = tune(published, hardware, learned, {
      ...{ surrogate: 'double-gaussian', epochs, batch: 10, rate, seed: 1, ages, compensation },
      trained: [['weights'], ['weights']],
      progress: (done, of) => progress(`${preset}: ${done} of ${of} steps`),
    });
    progressDone();
    const times = ages.length > 1 ? [0, day, year] : [0];
    const rows = [['published', published] as const, ['fine-tuned', network] as const].map(([name, one]) => {
      const points = chips.map(seed => {
        progress(`${preset}: ${name} on chip ${seed}`);
        const { program } = compile(one, hardware, { seed });
        return lifetime(program, unseen, { times, compensation: [compensation] }).points;
      });
      progressDone();
      const at = (time: number) => points.map(own => own.find(point => point.time === time)!.accuracy);
      return [name, percent(inFloat(one, unseen)), ...times.map(time => spread(at(time)))];
    });
    console.log(`\n${preset}, a scale for each column, drift compensation ${compensation}; records 70 to 140\n`);
    console.log(table(['weights', 'float64', 'programmed', ...(times.length > 1 ? ['1 day', '1 year'] : [])], rows));
  }
}

const known: Readonly<Record<string, () => void | Promise<void>>> = { published: publishedOnHardware, bits, tuned };
for (const part of parts)
  await (known[part] ?? reject(part, 'found another part', `expected some of ${Object.keys(known).join(', ')}`))();
