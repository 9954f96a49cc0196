import test from 'ava';
import { sinhCells } from '../../crossbar/cell-law.js';
import { heat, twoWireHeat } from '../../crossbar/heat.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { solveNonlinear } from '../../crossbar/nonlinear.js';
import { solveTwoWire, twoWireArray } from '../../crossbar/two-wire.js';
import { randomCircuit, xbar } from './circuits.js';
import { ends, randomPair, wires } from './two-wire-circuits.js';

test('one cell: every resistance takes its part', t => {
  const array = xbar([[1e-3]], { wordLine: 2, bitLine: 3, driver: 5, sense: 7 });
  const amps = 0.5 / 1017;
  const found = heat(array, solveArray(array, Float64Array.of(0.5)));
  const expected = { cells: 1000, wordLines: 2, bitLines: 3, drivers: 5, sense: 7, total: 1017 };
  for (const [part, ohm] of Object.entries(expected))
    t.true(Math.abs(found[part as keyof typeof found] / (ohm * amps ** 2) - 1) < 1e-13, part);
});

// The solver stops at a tolerance on the voltages; what is missing of the power is of second order in it.
test('what the terminals supply is lost, to 1e-9, with wires of any strength and with nonlinear cells', t => {
  for (const scale of [0.01, 1, 100]) {
    const { array, voltages } = randomCircuit(40, 30, 6, scale);
    const linear = solveArray(array, voltages);
    t.true(Math.abs(heat(array, linear).total / linear.power - 1) < 1e-9);
    const nonlinear = solveNonlinear(array, sinhCells(array.conductance, 5), voltages);
    t.true(Math.abs(heat(array, nonlinear).total / nonlinear.power - 1) < 1e-9);
  }
});

test('one cell between a supply line and a bit line: every resistance takes its part', t => {
  const array = twoWireArray(1, 1, Float64Array.of(1e-3), { supplyLine: 2, bitLine: 3, driver: 5, sense: 7 });
  const amps = 0.5 / 1017;
  const found = twoWireHeat(array, solveTwoWire(array, Float64Array.of(0.5)));
  const expected = { cells: 1000, supplyLines: 2, bitLines: 3, drivers: 5, sense: 7, total: 1017 };
  t.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [part, ohm] of Object.entries(expected))
    t.true(Math.abs(found[part as keyof typeof found] / (ohm * amps ** 2) - 1) < 1e-13, part);
});

test('what the terminals of two-wire arrays supply is lost, to 1e-9, with any wires, ends and gates', t => {
  for (const scale of [0.01, 1, 100])
    for (const [wired, rewire] of Object.entries(wires))
      for (const [joined, rejoin] of Object.entries(ends)) {
        const circuit = randomPair(23, 7, 2, scale);
        const array = rejoin(rewire(circuit.array));
        const solution = solveTwoWire(array, circuit.volts, circuit.on);
        const supplied = circuit.volts.supply.reduce((sum, volt, j) => sum + volt * solution.inputs[j]!, 0);
        const taken = circuit.volts.bit.reduce((sum, volt, j) => sum + volt * solution.outputs[j]!, 0);
        t.true(Math.abs(twoWireHeat(array, solution).total / (supplied - taken) - 1) < 1e-9, `${wired}, ${joined}`);
      }
});
