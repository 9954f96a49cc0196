// The operations of kernels/lines.ts, which says what they do, with SIMD. Addresses are in bytes.
//
// Along a bit line neighbouring columns are independent, so its ladders run two columns to a vector; along a word line
// every step waits for the one before, so four rows are swept side by side to fill that time.

import {
  bitEnter, bitFactors, bitInjection, bitSegments, bitVolts, cols, conductance, p, pp, q, r, rowBytes, rows,
  seen, w, width, wordEnter, wordFactors, wordInjection, wordSegments, wordVolts, work, z,
} from './lines-layout';

/** Word-line voltages of row i in the k-th row of work, which holds the injected currents. */
function solveWordLine(i: i32, k: i32, volt: f64): void {
  const m = wordFactors + <usize>i * rowBytes;
  const y = work + <usize>k * rowBytes;
  const end = <usize>cols << 3;
  let j = end - 8;
  let flow = load<f64>(y + j);
  for (; j > 0; j -= 8) {
    flow = load<f64>(y + j - 8) + load<f64>(m + j) * flow;
    store<f64>(y + j - 8, flow);
  }
  let u = load<f64>(wordEnter + (<usize>i << 3)) * volt + load<f64>(m) * flow;
  store<f64>(y, u);
  for (j = 8; j < end; j += 8) {
    u = load<f64>(m + j) * (u + load<f64>(wordSegments + j) * load<f64>(y + j));
    store<f64>(y + j, u);
  }
}

/** The same for rows i … i + 3, all of work. The voltages at their terminals are multiplied by `driven`, 1 or 0. */
function solveFourWordLines(i: i32, driven: f64): void {
  const m0 = wordFactors + <usize>i * rowBytes, m1 = m0 + rowBytes, m2 = m1 + rowBytes, m3 = m2 + rowBytes;
  const y0 = work, y1 = y0 + rowBytes, y2 = y1 + rowBytes, y3 = y2 + rowBytes;
  const end = <usize>cols << 3;
  let j = end - 8;
  let a = load<f64>(y0 + j), b = load<f64>(y1 + j), c = load<f64>(y2 + j), d = load<f64>(y3 + j);
  for (; j > 0; j -= 8) {
    a = load<f64>(y0 + j - 8) + load<f64>(m0 + j) * a;
    b = load<f64>(y1 + j - 8) + load<f64>(m1 + j) * b;
    c = load<f64>(y2 + j - 8) + load<f64>(m2 + j) * c;
    d = load<f64>(y3 + j - 8) + load<f64>(m3 + j) * d;
    store<f64>(y0 + j - 8, a);
    store<f64>(y1 + j - 8, b);
    store<f64>(y2 + j - 8, c);
    store<f64>(y3 + j - 8, d);
  }
  const enter = wordEnter + (<usize>i << 3), volts = wordVolts + (<usize>i << 3);
  a = load<f64>(enter) * (driven * load<f64>(volts)) + load<f64>(m0) * a;
  b = load<f64>(enter, 8) * (driven * load<f64>(volts, 8)) + load<f64>(m1) * b;
  c = load<f64>(enter, 16) * (driven * load<f64>(volts, 16)) + load<f64>(m2) * c;
  d = load<f64>(enter, 24) * (driven * load<f64>(volts, 24)) + load<f64>(m3) * d;
  store<f64>(y0, a);
  store<f64>(y1, b);
  store<f64>(y2, c);
  store<f64>(y3, d);
  for (j = 8; j < end; j += 8) {
    const ohm = load<f64>(wordSegments + j);
    a = load<f64>(m0 + j) * (a + ohm * load<f64>(y0 + j));
    b = load<f64>(m1 + j) * (b + ohm * load<f64>(y1 + j));
    c = load<f64>(m2 + j) * (c + ohm * load<f64>(y2 + j));
    d = load<f64>(m3 + j) * (d + ohm * load<f64>(y3 + j));
    store<f64>(y0 + j, a);
    store<f64>(y1 + j, b);
    store<f64>(y2 + j, c);
    store<f64>(y3 + j, d);
  }
}

/** Solves the word lines for the bit-line voltages w, in groups; returns how many rows, from i on, are now in work. */
function solveWordLines(i: i32, injected: bool): i32 {
  const count = i + 3 < rows ? 4 : 1;
  for (let k = 0; k < count; k++) {
    const o = <usize>(i + k) * rowBytes;
    const y = work + <usize>k * rowBytes;
    for (let j: usize = 0; j < width; j += 16) {
      let t = f64x2.mul(v128.load(conductance + o + j), v128.load(w + o + j));
      if (injected) t = f64x2.add(v128.load(wordInjection + o + j), t);
      v128.store(y + j, t);
    }
  }
  if (count == 4) solveFourWordLines(i, 1.0);
  else solveWordLine(i, 0, load<f64>(wordVolts + (<usize>i << 3)));
  return count;
}

/** The way back along the bit lines, from the flows in z: voltages to `out`. */
function bitVoltages(out: usize): void {
  let o = <usize>(rows - 1) * rowBytes;
  for (let j: usize = 0; j < width; j += 16) {
    const driven = f64x2.mul(v128.load(bitEnter + j), v128.load(bitVolts + j));
    v128.store(out + o + j, f64x2.add(driven, f64x2.mul(v128.load(bitFactors + o + j), v128.load(z + o + j))));
  }
  for (let i = rows - 2; i >= 0; i--) {
    o = <usize>i * rowBytes;
    const ohm = v128.load_splat<f64>(bitSegments + (<usize>i << 3));
    for (let j: usize = 0; j < width; j += 16) {
      const volt = f64x2.add(v128.load(out + o + rowBytes + j), f64x2.mul(ohm, v128.load(z + o + j)));
      v128.store(out + o + j, f64x2.mul(v128.load(bitFactors + o + j), volt));
    }
  }
}

export function startLines(wordInjected: bool, bitDriven: bool): void {
  const grid = <usize>rows * rowBytes;
  if (bitDriven) {
    memory.copy(z, bitInjection, rowBytes);
    for (let i = 1; i < rows; i++) {
      const o = <usize>i * rowBytes, before = o - rowBytes;
      for (let j: usize = 0; j < width; j += 16) {
        const flow = f64x2.mul(v128.load(bitFactors + before + j), v128.load(z + before + j));
        v128.store(z + o + j, f64x2.add(v128.load(bitInjection + o + j), flow));
      }
    }
    bitVoltages(w);
  } else {
    memory.fill(w, 0, grid);
  }
  if (!wordInjected && !bitDriven) {
    startFromDrivers();
    return;
  }
  for (let i = 0; i < rows; ) {
    const count = solveWordLines(i, wordInjected);
    for (let k = 0; k < count; k++) {
      const o = <usize>(i + k) * rowBytes;
      const y = work + <usize>k * rowBytes;
      for (let j: usize = 0; j < width; j += 16) {
        v128.store(r + o + j, f64x2.mul(v128.load(conductance + o + j), v128.load(y + j)));
      }
    }
    i += count;
  }
}

/** The start where no current is injected and the bit lines are at 0 V: the general one with its zeros left out. */
function startFromDrivers(): void {
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const o = <usize>i * rowBytes;
    const g0 = conductance + o, g1 = g0 + rowBytes, g2 = g1 + rowBytes, g3 = g2 + rowBytes;
    const m0 = wordFactors + o, m1 = m0 + rowBytes, m2 = m1 + rowBytes, m3 = m2 + rowBytes;
    const r0 = r + o, r1 = r0 + rowBytes, r2 = r1 + rowBytes, r3 = r2 + rowBytes;
    let a = entered(i), b = entered(i + 1), c = entered(i + 2), d = entered(i + 3);
    for (let j: usize = 0, end = <usize>cols << 3; j < end; j += 8) {
      if (j > 0) {
        a *= load<f64>(m0 + j);
        b *= load<f64>(m1 + j);
        c *= load<f64>(m2 + j);
        d *= load<f64>(m3 + j);
      }
      store<f64>(r0 + j, load<f64>(g0 + j) * a);
      store<f64>(r1 + j, load<f64>(g1 + j) * b);
      store<f64>(r2 + j, load<f64>(g2 + j) * c);
      store<f64>(r3 + j, load<f64>(g3 + j) * d);
    }
  }
  for (; i < rows; i++) {
    const o = <usize>i * rowBytes;
    let u = entered(i);
    for (let j: usize = 0, end = <usize>cols << 3; j < end; j += 8) {
      if (j > 0) u *= load<f64>(wordFactors + o + j);
      store<f64>(r + o + j, load<f64>(conductance + o + j) * u);
    }
  }
  for (i = 0; i < rows; i++) {
    const end = r + <usize>i * rowBytes + width;
    for (let at = end - (width - (<usize>cols << 3)); at < end; at += 8) store<f64>(at, 0);
  }
}

/** The voltage of the first node of word line i where no current leaves the line. */
@inline
function entered(i: i32): f64 {
  return load<f64>(wordEnter + (<usize>i << 3)) * load<f64>(wordVolts + (<usize>i << 3));
}

@inline
function sumOf(a: v128, b: v128): f64 {
  const both = f64x2.add(a, b);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/** Whether the nodes of row i are those of the row after it. */
@inline
function joinsNext(i: i32): bool {
  return i < rows - 1 && load<f64>(bitSegments + (<usize>i << 3)) == 0;
}

/** `stepDown` in such a row: its residual goes to the next one, and a segment of 0 ohm takes no power. */
function joinRow(i: i32, alpha: f64): void {
  const o = <usize>i * rowBytes;
  const wi = w + o, pi = p + o, ri = r + o, qi = q + o, zi = z + o;
  const al = f64x2.splat(alpha), zero = f64x2.splat(0);
  const mBefore = bitFactors + o - rowBytes, zBefore = zi - rowBytes;
  for (let j: usize = 0; j < width; j += 16) {
    let a = v128.load(ri + j);
    if (alpha != 0) {
      v128.store(wi + j, f64x2.add(v128.load(wi + j), f64x2.mul(al, v128.load(pi + j))));
      a = f64x2.sub(a, f64x2.mul(al, v128.load(qi + j)));
    }
    v128.store(ri + j, zero);
    v128.store(ri + rowBytes + j, f64x2.add(v128.load(ri + rowBytes + j), a));
    v128.store(zi + j, i > 0 ? f64x2.mul(v128.load(mBefore + j), v128.load(zBefore + j)) : zero);
  }
}

/** Σ h J² of P⁻¹ r alone, where there is no step to take yet. */
function firstFlows(): f64 {
  let rz: f64 = 0;
  for (let i = 0; i < rows; i++) {
    if (joinsNext(i)) {
      joinRow(i, 0);
      continue;
    }
    const o = <usize>i * rowBytes;
    const ri = r + o, zi = z + o, mi = bitFactors + o;
    const mBefore = mi - rowBytes, zBefore = zi - rowBytes;
    let even = f64x2.splat(0), odd = even;
    for (let j: usize = 0; j < width; j += 32) {
      let a = v128.load(ri + j);
      let b = v128.load(ri + j, 16);
      if (i > 0) {
        a = f64x2.add(a, f64x2.mul(v128.load(mBefore + j), v128.load(zBefore + j)));
        b = f64x2.add(b, f64x2.mul(v128.load(mBefore + j, 16), v128.load(zBefore + j, 16)));
      }
      v128.store(zi + j, a);
      v128.store(zi + j, b, 16);
      even = f64x2.add(even, f64x2.mul(v128.load(mi + j), f64x2.mul(a, a)));
      odd = f64x2.add(odd, f64x2.mul(v128.load(mi + j, 16), f64x2.mul(b, b)));
    }
    const ohm = i < rows - 1 ? load<f64>(bitSegments + (<usize>i << 3)) : 1.0;
    rz += ohm * sumOf(even, odd);
  }
  return rz;
}

export function stepDown(alpha: f64): f64 {
  if (alpha == 0) return firstFlows();
  const al = f64x2.splat(alpha);
  let rz: f64 = 0;
  for (let i = 0; i < rows; i++) {
    if (joinsNext(i)) {
      joinRow(i, alpha);
      continue;
    }
    const o = <usize>i * rowBytes;
    const wi = w + o, pi = p + o, ri = r + o, qi = q + o, zi = z + o, mi = bitFactors + o;
    let even = f64x2.splat(0), odd = even;
    if (i == 0) {
      for (let j: usize = 0; j < width; j += 32) {
        v128.store(wi + j, f64x2.add(v128.load(wi + j), f64x2.mul(al, v128.load(pi + j))));
        v128.store(wi + j, f64x2.add(v128.load(wi + j, 16), f64x2.mul(al, v128.load(pi + j, 16))), 16);
        const a = f64x2.sub(v128.load(ri + j), f64x2.mul(al, v128.load(qi + j)));
        const b = f64x2.sub(v128.load(ri + j, 16), f64x2.mul(al, v128.load(qi + j, 16)));
        v128.store(ri + j, a);
        v128.store(ri + j, b, 16);
        v128.store(zi + j, a);
        v128.store(zi + j, b, 16);
        even = f64x2.add(even, f64x2.mul(v128.load(mi + j), f64x2.mul(a, a)));
        odd = f64x2.add(odd, f64x2.mul(v128.load(mi + j, 16), f64x2.mul(b, b)));
      }
    } else {
      const mBefore = mi - rowBytes, zBefore = zi - rowBytes;
      for (let j: usize = 0; j < width; j += 32) {
        v128.store(wi + j, f64x2.add(v128.load(wi + j), f64x2.mul(al, v128.load(pi + j))));
        const a = f64x2.sub(v128.load(ri + j), f64x2.mul(al, v128.load(qi + j)));
        v128.store(ri + j, a);
        const flowA = f64x2.add(a, f64x2.mul(v128.load(mBefore + j), v128.load(zBefore + j)));
        v128.store(zi + j, flowA);
        even = f64x2.add(even, f64x2.mul(v128.load(mi + j), f64x2.mul(flowA, flowA)));
        v128.store(wi + j, f64x2.add(v128.load(wi + j, 16), f64x2.mul(al, v128.load(pi + j, 16))), 16);
        const b = f64x2.sub(v128.load(ri + j, 16), f64x2.mul(al, v128.load(qi + j, 16)));
        v128.store(ri + j, b, 16);
        const flowB = f64x2.add(b, f64x2.mul(v128.load(mBefore + j, 16), v128.load(zBefore + j, 16)));
        v128.store(zi + j, flowB, 16);
        odd = f64x2.add(odd, f64x2.mul(v128.load(mi + j, 16), f64x2.mul(flowB, flowB)));
      }
    }
    const ohm = i < rows - 1 ? load<f64>(bitSegments + (<usize>i << 3)) : 1.0;
    rz += ohm * sumOf(even, odd);
  }
  return rz;
}

/**
 * p and P p of row i, with z in one row that goes up, and the cell currents of p into the k-th row of work. The first ones
 * of a solution have none before them to build on.
 */
@inline
function direction(i: i32, k: i32, be: v128, first: bool): void {
  const o = <usize>i * rowBytes;
  const zi = z + o, pi = p + o, ppi = pp + o, ri = r + o, g = conductance + o, m = bitFactors + o, y = work + <usize>k * rowBytes;
  if (i == rows - 1) {
    for (let j: usize = 0; j < width; j += 16) {
      const volt = f64x2.mul(v128.load(m + j), v128.load(zi + j));
      v128.store(seen + j, volt);
      advance(pi + j, ppi + j, v128.load(ri + j), v128.load(g + j), y + j, volt, be, first);
    }
    return;
  }
  const ohm = v128.load_splat<f64>(bitSegments + (<usize>i << 3));
  for (let j: usize = 0; j < width; j += 16) {
    const volt = f64x2.mul(v128.load(m + j), f64x2.add(v128.load(seen + j), f64x2.mul(ohm, v128.load(zi + j))));
    v128.store(seen + j, volt);
    advance(pi + j, ppi + j, v128.load(ri + j), v128.load(g + j), y + j, volt, be, first);
  }
}

@inline
function advance(pi: usize, ppi: usize, ri: v128, g: v128, y: usize, volt: v128, be: v128, first: bool): void {
  const along = first ? volt : f64x2.add(volt, f64x2.mul(be, v128.load(pi)));
  v128.store(pi, along);
  v128.store(ppi, first ? ri : f64x2.add(ri, f64x2.mul(be, v128.load(ppi))));
  v128.store(y, f64x2.mul(g, along));
}

/** q = P p − D u of row i, with u in the k-th row of work; returns p · q. */
@inline
function curvature(i: i32, k: i32): f64 {
  const o = <usize>i * rowBytes;
  const pi = p + o, ppi = pp + o, qi = q + o, g = conductance + o, y = work + <usize>k * rowBytes;
  let even = f64x2.splat(0), odd = even;
  for (let j: usize = 0; j < width; j += 32) {
    const a = f64x2.sub(v128.load(ppi + j), f64x2.mul(v128.load(g + j), v128.load(y + j)));
    v128.store(qi + j, a);
    even = f64x2.add(even, f64x2.mul(a, v128.load(pi + j)));
    const b = f64x2.sub(v128.load(ppi + j, 16), f64x2.mul(v128.load(g + j, 16), v128.load(y + j, 16)));
    v128.store(qi + j, b, 16);
    odd = f64x2.add(odd, f64x2.mul(b, v128.load(pi + j, 16)));
  }
  return sumOf(even, odd);
}

export function stepUp(beta: f64): f64 {
  const be = f64x2.splat(beta);
  let pq: f64 = 0;
  for (let end = rows; end > 0; ) {
    const count = end >= 4 ? 4 : 1;
    const first = end - count;
    if (beta == 0) {
      for (let k = count - 1; k >= 0; k--) direction(first + k, k, be, true);
    } else {
      for (let k = count - 1; k >= 0; k--) direction(first + k, k, be, false);
    }
    if (count == 4) solveFourWordLines(first, 0.0);
    else solveWordLine(first, 0, 0.0);
    for (let k = count - 1; k >= 0; k--) pq += curvature(first + k, k);
    end = first;
  }
  return pq;
}

export function finishLines(wordInjected: bool, bitInjected: bool): void {
  for (let i = 0; i < rows; ) {
    const count = solveWordLines(i, wordInjected);
    for (let k = 0; k < count; k++) {
      const o = <usize>(i + k) * rowBytes;
      const y = work + <usize>k * rowBytes;
      memory.copy(q + o, y, width);
      for (let j: usize = 0; j < width; j += 16) {
        let t = f64x2.mul(v128.load(conductance + o + j), v128.load(y + j));
        if (bitInjected) t = f64x2.add(v128.load(bitInjection + o + j), t);
        if (o > 0) {
          const before = o - rowBytes + j;
          t = f64x2.add(t, f64x2.mul(v128.load(bitFactors + before), v128.load(z + before)));
        }
        v128.store(z + o + j, t);
      }
    }
    i += count;
  }
  bitVoltages(z);
}

/** Currents out of the bit lines at 0 V that are joined to their terminals at the near end only. */
export function lineOutputs(wordInjected: bool, out: usize): void {
  memory.fill(seen, 0, width);
  for (let i = 0; i < rows; ) {
    const count = solveWordLines(i, wordInjected);
    for (let k = 0; k < count; k++) {
      const o = <usize>(i + k) * rowBytes;
      const y = work + <usize>k * rowBytes;
      const before = o - rowBytes;
      for (let j: usize = 0; j < width; j += 16) {
        let t = f64x2.mul(v128.load(conductance + o + j), v128.load(y + j));
        if (o > 0) t = f64x2.add(t, f64x2.mul(v128.load(bitFactors + before + j), v128.load(seen + j)));
        v128.store(seen + j, t);
      }
    }
    i += count;
  }
  for (let j: usize = 0; j < width; j += 16) {
    v128.store(out + j, f64x2.mul(v128.load(bitEnter + j), v128.load(seen + j)));
  }
}
