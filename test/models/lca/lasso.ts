import type { Matrix } from '../../../numeric/matrix.js';

/**
 * argmin ½‖s − Φa‖² + λ‖a‖₁ of one input by cyclic coordinate descent (Friedman et al., J. Stat. Softw. 33 (2010) 1), an
 * algorithm that has nothing in common with the LCA. Atoms are rows, of any length but 0; without `signs` a ≥ 0.
 */
export function lasso({ rows, cols, data }: Matrix, s: Float64Array, level: number, signs: 'both' | 'positive') {
  const code = new Float64Array(rows);
  const residual = s.slice();
  for (let round = 0, moved = 1; moved > 1e-13; round++) {
    if (round === 100_000) throw new Error('coordinate descent did not come to rest');
    moved = 0;
    for (let j = 0; j < rows; j++) {
      const atom = data.subarray(j * cols, (j + 1) * cols);
      let [correlation, square] = [0, 0];
      for (let k = 0; k < cols; k++) {
        correlation += atom[k]! * residual[k]!;
        square += atom[k]! * atom[k]!;
      }
      correlation += square * code[j]!;
      const size = signs === 'both' ? Math.abs(correlation) : correlation;
      const found = (Math.sign(correlation) * Math.max(0, size - level)) / square;
      const change = found - code[j]!;
      if (change === 0) continue;
      for (let k = 0; k < cols; k++) residual[k]! -= change * atom[k]!;
      code[j] = found;
      moved = Math.max(moved, Math.abs(change));
    }
  }
  return code;
}
