// e^x and ln x of one number, fdlibm's reductions and polynomials: the same bits on every machine.
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** e^x, with x held between −708 and 709. */
export function expOf(x: number): number {
  const v = Math.min(Math.max(x, -708), 709);
  const k = v * Math.LOG2E + 6755399441055744 - 6755399441055744; // 1.5·2⁵² rounds to a whole number
  const hi = v - k * 0.6931471803691238;
  const lo = k * 1.9082149292705877e-10;
  const r = hi - lo;
  const t = r * r;
  const p =
    0.16666666666666602 +
    t *
      (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8)));
  const c = r - t * p;
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  halves[0] = 0;
  halves[1] = (k + 1023) << 20;
  return y * double[0]!;
}

/** ln x for a normal number x > 0: x = 2^k (1 + f) with 1 + f between √½ and √2. */
export function logOf(x: number): number {
  double[0] = x;
  const high = halves[1]! + (0x3ff00000 - 0x3fe6a09e);
  const k = (high >>> 20) - 0x3ff;
  halves[1] = (high & 0xfffff) + 0x3fe6a09e;
  const f = double[0]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const t2 = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return s * (half + (t2 + t1)) + k * 1.9082149292705877e-10 - half + f + k * 0.6931471803691238;
}
