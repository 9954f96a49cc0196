import type { SolveResult } from '../../../crossbar/file/solve-file.js';
import type { Window } from '../../../crossbar/window.js';
import type { Matrix } from '../../../numeric/matrix.js';

/** What `solve` is asked for, of an array of either kind. */
export interface SolveRequest {
  /** Of the array; for messages and titles. */
  readonly path: string;
  readonly operator?: true;
  readonly fields?: true;
  readonly power?: true;
  readonly plot?: string;
  readonly netlist?: string;
  /** The part of the array that the netlist shows. */
  readonly window?: Window;
  readonly settle?: number;
  readonly approximate?: 'ideal' | 'dmr' | 'aihwkit';
  readonly method: 'auto' | 'pcg' | 'operator';
  readonly engine?: 'wasm' | 'plain';
  readonly tolerance?: number;
}

/** What it found, ready to be printed and written; one row or entry per input vector everywhere. */
export interface Findings {
  /** A, of what is read. */
  readonly outputs: Matrix;
  readonly outputName: (k: number) => string;
  /** A from the terminals into the lines that are driven. */
  readonly inputCurrents: Matrix;
  readonly inputName: (k: number) => string;
  /** W. */
  readonly power: Float64Array;
  readonly solver: SolveResult['solver'] | { readonly method: 'ladders' };
  /** W by part, the parts named as in the JSON. */
  readonly heat?: readonly Readonly<Record<string, number>>[];
  /** V and A by row and column of the cells, named as in the JSON. */
  readonly fields?: readonly Readonly<Record<string, number[][]>>[];
  readonly approximation?: SolveResult['approximation'];
  readonly transient?: SolveResult['transient'];
  /** S, inputs × outputs. */
  readonly operator?: Matrix;
  /** A drawing of the first input. */
  readonly map?: string;
  readonly circuit?: string;
}

/** The rows of a matrix. */
export const rowsOf = ({ rows, cols, data }: Matrix): Float64Array[] =>
  Array.from({ length: rows }, (_, k) => data.subarray(k * cols, (k + 1) * cols));
