import { belowFloor } from '../../devices/soft-floor.js';
import { brokenLine } from '../../numeric/curves.js';
import { deviation, mean, sampleDeviation } from '../../numeric/statistics.js';
import type { Bake, RadarData } from './data.js';
import { floor, shiftKnots, smoothBake } from './levels.js';
import { rounded } from './round.js';

/** eV/K. */
const boltzmann = 8.617333262e-5;
const cold = 353.15;

/** ln of the spread against inverse temperature: ln(spread/spread at 80 °C of the 32 levels) = offset + slope·heat. */
export interface TemperatureFit {
  /** eV, and its standard error. */
  readonly slope: number;
  readonly slopeError: number;
  /** What the spread of these cells at 80 °C is of that of the 32 levels, and the error of its logarithm. */
  readonly ratio: number;
  readonly ratioError: number;
  readonly points: readonly {
    readonly name: string;
    readonly kelvin: number;
    readonly before: number;
    readonly ratio: number;
  }[];
}

/**
 * From all levels between 60 µS and 200 µS: nearer the ends little moves but the reads. The errors come from leaving out one
 * bake at a time: cells of one bake share a write and what else was peculiar to it.
 */
export function fitTemperature(data: RadarData): TemperatureFit {
  const { scale } = smoothBake(data);
  const logWidth = brokenLine(shiftKnots, scale.map(Math.log));
  const points = data.bakes.flatMap(bake =>
    bake.levels
      .map(({ before, after }) => {
        const moved = after.map((g, k) => belowFloor(g, floor) - belowFloor(before[k]!, floor));
        const ratio = deviation(moved.map((x, k) => x / Math.exp(logWidth(before[k]!))));
        return { name: bake.name, kelvin: bake.kelvin, before: mean(before), ratio };
      })
      .filter(({ before }) => before > 60 && before < 200),
  );
  const whole = line(points);
  const without = data.bakes.map(({ name }) => line(points.filter(point => point.name !== name)));
  const error = (values: number[]): number => Math.sqrt(values.length - 1) * deviation(values);
  return {
    slope: whole.slope,
    slopeError: error(without.map(each => each.slope)),
    ratio: Math.exp(whole.offset),
    ratioError: error(without.map(each => each.offset)),
    points,
  };
}

/** Deviation from read to read in µS over µS, from the first two of repeated reads. */
export function fitReadNoise(bakes: readonly Bake[]): { readKnots: number[]; readDeviation: number[] } {
  const repeated = bakes.filter(({ rereads }) => rereads[0]!.length > 1);
  const levels = repeated[0]!.rereads.map((_, level) => {
    const pairs = repeated.map(({ rereads }) => rereads[level]!);
    const variance = mean(
      pairs.map(([first, second]) => sampleDeviation(second!.map((g, k) => g - first![k]!)) ** 2 / 2),
    );
    return { at: mean(pairs.map(([first]) => mean(first!))), deviation: Math.sqrt(variance) };
  });
  levels.reverse();
  return {
    readKnots: rounded(levels.map(level => level.at), 0), // biome-ignore format: one thing
    readDeviation: rounded(levels.map(each => each.deviation), 2), // biome-ignore format: one thing
  };
}

/**
 * eV at which the estimated error rates over time of all temperatures lie on one curve: a cubic of the normal quantile, here
 * of ln of the rate, over ln t − E/kT. `rest` is the deviation from it.
 */
export function errorRateEnergy(rows: readonly (readonly number[])[], bits: number): { energy: number; rest: number } {
  const own = rows.filter(row => row[0] === bits);
  let best = { energy: 0, rest: Infinity };
  for (let energy = 1.5; energy < 3; energy += 0.005) {
    const x = own.map(([, kelvin, seconds]) => Math.log(seconds!) - (energy / boltzmann) * (1 / kelvin! - 1 / 358));
    const rest = cubicRest(x, own.map(row => Math.log(row[3]!))); // biome-ignore format: one thing
    if (rest < best.rest) best = { energy, rest };
  }
  return best;
}

/** Deviation of y from its best cubic in x, by Gram and Schmidt. */
function cubicRest(x: readonly number[], y: readonly number[]): number {
  const centre = mean(x);
  const width = deviation(x);
  const basis: number[][] = [];
  let rest = [...y];
  for (let power = 0; power <= 3; power++) {
    let column = x.map(value => ((value - centre) / width) ** power);
    for (const other of basis) column = without(column, other);
    basis.push(column);
    rest = without(rest, column);
  }
  return Math.sqrt(rest.reduce((sum, value) => sum + value ** 2, 0) / (y.length - 5));
}

function without(values: readonly number[], other: readonly number[]): number[] {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  const share = dot(values, other) / dot(other, other);
  return values.map((value, k) => value - share * other[k]!);
}

function line(points: TemperatureFit['points']): { slope: number; offset: number } {
  const x = points.map(({ kelvin }) => (1 / cold - 1 / kelvin) / boltzmann);
  const y = points.map(({ ratio }) => Math.log(ratio));
  const [atX, atY] = [mean(x), mean(y)];
  const slope = mean(x.map((value, k) => (value - atX) * (y[k]! - atY))) / deviation(x) ** 2;
  return { slope, offset: atY - slope * atX };
}
