import test from 'ava';
import { biasVoltages, floatUnselected } from '../../crossbar/bias.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { InputError } from '../../edge/error.js';
import { xbar } from './circuits.js';

const cells = (siemens: number): number[][] => Array.from({ length: 4 }, () => new Array<number>(3).fill(siemens));

test('without wires every cell sees its share of the voltage', t => {
  const array = xbar(cells(1e-5));
  const seen = (scheme: 'V/2' | 'V/3' | 'grounded', row: number, col: number): number => {
    const s = solveArray(array, biasVoltages(array, { row: 1, col: 2 }, 0.6, scheme));
    return s.wordVoltage[row * 3 + col]! - s.bitVoltage[row * 3 + col]!;
  };
  const near = (found: number, expected: number): void => {
    t.true(Math.abs(found - expected) < 1e-15, `${found}`);
  };
  for (const [scheme, alongWord, alongBit, elsewhere] of [
    ['V/2', 0.3, 0.3, 0],
    ['V/3', 0.2, 0.2, -0.2],
    ['grounded', 0.6, 0, 0],
  ] as const) {
    near(seen(scheme, 1, 2), 0.6);
    near(seen(scheme, 1, 0), alongWord);
    near(seen(scheme, 0, 2), alongBit);
    near(seen(scheme, 0, 0), elsewhere);
  }
});

// Equal cells: the floating lines of either kind are at one voltage each, so that the sneak path is three groups of cells
// in series, (cols − 1), (rows − 1)(cols − 1) and (rows − 1) of them.
test('floating lines: the sneak paths beside one cell, in closed form', t => {
  const g = 1e-5;
  const selected = { row: 1, col: 2 };
  const array = floatUnselected(xbar(cells(g)), selected);
  const s = solveArray(array, biasVoltages(array, selected, 0.5, 'grounded'));
  const sneak = g / (1 / 2 + 1 / 6 + 1 / 3);
  t.true(Math.abs(s.outputs[2]! / (0.5 * (g + sneak)) - 1) < 1e-12);
  t.true(Math.abs(s.wordVoltage[0]! - 0.5 / 3) < 1e-12);
});

test('a cell that is not there is refused', t => {
  const array = xbar(cells(1e-5));
  const error = t.throws(() => biasVoltages(array, { row: 4, col: 0 }, 1, 'V/2'), { instanceOf: InputError });
  t.is(error.message, 'crossbar: selected row: found 4; expected a whole number from 0 to 3');
  t.throws(() => floatUnselected(array, { row: 0, col: -1 }), { message: /selected column: found -1/ });
});
