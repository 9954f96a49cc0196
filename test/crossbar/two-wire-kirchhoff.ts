import type { TwoWireArray, TwoWireSolution, TwoWireVoltages } from '../../crossbar/two-wire.js';

/** How far a solution is from Kirchhoff's current law at any node (A) and from Ohm's law on any wire (V). */
export function violations(
  a: TwoWireArray,
  volts: TwoWireVoltages,
  s: TwoWireSolution,
): { amperes: number; volts: number } {
  const { rows, cols } = a;
  let amperes = 0;
  let worst = 0;
  const node = (current: number): void => {
    amperes = Math.max(amperes, Math.abs(current));
  };
  const wire = (from: number, to: number, ohm: number, current: number): void => {
    if (ohm === Infinity) node(current);
    else worst = Math.max(worst, Math.abs(from - to - ohm * current));
  };
  for (let j = 0; j < cols; j++) {
    const [high, low, last] = [volts.supply[j]!, volts.bit[j]!, (rows - 1) * cols + j];
    for (let i = 0; i < rows; i++) {
      const k = i * cols + j;
      const before = i === 0 ? high : s.supplyVoltage[k - cols]!;
      wire(before, s.supplyVoltage[k]!, a.supplySegments[i]! + (i === 0 ? a.driver[j]! : 0), s.supplyCurrent[k]!);
      node(s.supplyCurrent[k]! - s.cellCurrent[k]! - (k === last ? -s.farInputs[j]! : s.supplyCurrent[k + cols]!));
      const after = k === last ? low : s.bitVoltage[k + cols]!;
      wire(s.bitVoltage[k]!, after, a.bitSegments[i]! + (k === last ? a.sense[j]! : 0), s.bitCurrent[k]!);
      node((i === 0 ? -s.farOutputs[j]! : s.bitCurrent[k - cols]!) + s.cellCurrent[k]! - s.bitCurrent[k]!);
    }
    wire(high, s.supplyVoltage[last]!, a.driverFar[j]!, s.farInputs[j]!);
    wire(s.bitVoltage[j]!, low, a.senseFar[j]!, s.farOutputs[j]!);
    node(s.supplyCurrent[j]! + s.farInputs[j]! - s.inputs[j]!);
    node(s.bitCurrent[last]! + s.farOutputs[j]! - s.outputs[j]!);
  }
  return { amperes, volts: worst };
}

/** W lost in all wires and cells. */
export function losses(a: TwoWireArray, s: TwoWireSolution): number {
  const lost = (ohm: number, amps: number): number => (ohm < Infinity ? ohm * amps * amps : 0);
  let watts = 0;
  for (let k = 0; k < a.conductance.length; k++) {
    const [i, j] = [Math.floor(k / a.cols), k % a.cols];
    watts += s.cellCurrent[k]! * (s.supplyVoltage[k]! - s.bitVoltage[k]!);
    watts += lost(a.supplySegments[i]! + (i === 0 ? a.driver[j]! : 0), s.supplyCurrent[k]!);
    watts += lost(a.bitSegments[i]! + (i === a.rows - 1 ? a.sense[j]! : 0), s.bitCurrent[k]!);
  }
  for (let j = 0; j < a.cols; j++)
    watts += lost(a.driverFar[j]!, s.farInputs[j]!) + lost(a.senseFar[j]!, s.farOutputs[j]!);
  return watts;
}
