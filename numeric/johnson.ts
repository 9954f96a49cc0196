/**
 * Shape of Johnson's unbounded distribution: x = sinh((z − γ)/δ) for z ~ N(0, 1). γ skews it (γ > 0 to the left), a
 * small δ makes its tails heavy; δ = ∞ is the normal distribution. A draw is one normal number, its density is closed.
 */
export interface JohnsonShape {
  readonly gamma: number;
  readonly delta: number;
}

/** Mean and deviation of sinh((z − γ)/δ). */
export function johnsonMoments({ gamma, delta }: JohnsonShape): { mean: number; deviation: number } {
  const w = Math.exp(delta ** -2);
  return {
    mean: -Math.sqrt(w) * Math.sinh(gamma / delta),
    deviation: Math.sqrt(0.5 * (w - 1) * (w * Math.cosh((2 * gamma) / delta) + 1)),
  };
}

/** Draws of mean 0 and deviation 1 with this shape, rising with their normal draws z. */
export function johnsonDraws(z: Float64Array, shape: JohnsonShape): Float64Array {
  const { mean, deviation } = johnsonMoments(shape);
  return z.map(each => (Math.sinh((each - shape.gamma) / shape.delta) - mean) / deviation);
}

/** The logarithm of the density at u of the distribution with mean 0, deviation 1 and this shape. */
export function johnsonLogDensity(shape: JohnsonShape): (u: number) => number {
  const { mean, deviation } = johnsonMoments(shape);
  const constant = Math.log(shape.delta * deviation) - 0.5 * Math.log(2 * Math.PI);
  return u => {
    const x = mean + deviation * u;
    const z = shape.gamma + shape.delta * Math.asinh(x);
    return constant - 0.5 * Math.log1p(x * x) - 0.5 * z * z;
  };
}
