import { type CyclingStatistics, slowCorrelation } from '../../devices/endurance.js';
import { deviation, mean, sampleDeviation } from '../../numeric/statistics.js';
import { fitShape } from './location-scale.js';
import { rounded } from './round.js';

const lags = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];

/**
 * The statistics of one state from ln R of cells, cycle by cycle. The wear-in by least squares of the mean over cells;
 * the slow share from how half the squared difference between cycles grows with their distance, which the unknown means of
 * the cells do not bias; the shape by greatest likelihood of what is left, in units of the cell's own deviation.
 */
export function fitCycling(cells: readonly Float64Array[]): CyclingStatistics {
  const average = cells[0]!.map((_, n) => mean(cells.map(cell => cell[n]!)));
  const { wear, wearCycles } = fitWear(average);
  const settled = cells.map(cell => cell.map((x, n) => x - wear * Math.exp(-n / wearCycles)));
  const means = settled.map(mean);
  const medians = settled.map(median);
  const widths = settled.map(sampleDeviation);
  const units = settled.map((cell, i) => cell.map(x => (x - means[i]!) / widths[i]!));
  const { slowShare, slowCycles } = fitSlow(lags.map(lag => halfSquares(units, lag)));
  const { gamma, delta } = fitShape(Float64Array.from(units.flatMap(cell => [...cell])));
  const logs = widths.map(Math.log);
  const to = (value: number, digits: number): number => rounded([value], digits)[0]!;
  return {
    mean: to(mean(medians), 3),
    cells: to(sampleDeviation(medians), 3),
    wear: to(wear, 2),
    wearCycles,
    cycle: to(Math.exp(mean(logs)), 3),
    cycleSpread: to(sampleDeviation(logs), 2),
    slowShare: to(slowShare, 2),
    slowCycles,
    shape: { gamma: to(gamma, 2), delta: to(delta, 2) },
  };
}

/** Half the mean squared difference between cycles `lag` apart. */
export function halfSquares(cells: readonly Float64Array[], lag: number): number {
  return mean(cells.map(cell => mean(cell.slice(lag).map((x, n) => (x - cell[n]!) ** 2 / 2))));
}

/** Means and drift over the cycles, as plain figures. */
export function cyclingFigures(cells: readonly Float64Array[]) {
  // Late against early, cell by cell: what is common to all cells is drift, what is left its standard error.
  const drift = (from: number, to: number): { value: number; error: number } => {
    const moved = cells.map(cell => mean(cell.slice(to, to + 50)) - mean(cell.slice(from, from + 50)));
    return { value: mean(moved), error: sampleDeviation(moved) / Math.sqrt(moved.length) };
  };
  const widths = cells.map(sampleDeviation);
  return {
    median: Math.exp(median(cells.flatMap(cell => [...cell]))),
    cycleMedian: median(widths),
    cycleRms: Math.sqrt(mean(widths.map(width => width ** 2))),
    cellDeviation: sampleDeviation(cells.map(median)),
    drift: drift(0, 250),
    lateDrift: drift(50, 250),
  };
}

function fitWear(average: Float64Array): { wear: number; wearCycles: number } {
  let best = { cost: Infinity, wear: 0, wearCycles: 1 };
  for (let wearCycles = 1; wearCycles <= 60; wearCycles++) {
    const fading = average.map((_, n) => Math.exp(-n / wearCycles));
    const [level, most] = [mean(average), mean(fading)];
    const across = mean(average.map((x, n) => (x - level) * (fading[n]! - most)));
    const wear = across / deviation(fading) ** 2;
    const cost = deviation(average.map((x, n) => x - wear * fading[n]!));
    if (cost < best.cost) best = { cost, wear, wearCycles };
  }
  return best;
}

/** γ(k) = c (1 − φ ρ(k)) by least squares over a grid of cycles. */
function fitSlow(halves: readonly number[]): { slowShare: number; slowCycles: number } {
  let best = { cost: Infinity, slowShare: 0, slowCycles: 1 };
  for (let slowCycles = 5; slowCycles <= 120; slowCycles += 5) {
    const rho = lags.map(lag => slowCorrelation(lag, slowCycles));
    const [level, common] = [mean(halves), mean(rho)];
    const slope = mean(halves.map((g, k) => (g - level) * (rho[k]! - common))) / deviation(rho) ** 2;
    const whole = level - slope * common;
    const cost = deviation(halves.map((g, k) => g - slope * rho[k]!));
    if (cost < best.cost) best = { cost, slowShare: -slope / whole, slowCycles };
  }
  return best;
}

function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
