import { reject } from '../edge/error.js';
import { kernels } from '../kernels/instance.js';
import { type MeshEngine, packedDoubles, plainMeshes, wasmMeshes } from '../kernels/mesh.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { type CrossbarArray, checkArray } from './array.js';
import { condense, condenseMemory } from './condense.js';

/**
 * A linear array between two programming events, as matrices. With V (V) at the sources and the bit lines at virtual
 * ground, the currents (A) are
 *
 *   I_out = transferᵀ V   out of the bit lines       I_in = input V   out of the drivers
 *
 * and the power (W) taken from the sources is Vᵀ I_in. Read backwards, driven at the sense ends with the drivers at
 * virtual ground, the same array gives transfer V.
 */
export interface EffectiveOperator {
  /** S, rows × cols; entries are ≥ 0. */
  readonly transfer: Matrix;
  /** S, rows × rows, symmetric. */
  readonly input: Matrix;
}

export interface OperatorOptions {
  /** 'wasm' needs WebAssembly SIMD. Default: 'wasm' where it is there. Both agree to 1e-13 in every entry. */
  readonly engine?: 'wasm' | 'plain';
}

/** The most memory an operator may take while it is computed, in bytes; about 3900 × 3900 cells. */
export const operatorMemoryLimit = 2 * 2 ** 30;

/**
 * The exact effective operator of an array, by port condensation (crossbar/condense.ts): every entry to a few units in
 * the last place, however strong the IR drop. Without any wire resistance it is G, exactly.
 *
 * InputError where the array holds an impossible value or needs more than `operatorMemoryLimit`; Error where the engine
 * asked for is not there.
 */
export function effectiveOperator(array: CrossbarArray, options: OperatorOptions = {}): EffectiveOperator {
  checkArray(array);
  const { rows, cols } = array;
  if ([array.wordSegments, array.bitSegments, array.driver, array.sense].every(isZero)) return ideal(array);
  const { doubles, largestFront } = condenseMemory(rows, cols);
  const bytes = 8 * (doubles + packedDoubles(largestFront));
  if (bytes > operatorMemoryLimit) {
    const gibibytes = (value: number): string => `${(value / 2 ** 30).toFixed(1)} GiB`;
    reject(
      `crossbar of ${rows}×${cols} cells`,
      `its effective operator takes ${gibibytes(bytes)} to compute`,
      `expected at most ${gibibytes(operatorMemoryLimit)}; use smaller tiles, or solve for each input on its own`,
    );
  }
  const engine = chooseEngine(options.engine, doubles, largestFront);
  return read(engine.heap, condense(array, engine), rows, cols);
}

/** Picks the two matrices out of the mesh between sources and grounds. */
function read(heap: Float64Array, at: number, rows: number, cols: number): EffectiveOperator {
  const size = rows + cols;
  const transfer = matrix(rows, cols);
  const input = matrix(rows, rows);
  for (let i = 0; i < rows; i++) {
    const toGrounds = heap.subarray(at + i * size + rows, at + (i + 1) * size);
    transfer.data.set(toGrounds, i * cols);
    input.data[i * rows + i]! += sum(toGrounds);
    for (let k = i + 1; k < rows; k++) {
      const between = heap[at + i * size + k]!;
      input.data[i * rows + i]! += between;
      input.data[k * rows + k]! += between;
      input.data[i * rows + k]! -= between;
      input.data[k * rows + i]! -= between;
    }
  }
  return { transfer, input };
}

/** Without wires, every cell sees its source and ground directly. */
function ideal({ rows, cols, conductance }: CrossbarArray): EffectiveOperator {
  const input = matrix(rows, rows);
  for (let i = 0; i < rows; i++) input.data[i * rows + i] = sum(conductance.subarray(i * cols, (i + 1) * cols));
  return { transfer: matrix(rows, cols, conductance.slice()), input };
}

function chooseEngine(name: OperatorOptions['engine'], doubles: number, largestFront: number): MeshEngine {
  const wasm = name === 'plain' ? null : kernels();
  if (wasm) return wasmMeshes(wasm, doubles, largestFront);
  if (name === 'wasm') throw new Error('this host has no WebAssembly SIMD; use the plain engine');
  return plainMeshes(doubles);
}

function isZero(values: Float64Array): boolean {
  return values.every(value => value === 0);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
