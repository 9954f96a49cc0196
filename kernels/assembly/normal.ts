// Standard normal numbers by address: Philox4x32-10 and Box–Muller, operation for operation as kernels/normal.ts does
// it, so that both give the same bits.
import { both } from './constants';
import { logOf, logTwo } from './log';

const table = memory.data<f64>([
  -2,
  1,
  4,
  0.5,
  0.25,
  6.283185307179586,
  4503599627370496,
  67108864,
  1.1102230246251565e-16,
  -2.5050760253406863e-8,
  1.58969099521155e-10,
  2.7557313707070068e-6,
  -0.0001984126982985795,
  0.00833333333332249,
  -0.16666666666666632,
  2.087572321298175e-9,
  -1.1359647557788195e-11,
  -2.7557314351390663e-7,
  2.480158728947673e-5,
  -0.001388888888887411,
  0.0416666666666666,
]);

/**
 * out[0 .. 2·pairs) = the pairs at indices first, first + 1, …; the counter is (index, index >> 32 << 1 | 1, seed), the
 * key (k0, k1). Eight pairs at a time.
 */
export function normalPairs(out: usize, pairs: i32, first: f64, seedLow: u32, seedHigh: u32, k0: u32, k1: u32): void {
  let index = <u64>first;
  const eights = pairs & ~7;
  let i = 0;
  for (; i < eights; i += 8, index += 8, out += 128) eightPairs(out, index, seedLow, seedHigh, k0, k1);
  for (; i < pairs; i++, index++, out += 16) {
    pair(out, <u32>index, (<u32>(index >> 32) << 1) | 1, seedLow, seedHigh, k0, k1);
  }
}

/**
 * Eight pairs, from two counters of four lanes in step: every round waits for the products of the one before, and the other
 * counter fills the time.
 */
@inline
function eightPairs(out: usize, index: u64, seedLow: u32, seedHigh: u32, keyA: u32, keyB: u32): void {
  const low = i32x4.splat(<u32>index);
  let a0 = i32x4.add(low, i32x4(0, 1, 2, 3));
  let b0 = i32x4.add(low, i32x4(4, 5, 6, 7));
  // Lanes whose lower half has overflowed carry one: the comparison gives −1 there.
  const high = i32x4.splat(<u32>(index >> 32));
  const one = i32x4.splat(1);
  let a1 = v128.or(i32x4.shl(i32x4.sub(high, i32x4.lt_u(a0, low)), 1), one);
  let b1 = v128.or(i32x4.shl(i32x4.sub(high, i32x4.lt_u(b0, low)), 1), one);
  let a2 = i32x4.splat(seedLow);
  let a3 = i32x4.splat(seedHigh);
  let b2 = a2;
  let b3 = a3;
  let k0 = i32x4.splat(keyA);
  let k1 = i32x4.splat(keyB);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  const w0 = i32x4.splat(0x9e3779b9);
  const w1 = i32x4.splat(0xbb67ae85);
  for (let round = 0; round < 10; round++) {
    let p = i64x2.extmul_low_i32x4_u(a0, m0);
    let q = i64x2.extmul_high_i32x4_u(a0, m0);
    let r = i64x2.extmul_low_i32x4_u(a2, m1);
    let s = i64x2.extmul_high_i32x4_u(a2, m1);
    a0 = v128.xor(v128.xor(v128.shuffle<i32>(r, s, 1, 3, 5, 7), a1), k0);
    a1 = v128.shuffle<i32>(r, s, 0, 2, 4, 6);
    a2 = v128.xor(v128.xor(v128.shuffle<i32>(p, q, 1, 3, 5, 7), a3), k1);
    a3 = v128.shuffle<i32>(p, q, 0, 2, 4, 6);
    p = i64x2.extmul_low_i32x4_u(b0, m0);
    q = i64x2.extmul_high_i32x4_u(b0, m0);
    r = i64x2.extmul_low_i32x4_u(b2, m1);
    s = i64x2.extmul_high_i32x4_u(b2, m1);
    b0 = v128.xor(v128.xor(v128.shuffle<i32>(r, s, 1, 3, 5, 7), b1), k0);
    b1 = v128.shuffle<i32>(r, s, 0, 2, 4, 6);
    b2 = v128.xor(v128.xor(v128.shuffle<i32>(p, q, 1, 3, 5, 7), b3), k1);
    b3 = v128.shuffle<i32>(p, q, 0, 2, 4, 6);
    k0 = i32x4.add(k0, w0);
    k1 = i32x4.add(k1, w1);
  }
  fourPairs(out, a0, a1, a2, a3);
  fourPairs(out + 64, b0, b1, b2, b3);
}

@inline
function fourPairs(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const c0 = i32x4.shr_u(a, 5);
  const c1 = i32x4.shr_u(b, 6);
  const c2 = i32x4.shr_u(c, 5);
  const c3 = i32x4.shr_u(d, 6);
  twoPairs(out, c0, c1, c2, c3);
  twoPairs(out + 32, upper(c0), upper(c1), upper(c2), upper(c3));
}

@inline
function upper(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}

/** Two pairs from the lower two lanes of the shifted words. */
@inline
function twoPairs(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const u = unitOf(a, b);
  const v = unitOf(c, d);
  const radius = f64x2.sqrt(f64x2.mul(both(table, 0), logTwo(f64x2.sub(both(table, 1), u))));
  const quadrant = f64x2.floor(f64x2.add(f64x2.mul(both(table, 2), v), both(table, 3)));
  const x = f64x2.mul(f64x2.sub(v, f64x2.mul(quadrant, both(table, 4))), both(table, 5));
  const z = f64x2.mul(x, x);
  const sine = sinTwo(x, z);
  const cosine = cosTwo(z);
  // 2⁵² leaves the whole number in the low bits.
  const q = f64x2.add(quadrant, both(table, 6));
  const swap = i64x2.neg(v128.and(q, i64x2.splat(1)));
  const cos = v128.bitselect(sine, cosine, swap);
  const sin = v128.bitselect(cosine, sine, swap);
  const cosSign = i64x2.shl(v128.and(i64x2.add(q, i64x2.splat(1)), i64x2.splat(2)), 62);
  const sinSign = i64x2.shl(v128.and(q, i64x2.splat(2)), 62);
  const first = f64x2.mul(radius, v128.xor(cos, cosSign));
  const second = f64x2.mul(radius, v128.xor(sin, sinSign));
  v128.store(out, v128.shuffle<f64>(first, second, 0, 2));
  v128.store(out, v128.shuffle<f64>(first, second, 1, 3), 16);
}

/** 53 random bits as numbers on [0, 1), from the words of the lower two lanes. */
@inline
function unitOf(high: v128, low: v128): v128 {
  const bits = f64x2.add(
    f64x2.mul(f64x2.convert_low_i32x4_u(high), both(table, 7)),
    f64x2.convert_low_i32x4_u(low),
  );
  return f64x2.mul(bits, both(table, 8)); // 2⁻⁵³
}

/** `sinOf` of two numbers x, z = x². */
@inline
function sinTwo(x: v128, z: v128): v128 {
  let p = f64x2.add(both(table, 9), f64x2.mul(z, both(table, 10)));
  p = f64x2.add(both(table, 11), f64x2.mul(z, p));
  p = f64x2.add(both(table, 12), f64x2.mul(z, p));
  const r = f64x2.add(both(table, 13), f64x2.mul(z, p));
  return f64x2.add(x, f64x2.mul(f64x2.mul(z, x), f64x2.add(both(table, 14), f64x2.mul(z, r))));
}

/** `cosOf` of two numbers, z = x². */
@inline
function cosTwo(z: v128): v128 {
  let p = f64x2.add(both(table, 15), f64x2.mul(z, both(table, 16)));
  p = f64x2.add(both(table, 17), f64x2.mul(z, p));
  p = f64x2.add(both(table, 18), f64x2.mul(z, p));
  p = f64x2.add(both(table, 19), f64x2.mul(z, p));
  p = f64x2.add(both(table, 20), f64x2.mul(z, p));
  const r = f64x2.mul(z, p);
  return f64x2.sub(both(table, 1), f64x2.sub(f64x2.mul(both(table, 3), z), f64x2.mul(z, r)));
}

@inline
function pair(out: usize, a: u32, b: u32, c: u32, d: u32, keyA: u32, keyB: u32): void {
  let c0 = a, c1 = b, c2 = c, c3 = d, k0 = keyA, k1 = keyB;
  for (let round = 0; round < 10; round++) {
    const p0 = <u64>0xd2511f53 * <u64>c0;
    const p1 = <u64>0xcd9e8d57 * <u64>c2;
    c0 = <u32>(p1 >> 32) ^ c1 ^ k0;
    c1 = <u32>p1;
    c2 = <u32>(p0 >> 32) ^ c3 ^ k1;
    c3 = <u32>p0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  const u = (<f64>(c0 >>> 5) * 67108864 + <f64>(c1 >>> 6)) / 9007199254740992;
  const v = (<f64>(c2 >>> 5) * 67108864 + <f64>(c3 >>> 6)) / 9007199254740992;
  const radius = sqrt<f64>(-2 * logOf(1 - u));
  // The angle 2πv as a quadrant and a rest of at most an eighth of a turn.
  const quadrant = floor<f64>(4 * v + 0.5);
  const x = (v - quadrant * 0.25) * 6.283185307179586;
  const sine = sinOf(x);
  const cosine = cosOf(x);
  const q = <i32>quadrant & 3;
  const swap = (q & 1) != 0;
  const cos = swap ? sine : cosine;
  const sin = swap ? cosine : sine;
  store<f64>(out, radius * (q == 1 || q == 2 ? -cos : cos));
  store<f64>(out + 8, radius * (q >= 2 ? -sin : sin));
}

/** sin x for |x| ≤ π/4: fdlibm's kernel. */
@inline
function sinOf(x: f64): f64 {
  const z = x * x;
  const r =
    0.00833333333332249 + z * (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x + z * x * (-0.16666666666666632 + z * r);
}

/** cos x for |x| ≤ π/4: fdlibm's kernel. */
@inline
function cosOf(x: f64): f64 {
  const z = x * x;
  const r =
    z * (0.0416666666666666 + z * (-0.001388888888887411 + z * (2.480158728947673e-5 + z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  return 1 - (0.5 * z - z * r);
}
