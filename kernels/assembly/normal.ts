// Standard normal numbers by address: Philox4x32-10 and Box–Muller, operation for operation as kernels/normal.ts does
// it, so that both give the same bits.

/**
 * out[0 .. 2·pairs) = the pairs at indices first, first + 1, …; the counter is (index, index >> 32 << 1 | 1, seed), the
 * key (k0, k1).
 */
export function normalPairs(out: usize, pairs: i32, first: f64, seedLow: u32, seedHigh: u32, k0: u32, k1: u32): void {
  let index = <u64>first;
  for (let i = 0; i < pairs; i++, index++, out += 16) {
    pair(out, <u32>index, (<u32>(index >> 32) << 1) | 1, seedLow, seedHigh, k0, k1);
  }
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

/** ln x for x in (0, 1], normal numbers: fdlibm's reduction x = 2^k (1 + f) and minimax polynomial. */
@inline
function logOf(x: f64): f64 {
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
