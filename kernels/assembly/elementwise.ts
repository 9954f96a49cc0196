// Formulas over arrays, two numbers at a time, operation for operation as kernels/elementwise.ts does them, so that both
// give the same bits. All counts are even, and every result may lie where an argument does.

/** out = max(0, g + (c0 + g (c1 + g c2)) z). */
export function scatter(g: usize, z: usize, c0: f64, c1: f64, c2: f64, out: usize, count: i32): void {
  const zero = f64x2.splat(0);
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 16) {
    const mean = v128.load(g + at);
    const slope = f64x2.add(f64x2.splat(c1), f64x2.mul(mean, f64x2.splat(c2)));
    const deviation = f64x2.add(f64x2.splat(c0), f64x2.mul(mean, slope));
    v128.store(out + at, f64x2.pmax(zero, f64x2.add(mean, f64x2.mul(deviation, v128.load(z + at)))));
  }
}

/** out = |m + s z| with m = a x + b and s = c x + d, both held between bounds. */
export function spreadLines(
  x: usize, z: usize,
  a: f64, b: f64, leastM: f64, mostM: f64,
  c: f64, d: f64, leastS: f64, mostS: f64,
  out: usize, count: i32,
): void {
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 16) {
    const where = v128.load(x + at);
    const mean = held(f64x2.add(f64x2.mul(f64x2.splat(a), where), f64x2.splat(b)), leastM, mostM);
    const deviation = held(f64x2.add(f64x2.mul(f64x2.splat(c), where), f64x2.splat(d)), leastS, mostS);
    v128.store(out + at, f64x2.abs(f64x2.add(mean, f64x2.mul(deviation, v128.load(z + at)))));
  }
}

@inline
function held(x: v128, least: f64, most: f64): v128 {
  return f64x2.pmin(f64x2.pmax(x, f64x2.splat(least)), f64x2.splat(most));
}

/** out = x y. */
export function products(x: usize, y: usize, out: usize, count: i32): void {
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 16)
    v128.store(out + at, f64x2.mul(v128.load(x + at), v128.load(y + at)));
}

/** out = max(0, g (1 + factor·q z)). */
export function relativeScatter(g: usize, q: usize, factor: f64, z: usize, out: usize, count: i32): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 16) {
    const part = f64x2.mul(f64x2.mul(f64x2.splat(factor), v128.load(q + at)), v128.load(z + at));
    v128.store(out + at, f64x2.pmax(zero, f64x2.mul(v128.load(g + at), f64x2.add(one, part))));
  }
}
