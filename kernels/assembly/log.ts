// ln x of many numbers, two at a time, operation for operation as kernels/log.ts does it, so that both give the same bits.

import { both } from './constants';
import { exponentials } from './exp';
import { logEight } from './generated/log-eight';

export const logTable = memory.data<f64>([
  4503599627370496,
  4503599627371519,
  1,
  2,
  0.22222198432149784,
  0.15313837699209373,
  0.3999999999940942,
  0.1818357216161805,
  0.14798198605116586,
  0.2857142874366239,
  0.6666666666666735,
  0.5,
  1.9082149292705877e-10,
  0.6931471803691238,
]);

/** out[i] = ln(factor·x[i]) for i < count (even); the argument is held between the least normal number and the largest. */
export function logarithms(x: usize, factor: f64, out: usize, count: i32): void {
  let i = 0;
  for (; i < (count & ~7); i += 8, x += 64, out += 64)
    logEight(argument(x, factor), argument(x + 16, factor), argument(x + 32, factor), argument(x + 48, factor), out);
  for (; i < count; i += 2, x += 16, out += 16) v128.store(out, logTwo(argument(x, factor)));
}

/** out[i] = min(most, times·e^(exponent·ln(factor·x[i]))) for i < count (even). */
export function powers(
  x: usize, factor: f64, exponent: f64, times: f64, most: f64, out: usize, count: i32,
): void {
  logarithms(x, factor, out, count);
  exponentials(out, exponent, out, count);
  for (let i = 0; i < count; i += 2, out += 16)
    v128.store(out, f64x2.pmin(f64x2.splat(most), f64x2.mul(f64x2.splat(times), v128.load(out))));
}

@inline
function argument(x: usize, factor: f64): v128 {
  const product = f64x2.mul(f64x2.splat(factor), v128.load(x));
  return f64x2.pmin(f64x2.pmax(product, f64x2.splat(2.2250738585072014e-308)), f64x2.splat(1.7976931348623157e308));
}

/**
 * ln x of two normal numbers > 0. The exponent becomes a double as 2⁵² with the exponent in its low bits, less 2⁵² and the
 * bias. A line a step: scripts/interleave.mjs.
 */
@inline
export function logTwo(x: v128): v128 {
  const shifted = i64x2.add(x, i64x2.splat(<i64>(0x3ff00000 - 0x3fe6a09e) << 32));
  const k = f64x2.sub(v128.or(i64x2.shr_u(shifted, 52), both(logTable, 0)), both(logTable, 1));
  const mantissa = i64x2.add(v128.and(shifted, i64x2.splat(0x000fffffffffffff)), i64x2.splat(<i64>0x3fe6a09e << 32));
  const f = f64x2.sub(mantissa, both(logTable, 2));
  const s = f64x2.div(f, f64x2.add(both(logTable, 3), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const u0 = f64x2.add(both(logTable, 4), f64x2.mul(w, both(logTable, 5)));
  const u1 = f64x2.mul(w, f64x2.add(both(logTable, 6), f64x2.mul(w, u0)));
  const v0 = f64x2.add(both(logTable, 7), f64x2.mul(w, both(logTable, 8)));
  const v1 = f64x2.add(both(logTable, 9), f64x2.mul(w, v0));
  const v2 = f64x2.mul(z, f64x2.add(both(logTable, 10), f64x2.mul(w, v1)));
  const half = f64x2.mul(f64x2.mul(both(logTable, 11), f), f);
  const small = f64x2.add(f64x2.mul(s, f64x2.add(half, f64x2.add(v2, u1))), f64x2.mul(k, both(logTable, 12)));
  return f64x2.add(f64x2.add(f64x2.sub(small, half), f), f64x2.mul(k, both(logTable, 13)));
}

/** ln x of a normal number > 0: fdlibm's reduction x = 2^k (1 + f) and minimax polynomial. */
@inline
export function logOf(x: f64): f64 {
  let high = <u32>(reinterpret<u64>(x) >> 32);
  high += 0x3ff00000 - 0x3fe6a09e;
  const k = <f64>(<i32>(high >>> 20) - 0x3ff);
  high = (high & 0xfffff) + 0x3fe6a09e;
  const f = reinterpret<f64>((<u64>high << 32) | (reinterpret<u64>(x) & 0xffffffff)) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const t2 = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return s * (half + (t2 + t1)) + k * 1.9082149292705877e-10 - half + f + k * 0.6931471803691238;
}
