import { solveOutputs } from '../crossbar/line-pcg.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { multiply } from '../kernels/dense.js';
import { patterns, sweepCase } from './cases.js';

/**
 * Prints the conditioning sweep: iterations and errors of line-PCG from mild to absurd wire resistance. The reference is
 * the effective operator, every entry of which is good to about 1e-14, times the voltages.
 */
export function printSweep(sizes: readonly number[], tolerance: number): void {
  console.log(`Line-PCG to ${tolerance}; errors against the exact operator`);
  console.log('cells      pattern            ohm   iterations   I / I ideal   error / largest   relative error');
  let most = 0;
  let worst = 0;
  let count = 0;
  for (const n of sizes)
    for (const pattern of Object.keys(patterns))
      for (const ohm of [0.1, 1, 10]) {
        const { array, volts } = sweepCase(n, pattern, ohm);
        const { outputs, iterations } = solveOutputs(array, volts, { tolerance });
        const exact = multiply(volts, 1, effectiveOperator(array).transfer.data, n, n);
        const ideal = multiply(volts, 1, array.conductance, n, n);
        const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
        const largest = exact.reduce((high, value) => Math.max(high, value), 0);
        const absolute = exact.reduce((high, value, j) => Math.max(high, Math.abs(outputs[j]! - value)), 0) / largest;
        const relative = exact.reduce((high, value, j) => Math.max(high, Math.abs(outputs[j]! / value - 1)), 0);
        most = Math.max(most, iterations);
        worst = Math.max(worst, relative);
        count++;
        console.log(
          `${n}×${n}`.padEnd(11) +
            pattern.padEnd(17) +
            `${ohm}`.padStart(5) +
            `${iterations}`.padStart(13) +
            (sum(exact) / sum(ideal)).toPrecision(3).padStart(14) +
            absolute.toExponential(1).padStart(18) +
            relative.toExponential(1).padStart(17),
        );
      }
  console.log(
    `all ${count} cases converge, in at most ${most} iterations; largest relative error of any output ` +
      `${worst.toExponential(1)}, ${worst <= 3e-9 ? 'met' : 'MISSED'} (at most 3e-9)`,
  );
}
