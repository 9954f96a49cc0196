import { constantsAt, memristorCoefficientsPlain, memristorStatesPlain } from './memristor.js';
import { tableLength, tabulatedCoefficientsPlain } from './rate-table.js';

/**
 * What a stack of memristor blocks is computed with: kernels/assembly/stack.ts, or its plain twin with the same bits. All
 * places are byte addresses in one memory; a row is `width` numbers, a multiple of 8.
 */
export interface StackKernels {
  multiply64: Product;
  multiply32: Product;
  memristorCoefficients(
    v: number,
    bias: number,
    gain: number,
    rows: number,
    width: number,
    constants: number,
    euler: boolean,
  ): void;
  tabulatedCoefficients(
    v: number,
    bias: number,
    gain: number,
    rows: number,
    width: number,
    constants: number,
    table: number,
  ): void;
  memristorStates: States;
  memristorStates32: States;
  /** Adds rows of u to `sums`, in float64. */
  addRows: AddRows;
  addRows32: AddRows;
  /** The float64 of `count` float32. */
  widened(x: number, out: number, count: number): void;
  clear(to: number, bytes: number): void;
  copy(to: number, from: number, bytes: number): void;
}

/** X · W: entry (k, column c) of W lies at w + k·rowBytes + p·panelBytes in panel p of 32 bytes. */
export type Product = (
  x: number,
  w: number,
  out: number,
  count: number,
  rows: number,
  cols: number,
  rowBytes: number,
  panelBytes: number,
) => void;

type States = (keep: number, gain: number, u: number, h: number, rows: number, width: number, euler: boolean) => void;

type AddRows = (u: number, sums: number, rows: number, width: number) => void;

/** The kernels in plain TypeScript, on any memory. */
export function plainStackKernels(memory: ArrayBufferLike): StackKernels {
  const doubles = (at: number, length: number): Float64Array => new Float64Array(memory, at, length);
  const singles = (at: number, length: number): Float32Array => new Float32Array(memory, at, length);
  const bytes = new Uint8Array(memory);
  const product =
    (numbers: typeof doubles | typeof singles, size: number): Product =>
    (x, w, out, count, rows, cols, rowBytes, panelBytes) => {
      const perPanel = 32 / size;
      const from = numbers(x, count * rows);
      const to = numbers(out, count * cols);
      for (let j = 0; j < cols; j++) {
        const at = w + Math.floor(j / perPanel) * panelBytes + size * (j % perPanel);
        const column = numbers(at, (rows - 1) * (rowBytes / size) + 1);
        for (let i = 0; i < count; i++) {
          to[i * cols + j] = 0;
          for (let k = 0; k < rows; k++) {
            const term = from[i * rows + k]! * column[k * (rowBytes / size)]!;
            // The product of two float32 is exact in float64, and storing a sum rounds it.
            to[i * cols + j]! += size === 4 ? Math.fround(term) : term;
          }
        }
      }
    };
  const states =
    (numbers: typeof doubles | typeof singles): States =>
    (keep, gain, u, h, rows, width, euler) => {
      const count = rows * width;
      memristorStatesPlain(doubles(keep, count), doubles(gain, count), numbers(u, count), doubles(h, width), euler);
    };
  const addRows =
    (numbers: typeof doubles | typeof singles): AddRows =>
    (u, sums, rows, width) => {
      const to = doubles(sums, width);
      numbers(u, rows * width).forEach((value, k) => {
        to[k % width]! += value;
      });
    };
  return {
    multiply64: product(doubles, 8),
    multiply32: product(singles, 4),
    memristorCoefficients(v, bias, gain, rows, width, constants, euler) {
      const count = rows * width;
      const step = constantsAt(doubles(constants, 9));
      memristorCoefficientsPlain(doubles(v, count), doubles(bias, width), doubles(gain, count), step, euler);
    },
    tabulatedCoefficients(v, bias, gain, rows, width, constants, table) {
      const count = rows * width;
      const { steepness } = constantsAt(doubles(constants, 9));
      const numbers = doubles(table, tableLength);
      tabulatedCoefficientsPlain(doubles(v, count), doubles(bias, width), doubles(gain, count), steepness, numbers);
    },
    memristorStates: states(doubles),
    memristorStates32: states(singles),
    addRows: addRows(doubles),
    addRows32: addRows(singles),
    widened: (x, out, count) => doubles(out, count).set(singles(x, count)),
    clear: (to, length) => bytes.fill(0, to, to + length),
    copy: (to, from, length) => bytes.copyWithin(to, from, from + length),
  };
}
