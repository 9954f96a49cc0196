import { type FormingStatistics, formedShare } from '../../devices/forming.js';
import { minimize } from '../../numeric/minimize.js';
import { formingStep } from './data.js';
import { rounded } from './round.js';

/** Populations of greatest likelihood, for voltages that were raised in steps: a cell that forms at v does so above v − step. */
export function fitForming(volts: Float64Array, populations: 1 | 2 | 3): { fit: FormingStatistics; cost: number } {
  const steps = countSteps(volts);
  const start = [
    [3.17, 2.9, 2.2],
    [0.2, 0.3, 0.45],
  ].map(row => row.slice(0, populations));
  const unpack = (p: Float64Array): FormingStatistics => {
    const weights = [1, ...Array.from(p.slice(2 * populations), Math.exp)];
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      shares: weights.map(weight => weight / whole),
      means: [...p.slice(0, populations)],
      deviations: Array.from(p.slice(populations, 2 * populations), Math.exp),
    };
  };
  const rare = [-1.3, -3.5].slice(0, populations - 1);
  const { at, value } = minimize(p => formingCost(steps, unpack(p)), [...start[0]!, ...start[1]!.map(Math.log), ...rare], { tolerance: 0.1 }); // biome-ignore format: one thing
  const { shares, means, deviations } = unpack(at);
  const rest = rounded(shares.slice(1), 4);
  return {
    fit: {
      shares: [rounded([1 - rest.reduce((sum, share) => sum + share, 0)], 4)[0]!, ...rest],
      means: rounded(means, 3),
      deviations: rounded(deviations, 3),
    },
    cost: value,
  };
}

/** Cells that formed at each step that was seen. */
export function countSteps(volts: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const volt of volts) {
    const step = Math.round(volt / formingStep);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return counts;
}

/** −ln of the likelihood of the counts. */
export function formingCost(steps: ReadonlyMap<number, number>, statistics: FormingStatistics): number {
  let cost = 0;
  for (const [step, count] of steps) {
    const share = formedShare(statistics, step * formingStep) - formedShare(statistics, (step - 1) * formingStep);
    cost -= count * Math.log(Math.max(share, 1e-300));
  }
  return cost;
}

/** The least cost that any distribution could have. */
export function leastCost(steps: ReadonlyMap<number, number>, cells: number): number {
  return -[...steps.values()].reduce((sum, count) => sum + count * Math.log(count / cells), 0);
}
