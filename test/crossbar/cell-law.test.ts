import test from 'ava';
import fc from 'fast-check';
import {
  type CellLaw,
  checkLaw,
  deviceCells,
  inSeries,
  linearCells,
  polynomialCells,
  selectorCells,
  sinhCells,
} from '../../crossbar/cell-law.js';
import { conductionCells } from '../../crossbar/conduction-cells.js';
import { createDevice } from '../../devices/table.js';
import { InputError } from '../../edge/error.js';

const one = Float64Array.of(1e-5);

function at(law: CellLaw, volt: number): { current: number; slope: number } {
  const current = new Float64Array(1);
  const slope = new Float64Array(1);
  law.evaluate(Float64Array.of(volt), current, slope);
  return { current: current[0]!, slope: slope[0]! };
}

const laws: Record<string, CellLaw> = {
  linear: linearCells(one),
  sinh: sinhCells(one, 3),
  'sinh with b = 0': sinhCells(one, 0),
  selector: selectorCells(one, 20, 1),
  polynomial: polynomialCells(one, [1, 0.1, 2], 2),
  device: deviceCells([{ current: v => 1e-6 * Math.expm1(v / 0.1), slope: v => 1e-5 * Math.exp(v / 0.1) }]),
  'selector and resistor': inSeries(selectorCells(one, 20, 1), linearCells(Float64Array.of(3e-6))),
  'selector and memristor': inSeries(selectorCells(one, 20, 1), sinhCells(one, 4)),
};

for (const [name, law] of Object.entries(laws))
  test(`no current at 0 V, and the slope is the derivative: ${name}`, t => {
    t.is(at(law, 0).current, 0);
    fc.assert(
      fc.property(fc.double({ min: -1.2, max: 1.2, noNaN: true }), volt => {
        const h = 1e-4;
        // Fifth-order differences: their error is h⁴ times the fifth derivative, 20⁵ g at most.
        const i = (k: number): number => at(law, volt + k * h).current;
        const expected = (8 * (i(1) - i(-1)) - (i(2) - i(-2))) / (12 * h);
        return Math.abs(at(law, volt).slope - expected) <= 1e-6 * Math.abs(expected) + 1e-16;
      }),
    );
  });

test('closed forms', t => {
  t.is(at(laws.sinh!, 0.5).current, (1e-5 * Math.sinh(1.5)) / 3);
  t.true(Math.abs(at(laws.sinh!, 1e-9).current / 1e-14 - 1) < 1e-15);
  t.true(Math.abs(at(laws.selector!, 1).current / 1e-5 - 1) < 1e-15);
  // Half the voltage: sinh(10) / sinh(20), about e⁻¹⁰.
  t.true(Math.abs(at(laws.selector!, 0.5).current / (1e-5 * 4.539992976e-5) - 1) < 1e-8);
  t.true(Math.abs(at(laws.polynomial!, -0.5).current / (1e-5 * (-0.5 + 0.025 - 0.25)) - 1) < 1e-15);
});

test('two linear cells in series are the resistors’ sum', t => {
  const law = inSeries(linearCells(Float64Array.of(2e-6, 1e-3, 0)), linearCells(Float64Array.of(3e-6, 1e-9, 1e-6)));
  const current = new Float64Array(3);
  const slope = new Float64Array(3);
  law.evaluate(Float64Array.of(1, -2, 1), current, slope);
  const expected = [6e-6 / 5, (1e-3 * 1e-9) / (1e-3 + 1e-9), 0];
  expected.forEach((siemens, k) => {
    t.true(Math.abs(slope[k]! - siemens) <= 1e-15 * siemens);
    t.true(Math.abs(current[k]! - siemens * [1, -2, 1][k]!) <= 1e-14 * siemens);
  });
});

test('laws rise: more voltage, more current', t => {
  for (const law of Object.values(laws))
    fc.assert(
      fc.property(
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        fc.double({ min: 1e-3, max: 0.2, noNaN: true }),
        (volt, more) => at(law, volt + more).current > at(law, volt).current,
      ),
    );
  t.pass();
});

test('a parameter that makes no law is refused', t => {
  const bad = (make: () => CellLaw, message: string): void => {
    t.is(t.throws(make, { instanceOf: InputError }).message, message);
  };
  bad(() => sinhCells(one, -1), 'sinh law: b: found -1 1/V; expected a finite number ≥ 0 1/V');
  bad(() => selectorCells(one, 0, 1), 'selector law: b: found 0 1/V; expected a finite number > 0 1/V');
  bad(
    () => selectorCells(one, 10, 100),
    'selector law: full voltage: found 100 V; expected more than 0 V and less than 70 V',
  );
  bad(
    () => polynomialCells(one, [1, 0, -1], 1),
    'polynomial law: its slope is -2 of g at -1 V; expected a law that rises within ±1 V',
  );
});

test('a law for another number of cells is refused', t => {
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  const array = { rows: 2, cols: 3 };
  const five = new Float64Array(5).fill(1e-5);
  const six = new Float64Array(6).fill(1e-5);
  const device = { current: (v: number) => 1e-6 * v, slope: () => 1e-6 };
  const all: Record<string, (g: Float64Array) => CellLaw> = {
    linear: linearCells,
    sinh: g => sinhCells(g, 3),
    'sinh with b = 0': g => sinhCells(g, 0),
    selector: g => selectorCells(g, 20, 1),
    polynomial: g => polynomialCells(g, [1], 1),
    device: g => deviceCells(Array.from(g, () => device)),
    conduction: g => conductionCells(createDevice('rram-milo2021').conduction, g),
    series: g => inSeries(linearCells(g), sinhCells(g, 2)),
  };
  for (const [name, law] of Object.entries(all)) {
    t.notThrows(() => checkLaw(law(six), array), name);
    bad(() => checkLaw(law(five), array, 'tile'), 'tile: cell law: found one for 5 cells; expected one for 6, 2×3');
  }
  bad(
    () => inSeries(linearCells(six), sinhCells(five, 2)),
    'laws in series: second: found one for 5 cells; expected 6, as in the first',
  );
  // One that does not know how many it is for leaves that to the other, or to nobody.
  const any: CellLaw = { evaluate: linearCells(six).evaluate };
  t.notThrows(() => checkLaw(any, array));
  t.is(inSeries(any, linearCells(five)).cells, 5);
  t.is(inSeries(linearCells(five), any).cells, 5);
  t.is(inSeries(any, any).cells, undefined);
  bad(
    () => checkLaw({ parts: [any, linearCells(five)] }, array),
    'crossbar: second in series: cell law: found one for 5 cells; expected one for 6, 2×3',
  );
});
