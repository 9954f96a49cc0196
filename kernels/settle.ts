import { kernels } from './instance.js';

/** The rounds of a sparse coder in the Gram form, for inputs that do not feel each other. */
export interface SettleJob {
  /** width × width: what a code of atom j takes off the states stands in row j. */
  readonly lateral: Float64Array;
  /** count × width. */
  readonly drive: Float64Array;
  /** count × width: from where the states go. */
  readonly start: Float64Array;
  /** count × width: where they are in the end. */
  readonly states: Float64Array;
  readonly count: number;
  readonly width: number;
  readonly rounds: number;
  readonly step: number;
  /** What is above `level` or below `below` passes, less `taken`. */
  readonly level: number;
  readonly below: number;
  readonly taken: number;
  /** An input ends early where no state of it has further to go than this. */
  readonly tolerance: number;
}

/** Rounds of the input that took most, and whether all were at rest in the end. */
export interface Settled {
  readonly rounds: number;
  readonly rested: boolean;
}

/**
 * Takes the states through their rounds, input by input:
 *
 *     u ← u + step·(drive − Σ aⱼ lateralⱼ − u),   a = T(u)
 *
 * Only atoms whose code is not 0 are summed, in the order of the atoms, so that a round costs (active atoms)·width products
 * instead of width². The same bits with and without WebAssembly SIMD, alone and in threads.
 */
export function settleStates(job: SettleJob): Settled {
  return inThreads?.(job) ?? settleHere(job);
}

/** Does a job if it is worth it to. */
export type SharedSettling = (job: SettleJob) => Settled | undefined;

let inThreads: SharedSettling | null = null;

/** Lets `settleStates` ask another first; `null` ends that, unless a later one than `only` took its place. */
export function settleWith(settling: SharedSettling | null, only: SharedSettling | null = inThreads): void {
  if (settling || inThreads === only) inThreads = settling;
}

/** Numbers of a row that the kernel does together. */
const lanes = 16;
/** Inputs in the kernel's memory at a time. */
const mostInputs = 64;

/** `settleStates` by this thread. */
export function settleHere(job: SettleJob): Settled {
  const { lateral, drive, start, states, count, width, rounds, step, level, below, taken, tolerance } = job;
  const wasm = kernels();
  if (!wasm) return settlePlain(job);
  const padded = lanes * Math.ceil(width / lanes);
  const inputs = Math.min(count, mostInputs);
  const memory = wasm.scratch(padded * (padded + 2 * inputs + 2));
  const weights = memory.subarray(0, padded * padded);
  const pull = memory.subarray(weights.length, weights.length + inputs * padded);
  const own = memory.subarray(weights.length + pull.length, weights.length + 2 * pull.length);
  const active = memory.subarray(weights.length + 2 * pull.length);
  const [w, p, o, a] = [weights.byteOffset, pull.byteOffset, own.byteOffset, active.byteOffset];
  memory.fill(0);
  for (let j = 0; j < width; j++) weights.set(lateral.subarray(j * width, (j + 1) * width), j * padded);
  let most = 0;
  let rested = true;
  for (let first = 0; first < count; first += inputs) {
    const some = Math.min(inputs, count - first);
    for (let k = 0; k < some; k++) {
      const [from, to] = [(first + k) * width, (first + k + 1) * width];
      pull.set(drive.subarray(from, to), k * padded);
      own.set(start.subarray(from, to), k * padded);
    }
    const used = wasm.settle(w, p, o, a, some, padded, rounds, step, level, below, taken, tolerance);
    for (let k = 0; k < some; k++) states.set(own.subarray(k * padded, k * padded + width), (first + k) * width);
    most = Math.max(most, used < 0 ? rounds : used);
    rested &&= used >= 0;
  }
  return { rounds: most, rested };
}

/** `settleStates` in plain TypeScript. */
export function settlePlain(job: SettleJob): Settled {
  const { lateral, drive, start, states, count, width, rounds, step, level, below, taken, tolerance } = job;
  states.set(start);
  let most = 0;
  let rested = true;
  for (let row = 0; row < count; row++) {
    const own = states.subarray(row * width, (row + 1) * width);
    let round = 0;
    let atRest = false;
    while (round < rounds && !atRest) {
      const pull = drive.slice(row * width, (row + 1) * width);
      for (let j = 0; j < width; j++) {
        const u = own[j]!;
        if (!(u > level || u < below)) continue;
        const a = u > level ? u - taken : u + taken;
        for (let k = 0; k < width; k++) pull[k]! -= a * lateral[j * width + k]!;
      }
      let furthest = 0;
      for (let k = 0; k < width; k++) {
        const change = pull[k]! - own[k]!;
        furthest = Math.max(furthest, Math.abs(change));
        own[k]! += step * change;
      }
      atRest = furthest <= tolerance;
      round++;
    }
    most = Math.max(most, round);
    rested &&= atRest;
  }
  return { rounds: most, rested };
}
