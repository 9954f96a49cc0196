// The factors of all ladders of kernels/lines.ts, which says what they are, with SIMD.

import {
  bitEnter, bitFactors, bitFar, bitSegments, bitTerminal, cols, conductance, rowBytes, rows, seen, width,
  wordEnter, wordFactors, wordFar, wordSegments, wordTerminal,
} from './lines-layout';

export function factorLines(wordShunt: f64, bitShunt: f64): bool {
  let i = 0;
  for (; i + 3 < rows; i += 4) factorFourWordLines(i, wordShunt);
  for (; i < rows; i++) factorWordLine(i, wordShunt);
  return factorBitLines(bitShunt);
}

function factorWordLine(i: i32, shunt: f64): void {
  const g = conductance + <usize>i * rowBytes;
  const m = wordFactors + <usize>i * rowBytes;
  let j = <usize>(cols - 1) << 3;
  let s = load<f64>(g + j) + shunt + load<f64>(wordFar + (<usize>i << 3));
  for (; j > 0; j -= 8) {
    const factor = 1.0 / (1.0 + load<f64>(wordSegments + j) * s);
    store<f64>(m + j, factor);
    s = load<f64>(g + j - 8) + shunt + s * factor;
  }
  closeWordLine(i, s);
}

/** The factors of the terminal's end of a word line, which may be open. */
@inline
function closeWordLine(i: i32, s: f64): void {
  const ohm = load<f64>(wordTerminal + (<usize>i << 3));
  const enter = 1.0 / (1.0 + ohm * s);
  store<f64>(wordEnter + (<usize>i << 3), enter);
  store<f64>(wordFactors + <usize>i * rowBytes, ohm < Infinity ? ohm * enter : 1.0 / s);
}

function factorFourWordLines(i: i32, shunt: f64): void {
  const g0 = conductance + <usize>i * rowBytes, g1 = g0 + rowBytes, g2 = g1 + rowBytes, g3 = g2 + rowBytes;
  const m0 = wordFactors + <usize>i * rowBytes, m1 = m0 + rowBytes, m2 = m1 + rowBytes, m3 = m2 + rowBytes;
  const one = f64x2.splat(1), shunts = f64x2.splat(shunt);
  const far = wordFar + (<usize>i << 3);
  let j = <usize>(cols - 1) << 3;
  let sa = f64x2.add(f64x2.add(f64x2(load<f64>(g0 + j), load<f64>(g1 + j)), shunts), v128.load(far));
  let sb = f64x2.add(f64x2.add(f64x2(load<f64>(g2 + j), load<f64>(g3 + j)), shunts), v128.load(far, 16));
  for (; j > 0; j -= 8) {
    const ohm = v128.load_splat<f64>(wordSegments + j);
    const ma = f64x2.div(one, f64x2.add(one, f64x2.mul(ohm, sa)));
    const mb = f64x2.div(one, f64x2.add(one, f64x2.mul(ohm, sb)));
    v128.store_lane<f64>(m0 + j, ma, 0);
    v128.store_lane<f64>(m1 + j, ma, 1);
    v128.store_lane<f64>(m2 + j, mb, 0);
    v128.store_lane<f64>(m3 + j, mb, 1);
    const ga = v128.load_lane<f64>(g1 + j - 8, v128.load_zero<f64>(g0 + j - 8), 1);
    const gb = v128.load_lane<f64>(g3 + j - 8, v128.load_zero<f64>(g2 + j - 8), 1);
    sa = f64x2.add(f64x2.add(ga, shunts), f64x2.mul(sa, ma));
    sb = f64x2.add(f64x2.add(gb, shunts), f64x2.mul(sb, mb));
  }
  closeWordLine(i, f64x2.extract_lane(sa, 0));
  closeWordLine(i + 1, f64x2.extract_lane(sa, 1));
  closeWordLine(i + 2, f64x2.extract_lane(sb, 0));
  closeWordLine(i + 3, f64x2.extract_lane(sb, 1));
}

/** Returns whether all cells are finite numbers ≥ 0: the sum shows what is not finite, the least what is negative. */
function factorBitLines(shunt: f64): bool {
  const one = f64x2.splat(1), shunts = f64x2.splat(shunt);
  let sum = f64x2.splat(0), least = f64x2.splat(0);
  for (let j: usize = 0; j < width; j += 16) {
    const g = v128.load(conductance + j);
    sum = f64x2.add(sum, g);
    least = f64x2.pmin(least, g);
    v128.store(seen + j, f64x2.add(f64x2.add(g, shunts), v128.load(bitFar + j)));
  }
  for (let i = 0; i < rows - 1; i++) {
    const next = conductance + <usize>(i + 1) * rowBytes;
    const m = bitFactors + <usize>i * rowBytes;
    const ohm = v128.load_splat<f64>(bitSegments + (<usize>i << 3));
    for (let j: usize = 0; j < width; j += 16) {
      const s = v128.load(seen + j);
      const factor = f64x2.div(one, f64x2.add(one, f64x2.mul(ohm, s)));
      v128.store(m + j, factor);
      const g = v128.load(next + j);
      sum = f64x2.add(sum, g);
      least = f64x2.pmin(least, g);
      v128.store(seen + j, f64x2.add(f64x2.add(g, shunts), f64x2.mul(s, factor)));
    }
  }
  const last = bitFactors + <usize>(rows - 1) * rowBytes;
  for (let j: usize = 0; j < width; j += 8) {
    const ohm = load<f64>(bitTerminal + j);
    const s = load<f64>(seen + j);
    const enter = 1.0 / (1.0 + ohm * s);
    store<f64>(bitEnter + j, enter);
    store<f64>(last + j, ohm < Infinity ? ohm * enter : 1.0 / s);
  }
  const total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  return total < Infinity && f64x2.extract_lane(least, 0) >= 0 && f64x2.extract_lane(least, 1) >= 0;
}
