import { kernelsBase64, sharedKernelsBase64, stackKernelsBase64 } from './generated/wasm.js';
import type { MeshKernels } from './mesh.js';
import type { Product, StackKernels } from './stack-kernels.js';
import { ziggurat } from './ziggurat.js';

/** The WebAssembly kernels; their pointers are byte addresses, which `scratch(…).byteOffset` gives. */
export interface Kernels extends MeshKernels {
  /**
   * `doubles` numbers of the module's memory, not cleared. Every call gives the same place, or another one where it must be
   * larger: the view of an earlier call must not be used again, nor a kernel taken from here before. A kernel is called
   * with what lies there and leaves its result there. RangeError where there is no such memory.
   */
  scratch(doubles: number): Float64Array;
  multiply64: Product;
  multiply32: Product;
  packPanels(w: number, out: number, rows: number, rowBytes: number, panelBytes: number): void;
  normalPairs(
    out: number,
    pairs: number,
    first: number,
    seedLow: number,
    seedHigh: number,
    k0: number,
    k1: number,
  ): void;
  exponentials(x: number, factor: number, out: number, count: number): void;
  logarithms(x: number, factor: number, out: number, count: number): void;
  powers(x: number, factor: number, exponent: number, times: number, most: number, out: number, count: number): void;
  scatter(g: number, z: number, c0: number, c1: number, c2: number, out: number, count: number): void;
  spreadLines(x: number, z: number, ...linesOutCount: SpreadLines): void;
  products(x: number, y: number, out: number, count: number): void;
  relativeScatter(g: number, q: number, factor: number, z: number, out: number, count: number): void;
  settle(
    lateral: number,
    drive: number,
    states: number,
    active: number,
    count: number,
    width: number,
    rounds: number,
    step: number,
    level: number,
    below: number,
    taken: number,
    tolerance: number,
  ): number;
  resonators64: ResonatorKernel;
  resonators32: ResonatorKernel;
  leaky64: LeakyKernel;
  leaky32: LeakyKernel;
  layOutLines(base: number, rows: number, cols: number, stride: number, gridDoubles: number): void;
  spreadCells(): void;
  factorLines(wordShunt: number, bitShunt: number): number;
  startLines(wordInjected: boolean, bitDriven: boolean): void;
  stepDown(alpha: number): number;
  stepUp(beta: number): number;
  finishLines(wordInjected: boolean, bitInjected: boolean): void;
  lineOutputs(wordInjected: boolean, out: number): void;
}

/** `run` is the address of a table of addresses and counts (kernels/assembly/neurons.ts). */
type ResonatorKernel = (run: number, dt: number, decay: number, counted: number) => void;
type LeakyKernel = (run: number, keeps: number, adapts: boolean, synapse: number) => void;

/** Slope, offset, least and most of the mean and of the deviation; then `out` and the count. */
type SpreadLines = [...HeldLine, ...HeldLine, out: number, count: number];
type HeldLine = [slope: number, offset: number, least: number, most: number];

interface Exports extends Omit<Kernels, 'scratch'> {
  readonly heapBase: WebAssembly.Global;
  readonly ziggurat: WebAssembly.Global;
}

const pageBytes = 65536;

/** All that 32-bit addresses reach. */
const mostPages = 65536;

/** The module, and the one shared instance: `undefined` until first asked for, `null` where there is no SIMD. */
let compiled: WebAssembly.Module | null | undefined;
let shared: Kernels | null | undefined;
let compiledShared: WebAssembly.Module | null | undefined;
let compiledStack: WebAssembly.Module | null | undefined;

/** The kernels, compiled at the first call (about 1 ms); `null` where the host has no WebAssembly with SIMD. */
export function kernels(): Kernels | null {
  if (shared === undefined) shared = ownKernels();
  return shared;
}

/** An instance with a memory of its own, for what must outlast the next call of another kernel; `null` as `kernels`. */
export function ownKernels(): Kernels | null {
  const module = kernelModule();
  return module && instantiate(module);
}

/** The compiled kernels, to be given to a thread: what the engine has optimised by then goes with them. `null` as `kernels`. */
export function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) compiled = compile();
  return compiled;
}

/** In a thread: takes the kernels that another one compiled, before any is asked for. */
export function adoptKernels(module: WebAssembly.Module | null): void {
  compiled ??= module;
}

/** Kernels on a memory that several threads may share, each with an instance of its own. */
export interface SharedKernels {
  readonly kernels: MeshKernels;
  readonly memory: WebAssembly.Memory;
}

/** The kernels for threads, compiled at the first call; `null` where the host has no shared memory or no SIMD. */
export function sharedKernelModule(): WebAssembly.Module | null {
  if (compiledShared === undefined)
    compiledShared = typeof SharedArrayBuffer === 'undefined' ? null : compile(sharedKernelsBase64);
  return compiledShared;
}

/** The kernels of kernels/assembly/stack.ts for threads; `null` as `sharedKernelModule`. */
export function stackModule(): WebAssembly.Module | null {
  if (compiledStack === undefined)
    compiledStack = typeof SharedArrayBuffer === 'undefined' ? null : compile(stackKernelsBase64);
  return compiledStack;
}

/** An instance on a memory that several threads share; `base` is the first address that is free. */
export function stackKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): { readonly kernels: StackKernels; readonly base: number } {
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const base = Math.ceil(Number((exports.heapBase as WebAssembly.Global).value) / 64) * 64;
  return { kernels: exports as unknown as StackKernels, base };
}

/** A memory for threads, of at least so many bytes. RangeError where it cannot be had. */
export function sharedMemory(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes), maximum: mostPages, shared: true });
}

/** An instance on a memory of at least so many doubles: that of another instance, grown, or a new one. */
export function sharedKernels(
  module: WebAssembly.Module,
  doubles: number,
  memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true }),
): SharedKernels {
  grow(memory, 8 * doubles);
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as MeshKernels;
  return { kernels, memory };
}

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
  if (missing > 0) memory.grow(missing);
}

function compile(base64 = kernelsBase64): WebAssembly.Module | null {
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}

/** Pages that every instance begins with; those that nobody touches cost nothing. */
const firstPages = 64;

/**
 * An instance that moves to another memory where its own is too small. It does not grow it: that would detach the buffer of
 * the old one, and from the first buffer that is detached V8 checks every access to every typed array of the process
 * (loops over numbers became 1.3 to 2 times as slow).
 */
function instantiate(module: WebAssembly.Module): Kernels {
  let memory = new WebAssembly.Memory({ initial: firstPages });
  const functions = (): Exports => {
    const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
    new Float64Array(memory.buffer, Number(exports.ziggurat.value), ziggurat.length).set(ziggurat);
    return exports;
  };
  const { heapBase, ...first } = functions();
  const base = Math.ceil(Number(heapBase.value) / 64) * 64;
  const kernels: Kernels = {
    ...first,
    scratch(doubles) {
      const pages = Math.ceil((base + 8 * doubles) / pageBytes);
      if (pages > mostPages) throw new RangeError(`${8 * doubles} bytes are more than the kernels can reach`);
      const now = memory.buffer.byteLength / pageBytes;
      if (pages > now) {
        memory = new WebAssembly.Memory({ initial: Math.max(pages, Math.min(2 * now, 1024)) });
        Object.assign(kernels, functions());
      }
      return new Float64Array(memory.buffer, base, doubles);
    },
  };
  return kernels;
}
