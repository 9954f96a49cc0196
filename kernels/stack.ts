import { sharedMemory, stackKernels, stackModule } from './instance.js';
import { constantsOf, type MemristorConstants } from './memristor.js';
import { rateTable, tableLength } from './rate-table.js';
import { awaitStack, constantsBytes, roomBytes, type StackJob, shareStack, stateLength } from './stack-job.js';
import { plainStackKernels, type StackKernels } from './stack-kernels.js';

/** Memristor blocks one after the other: u₀ = E x, then u ← u − h(W u + b), matrices row-major, a row for each unit. */
export interface Stack {
  readonly channels: number;
  readonly units: number;
  /** E, units × channels. */
  readonly encoder: Float64Array;
  readonly blocks: readonly StackBlock[];
  /** The type of u and of the products. Rates and states are float64 either way. */
  readonly type: 'float64' | 'float32';
}

export interface StackBlock {
  /** units × units; of the first block W E, units × channels, as its products then cost less. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly constants: MemristorConstants;
  readonly euler: boolean;
}

/** The inputs of several series, end to end. */
export interface StackRows {
  /** rows × channels. */
  readonly x: Float64Array;
  /** The row after the last of each series. */
  readonly ends: Int32Array;
  /** The first row of each series that a block computes, from h = 0, series × blocks: not before that of the block above. */
  readonly starts: Int32Array;
  /** Whether the mean over a series' rows is wanted, too. */
  readonly means: boolean;
}

/** What the last block makes of each series, series × units. */
export interface StackOutputs {
  /** Its output in the last row. */
  readonly last: Float64Array;
  /** The mean over the rows that it computed. */
  readonly means: Float64Array | undefined;
}

/** Threads that take part in a job, besides the calling one. */
export interface StackTeam {
  readonly others: number;
  /** ms that the calling thread waits for what another has begun before it does the whole job alone. */
  readonly patience: number;
  /** Has them begin; `module` and `memory` are those of the job. */
  send(job: StackJob, module: WebAssembly.Module, memory: WebAssembly.Memory): void;
}

/** A chunk's u stays in a second-level cache beside its rates. */
const chunkBytes = 131072;
const mostChunkRows = 64;
/** Multiplications from which on a job is shared: below, to wake the threads costs what they save. */
const sharedFrom = 4e6;
/** A memory up to this size is kept for the next job. */
const keptBytes = 2 ** 28;
/** What 32-bit addresses reach, less a page. */
const mostBytes = 2 ** 32 - 65536;

let kept: WebAssembly.Memory | undefined;
let team: StackTeam | undefined;

/** Has a team take part in large jobs of this thread; `undefined` ends that, unless a later one than `only` took its place. */
export function stackWith(next: StackTeam | undefined, only: StackTeam | undefined = team): void {
  if (next || team === only) team = next;
}

/**
 * Runs a stack over series: in WebAssembly, or in plain TypeScript where the host has no SIMD, no shared memory, or on demand;
 * the same bits either way and with any team. RangeError where the stack does not fit into the memory that WebAssembly can
 * reach.
 */
export function runStack(stack: Stack, rows: StackRows, engine: 'wasm' | 'plain' = 'wasm'): StackOutputs {
  const module = engine === 'plain' ? null : stackModule();
  if (!module) {
    const { job, bytes } = jobFor(stack, rows, 0);
    const memory = new ArrayBuffer(bytes);
    load(memory, job, stack, rows);
    shareStack(plainStackKernels(memory), job, 0);
    return outputsOf(memory, job, stack, rows);
  }
  if (team && team.others > 0 && rows.x.length * stack.units * stack.units > sharedFrom * stack.channels) {
    try {
      return inShared(module, stack, rows, team);
    } catch {
      // A thread died or failed: what follows does all of it here, in another memory, where a failure reaches the caller.
    }
  }
  return inShared(module, stack, rows);
}

function inShared(module: WebAssembly.Module, stack: Stack, rows: StackRows, others?: StackTeam): StackOutputs {
  const { memory, kernels, base } = placeFor(module, 65536 + jobFor(stack, rows, 0, others).bytes);
  const { job } = jobFor(stack, rows, base, others);
  load(memory.buffer, job, stack, rows);
  others?.send(job, module, memory);
  shareStack(kernels, job, 0);
  awaitStack(job);
  const outputs = outputsOf(memory.buffer, job, stack, rows);
  kept = memory.buffer.byteLength <= keptBytes ? memory : undefined;
  return outputs;
}

/** Kernels on a memory of at least so many bytes, which is taken from whoever else might use it until the job has ended. */
function placeFor(
  module: WebAssembly.Module,
  bytes: number,
): { readonly memory: WebAssembly.Memory; readonly kernels: StackKernels; readonly base: number } {
  if (bytes > mostBytes) throw new RangeError(`${bytes} bytes are more than the kernels can reach`);
  const memory = kept && kept.buffer.byteLength >= bytes ? kept : sharedMemory(bytes);
  kept = undefined;
  return { memory, ...stackKernels(module, memory) };
}

/** Where everything of a job lies from `base` on, and where it ends. */
function jobFor(
  stack: Stack,
  { x, ends, starts, means }: StackRows,
  base: number,
  others?: StackTeam,
): { readonly job: StackJob; readonly bytes: number } {
  const { channels, blocks } = stack;
  const threads = 1 + (others?.others ?? 0);
  const bytes = stack.type === 'float64' ? 8 : 4;
  const width = padded(stack.units);
  const chunkRows = Math.max(4, Math.min(mostChunkRows, Math.floor(chunkBytes / (width * bytes)) & ~3));
  let end = base;
  const place = (length: number): number => {
    const at = end;
    end += Math.ceil(length / 64) * 64;
    return at;
  };
  const count = blocks.length;
  const room = roomBytes({ bytes, width, chunkRows });
  const job: StackJob = {
    ...{ bytes, channels, width, chunkRows, ends, starts, roomBytes: room },
    rows: x.length / channels,
    euler: blocks.map(block => block.euler),
    x: place(x.length * bytes),
    weights: [channels, channels, ...Array<number>(count - 1).fill(width)].map(rows => place(rows * width * bytes)),
    biases: place(8 * width * count),
    constants: place(constantsBytes * count),
    tables: blocks.map(({ constants, euler }) => rateTable(constants, euler) && place(8 * tableLength)),
    states: place(8 * width * count),
    slots: place((count + threads) * chunkRows * width * bytes),
    slotCount: count + threads,
    rooms: place(threads * room),
    last: place(ends.length * width * bytes),
    sums: means ? place(8 * ends.length * width) : undefined,
    patience: others?.patience ?? 0,
    state: sharedInts(stateLength(count)),
  };
  return { job, bytes: end };
}

function sharedInts(length: number): Int32Array {
  return new Int32Array(
    typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(4 * length) : new SharedArrayBuffer(4 * length),
  );
}

/** A whole number of panels, in float32 too. */
const padded = (units: number): number => Math.ceil(units / 8) * 8;

function load(memory: ArrayBufferLike, job: StackJob, stack: Stack, { x }: StackRows): void {
  const { bytes, width } = job;
  const numbers = (at: number, length: number): Float64Array | Float32Array =>
    bytes === 8 ? new Float64Array(memory, at, length) : new Float32Array(memory, at, length);
  numbers(job.x, x.length).set(x);
  [stack.encoder, ...stack.blocks.map(block => block.weights)].forEach((weights, k) => {
    const rows = k < 2 ? job.channels : width;
    pack(weights, stack.units, numbers(job.weights[k]!, rows * width), rows, 32 / bytes);
  });
  if (job.sums !== undefined) new Float64Array(memory, job.sums, job.ends.length * width).fill(0);
  stack.blocks.forEach(({ bias, constants, euler }, k) => {
    const to = new Float64Array(memory, job.biases + 8 * width * k, width).fill(0);
    to.set(bias);
    new Float64Array(memory, job.constants + constantsBytes * k, 9).set(constantsOf(constants));
    const table = job.tables[k];
    if (table !== undefined) new Float64Array(memory, table, tableLength).set(rateTable(constants, euler)!);
  });
}

/** The transpose of `units` rows of weights, in panels of `panel` columns, with zeros up to `rows` rows. */
function pack(w: Float64Array, units: number, out: Float64Array | Float32Array, rows: number, panel: number): void {
  out.fill(0);
  const inputs = w.length / units;
  for (let j = 0, at = 0; j < units; j++) {
    const to = panel * rows * Math.floor(j / panel) + (j % panel);
    for (let k = 0; k < inputs; k++) out[to + panel * k] = w[at++]!;
  }
}

function outputsOf(
  memory: ArrayBufferLike,
  job: StackJob,
  { units, blocks }: Stack,
  { starts }: StackRows,
): StackOutputs {
  const { bytes, width, ends, sums } = job;
  const last = new Float64Array(ends.length * units);
  const means = sums === undefined ? undefined : new Float64Array(ends.length * units);
  for (let k = 0; k < ends.length; k++) {
    const at = job.last + k * width * bytes;
    last.set(bytes === 8 ? new Float64Array(memory, at, units) : new Float32Array(memory, at, units), k * units);
    if (sums === undefined) continue;
    const rows = ends[k]! - starts[(k + 1) * blocks.length - 1]!;
    const sum = new Float64Array(memory, sums + 8 * k * width, units);
    means?.set(
      sum.map(value => value / rows),
      k * units,
    );
  }
  return { last, means };
}
