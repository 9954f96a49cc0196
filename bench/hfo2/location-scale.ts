import { brokenLine } from '../../numeric/curves.js';
import { type JohnsonShape, johnsonLogDensity } from '../../numeric/johnson.js';
import { minimize } from '../../numeric/minimize.js';

/** y = location(x) + scale(x)·u with u of mean 0 and deviation 1, location and ln scale broken lines over knots. */
export interface LocationScale {
  readonly location: Float64Array;
  readonly scale: Float64Array;
  /** Undefined where u is normal. */
  readonly shape: JohnsonShape | undefined;
  /** −ln of the likelihood of y at its greatest, and how many numbers were fitted. */
  readonly cost: number;
  readonly count: number;
}

const normalLogDensity = (u: number): number => -0.5 * u * u - 0.5 * Math.log(2 * Math.PI);

/** The fit of greatest likelihood; `scale` is where its scale starts. */
export function fitLocationScale(
  x: Float64Array,
  y: Float64Array,
  knots: readonly number[],
  family: 'normal' | 'johnson',
  scale: number,
): LocationScale {
  const n = knots.length;
  const shapeOf = (p: Float64Array): JohnsonShape | undefined =>
    family === 'normal' ? undefined : { gamma: p[2 * n]!, delta: Math.exp(p[2 * n + 1]!) };
  const unpack = (p: Float64Array) => ({
    location: p.slice(0, n).map(value => value * scale),
    scale: p.slice(n, 2 * n).map(value => scale * Math.exp(value)),
    shape: shapeOf(p),
  });
  const start = [...knots.map(() => 0), ...knots.map(() => 0), ...(family === 'normal' ? [] : [0, 0.5])];
  const { at, value } = minimize(p => locationScaleCost(x, y, knots, unpack(p)), start, { tolerance: 0.01 });
  return { ...unpack(at), cost: value, count: start.length };
}

/** −ln of the likelihood of y at x. */
export function locationScaleCost(
  x: Float64Array,
  y: Float64Array,
  knots: readonly number[],
  { location, scale, shape }: Pick<LocationScale, 'location' | 'scale' | 'shape'>,
): number {
  const centre = brokenLine(knots, location);
  const logScale = brokenLine(knots, scale.map(Math.log));
  const density = shape ? johnsonLogDensity(shape) : normalLogDensity;
  let cost = 0;
  for (let k = 0; k < x.length; k++) {
    const width = logScale(x[k]!);
    cost -= density((y[k]! - centre(x[k]!)) * Math.exp(-width)) - width;
  }
  return cost;
}

/** The shape of greatest likelihood of values that have mean 0 and deviation 1. */
export function fitShape(u: Float64Array): JohnsonShape {
  const shapeOf = (p: Float64Array): JohnsonShape => ({ gamma: p[0]!, delta: Math.exp(p[1]!) });
  const cost = (p: Float64Array): number => {
    const density = johnsonLogDensity(shapeOf(p));
    return -u.reduce((sum, value) => sum + density(value), 0);
  };
  return shapeOf(minimize(cost, [0, 0.5], { tolerance: 0.01 }).at);
}
