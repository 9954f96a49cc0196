/**
 * The ladders of one crossbar and the steps of reduced line-PCG on them; crossbar/line-pcg.ts has the method.
 *
 * A line is a chain of segments r_k (ohm) from its terminal to its other end; at each node hangs a cell g_k (S) whose far
 * side is held at w_k, which injects t_k = g_k w_k (A), and a shunt to ground. Seen away from the terminal, node k is a
 * conductance s_k in parallel with a source J_k:
 *
 *   s_k = g_k + shunt + m_{k+1} s_{k+1}       J_k = t_k + m_{k+1} J_{k+1}       m_k = 1 / (1 + r_k s_k)
 *
 * and its voltage follows from that of its neighbour on the terminal's side, u_k = m_k (u_{k−1} + r_k J_k). At the node
 * next to a terminal at V through R, u = m V + h J with h = R m = 1 / (1/R + s), so that R may be infinite. Nothing else is
 * divided by r and nothing cancels: r = 0 needs no special case and r ≪ 1/g loses nothing.
 *
 * Grids have `rows` rows of `stride` doubles, of which the first `cols` are the array's and the rest must stay 0. A cell
 * or a node injects a current (A); injected into a bit line it flows to its terminal, as does one into a word line.
 */
export interface LineEngine {
  readonly stride: number;
  /** Takes the cells (S, rows × cols), before `factor`; what else the engine holds is lost, but for wires and injections. */
  setCells(conductance: Float64Array): void;
  /** A into the word-line and the bit-line nodes, besides those of the cells; read where the methods are told so. */
  readonly wordInjection: Float64Array;
  readonly bitInjection: Float64Array;
  /** Segments, terminal ends and far ends of the lines, and the voltages of their terminals. */
  readonly wires: LineWires;
  /** V; after `finish`. */
  readonly wordVoltage: Float64Array;
  readonly bitVoltage: Float64Array;
  /** V: the bit lines that `wordVoltage` was solved for, which `bitVoltage` refines. */
  readonly priorBitVoltage: Float64Array;
  /**
   * Works out the factors m, with a shunt of so many S at every node of the word lines and of the bit lines. Returns false
   * where a cell is not a finite number ≥ 0, which makes them worthless.
   */
  factor(wordShunt: number, bitShunt: number): boolean;
  /**
   * Starts from the bit lines alone, w = P⁻¹ (injections and terminals), and sets up its residual; w = 0 where the bit
   * lines have neither.
   */
  start(wordInjected: boolean, bitDriven: boolean): void;
  /**
   * w += α p, r −= α q, z = the flows of P⁻¹ r; returns rᵀ P⁻¹ r (W). Nodes of a bit line that a segment of 0 ohm makes
   * one keep their residual at the last of them: how it was shared would be invisible to P⁻¹, and grow unseen.
   */
  down(alpha: number): number;
  /** z = P⁻¹ r, p = z + β p, q = S p; returns pᵀ q (W). */
  up(beta: number): number;
  /** The word lines for w, then the bit lines for those. */
  finish(wordInjected: boolean, bitInjected: boolean): void;
  /** What `finish` leads to at bit lines sensed at 0 V and at their terminal end only: the currents (A) out of them. */
  outputs(wordInjected: boolean): Float64Array;
  /** Gives the memory back; the engine must not be used again. */
  release(): void;
}

/** Vectors along a column (length rows) and along a row (length cols); resistances in ohm, far ends in S. */
export interface LineWires {
  readonly bitSegments: Float64Array;
  readonly wordTerminal: Float64Array;
  readonly wordFar: Float64Array;
  readonly wordVolts: Float64Array;
  readonly wordSegments: Float64Array;
  readonly bitTerminal: Float64Array;
  readonly bitFar: Float64Array;
  readonly bitVolts: Float64Array;
}

/** Where everything lies, in doubles from the start; kernels/assembly/lines.ts has the same. */
export interface LineLayout {
  readonly rows: number;
  readonly cols: number;
  /** A multiple of 8, and not of a power of two, which would crowd the sets of a cache. */
  readonly stride: number;
  /** From one grid to the next. */
  readonly grid: number;
  /** Length of a vector along a column. */
  readonly column: number;
  readonly doubles: number;
}

export function lineLayout(rows: number, cols: number): LineLayout {
  const stride = ((cols + 7) & ~7) + 8;
  const grid = rows * stride + 72;
  const column = (rows + 7) & ~7;
  return { rows, cols, stride, grid, column, doubles: 11 * grid + 5 * column + 11 * stride };
}

/** Copies rows × cols values into a grid and clears the rest of its rows. */
export function fillGrid(grid: Float64Array, values: Float64Array, cols: number, stride: number): void {
  for (let from = 0, to = 0; from < values.length; from += cols, to += stride) {
    grid.set(values.subarray(from, from + cols), to);
    for (let j = cols; j < stride; j++) grid[to + j] = 0;
  }
}

/** The rows × cols values of a grid, without gaps. */
export function gridValues(grid: Float64Array, rows: number, cols: number, stride: number): Float64Array {
  const values = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) values.set(grid.subarray(i * stride, i * stride + cols), i * cols);
  return values;
}

/** The grids and vectors in their memory, with what must be 0 cleared. */
export function lineParts(layout: LineLayout, memory: Float64Array) {
  const { rows, cols, stride, grid, column } = layout;
  const grids = Array.from({ length: 11 }, (_, k) => memory.subarray(k * grid, k * grid + rows * stride));
  const columns = Array.from({ length: 5 }, (_, k) => {
    const at = 11 * grid + k * column;
    return memory.subarray(at, at + rows);
  });
  const alongRow = 11 * grid + 5 * column;
  memory.fill(0, 11 * grid, memory.length);
  const row = (k: number): Float64Array => memory.subarray(alongRow + k * stride, alongRow + (k + 1) * stride);
  const [conductance, wordFactors, bitFactors, w, p, pp, r, z, q, wordInjection, bitInjection] = grids as Grids;
  const [bitSegments, wordTerminal, wordFar, wordVolts, wordEnter] = columns as Columns;
  const wires = {
    bitSegments,
    wordTerminal,
    wordFar,
    wordVolts,
    wordSegments: row(0).subarray(0, cols),
    bitTerminal: row(1).subarray(0, cols),
    bitFar: row(2).subarray(0, cols),
    bitVolts: row(3).subarray(0, cols),
  };
  return {
    ...{ conductance, wordFactors, bitFactors, w, p, pp, r, z, q, wordInjection, bitInjection, wires },
    ...{ wordVoltage: q, bitVoltage: z, priorBitVoltage: w },
    ...{ wordEnter, bitEnter: row(4), work: row(5), seen: row(9) },
  };
}

type Grids = [
  ...[Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array],
  ...[Float64Array, Float64Array, Float64Array, Float64Array, Float64Array],
];
type Columns = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
