import type { Numbers } from './dense.js';
import { type Kernels, kernels } from './instance.js';
import { type Leaky, type NeuronRun, type Resonators, spikeBytes } from './neuron-run.js';
import { neuronsPlain } from './neurons-plain.js';

/** Does a run if it is worth it to. */
export type SharedNeurons = (run: NeuronRun) => boolean;

let inThreads: SharedNeurons | null = null;

/** Lets `runNeurons` ask another first; `null` ends that, unless a later one than `only` took its place. */
export function neuronsWith(neurons: SharedNeurons | null, only: SharedNeurons | null = inThreads): void {
  if (neurons || inThreads === only) inThreads = neurons;
}

/**
 * Fills the results of a run. Sums are made in the order of the neurons, so that the same bits come out with and without
 * WebAssembly SIMD, alone and in threads; a step costs (spikes)·width additions instead of width² multiplications.
 */
export function runNeurons(run: NeuronRun): void {
  if (!inThreads?.(run)) neuronsHere(run);
}

/** Steps in the kernel's memory at a time. */
const mostSteps = 2048;
/** Neurons that the kernel does together, and states that it has of each. */
const [lanes, states] = [8, 3];

/** `runNeurons` by this thread, for the series from `first` to before `end`. */
export function neuronsHere(run: NeuronRun, first = 0, end = run.ends.length): void {
  const wasm = kernels();
  if (!wasm) {
    neuronsPlain(run, first, end);
    return;
  }
  const longest = run.ends.reduce((most, row, k) => Math.max(most, row - (run.ends[k - 1] ?? 0)), 0);
  const room = roomFor(wasm, run, Math.min(mostSteps, longest));
  for (let series = first; series < end; series++) {
    room.clear();
    const last = run.ends[series]!;
    for (let row = run.ends[series - 1] ?? 0; row < last; row += mostSteps)
      room.steps(row, Math.min(mostSteps, last - row));
  }
}

/** The kernel's memory with a layer in it, and with room for some steps. */
interface Room {
  /** Puts the states to 0. */
  clear(): void;
  /** So many steps from a row on, going on from the states there are. */
  steps(row: number, count: number): void;
}

function roomFor(wasm: Kernels, run: NeuronRun, most: number): Room {
  const { type, width, law, given, back } = run;
  const bytes = type === 'float64' ? 8 : 4;
  const padded = lanes * Math.ceil(width / lanes);
  const row = bytes * padded;
  const own = spikeBytes(width);
  const inputs = 'bits' in given ? given.inputs : 0;
  const constants = constantsOf(law, padded);
  // A row of drives or membranes may be read and written beyond its end.
  const stretch = bytes * width * most + row;
  let total = 0;
  const place = (length: number): number => {
    const at = total;
    total += 16 * Math.ceil(length / 16);
    return at;
  };
  const places = {
    table: place(4 * tableLength),
    forward: place(row * inputs),
    back: place(back ? row * width : 0),
    constants: place(row * constants.length),
    states: place(row * states),
    sum: place(row + 48),
    fired: place(4 * (inputs + width)),
    bits: place(spikeBytes(inputs) * most),
    drive: place('drive' in given ? stretch : 0),
    spikes: place(own * (most + 1)),
    membranes: place(run.membranes ? stretch : 0),
  };
  const { buffer, byteOffset: base } = wasm.scratch(total / 8);
  const numbers = (at: number, length: number): Numbers =>
    type === 'float64' ? new Float64Array(buffer, base + at, length) : new Float32Array(buffer, base + at, length);
  const octets = (at: number, length: number): Uint8Array => new Uint8Array(buffer, base + at, length);
  const putRows = (at: number, rows: Float64Array): void => {
    const count = rows.length / width;
    numbers(at, padded * count).fill(0);
    for (let k = 0; k < count; k++) numbers(at + row * k, width).set(rows.subarray(k * width, (k + 1) * width));
  };
  // The kernel writes the bytes of a row of spikes that it has neurons for.
  octets(places.spikes, own * (most + 1)).fill(0);
  if ('bits' in given) putRows(places.forward, given.forward);
  if (back) putRows(places.back, back);
  constants.forEach((values, k) => {
    for (let block = 0; block * lanes < padded; block++)
      numbers(places.constants + bytes * lanes * (block * constants.length + k), lanes).set(
        values.subarray(block * lanes, (block + 1) * lanes),
      );
  });
  const table = new Int32Array(buffer, base + places.table, tableLength);
  const where = (at: number, isThere: boolean): number => (isThere ? base + at : 0);
  table.set([
    ...[
      base + places.forward,
      where(places.bits, 'bits' in given),
      spikeBytes(inputs),
      where(places.drive, 'drive' in given),
    ],
    ...[bytes * width, where(places.back, back !== undefined), base + places.constants, base + places.states],
    ...[base + places.sum, base + places.fired, base + places.spikes, own],
    ...[where(places.membranes, run.membranes !== undefined), 0, padded],
  ]);
  const kernel = kernelOf(wasm, law, type, base + places.table);
  return {
    clear() {
      numbers(places.states, states * padded).fill(0);
      octets(places.spikes, own).fill(0);
    },
    steps(at, count) {
      if ('bits' in given) {
        const size = spikeBytes(inputs);
        octets(places.bits, size * count).set(given.bits.subarray(at * size, (at + count) * size));
      } else numbers(places.drive, width * count).set(given.drive.subarray(at * width, (at + count) * width));
      table[stepsAt] = count;
      kernel();
      run.spikes?.set(octets(places.spikes + own, own * count), at * own);
      run.membranes?.set(numbers(places.membranes, width * count), at * width);
      octets(places.spikes, own).set(octets(places.spikes + own * count, own));
    },
  };
}

/** Numbers in the table that kernels/assembly/neurons.ts calls Run, and where in it the steps stand. */
const tableLength = 15;
const stepsAt = 13;

function kernelOf(wasm: Kernels, law: Resonators | Leaky, type: NeuronRun['type'], table: number): () => void {
  if (law.kind === 'resonators') {
    const kernel = type === 'float64' ? wasm.resonators64 : wasm.resonators32;
    return () => kernel(table, law.step, law.decay, law.refractory ? 1 : 0);
  }
  const kernel = type === 'float64' ? wasm.leaky64 : wasm.leaky32;
  const synapse = law.synapse ? (law.synapse.current === 'new' ? 1 : 2) : 0;
  return () => kernel(table, law.subtracts ? 1 : 0, law.adaptation !== undefined, synapse);
}

/** The constants in the order of the kernel, for so many neurons; those beyond the layer's never spike. */
function constantsOf(law: Resonators | Leaky, padded: number): Float64Array[] {
  const filled = (values: Float64Array | undefined, rest = 0): Float64Array => {
    const out = new Float64Array(padded).fill(rest);
    if (values) out.set(values);
    return out;
  };
  const never = Number.POSITIVE_INFINITY;
  if (law.kind === 'resonators') return [filled(law.rest), filled(law.frequency), filled(law.threshold, never)];
  const { adaptation, synapse } = law;
  return [
    ...[filled(law.keep), filled(law.scale), filled(law.offset), filled(law.limit, never), filled(law.after)],
    ...[filled(adaptation?.strength), filled(adaptation?.keep), filled(adaptation?.gain)],
    ...[filled(synapse?.keep), filled(synapse?.scale)],
  ];
}
