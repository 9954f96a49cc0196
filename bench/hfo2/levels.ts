import { aboveFloor, belowFloor, floorLogSlope } from '../../devices/soft-floor.js';
import { brokenLine } from '../../numeric/curves.js';
import { type JohnsonShape, johnsonLogDensity } from '../../numeric/johnson.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import { levelCount, nominalLevel, type RadarData } from './data.js';
import { fitLocationScale, fitShape, type LocationScale, locationScaleCost } from './location-scale.js';
import { rounded } from './round.js';

/** µS; the likelihood hardly changes between 8 µS and 16 µS (`floorCosts`). */
export const floor = 8;

/** µS of the knots of smooth functions: over the nominal levels, and over what was read before the bake. */
const levelKnots = Array.from({ length: 8 }, (_, k) => nominalLevel((k * (levelCount - 1)) / 7));
export const shiftKnots = [0, 35, 70, 105, 140, 175, 262];

/** What is fitted to the 32 levels, µS, from the lowest level on; printed and kept in the device to these digits. */
export interface LevelFit {
  readonly bias: readonly number[];
  readonly deviation: readonly number[];
  readonly programming: JohnsonShape;
  readonly shift: readonly number[];
  readonly spread: readonly number[];
  readonly baking: JohnsonShape;
}

const scaled = (g: Float64Array): Float64Array => g.map(each => belowFloor(each, floor));

/**
 * A table of levels for both effects, and the mean of the bake as a broken line over what was read before it. All
 * in the scale of devices/soft-floor.ts.
 *
 * The spread of the bake has two moment estimators, which agree but for chance where the bake does not know of the
 * programming error: the variance of what it adds to each cell, and the variance that it adds to that of the level. Their
 * mean is taken.
 */
export function fitLevels(data: RadarData): LevelFit {
  const [before, after] = [scaled(data.before), scaled(data.after)];
  const error = before.map((x, k) => x - data.nominal[k]!);
  const smooth = smoothBake(data);
  const shift = rounded(smooth.location, 1);
  const expected = brokenLine(shiftKnots, shift);
  const added = after.map((x, k) => x - before[k]! - expected(data.before[k]!));
  const inLevels = (values: Float64Array): Float64Array[] => levelNumbers.map(level => values.filter((_, k) => data.level[k] === level)); // biome-ignore format: one thing
  const errors = inLevels(error);
  const bias = rounded(errors.map(mean), 2);
  const deviation = rounded(errors.map(sampleDeviation), 2);
  const [moved, ends, starts] = [added, after, before.map((x, k) => x + expected(data.before[k]!))].map(inLevels);
  const spread = rounded(
    levelNumbers.map(level => {
      const variance = (values: Float64Array[]): number => sampleDeviation(values[level]!) ** 2;
      const own = variance(moved!);
      return Math.sqrt(Math.max((own + variance(ends!) - variance(starts!)) / 2, own / 4));
    }),
    2,
  );
  return {
    bias,
    deviation,
    programming: roundedShape(fitShape(error.map((e, k) => (e - bias[data.level[k]!]!) / deviation[data.level[k]!]!))),
    shift,
    spread,
    baking: roundedShape(unitShape(added, k => spread[data.level[k]!]!)),
  };
}

const levelNumbers = Array.from({ length: levelCount }, (_, level) => level);

/** The shape of what the bake adds, in units of its spread over all cells. */
function unitShape(added: Float64Array, spread: (k: number) => number): JohnsonShape {
  const u = added.map((value, k) => value / spread(k));
  const [centre, width] = [mean(u), sampleDeviation(u)];
  return fitShape(u.map(value => (value - centre) / width));
}

const roundedShape = ({ gamma, delta }: JohnsonShape): JohnsonShape => ({
  gamma: rounded([gamma], 2)[0]!,
  delta: rounded([delta], 2)[0]!,
});

/** Programming as few smooth functions, in the scale that `to` makes of µS; `logSlope` is ln(d to/dg). */
export interface SmoothFit extends LocationScale {
  readonly name: string;
  /** −ln of the likelihood over G, comparable between scales. */
  readonly over: number;
}

/** The candidates for the distribution of programming errors. */
export function smoothProgramming(data: RadarData): SmoothFit[] {
  const candidate = (
    name: string,
    family: 'normal' | 'johnson',
    to: (g: number) => number,
    slope: (g: number) => number,
  ) => {
    const y = data.before.map((g, k) => to(g) - to(data.nominal[k]!));
    const found = fitLocationScale(data.nominal, y, levelKnots, family, sampleDeviation(y) / 2);
    return { ...found, name, over: found.cost - sum(data.before.map(slope)) };
  };
  const floored = [(g: number) => belowFloor(g, floor), (g: number) => floorLogSlope(g, floor)] as const;
  return [
    candidate('normal in G', 'normal', g => g, () => 0), // biome-ignore format: one thing
    candidate('normal in ln G', 'normal', Math.log, g => -Math.log(g)),
    candidate('normal above a soft floor', 'normal', ...floored),
    candidate('heavy-tailed in G', 'johnson', g => g, () => 0), // biome-ignore format: one thing
    candidate('heavy-tailed above a soft floor', 'johnson', ...floored),
  ];
}

/** Draws of µS by the smooth fit that is best, for the levels' standard draws u. */
export function smoothDraw(fit: SmoothFit, nominal: number): (u: number) => number {
  const [centre, width] = [brokenLine(levelKnots, fit.location), brokenLine(levelKnots, fit.scale.map(Math.log))];
  return u => aboveFloor(belowFloor(nominal, floor) + centre(nominal) + Math.exp(width(nominal)) * u, floor);
}

/** What the bake does as smooth functions of what was read before it. */
export function smoothBake(data: RadarData, family: 'normal' | 'johnson' = 'johnson'): LocationScale {
  const before = scaled(data.before);
  const moved = scaled(data.after).map((x, k) => x - before[k]!);
  return fitLocationScale(data.before, moved, shiftKnots, family, 10);
}

/** −ln of the likelihood of one half of the cells under fits to the other, both ways: the smooth fit, and the table. */
export function heldOut(data: RadarData): { smooth: number; table: number } {
  const error = scaled(data.before).map((x, k) => x - belowFloor(data.nominal[k]!, floor));
  let [smooth, table] = [0, 0];
  for (const half of [0, 1]) {
    // Rows of 32 cells hold every level once.
    const seen = (_: number, k: number): boolean => Math.floor(k / 32) % 2 === half;
    const unseen = (_: number, k: number): boolean => !seen(0, k);
    const pick = (values: Float64Array, which: typeof seen): Float64Array => values.filter(which);
    const fit = fitLocationScale(pick(data.nominal, seen), pick(error, seen), levelKnots, 'johnson', 8);
    smooth += locationScaleCost(pick(data.nominal, unseen), pick(error, unseen), levelKnots, fit);
    const own = levelNumbers.map(level => error.filter((_, k) => seen(0, k) && data.level[k] === level));
    const [centre, width] = [own.map(mean), own.map(sampleDeviation)];
    const u = (k: number): number => (error[k]! - centre[data.level[k]!]!) / width[data.level[k]!]!;
    const density = johnsonLogDensity(fitShape(Float64Array.from(error, (_, k) => u(k)).filter(seen)));
    error.forEach((_, k) => {
      if (unseen(0, k)) table -= density(u(k)) - Math.log(width[data.level[k]!]!);
    });
  }
  return { smooth, table };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
