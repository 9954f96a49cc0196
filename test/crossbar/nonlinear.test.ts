import test from 'ava';
import fc from 'fast-check';
import { type CrossbarArray, crossbarArray } from '../../crossbar/array.js';
import { type CellLaw, inSeries, selectorCells, sinhCells } from '../../crossbar/cell-law.js';
import { heat } from '../../crossbar/heat.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { ConvergenceError } from '../../crossbar/line-system.js';
import { solveNonlinear } from '../../crossbar/nonlinear.js';
import { type RandomStream, randomStream } from '../../numeric/random.js';
import { difference, randomCircuit, xbar } from './circuits.js';
import { violations } from './kirchhoff.js';

/** I = g f(V), from f and its derivative. */
function law(g: Float64Array, f: (volt: number) => number, slope: (volt: number) => number): CellLaw {
  return {
    evaluate(volts, current, slopes) {
      g.forEach((siemens, k) => {
        current[k] = siemens * f(volts[k]!);
        slopes[k] = siemens * slope(volts[k]!);
      });
    },
  };
}

const laws: Record<string, (array: CrossbarArray) => CellLaw> = {
  sinh: a =>
    law(
      a.conductance,
      v => Math.sinh(4 * v) / 4,
      v => Math.cosh(4 * v),
    ),
  'steep sinh': a =>
    law(
      a.conductance,
      v => Math.sinh(20 * v) / 20,
      v => Math.cosh(20 * v),
    ),
  polynomial: a =>
    law(
      a.conductance,
      v => v + 3 * v ** 3,
      v => 1 + 9 * v ** 2,
    ),
  'cubic, without slope at 0 V': a =>
    law(
      a.conductance,
      v => v ** 3,
      v => 3 * v ** 2,
    ),
  selector: a =>
    law(
      a.conductance,
      v => Math.sinh(25 * v) / Math.sinh(25),
      v => (25 * Math.cosh(25 * v)) / Math.sinh(25),
    ),
  'selector and memristor': a => inSeries(selectorCells(a.conductance, 25, 1), sinhCells(a.conductance, 4)),
  diode: a =>
    law(
      a.conductance,
      v => 1e-3 * Math.expm1(v / 0.05),
      v => 0.02 * Math.exp(v / 0.05),
    ),
};

for (const [name, make] of Object.entries(laws))
  test(`the solution obeys Kirchhoff, Ohm and the law of the cells: ${name}`, t => {
    for (const [rows, cols] of [
      [1, 1],
      [1, 7],
      [7, 1],
      [13, 17],
    ] as const) {
      const { array, voltages: word } = randomCircuit(rows, cols, 2);
      const cells = make(array);
      for (const bit of [new Float64Array(cols), randomCircuit(cols, 1).voltages.map(volt => volt / 2)]) {
        const s = solveNonlinear(array, cells, { word, bit });
        const largest = Math.max(...s.cellCurrent.map(Math.abs));
        const wrong = violations(array, { word, bit }, s);
        t.true(wrong.amperes <= 1e-9 * largest, `${rows}×${cols}: ${wrong.amperes} A`);
        t.true(wrong.volts < 1e-9, `${rows}×${cols}: ${wrong.volts} V`);
        const across = s.wordVoltage.map((volt, k) => volt - s.bitVoltage[k]!);
        const current = new Float64Array(rows * cols);
        cells.evaluate(across, current, new Float64Array(rows * cols));
        t.true(difference(s.cellCurrent, current) < 1e-9);
        t.true(s.residual <= 1e-10 && s.newtonSteps < 30, `${s.newtonSteps} steps`);
      }
    }
  });

test('cells that follow Ohm’s law give the linear solution', t => {
  const { array, voltages } = randomCircuit(20, 30, 4);
  const linear = law(
    array.conductance,
    v => v,
    () => 1,
  );
  const found = solveNonlinear(array, linear, voltages);
  t.true(difference(found.outputs, solveArray(array, voltages).outputs) < 1e-10);
});

test('one cell in series with its wires: the root of one equation', t => {
  const array = xbar([[1e-3]], { wordLine: 100, bitLine: 200 });
  const s = solveNonlinear(array, laws.sinh!(array), Float64Array.of(1));
  // Bisection of V + 300 ohm · I(V) = 1 V.
  let low = 0;
  let high = 1;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (middle + (300 * 1e-3 * Math.sinh(4 * middle)) / 4 < 1) low = middle;
    else high = middle;
  }
  t.true(Math.abs(s.wordVoltage[0]! - s.bitVoltage[0]! - low) < 1e-10);
});

test('odd laws: the opposite voltages drive the opposite currents', t => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer(), (rows, cols, seed) => {
      const { array, voltages } = randomCircuit(rows, cols, seed);
      const cells = laws.sinh!(array);
      const forward = solveNonlinear(array, cells, voltages).outputs;
      const backward = solveNonlinear(
        array,
        cells,
        voltages.map(volt => -volt),
      ).outputs;
      return (
        difference(
          backward.map(amps => -amps),
          forward,
        ) < 1e-8
      );
    }),
    { numRuns: 20 },
  );
  t.pass();
});

test('no voltage, no current', t => {
  const { array } = randomCircuit(3, 4);
  const s = solveNonlinear(array, laws.sinh!(array), new Float64Array(3));
  t.deepEqual(s.outputs, new Float64Array(4));
  t.is(s.residual, 0);
});

test('the residual that was reached is in the error where Newton’s method does not arrive', t => {
  const { array, voltages } = randomCircuit(12, 12, 1);
  const error = t.throws(() => solveNonlinear(array, laws['steep sinh']!(array), voltages, { maxNewtonSteps: 2 }), {
    instanceOf: ConvergenceError,
    message: /Newton’s method on the cells reached a residual of [\d.e-]+ in 2 iterations, not 1e-10/,
  });
  t.true(error.residual > 1e-10);
});

/** V + ohm · g sinh(b V) / b = volt, by bisection; returns the current. */
function seriesCurrent(g: number, b: number, ohm: number, volt: number): number {
  let [low, high] = [0, volt];
  for (let k = 0; k < 200; k++) {
    const middle = (low + high) / 2;
    if ((g * Math.sinh(b * middle)) / b > (volt - middle) / ohm) high = middle;
    else low = middle;
  }
  return (volt - low) / ohm;
}

test('a law that first steps overshoot by decades still gives the current of its series resistance', t => {
  for (const b of [5, 10, 20, 30])
    for (const volt of [0.5, 1, 3]) {
      if (b * volt > 90) continue;
      const array = xbar([[1e-3]], { sense: 1000 });
      const s = solveNonlinear(array, sinhCells(array.conductance, b), Float64Array.of(volt));
      const expected = seriesCurrent(1e-3, b, 1000, volt);
      t.true(Math.abs(s.outputs[0]! / expected - 1) < 1e-10, `b ${b}, ${volt} V: ${s.outputs[0]}, not ${expected}`);
    }
});

test('what is called a solution keeps its power, however steep the law; what is not is refused', t => {
  const part = (stream: RandomStream, at: number): number =>
    stream.uniform(at) < 0.3 ? 0 : 10 ** (-1 + 4 * stream.uniform(at + 1));
  let solved = 0;
  for (let seed = 0; seed < 300; seed++) {
    const draw = randomStream(seed, 'steep');
    const [rows, cols] = [1 + Math.floor(5 * draw.uniform(0)), 1 + Math.floor(5 * draw.uniform(1))];
    const g = Float64Array.from({ length: rows * cols }, (_, k) => 10 ** (-7 + 5 * draw.uniform(10 + k)));
    const [wordLine, bitLine, driver, sense] = [50, 60, 70, 80].map(at => part(draw, at)) as [number, number, number, number]; // biome-ignore format: four numbers
    const array = crossbarArray(rows, cols, g, { wordLine, bitLine, driver, sense });
    const b = 0.5 * 80 ** draw.uniform(2);
    const amplitude = 10 ** (-1 + 3 * draw.uniform(3));
    const volts = Float64Array.from({ length: rows }, (_, i) => amplitude * (2 * draw.uniform(90 + i) - 1));
    try {
      const s = solveNonlinear(array, sinhCells(g, b), volts);
      solved++;
      t.true(Math.abs(heat(array, s).total - s.power) <= 1e-9 * s.power, `seed ${seed}, b ${b}, ${amplitude} V`);
    } catch (cause) {
      if (!(cause instanceof ConvergenceError)) throw cause;
      t.true(b * amplitude > 30 && cause.message.startsWith('Newton’s method on the cells'), `seed ${seed}`);
    }
  }
  t.true(solved > 200);
});

test('impossible options are refused', t => {
  const array = xbar([[1e-3]]);
  for (const tolerance of [0, -1, 1, Number.NaN])
    t.throws(() => solveNonlinear(array, sinhCells(array.conductance, 1), Float64Array.of(1), { tolerance }), {
      message: `nonlinear cells: tolerance: found ${tolerance}; expected a number between 0 and 1`,
    });
});

test('a law for another number of cells is refused', t => {
  const array = xbar([
    [1e-3, 1e-3],
    [1e-3, 1e-3],
  ]);
  t.throws(() => solveNonlinear(array, sinhCells(new Float64Array(3).fill(1e-3), 1), Float64Array.of(1, 1)), {
    message: 'crossbar: cell law: found one for 3 cells; expected one for 4, 2×2',
  });
});
