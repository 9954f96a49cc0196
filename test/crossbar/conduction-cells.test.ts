import test from 'ava';
import fc from 'fast-check';
import { crossbarArray } from '../../crossbar/array.js';
import { conductionCells } from '../../crossbar/conduction-cells.js';
import { solveNonlinear } from '../../crossbar/nonlinear.js';
import { createDevice } from '../../devices/table.js';

const { conduction } = createDevice('rram-milo2021');
const one = Float64Array.of(70e-6);

function at(volt: number): { current: number; slope: number } {
  const [current, slope] = [new Float64Array(1), new Float64Array(1)];
  conductionCells(conduction, one).evaluate(Float64Array.of(volt), current, slope);
  return { current: current[0]!, slope: slope[0]! };
}

test('within its range a cell is the device', t => {
  for (const volt of [-0.5, -0.1, 0, 0.3, 0.5])
    t.deepEqual(at(volt), { current: conduction.current(one[0]!, volt), slope: conduction.slope(one[0]!, volt) });
});

test('beyond it the current goes on straight, without a step', t => {
  for (const end of [-0.5, 0.5]) {
    const slope = conduction.slope(one[0]!, end);
    t.is(at(3 * end).slope, slope);
    t.true(Math.abs(at(3 * end).current - conduction.current(one[0]!, end) - slope * 2 * end) < 1e-18);
  }
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), volt => at(volt + 0.01).current > at(volt).current),
  );
});

test('devices of Ohm’s law are linear cells', t => {
  const [current, slope] = [new Float64Array(1), new Float64Array(1)];
  const law = conductionCells(createDevice('ideal').conduction, one);
  law.evaluate(Float64Array.of(2), current, slope);
  t.deepEqual([current[0], slope[0], law.range], [140e-6, 70e-6, undefined]);
});

test('an array that takes a cell out of its range is refused by the cell', t => {
  const g = Float64Array.of(60e-6, 80e-6, 100e-6, 120e-6);
  const array = crossbarArray(2, 2, g, { wordLine: 1, bitLine: 1 });
  const law = conductionCells(conduction, g);
  t.notThrows(() => solveNonlinear(array, law, Float64Array.of(0.3, -0.5)));
  t.throws(() => solveNonlinear(array, law, Float64Array.of(0.3, -0.52)), {
    name: 'InputError',
    message:
      /^cell \[1\]\[0\]: found -0\.519\d* V across it; expected at most 0\.5 V either way, where its law is known$/,
  });
});
