/**
 * One column of a two-wire array: a ladder between its supply terminal V and its bit terminal G. Node s_i is the supply
 * line and node b_i the bit line at cell i.
 */
export interface LadderColumn {
  /** S, of each cell. */
  readonly cells: Float64Array;
  /** ohm, between s_i−1 and s_i; the first is part of `driver`. */
  readonly supplySegments: Float64Array;
  /** ohm, between b_i and b_i+1; the last is part of `sense`. */
  readonly bitSegments: Float64Array;
  /** S, between V and s_0. */
  driver: number;
  /** S, between V and the last s. */
  driverFar: number;
  /** S, between the last b and G. */
  sense: number;
  /** S, between b_0 and G. */
  senseFar: number;
}

/** Weights kept for each cell: those of s_i in V, G, b_i, s_i+1 and those of b_i in V, G, s_i+1, b_i+1. */
export const weightsPerCell = 8;

/**
 * The conductance (S) of a column between its terminals, by elimination of its nodes from the first to the last. What lies
 * above the nodes s, b of one cell is a mesh of six conductances between V, G, s and b. A cell adds to c_sb. The
 * next segment, of resistance r, is taken in by star-mesh elimination of the node k above it, with a and b any two of the
 * others:
 *
 *   w_ka = r c_ka / (1 + r Σ_n c_kn),   w_k,next = 1 / (1 + r Σ_n c_kn),
 *   c_ab ← c_ab + w_ka c_kb,   c_next,a = w_k,next c_ka.
 *
 * This is Gaussian elimination of the nodal matrix with pivots summed afresh from positive terms, as in kernels/mesh.ts,
 * multiplied by r so that r = 0 is an ordinary value. Nothing is subtracted: the result and every weight hold their
 * relative accuracy, about 10⁻¹⁶ for each cell passed. The weights are the voltage of k in terms of the others, for
 * `expandColumn`.
 */
export function condenseColumn(column: LadderColumn, weights: Float64Array): number {
  const { cells, supplySegments, bitSegments } = column;
  const last = cells.length - 1;
  let sV = column.driver;
  let sG = 0;
  let bV = 0;
  let bG = column.senseFar;
  let sb = 0;
  let VG = 0;
  for (let i = 0; i < last; i++) {
    sb += cells[i]!;
    const at = weightsPerCell * i;

    const rs = supplySegments[i + 1]!;
    const sNext = 1 / (1 + rs * (sV + sG + sb));
    const sInV = rs * sNext * sV;
    const sInG = rs * sNext * sG;
    weights[at] = sInV;
    weights[at + 1] = sInG;
    weights[at + 2] = rs * sNext * sb;
    weights[at + 3] = sNext;
    VG += sInV * sG;
    bV += sInV * sb;
    bG += sInG * sb;
    sV *= sNext;
    sG *= sNext;
    sb *= sNext;

    const rb = bitSegments[i]!;
    const bNext = 1 / (1 + rb * (bV + bG + sb));
    const bInV = rb * bNext * bV;
    const bInG = rb * bNext * bG;
    weights[at + 4] = bInV;
    weights[at + 5] = bInG;
    weights[at + 6] = rb * bNext * sb;
    weights[at + 7] = bNext;
    VG += bInV * bG;
    sV += bInV * sb;
    sG += bInG * sb;
    bV *= bNext;
    bG *= bNext;
    sb *= bNext;
  }
  // The last two nodes have no next ones: only the terminals at that end.
  sb += cells[last]!;
  sV += column.driverFar;
  bG += column.sense;
  const s = sV + sG + sb;
  bV += (sV / s) * sb;
  bG += (sG / s) * sb;
  const b = bV + bG;
  weights.set([sV / s, sG / s, sb / s, 0, bV / b, bG / b, 0, 0], weightsPerCell * last);
  return VG + (sV / s) * sG + (bV / b) * bG;
}

/** Voltages along a column, as parts of that between its terminals. */
export interface ColumnVoltages {
  /** Of the supply line, above G. */
  readonly supply: Float64Array;
  /** Of the supply line, below V. */
  readonly supplyDrop: Float64Array;
  /** Of the bit line, above G. */
  readonly bit: Float64Array;
  /** Of the bit line, below V. */
  readonly bitDrop: Float64Array;
  /** Across each cell, from supply line to bit line. */
  readonly across: Float64Array;
}

/**
 * The voltages along a column from the weights of `condenseColumn`, by back substitution: sums of positive terms again,
 * and so the drops below V next to the voltages above G, because 1 − v would lose the small ones.
 *
 * The voltage across a cell is a difference. It is formed with the weights of s_i other than that in b_i,
 *
 *   s_i − b_i = w_V (1 − b_i) + w_G (0 − b_i) + w_next (s_i+1 − b_i),
 *
 * which are small where the cell joins the lines firmly: the current is good to 10⁻¹⁶ of g or 1/r, whichever is less.
 */
export function expandColumn(weights: Float64Array, voltages: ColumnVoltages): void {
  const { supply, supplyDrop, bit, bitDrop, across } = voltages;
  let [s, sDrop, b, bDrop] = [0, 0, 0, 0];
  for (let i = supply.length - 1; i >= 0; i--) {
    const at = weightsPerCell * i;
    const bInS = weights[at + 6]!;
    const bNext = weights[at + 7]!;
    b = weights[at + 4]! + bInS * s + bNext * b;
    bDrop = weights[at + 5]! + bInS * sDrop + bNext * bDrop;
    const sInV = weights[at]!;
    const sInG = weights[at + 1]!;
    const sInB = weights[at + 2]!;
    const sNext = weights[at + 3]!;
    // The same difference from either end; the smaller numbers lose less.
    const towardsNext = s + b > 1 ? bDrop - sDrop : s - b;
    across[i] = sInV * bDrop - sInG * b + sNext * towardsNext;
    s = sInV + sInB * b + sNext * s;
    sDrop = sInG + sInB * bDrop + sNext * sDrop;
    supply[i] = s;
    supplyDrop[i] = sDrop;
    bit[i] = b;
    bitDrop[i] = bDrop;
  }
}
