/**
 * A scale without a lower end for conductances that have one. From x on (−∞, ∞) it makes
 *
 *     g = floor·ln(1 + e^(x/floor)),
 *
 * which is x itself well above the floor and fades to 0 below it, so that symmetric noise in x becomes what is seen of
 * cells near 0: skewed, above zero, and pushed up in the mean. All in the unit of the floor.
 */
export function aboveFloor(x: number, floor: number): number {
  const relative = x / floor;
  return relative > 36 ? x : floor * Math.log1p(Math.exp(relative));
}

/** The inverse: x = g + floor·ln(1 − e^(−g/floor)); −∞ for 0. */
export function belowFloor(g: number, floor: number): number {
  const relative = g / floor;
  return relative > 36 ? g : g + floor * Math.log(-Math.expm1(-relative));
}

/** ln(dx/dg), by which a density over x becomes one over g. */
export function floorLogSlope(g: number, floor: number): number {
  return -Math.log(-Math.expm1(-g / floor));
}
