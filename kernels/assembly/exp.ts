// e^x of many numbers, two at a time, operation for operation as kernels/exp.ts does it, so that both give the same bits.

import { both } from './constants';
import { expEight } from './generated/exp-eight';

export const expTable = memory.data<f64>([
  6755399441055744,
  -708,
  709,
  1.4426950408889634,
  0.6931471803691238,
  1.9082149292705877e-10,
  -1.6533902205465252e-6,
  4.1381367970572385e-8,
  6.613756321437934e-5,
  -0.0027777777777015593,
  0.16666666666666602,
  2,
  1,
]);

/** out[i] = e^(factor·x[i]) for i < count (even); the exponent is held between −708 and 709, where e^x is a normal number. */
export function exponentials(x: usize, factor: f64, out: usize, count: i32): void {
  const times = f64x2.splat(factor);
  let i = 0;
  for (; i < (count & ~7); i += 8, x += 64, out += 64)
    expEight(
      f64x2.mul(times, v128.load(x)),
      f64x2.mul(times, v128.load(x, 16)),
      f64x2.mul(times, v128.load(x, 32)),
      f64x2.mul(times, v128.load(x, 48)),
      out,
    );
  for (; i < count; i += 2, x += 16, out += 16) v128.store(out, expTwo(f64x2.mul(times, v128.load(x))));
}

/** e^x of two numbers. Adding 1.5·2⁵² leaves the nearest whole number in the low bits. A line a step: scripts/interleave.mjs. */
@inline
export function expTwo(x: v128): v128 {
  const v = f64x2.pmin(f64x2.pmax(x, both(expTable, 1)), both(expTable, 2));
  const shifted = f64x2.add(f64x2.mul(v, both(expTable, 3)), both(expTable, 0));
  const k = f64x2.sub(shifted, both(expTable, 0));
  const hi = f64x2.sub(v, f64x2.mul(k, both(expTable, 4)));
  const lo = f64x2.mul(k, both(expTable, 5));
  const r = f64x2.sub(hi, lo);
  const t = f64x2.mul(r, r);
  const p0 = f64x2.add(both(expTable, 6), f64x2.mul(t, both(expTable, 7)));
  const p1 = f64x2.add(both(expTable, 8), f64x2.mul(t, p0));
  const p2 = f64x2.add(both(expTable, 9), f64x2.mul(t, p1));
  const p3 = f64x2.add(both(expTable, 10), f64x2.mul(t, p2));
  const c = f64x2.sub(r, f64x2.mul(t, p3));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(both(expTable, 11), c));
  const y = f64x2.sub(both(expTable, 12), f64x2.sub(f64x2.sub(lo, quotient), hi));
  const power = i64x2.add(i64x2.shl(shifted, 52), i64x2.splat(0x3ff0000000000000));
  return f64x2.mul(y, power);
}
