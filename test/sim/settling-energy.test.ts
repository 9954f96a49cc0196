import test from 'ava';
import { leakResistance } from '../../compiler/emit/lca-circuit.js';
import { fromRows } from '../../numeric/matrix.js';
import { underCurve } from '../../sim/settling-energy.js';
import { simulatedSettling } from '../../sim/spice/coder-run.js';
import { coderChip } from './coders.js';

test('a trapezoid is the area of a straight line', t => {
  t.is(underCurve(Float64Array.of(0, 1, 4), Float64Array.of(1, 2, 8)), 16.5);
});

test('one atom over one input takes what V²G and a charged capacitor take', t => {
  // No inhibition: V goes to V∞ as 1 − exp(−t/τ), and the resistor takes ½CV∞² on the way.
  const weights = fromRows([[1]]);
  const chip = coderChip(1, 1, { weights });
  const input = Float64Array.of(0.5);
  const { circuit, volts, settling } = simulatedSettling({ program: chip.program, layer: 'coder', input, time: 0 });
  const { capacitance, time, timeConstant } = circuit.settling;
  const end = circuit.voltsPerUnit * 0.5;
  t.true(Math.abs(settling.energy.integrators / (0.5 * capacitance * end ** 2) - 1) < 1e-3);
  // 25 µS in the drive for all the time; the lateral array has none to speak of.
  t.true(Math.abs(settling.energy.arrays / (25e-6 * volts[0]! ** 2 * time) - 1) < 1e-3);
  t.is(leakResistance(circuit.settling), timeConstant / capacitance);
});
