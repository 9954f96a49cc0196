// Standard normal numbers by address: Philox4x32-10 and a ziggurat, operation for operation as kernels/normal.ts does
// it, so that both give the same bits.
import { expTwo } from './exp';
import { logOf } from './log';

const layers: usize = 256;
/** Where the layers of the ziggurat end, then the part of each under the next one: the host fills it before the first draw. */
export const ziggurat: usize = memory.data(4096, 16);
const parts: usize = ziggurat + 8 * layers;
const tail: f64 = 3.6541528853610088;

/** The random words of eight pairs: four times four of them, twice. */
const words: usize = memory.data(128, 16);

/**
 * out[0 .. 2·pairs) = the pairs at indices first, first + 1, …; the counter is (index, index >> 32 << 1 | 1, seed), the
 * key (k0, k1). Eight pairs at a time.
 */
export function normalPairs(out: usize, pairs: i32, first: f64, seedLow: u32, seedHigh: u32, k0: u32, k1: u32): void {
  let index = <u64>first;
  const eights = pairs & ~7;
  let i = 0;
  for (; i < eights; i += 8) {
    eightDraws(index, seedLow, seedHigh, k0, k1);
    for (let half = words; half < words + 128; half += 64) {
      for (let at = half; at < half + 16; at += 4, index++, out += 16) {
        normal(out, load<u32>(at), load<u32>(at, 16), index, 0, seedLow, seedHigh, k0, k1);
        normal(out + 8, load<u32>(at, 32), load<u32>(at, 48), index, 1, seedLow, seedHigh, k0, k1);
      }
    }
  }
  for (; i < pairs; i++, index++, out += 16) {
    draw(index, 0, seedLow, seedHigh, k0, k1);
    const a = load<u32>(words), b = load<u32>(words, 4), c = load<u32>(words, 8), d = load<u32>(words, 12);
    normal(out, a, b, index, 0, seedLow, seedHigh, k0, k1);
    normal(out + 8, c, d, index, 1, seedLow, seedHigh, k0, k1);
  }
}

@inline
function normal(
  out: usize, high: u32, low: u32, pair: u64, lane: usize, seedLow: u32, seedHigh: u32, k0: u32, k1: u32,
): void {
  const layer = <usize>(low & 255) << 3;
  const u = fraction(high, low);
  if (u < load<f64>(parts + layer)) store<f64>(out, signed(u * load<f64>(ziggurat + layer), low));
  else store<f64>(out, slowNormal(high, low, pair, lane, seedLow, seedHigh, k0, k1));
}

/** 52 of the bits as a number on [0, 1). */
@inline
function fraction(high: u32, low: u32): f64 {
  // The bits of a number on [1, 2), less 1.
  return reinterpret<f64>(0x3ff0000000000000 | (<u64>high << 20) | <u64>(low >>> 12)) - 1;
}

@inline
function signed(x: f64, low: u32): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) ^ (<u64>(low & 256) << 55));
}

/** From the tail, or from the rest of a layer as far as it lies under the bell, or from another attempt. */
function slowNormal(
  high: u32, low: u32, pair: u64, lane: usize, seedLow: u32, seedHigh: u32, k0: u32, k1: u32,
): f64 {
  // `words` still holds what the numbers after this one are made from.
  const kept0 = v128.load(words), kept1 = v128.load(words, 16);
  let result: f64 = 0;
  for (let attempt: u32 = 1; ; ) {
    const layer = <usize>(low & 255) << 3;
    if (layer == 0) {
      result = tail + beyondTail(pair, lane, attempt, seedLow, seedHigh, k0, k1);
      break;
    }
    const ends = load<f64>(ziggurat + layer);
    const nextEnds = layer + 8 < 8 * layers ? load<f64>(ziggurat + layer, 8) : 0;
    const x = fraction(high, low) * ends;
    const lower = expOf(-0.5 * (ends * ends - x * x));
    const upper = expOf(-0.5 * (nextEnds * nextEnds - x * x));
    if (upper + furtherFraction(pair, lane, attempt++, seedLow, seedHigh, k0, k1) * (lower - upper) < 1) {
      result = x;
      break;
    }
    draw(pair, attempt++, seedLow, seedHigh, k0, k1);
    high = load<u32>(words + 8 * lane);
    low = load<u32>(words + 8 * lane, 4);
    const at = <usize>(low & 255) << 3;
    const u = fraction(high, low);
    if (u < load<f64>(parts + at)) {
      result = u * load<f64>(ziggurat + at);
      break;
    }
  }
  v128.store(words, kept0);
  v128.store(words, kept1, 16);
  return signed(result, low);
}

/** How far beyond x₁ a number of the tail lies: exponential, accepted with e^(−x²/2). */
function beyondTail(pair: u64, lane: usize, attempt: u32, seedLow: u32, seedHigh: u32, k0: u32, k1: u32): f64 {
  let x: f64, y: f64;
  do {
    x = -logOf(1 - furtherFraction(pair, lane, attempt++, seedLow, seedHigh, k0, k1)) / tail;
    y = -2 * logOf(1 - furtherFraction(pair, lane, attempt++, seedLow, seedHigh, k0, k1));
  } while (y <= x * x);
  return x;
}

function furtherFraction(pair: u64, lane: usize, attempt: u32, seedLow: u32, seedHigh: u32, k0: u32, k1: u32): f64 {
  draw(pair, attempt, seedLow, seedHigh, k0, k1);
  return fraction(load<u32>(words + 8 * lane), load<u32>(words + 8 * lane, 4));
}

function expOf(x: f64): f64 {
  return f64x2.extract_lane(expTwo(f64x2.splat(x)), 0);
}

/**
 * The words of eight pairs, from two counters of four lanes in step: every round waits for the products of the one before, and the other
 * counter fills the time.
 */
@inline
function eightDraws(index: u64, seedLow: u32, seedHigh: u32, keyA: u32, keyB: u32): void {
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
  v128.store(words, a0);
  v128.store(words, a1, 16);
  v128.store(words, a2, 32);
  v128.store(words, a3, 48);
  v128.store(words, b0, 64);
  v128.store(words, b1, 80);
  v128.store(words, b2, 96);
  v128.store(words, b3, 112);
}

/** The words of one pair, or of a further attempt at one, to the first four of `words`. */
function draw(pair: u64, attempt: u32, seedLow: u32, seedHigh: u32, keyA: u32, keyB: u32): void {
  let c0 = <u32>pair, c1 = (<u32>(pair >> 32) << 1) | 1 | (attempt << 24), c2 = seedLow, c3 = seedHigh;
  let k0 = keyA, k1 = keyB;
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
  store<u32>(words, c0);
  store<u32>(words, c1, 4);
  store<u32>(words, c2, 8);
  store<u32>(words, c3, 12);
}
