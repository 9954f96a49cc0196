import type { CrossbarArray } from './array.js';

/**
 * Ladders: what one word line or bit line does while the lines across it are held.
 *
 * A line is a chain of segments r_k (ohm) from its terminal, a source or virtual ground, to its open end; at each node
 * hangs a cell g_k (S) whose far side is held at w_k, which injects t_k = g_k w_k (A). Seen towards the open end, node k
 * is a conductance s_k in parallel with a source J_k:
 *
 *   s_k = g_k + m_{k+1} s_{k+1}        J_k = t_k + m_{k+1} J_{k+1}        m_k = 1 / (1 + r_k s_k)
 *
 * and its voltage follows from that of its neighbour on the terminal side, u_k = m_k (u_{k−1} + r_k J_k). The factors m
 * depend on the array only. Nothing is divided by r and nothing cancels, so that r = 0 needs no special case and
 * r ≪ 1/g loses nothing.
 *
 * Arrays are rows × cols, row-major; factor (i, j) belongs to the segment on the terminal side of node (i, j).
 */
export interface Ladders {
  readonly array: CrossbarArray;
  readonly wordFactors: Float64Array;
  readonly bitFactors: Float64Array;
}

export function ladders(array: CrossbarArray): Ladders {
  return { array, wordFactors: wordFactors(array), bitFactors: bitFactors(array) };
}

function wordFactors({ rows, cols, conductance, wordSegments, driver }: CrossbarArray): Float64Array {
  const factors = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    let beyond = 0;
    for (let j = cols - 1; j >= 0; j--) {
      const k = i * cols + j;
      const seen = conductance[k]! + beyond;
      const ohm = j === 0 ? wordSegments[0]! + driver[i]! : wordSegments[j]!;
      factors[k] = 1 / (1 + ohm * seen);
      beyond = factors[k]! * seen;
    }
  }
  return factors;
}

function bitFactors({ rows, cols, conductance, bitSegments, sense }: CrossbarArray): Float64Array {
  const factors = new Float64Array(rows * cols);
  const beyond = new Float64Array(cols);
  for (let i = 0; i < rows; i++) {
    const last = i === rows - 1;
    for (let j = 0; j < cols; j++) {
      const k = i * cols + j;
      const seen = conductance[k]! + beyond[j]!;
      const ohm = last ? bitSegments[i]! + sense[j]! : bitSegments[i]!;
      factors[k] = 1 / (1 + ohm * seen);
      beyond[j] = factors[k]! * seen;
    }
  }
  return factors;
}

/** Word-line voltages (V) for injected currents (A), with the sources at `volts` (0 V where not given). */
export function solveWordLines(
  { array, wordFactors }: Ladders,
  injected: Float64Array,
  out: Float64Array,
  volts?: Float64Array,
): void {
  const { rows, cols, wordSegments, driver } = array;
  for (let i = 0; i < rows; i++) {
    const first = i * cols;
    let flow = 0;
    let factor = 0;
    for (let k = first + cols - 1; k >= first; k--) {
      flow = injected[k]! + factor * flow;
      factor = wordFactors[k]!;
      out[k] = flow;
    }
    const source = volts ? volts[i]! : 0;
    let volt = wordFactors[first]! * (source + (wordSegments[0]! + driver[i]!) * out[first]!);
    out[first] = volt;
    for (let j = 1; j < cols; j++) {
      const k = first + j;
      volt = wordFactors[k]! * (volt + wordSegments[j]! * out[k]!);
      out[k] = volt;
    }
  }
}

/**
 * Bit-line voltages z (V) for injected currents t (A), with the sense ends at virtual ground. Returns tᵀ z (W), summed
 * from squares, Σ r m J², so that it is never negative.
 */
export function solveBitLines({ array, bitFactors }: Ladders, injected: Float64Array, out: Float64Array): number {
  const { rows, cols, bitSegments, sense } = array;
  out.set(injected.subarray(0, cols));
  for (let k = cols; k < rows * cols; k++) out[k] = injected[k]! + bitFactors[k - cols]! * out[k - cols]!;
  let power = 0;
  for (let i = rows - 1; i >= 0; i--) {
    const last = i === rows - 1;
    for (let j = 0; j < cols; j++) {
      const k = i * cols + j;
      const ohm = last ? bitSegments[i]! + sense[j]! : bitSegments[i]!;
      const flow = out[k]!;
      power += ohm * bitFactors[k]! * flow * flow;
      out[k] = bitFactors[k]! * ((last ? 0 : out[k + cols]!) + ohm * flow);
    }
  }
  return power;
}
