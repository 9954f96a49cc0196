import { reject } from '../edge/error.js';
import { kernels } from '../kernels/instance.js';
import { type MeshEngine, packedDoubles, plainMeshes, wasmMeshes } from '../kernels/mesh.js';
import { type Matrix, matrix } from '../numeric/matrix.js';
import { type CrossbarArray, checkArray } from './array.js';
import { condense, condenseMemory, type Outline, outlineOf, type PortMesh } from './condense.js';

/**
 * A linear array between two programming events, as matrices. With V (V) at the terminals of the word lines and the bit
 * lines at virtual ground, the currents (A), through both ends of a line together, are
 *
 *   I_out = transferᵀ V   out of the bit lines       I_in = input V   into the word lines
 *
 * and the power (W) taken from the word lines' terminals is Vᵀ I_in. Read backwards, with V at the terminals of the bit
 * lines and the word lines at virtual ground, the same array gives transfer V out of the word lines.
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
  const meshes = operatorMeshes(array, options);
  return meshes ? readOperator(meshes.heap, condense(array, meshes), array) : ideal(array);
}

/**
 * An engine with room to condense an array; nothing where the array has no wires and there is nothing to condense.
 * InputError and Error as of `effectiveOperator`.
 */
function operatorMeshes(array: CrossbarArray, { engine }: OperatorOptions): MeshEngine | undefined {
  checkArray(array);
  if (!hasWires(array)) return undefined;
  const outline = outlineOf(array);
  checkOperatorMemory(outline);
  const { doubles, largestFront } = condenseMemory(outline);
  return meshEngine(doubles, largestFront, engine);
}

/** An engine with this much heap, for fronts of up to `largestFront` nodes. Error where the engine asked for is not there. */
export function meshEngine(doubles: number, largestFront: number, engine: OperatorOptions['engine']): MeshEngine {
  const wasm = engine === 'plain' ? null : kernels();
  if (wasm) return wasmMeshes(wasm, doubles, largestFront);
  if (engine === 'wasm') throw new Error('this host has no WebAssembly SIMD; use the plain engine');
  return plainMeshes(doubles);
}

/** Bytes that it takes to compute the operator of an array of this outline. */
export function operatorMemory(outline: Outline): number {
  const { doubles, largestFront } = condenseMemory(outline);
  return 8 * (doubles + packedDoubles(largestFront));
}

/** Refuses an array whose operator takes more than `operatorMemoryLimit` to compute. */
export function checkOperatorMemory(outline: Outline): void {
  const bytes = operatorMemory(outline);
  if (bytes <= operatorMemoryLimit) return;
  const gibibytes = (value: number): string => `${(value / 2 ** 30).toFixed(1)} GiB`;
  reject(
    `crossbar of ${outline.rows}×${outline.cols} cells`,
    `its effective operator takes ${gibibytes(bytes)} to compute`,
    `expected at most ${gibibytes(operatorMemoryLimit)}; use smaller tiles, or solve for each input on its own`,
  );
}

export function hasWires({ wordSegments, bitSegments, driver, sense }: CrossbarArray): boolean {
  return [wordSegments, bitSegments, driver, sense].some(ohms => ohms.some(ohm => ohm !== 0));
}

/** Picks the two matrices out of the mesh of the terminals, of which a line may have one at either end. */
export function readOperator(
  heap: Float64Array,
  { at, ports }: PortMesh,
  { rows, cols }: CrossbarArray,
): EffectiveOperator {
  const size = ports[0] + ports[1] + ports[2] + ports[3];
  const transfer = matrix(rows, cols);
  const input = matrix(rows, rows);
  const wordEnds = ports[0] + ports[1];
  for (let a = 0; a < wordEnds; a++) {
    const i = a % rows;
    const row = at + a * size;
    for (let b = wordEnds; b < size; b++) {
      const through = heap[row + b]!;
      transfer.data[i * cols + ((b - wordEnds) % cols)]! += through;
      input.data[i * rows + i]! += through;
    }
    for (let b = a + 1; b < wordEnds; b++) {
      const k = b % rows;
      if (k === i) continue;
      const between = heap[row + b]!;
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

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
