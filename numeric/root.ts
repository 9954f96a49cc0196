/** Where the search ends even if rounding keeps the bracket open; both methods need fewer than 100 for any function. */
const mostSteps = 200;

/**
 * A root of `f` between `a` and `b`, where it has different signs, to the last bits: Chandrupatla's method, which takes
 * parabolic steps where the function is smooth enough and halves the bracket elsewhere (Adv. Eng. Software 28:145, 1997).
 * Where `f` jumps over 0, the place of the jump.
 */
export function bracketedRoot(f: (x: number) => number, a: number, b: number): number {
  let [x1, f1] = [a, f(a)];
  let [x2, f2] = [b, f(b)];
  let [x3, f3] = [x1, f1];
  if (f1 === 0) return x1;
  if (f2 === 0) return x2;
  if (f1 > 0 === f2 > 0) throw new RangeError(`no change of sign between ${a} and ${b}: ${f1} and ${f2}`);
  let part = 0.5;
  for (let step = 0; step < mostSteps; step++) {
    const x = x1 + part * (x2 - x1);
    const value = f(x);
    if (value === 0) return x;
    [x3, f3] = [x1, f1];
    if (value > 0 !== f1 > 0) [x3, f3, x2, f2] = [x2, f2, x1, f1];
    [x1, f1] = [x, value];
    const best = Math.abs(f1) < Math.abs(f2) ? x1 : x2;
    const least = Math.max(Math.abs(best) * 2 ** -52, Number.MIN_VALUE) / Math.abs(x2 - x1);
    if (least > 0.5) return best;
    part = inverseParabola(x1, f1, x2, f2, x3, f3) ?? 0.5;
    part = Math.min(Math.max(part, least), 1 - least);
  }
  return x1;
}

/** How far from x1 to x2 the parabola x(f) through three points has its root, where it can be trusted between them. */
function inverseParabola(x1: number, f1: number, x2: number, f2: number, x3: number, f3: number): number | undefined {
  const xi = (x1 - x2) / (x3 - x2);
  const phi = (f1 - f2) / (f3 - f2);
  if (!(phi * phi < xi && (1 - phi) ** 2 < 1 - xi)) return undefined;
  const alpha = (x3 - x1) / (x2 - x1);
  return (f1 / (f1 - f2)) * (f3 / (f3 - f2)) + ((alpha * f1) / (f3 - f1)) * (f2 / (f3 - f2));
}

/** A function's value and slope at one place. */
export type WithSlope = readonly [value: number, slope: number];

/**
 * The root of a rising function between `low` and `high`: Newton's method from the middle, which bisects where a step
 * leaves the bracket or does not halve it soon enough. Values may overflow to ±Infinity on the way.
 */
export function risingRoot(f: (x: number) => WithSlope, low: number, high: number): number {
  let [a, b] = [low, high];
  let x = (a + b) / 2;
  let last = b - a;
  for (let step = 0; step < mostSteps; step++) {
    const [value, slope] = f(x);
    if (value === 0) return x;
    if (value > 0) b = x;
    else a = x;
    const newton = x - value / slope;
    // Far out on an exponential, Newton's steps are even and small; halving is quicker there.
    const next = newton > a && newton < b && Math.abs(newton - x) < last / 2 ? newton : (a + b) / 2;
    last = Math.abs(next - x);
    if (last <= Math.abs(next) * 2 ** -52 || next === a || next === b) return next;
    x = next;
  }
  return x;
}
