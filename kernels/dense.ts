import { type Kernels, kernels } from './instance.js';

/** Doubles of X held in the kernel's memory at a time: a quarter of a megabyte, which a second-level cache keeps. */
const chunkDoubles = 32768;

/** Below this many rows of X, copying W into the kernel's memory costs more than the kernel saves (measured). */
const fewRows = 4;

/**
 * X · W for row-major X (count × rows) and W (rows × cols); returns `out` (count × cols), which must not overlap them.
 *
 * Every entry is summed as ((x₀w₀ + x₁w₁) + x₂w₂) + … in float64, whatever `count` is and whether or not WebAssembly
 * SIMD is there: a row of X gives the same bits alone, in a batch and in `multiplyPlain`.
 * RangeError where the sizes do not fit.
 */
export function multiply(
  x: Float64Array,
  count: number,
  w: Float64Array,
  rows: number,
  cols: number,
  out: Float64Array = new Float64Array(count * cols),
): Float64Array {
  const wasm = count < fewRows ? null : kernels();
  if (!wasm) return multiplyPlain(x, count, w, rows, cols, out);
  checkSizes(x, count, w, rows, cols, out);
  const panels = Math.ceil(cols / 4);
  const chunk = Math.min(Math.max(4, Math.floor(chunkDoubles / Math.max(rows, 1)) & ~3), (count + 3) & ~3);
  const memory = wasm.scratch(4 * panels * rows + chunk * rows + chunk * 4 * panels);
  packPanels(w, rows, cols, memory);
  for (let first = 0; first < count; first += chunk) {
    multiplyChunk(wasm, memory, x, first, Math.min(chunk, count - first), rows, cols, out);
  }
  return out;
}

/** `multiply` in plain TypeScript. */
export function multiplyPlain(
  x: Float64Array,
  count: number,
  w: Float64Array,
  rows: number,
  cols: number,
  out: Float64Array = new Float64Array(count * cols),
): Float64Array {
  checkSizes(x, count, w, rows, cols, out);
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
  return out;
}

/** Lays W out in panels of four columns at the start of `memory`, with zeros past the last column. */
function packPanels(w: Float64Array, rows: number, cols: number, memory: Float64Array): void {
  let at = 0;
  for (let left = 0; left < cols; left += 4) {
    const width = Math.min(4, cols - left);
    for (let k = 0; k < rows; k++, at += 4) {
      const source = k * cols + left;
      for (let q = 0; q < 4; q++) memory[at + q] = q < width ? w[source + q]! : 0;
    }
  }
}

/** Multiplies rows `first … first + count − 1` of X; the kernel wants a multiple of four, so rows past the last are 0. */
function multiplyChunk(
  wasm: Kernels,
  memory: Float64Array,
  x: Float64Array,
  first: number,
  count: number,
  rows: number,
  cols: number,
  out: Float64Array,
): void {
  const panels = Math.ceil(cols / 4);
  const padded = (count + 3) & ~3;
  const xAt = 4 * panels * rows;
  const outAt = xAt + padded * rows;
  memory.set(x.subarray(first * rows, (first + count) * rows), xAt);
  memory.fill(0, xAt + count * rows, outAt);
  const address = memory.byteOffset;
  wasm.multiplyPanels(address + 8 * xAt, address, address + 8 * outAt, padded, rows, panels);
  for (let i = 0; i < count; i++) {
    const row = outAt + i * 4 * panels;
    out.set(memory.subarray(row, row + cols), (first + i) * cols);
  }
}

function checkSizes(
  x: Float64Array,
  count: number,
  w: Float64Array,
  rows: number,
  cols: number,
  out: Float64Array,
): void {
  const agree = (name: string, found: number, expected: number): void => {
    if (found !== expected) throw new RangeError(`${name} has ${found} entries, expected ${expected}`);
  };
  agree(`X (${count}×${rows})`, x.length, count * rows);
  agree(`W (${rows}×${cols})`, w.length, rows * cols);
  agree(`the product (${count}×${cols})`, out.length, count * cols);
}
