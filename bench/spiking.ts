// `node dist/bench/spiking.js`: the published BRF network (4-36-6, QTDB's ECG) on its 141 test records against the same network
// in NumPy with its BLAS, by turns: its dense form with one BLAS thread and with as many as there are processors, and the form
// that adds the rows of neurons that fired. Both yield every spike and the class of every step, which are compared. In float32
// NumPy has the constants as they were published; two frequencies are 1e-20 and less, and ours takes them for 0
// (models/spiking/neuron-law.ts). Time by the clock with all processors, the fastest of some rounds; beside it, CPU time.
// Needs OHMWEAVE_DATA, a folder that holds ecg-qtdb.
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { reject } from '../edge/error.js';
import { readJson } from '../edge/files.js';
import { ProductThreads } from '../kernels/product-threads.js';
import { brfCheckpoint } from '../models/spiking/brf-checkpoint.js';
import { runLayers } from '../models/spiking/run-layers.js';
import { type Signal, type SpikeTrains, signalOf, spikeCount, stepsOfSignal } from '../models/spiking/signal.js';
import { ecgRecords } from './ecg.js';
import { spikingRival, type Timing } from './rivals.js';
import { met, time } from './timing.js';

const rounds = 8;
const repetitions = 4;
const folder = join(process.env.OHMWEAVE_DATA ?? 'data', 'ecg-qtdb');
const { inputs, labels } = ecgRecords(folder);
const layers = brfCheckpoint(readJson(join(folder, 'brf.json')), 'brf', 'brf.json');
const given = signalOf(inputs);
const { series, steps } = given;

/** All spikes, and the class of every step: that of the largest score, records first. */
function ours(type: 'float64' | 'float32'): { readonly spikes: SpikeTrains; readonly classes: Uint8Array } {
  const [hidden, out] = runLayers(layers, given, type) ?? [];
  if (hidden?.kind !== 'spikes' || out?.kind !== 'values')
    return reject('brf.json', 'found other layers', 'expected spikes, then scores');
  const { data, width } = out;
  const classes = new Uint8Array(series * steps);
  for (let k = 0, at = 0; k < classes.length; k++, at += width)
    for (let i = 1, most = data[at]!; i < width; i++) {
      const score = data[at + i]!;
      if (!(score > most)) continue;
      most = score;
      classes[k] = i;
    }
  return { spikes: hidden, classes };
}

function measured(work: () => void): Timing {
  const [clock, cpu] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { clock: performance.now() - clock, cpu: (user + system) / 1000 };
}

const least = (timings: readonly Timing[], of: keyof Timing): number => Math.min(...timings.map(one => one[of]));

const npyOf = (signal: Signal) => {
  const data = new Float64Array(series * steps * signal.width);
  const dense = stepsOfSignal(signal).data;
  for (let t = 0, from = 0; t < steps; t++)
    for (let s = 0; s < series; s++, from += signal.width)
      data.set(dense.subarray(from, from + signal.width), (s * steps + t) * signal.width);
  return { shape: [series, steps, signal.width], data };
};

const [hidden, out] = [layers[0]!, layers[1]!];
const { neuron } = hidden;
if (neuron.model !== 'brf' || !('timeConstant' in out.neuron))
  reject('brf.json', `found ${neuron.model}`, 'expected brf');
else {
  const width = neuron.frequency.length;
  const rival = spikingRival({
    inputs: npyOf(given),
    weights: { shape: [width, hidden.weights.cols], data: hidden.weights.data },
    constants: { shape: [2, width], data: Float64Array.of(...neuron.frequency, ...neuron.damping) },
    readout: { shape: [out.weights.rows, width], data: out.weights.data },
    taus: { shape: [1, out.weights.rows], data: out.neuron.timeConstant },
  });
  const threads = await ProductThreads.open();
  console.log(`Node ${process.version} on ${process.arch}, ${threads.count} threads, load ${loadavg()[0]!.toFixed(1)}`);
  console.log(rival?.notes ?? 'NumPy: left out; it is not there (Debian: apt-get install python3-numpy libopenblas0)');
  console.log(
    `${series} records of ${steps} steps; the fastest of ${rounds * repetitions} runs, ${rounds} rounds by turns\n`,
  );
  const targets: string[] = [];
  for (const type of ['float64', 'float32'] as const) {
    const forms = [['dense', 1], ['dense', threads.count], ['events', 1]] as const; // biome-ignore format: a list
    const own: Timing[] = [];
    const theirs = forms.map((): Timing[] => []);
    let found = ours(type);
    let apart = { spikes: 0, classes: 0 };
    for (let round = 0; round < rounds; round++) {
      for (let k = 0; k < repetitions; k++)
        own.push(
          measured(() => {
            found = ours(type);
          }),
        );
      forms.forEach(([form, blasThreads], k) => {
        // Gathering takes several times as long, and one round says enough.
        if (!rival || (form === 'events' && round > 0)) return;
        const run = rival.run(form, type, blasThreads, repetitions);
        theirs[k]!.push(...run.timings);
        if (form === 'dense') apart = differences(found, run);
      });
      process.stderr.write('.');
    }
    process.stderr.write('\n');
    const right = labels.reduce((sum, label, k) => {
      const [t, s] = [Math.floor(k / series), k % series];
      return sum + (found.classes[s * steps + t] === label ? 1 : 0);
    }, 0);
    const spikes = spikeCount(found.spikes);
    console.log(
      `${type}: ${((100 * right) / labels.length).toFixed(2)} % of steps right, ${(spikes / series).toFixed(2)} spikes a record`,
    );
    console.log(`  ours            ${time(least(own, 'clock'))} by the clock, ${time(least(own, 'cpu'))} of CPU time`);
    if (!rival) continue;
    forms.forEach(([form, blasThreads], k) => {
      const name = `NumPy ${form}, ${blasThreads}`.padEnd(16);
      console.log(
        `  ${name}${time(least(theirs[k]!, 'clock'))} by the clock, ${time(least(theirs[k]!, 'cpu'))} of CPU time`,
      );
    });
    console.log(`  apart: ${apart.spikes} of ${spikes} spikes, ${apart.classes} of ${series * steps} classes`);
    const [clock, cpu] = (['clock', 'cpu'] as const).map(
      of => Math.min(...theirs.map(timings => least(timings, of))) / least(own, of),
    );
    console.log(`  faster ${clock!.toFixed(2)}× by the clock, ${cpu!.toFixed(2)}× in CPU time`);
    targets.push(`${type}: ${clock!.toFixed(2)}× NumPy’s best form by the clock, ${met(clock!, 5, 'at least')}`);
  }
  await threads.close();
  rival?.remove();
  console.log('\nTargets');
  for (const target of targets) console.log(`  ${target}`);
  console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
}

/** Entries of ours that are others there, whose arrays have the steps first. */
function differences(
  { spikes, classes }: ReturnType<typeof ours>,
  there: { readonly spikes: Float64Array; readonly classes: Float64Array },
): { readonly spikes: number; readonly classes: number } {
  const dense = stepsOfSignal(spikes).data;
  let [fired, chosen] = [0, 0];
  for (let k = 0; k < dense.length; k++) if (dense[k] !== there.spikes[k]) fired++;
  for (let k = 0; k < classes.length; k++) {
    const [t, s] = [Math.floor(k / series), k % series];
    if (classes[s * steps + t] !== there.classes[k]) chosen++;
  }
  return { spikes: fired, classes: chosen };
}
