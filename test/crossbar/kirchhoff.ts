import type { CrossbarArray } from '../../crossbar/array.js';
import type { TerminalVoltages } from '../../crossbar/line-system.js';
import type { ArraySolution } from '../../crossbar/solution.js';

/**
 * How far a solution is from Kirchhoff's current law at any node and from Ohm's law on any wire: A, and V across a wire.
 * Together with the cells' law they have one solution only, so that these two say all.
 */
export function violations(
  { rows, cols, ...a }: CrossbarArray,
  volts: TerminalVoltages,
  s: ArraySolution,
): { amperes: number; volts: number } {
  let amperes = 0;
  let worst = 0;
  const node = (current: number): void => {
    amperes = Math.max(amperes, Math.abs(current));
  };
  const wire = (from: number, to: number, ohm: number, current: number): void => {
    if (ohm === Infinity) node(current);
    else worst = Math.max(worst, Math.abs(from - to - ohm * current));
  };
  for (let i = 0; i < rows; i++) {
    const first = i * cols;
    for (let j = 0; j < cols; j++) {
      const k = first + j;
      const before = j === 0 ? volts.word[i]! : s.wordVoltage[k - 1]!;
      wire(before, s.wordVoltage[k]!, a.wordSegments[j]! + (j === 0 ? a.driver[i]! : 0), s.wordCurrent[k]!);
      const onwards = j === cols - 1 ? -s.farInputs[i]! : s.wordCurrent[k + 1]!;
      node(s.wordCurrent[k]! - s.cellCurrent[k]! - onwards);
    }
    wire(volts.word[i]!, s.wordVoltage[first + cols - 1]!, a.driverFar[i]!, s.farInputs[i]!);
    node(s.wordCurrent[first]! + s.farInputs[i]! - s.inputs[i]!);
  }
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < rows; i++) {
      const k = i * cols + j;
      const after = i === rows - 1 ? volts.bit[j]! : s.bitVoltage[k + cols]!;
      wire(s.bitVoltage[k]!, after, a.bitSegments[i]! + (i === rows - 1 ? a.sense[j]! : 0), s.bitCurrent[k]!);
      const before = i === 0 ? -s.farOutputs[j]! : s.bitCurrent[k - cols]!;
      node(before + s.cellCurrent[k]! - s.bitCurrent[k]!);
    }
    wire(s.bitVoltage[j]!, volts.bit[j]!, a.senseFar[j]!, s.farOutputs[j]!);
    node(s.bitCurrent[(rows - 1) * cols + j]! + s.farOutputs[j]! - s.outputs[j]!);
  }
  return { amperes, volts: worst };
}
