import { type Kernels, kernels, ownKernels } from './instance.js';

/** The entries of a matrix, row-major: float64, or float32 for half the memory and about twice the speed. */
export type Numbers = Float64Array | Float32Array;

/** Bytes of X held in the kernel's memory at a time, which a second-level cache keeps. */
const chunkBytes = 262144;
/** W is read as it is where its rows are this short (bytes) or those of X this few: to repack it costs more (measured). */
const shortRow = 2048;
const fewRows = 4;
/** Below this many multiplications plain TypeScript is faster (measured). */
const fewProducts = 100;

/**
 * X · W for row-major X (count × rows) and W (rows × cols); returns `out` (count × cols), which must not overlap them.
 *
 * Every entry is summed as ((x₀w₀ + x₁w₁) + x₂w₂) + … in the type of the arrays, whatever `count` is and whether or not
 * WebAssembly SIMD is there: a row of X gives the same bits alone, in a batch, in `multiplyPlain` and in threads. The
 * error of an entry is at most γ Σₖ|xₖwₖ|, γ = rows·u / (1 − rows·u), u = 2⁻⁵³ in float64 and 2⁻²⁴ in float32, barring
 * underflow (Higham, Accuracy and Stability of Numerical Algorithms, chapter 3).
 * RangeError where the sizes do not fit.
 */
export function multiply<A extends Numbers>(
  x: A,
  count: number,
  w: A,
  rows: number,
  cols: number,
  out: A = zeros(w, count * cols),
): A {
  checkSizes(x, count, w, rows, cols, out);
  if (!inThreads?.(x, count, w, rows, cols, out)) prepareProduct(w, rows, cols, count)(x, count, out);
  return out;
}

/** Does a product if it is worth it to; its sizes fit. */
export type SharedProduct = (
  x: Numbers,
  count: number,
  w: Numbers,
  rows: number,
  cols: number,
  out: Numbers,
) => boolean;

let inThreads: SharedProduct | null = null;

/** Lets `multiply` ask another for every product first; `null` ends that, unless a later one than `only` took its place. */
export function multiplyWith(product: SharedProduct | null, only: SharedProduct | null = inThreads): void {
  if (product || inThreads === only) inThreads = product;
}

/**
 * X · W as a function of X (some × rows) and `out` (some × cols), which it fills, for about `count` rows in all. To be used
 * before any other kernel is: W waits in their common memory.
 */
export function prepareProduct<A extends Numbers>(
  w: A,
  rows: number,
  cols: number,
  count: number,
): (x: A, some: number, out: A) => void {
  const wasm = count * rows * cols < fewProducts ? null : kernels();
  if (!wasm) return (x, some, out) => plainProduct(x, some, w, rows, cols, out);
  const packed = count >= fewRows && w.BYTES_PER_ELEMENT * cols > shortRow;
  const loaded = load(wasm, w, rows, cols, count, packed);
  return (x, some, out) => multiplyLoaded(loaded, x, some, out);
}

/** `multiply` in plain TypeScript. */
export function multiplyPlain<A extends Numbers>(
  x: A,
  count: number,
  w: A,
  rows: number,
  cols: number,
  out: A = zeros(w, count * cols),
): A {
  checkSizes(x, count, w, rows, cols, out);
  return plainProduct(x, count, w, rows, cols, out);
}

/**
 * A copy of W (rows × cols) ready for products with single vectors, as a loop over time needs them: `multiply` would
 * spend most of its time bringing W to the kernel. It has a WebAssembly memory of its own, which goes with it; to make
 * one takes as long as some 30 products.
 */
export class PackedMatrix<A extends Numbers> {
  readonly rows: number;
  readonly cols: number;
  readonly #loaded: Loaded<A> | null;
  /** W, where the host has no WebAssembly SIMD. */
  readonly #w: A;

  /** RangeError where the size does not fit, or the memory cannot be had. */
  constructor(w: A, rows: number, cols: number) {
    checkSize('W', w, rows, cols);
    const wasm = w.length === 0 ? null : ownKernels();
    this.rows = rows;
    this.cols = cols;
    this.#loaded = wasm && load(wasm, w, rows, cols, Number.POSITIVE_INFINITY, true);
    this.#w = wasm ? zeros(w, 0) : (w.slice() as A);
  }

  /** `multiply` with this W: the same bits. */
  multiply(x: A, count: number, out: A = zeros(x, count * this.cols)): A {
    const { rows, cols } = this;
    checkSize('X', x, count, rows);
    checkSize('the product', out, count, cols);
    if (!this.#loaded) return plainProduct(x, count, this.#w, rows, cols, out);
    multiplyLoaded(this.#loaded, x, count, out);
    return out;
  }
}

/** W in a kernel's memory, where there is also room for `chunk` rows of X and of the product, from entries `…At` on. */
interface Loaded<A extends Numbers> {
  readonly wasm: Kernels;
  readonly memory: A;
  readonly rows: number;
  readonly cols: number;
  readonly chunk: number;
  readonly xAt: number;
  readonly outAt: number;
  readonly rowBytes: number;
  readonly panelBytes: number;
}

/** Loads W for products with up to `count` rows at a time; `packed` into panels (kernels/assembly/dense.ts). */
function load<A extends Numbers>(
  wasm: Kernels,
  w: A,
  rows: number,
  cols: number,
  count: number,
  packed: boolean,
): Loaded<A> {
  const bytes = w.BYTES_PER_ELEMENT;
  const width = 32 / bytes;
  const chunk = Math.min(count, Math.max(4, Math.floor(chunkBytes / (bytes * rows)) & ~3));
  const xAt = width * (packed ? Math.ceil(cols / width) * rows : Math.ceil((rows * cols) / width) + 1);
  const outAt = xAt + width * Math.ceil((chunk * rows) / width);
  const memory = view(wasm, w, outAt + chunk * cols + width);
  if (packed) packInto(wasm, memory, w, rows, cols, xAt);
  else memory.set(w);
  const [rowBytes, panelBytes] = packed ? [32, 32 * rows] : [bytes * cols, 32];
  return { wasm, memory, rows, cols, chunk, xAt, outAt, rowBytes, panelBytes };
}

/** Packs W at the start of `memory`, by way of the room for X and the product, some rows at a time. */
function packInto<A extends Numbers>(wasm: Kernels, memory: A, w: A, rows: number, cols: number, roomAt: number): void {
  const bytes = w.BYTES_PER_ELEMENT;
  const room = Math.floor((memory.length - roomAt - 32 / bytes) / cols);
  const { byteOffset } = memory;
  for (let first = 0; first < rows; first += room) {
    const end = Math.min(rows, first + room);
    memory.set(w.subarray(first * cols, end * cols), roomAt);
    wasm.packPanels(byteOffset + bytes * roomAt, byteOffset + 32 * first, end - first, bytes * cols, 32 * rows);
  }
}

function multiplyLoaded<A extends Numbers>(loaded: Loaded<A>, x: A, count: number, out: A): void {
  const { wasm, memory, rows, cols, chunk, xAt, outAt, rowBytes, panelBytes } = loaded;
  const { byteOffset, BYTES_PER_ELEMENT: bytes } = memory;
  const kernel = bytes === 8 ? wasm.multiply64 : wasm.multiply32;
  for (let first = 0; first < count; first += chunk) {
    const some = Math.min(chunk, count - first);
    memory.set(x.subarray(first * rows, (first + some) * rows), xAt);
    kernel(byteOffset + bytes * xAt, byteOffset, byteOffset + bytes * outAt, some, rows, cols, rowBytes, panelBytes);
    out.set(memory.subarray(outAt, outAt + some * cols), first * cols);
  }
}

function plainProduct<A extends Numbers>(x: A, count: number, w: A, rows: number, cols: number, out: A): A {
  if (out instanceof Float32Array) plain32(x, count, w, rows, cols, out);
  else plain64(x, count, w, rows, cols, out);
  return out;
}

function plain64(x: Numbers, count: number, w: Numbers, rows: number, cols: number, out: Numbers): void {
  out.fill(0);
  for (let i = 0; i < count; i++) {
    const target = i * cols;
    let k = 0;
    // Four rows of W at a time, still added one by one: a quarter of the loads and stores of `out`.
    for (; k + 3 < rows; k += 4) {
      const at = i * rows + k;
      const x0 = x[at]!;
      const x1 = x[at + 1]!;
      const x2 = x[at + 2]!;
      const x3 = x[at + 3]!;
      const w0 = k * cols;
      const w1 = w0 + cols;
      const w2 = w1 + cols;
      const w3 = w2 + cols;
      for (let j = 0; j < cols; j++) {
        out[target + j] = out[target + j]! + x0 * w[w0 + j]! + x1 * w[w1 + j]! + x2 * w[w2 + j]! + x3 * w[w3 + j]!;
      }
    }
    for (; k < rows; k++) {
      const factor = x[i * rows + k]!;
      for (let j = 0; j < cols; j++) out[target + j]! += factor * w[k * cols + j]!;
    }
  }
}

/** As `plain64`; the product of two float32 is exact in float64, and storing a sum rounds it. */
function plain32(x: Numbers, count: number, w: Numbers, rows: number, cols: number, out: Float32Array): void {
  out.fill(0);
  for (let i = 0; i < count; i++) {
    const target = i * cols;
    for (let k = 0; k < rows; k++) {
      const factor = x[i * rows + k]!;
      for (let j = 0; j < cols; j++) out[target + j]! += Math.fround(factor * w[k * cols + j]!);
    }
  }
}

function zeros<A extends Numbers>(like: A, length: number): A {
  return (like instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as A;
}

/** The first entries of the kernel's memory, in the type of `like`. */
function view<A extends Numbers>(wasm: Kernels, like: A, length: number): A {
  const doubles = wasm.scratch(Math.ceil((length * like.BYTES_PER_ELEMENT) / 8));
  return (like instanceof Float32Array ? new Float32Array(doubles.buffer, doubles.byteOffset, length) : doubles) as A;
}

function checkSizes(x: Numbers, count: number, w: Numbers, rows: number, cols: number, out: Numbers): void {
  checkSize('X', x, count, rows);
  checkSize('W', w, rows, cols);
  checkSize('the product', out, count, cols);
}

function checkSize(name: string, { length }: Numbers, rows: number, cols: number): void {
  if (length === rows * cols) return;
  throw new RangeError(`${name} (${rows}×${cols}) has ${length} entries, expected ${rows * cols}`);
}
