// The recurrence of memristor blocks over rows of numbers, operation for operation as kernels/memristor.ts does it, so that
// both give the same bits. A row is `width` numbers, a multiple of 4.

import { exponentials } from './exp';

/** Numbers that go through all exponentials together, so that they never leave the first-level cache in between. */
const blockLength: i32 = 512;

/**
 * From v, what the weights make of the inputs, without bias: h' = keep·h + gain for Euler steps, h' = gain + (h − gain)·keep
 * for exact ones. `keep` replaces v. `constants` are those of kernels/memristor.ts, in that order.
 */
export function memristorCoefficients(
  v: usize, bias: usize, gain: usize, rows: i32, width: i32, constants: usize, euler: bool,
): void {
  const rowBytes = <usize>width << 3;
  for (let row = 0, at = v; row < rows; row++, at += rowBytes) {
    for (let j: usize = 0; j < rowBytes; j += 16)
      v128.store(at + j, f64x2.add(v128.load(at + j), v128.load(bias + j)));
  }
  for (let left = rows * width; left > 0; left -= blockLength, v += 8 * blockLength, gain += 8 * blockLength)
    block(v, gain, min(left, blockLength), constants, euler);
}

/**
 * `memristorCoefficients` from a table (kernels/rate-table.ts): RESCALE's sigmoid chooses the polynomials, a pair of numbers a
 * coefficient, of keep and of gain.
 */
export function tabulatedCoefficients(
  v: usize, bias: usize, gain: usize, rows: i32, width: i32, constants: usize, table: usize,
): void {
  const rowBytes = <usize>width << 3;
  const one = f64x2.splat(1);
  const pieces = f64x2.splat(128);
  const round = f64x2.splat(6755399441055744);
  const steepness = -load<f64>(constants);
  for (let row = 0; row < rows; row++, v += rowBytes, gain += rowBytes) {
    for (let j: usize = 0; j < rowBytes; j += 16)
      v128.store(v + j, f64x2.add(v128.load(v + j), v128.load(bias + j)));
    exponentials(v, steepness, v, width);
    for (let j: usize = 0; j < rowBytes; j += 16) {
      const x = f64x2.div(pieces, f64x2.add(one, v128.load(v + j)));
      const shifted = f64x2.add(x, round);
      const t = f64x2.sub(x, f64x2.sub(shifted, round));
      const left = polynomials(table + (<usize>i32x4.extract_lane(shifted, 0) << 7), v128.shuffle<f64>(t, t, 0, 0));
      const right = polynomials(table + (<usize>i32x4.extract_lane(shifted, 2) << 7), v128.shuffle<f64>(t, t, 1, 1));
      v128.store(v + j, v128.shuffle<f64>(left, right, 0, 2));
      v128.store(gain + j, v128.shuffle<f64>(left, right, 1, 3));
    }
  }
}

/** Two polynomials of degree 7 at t, by Estrin's scheme. */
@inline
function polynomials(c: usize, t: v128): v128 {
  const t2 = f64x2.mul(t, t);
  const p01 = f64x2.add(v128.load(c), f64x2.mul(v128.load(c, 16), t));
  const p23 = f64x2.add(v128.load(c, 32), f64x2.mul(v128.load(c, 48), t));
  const p45 = f64x2.add(v128.load(c, 64), f64x2.mul(v128.load(c, 80), t));
  const p67 = f64x2.add(v128.load(c, 96), f64x2.mul(v128.load(c, 112), t));
  const low = f64x2.add(p01, f64x2.mul(p23, t2));
  const high = f64x2.add(p45, f64x2.mul(p67, t2));
  return f64x2.add(low, f64x2.mul(high, f64x2.mul(t2, t2)));
}

@inline
function block(v: usize, gain: usize, count: i32, constants: usize, euler: bool): void {
  const bytes = <usize>count << 3;
  exponentials(v, -load<f64>(constants), v, count);
  const one = f64x2.splat(1);
  const range = v128.load64_splat(constants, 8);
  const low = v128.load64_splat(constants, 16);
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(v + at, f64x2.add(f64x2.div(range, f64x2.add(one, v128.load(v + at))), low));

  exponentials(v, load<f64>(constants, 24), gain, count);
  exponentials(v, -load<f64>(constants, 40), v, count);
  const kp0 = v128.load64_splat(constants, 32);
  const kd0 = v128.load64_splat(constants, 48);
  const step = v128.load64_splat(constants, 56);
  if (euler) {
    const retention = v128.load64_splat(constants, 64);
    for (let at: usize = 0; at < bytes; at += 16) {
      const up = f64x2.mul(v128.load(gain + at), kp0);
      const total = f64x2.add(up, f64x2.mul(kd0, v128.load(v + at)));
      v128.store(v + at, f64x2.sub(retention, f64x2.mul(step, total)));
      v128.store(gain + at, f64x2.mul(step, up));
    }
    return;
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    const up = f64x2.mul(v128.load(gain + at), kp0);
    const total = f64x2.add(up, f64x2.mul(kd0, v128.load(v + at)));
    v128.store(v + at, total);
    v128.store(gain + at, f64x2.div(up, total));
  }
  exponentials(v, -load<f64>(constants, 56), v, count);
}

/** The states h row after row, from h on, and u − h in the place of u; h is left as it is after the last row. */
export function memristorStates(
  keep: usize, gain: usize, u: usize, h: usize, rows: i32, width: i32, euler: bool,
): void {
  const rowBytes = <usize>width << 3;
  for (let row = 0; row < rows; row++, keep += rowBytes, gain += rowBytes, u += rowBytes) {
    for (let j: usize = 0; j < rowBytes; j += 16) {
      const next = state(v128.load(keep + j), v128.load(gain + j), v128.load(h + j), euler);
      v128.store(h + j, next);
      v128.store(u + j, f64x2.sub(v128.load(u + j), next));
    }
  }
}

/** `memristorStates` with u in f32. */
export function memristorStates32(
  keep: usize, gain: usize, u: usize, h: usize, rows: i32, width: i32, euler: bool,
): void {
  const rowBytes = <usize>width << 3;
  for (let row = 0; row < rows; row++, keep += rowBytes, gain += rowBytes) {
    for (let j: usize = 0; j < rowBytes; j += 16, u += 8) {
      const next = state(v128.load(keep + j), v128.load(gain + j), v128.load(h + j), euler);
      v128.store(h + j, next);
      const wide = f64x2.promote_low_f32x4(v128.load64_zero(u));
      v128.store64_lane(u, f32x4.demote_f64x2_zero(f64x2.sub(wide, next)), 0);
    }
  }
}

@inline
function state(keep: v128, gain: v128, h: v128, euler: bool): v128 {
  return euler
    ? f64x2.add(f64x2.mul(keep, h), gain)
    : f64x2.add(gain, f64x2.mul(f64x2.sub(h, gain), keep));
}

/** Adds rows of u to `sums`, in f64. */
export function addRows(u: usize, sums: usize, rows: i32, width: i32): void {
  const bytes = <usize>width << 3;
  for (let row = 0; row < rows; row++)
    for (let j: usize = 0; j < bytes; j += 16, u += 16)
      v128.store(sums + j, f64x2.add(v128.load(sums + j), v128.load(u)));
}

/** `addRows` with u in f32. */
export function addRows32(u: usize, sums: usize, rows: i32, width: i32): void {
  const bytes = <usize>width << 3;
  for (let row = 0; row < rows; row++)
    for (let j: usize = 0; j < bytes; j += 16, u += 8)
      v128.store(sums + j, f64x2.add(v128.load(sums + j), f64x2.promote_low_f32x4(v128.load64_zero(u))));
}

/** f64 of `count` (even) f32. */
export function widened(x: usize, out: usize, count: i32): void {
  for (let end = x + (<usize>count << 2); x < end; x += 8, out += 16)
    v128.store(out, f64x2.promote_low_f32x4(v128.load64_zero(x)));
}
