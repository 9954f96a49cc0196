import test from 'ava';
import fc from 'fast-check';
import { type CrossbarArray, crossbarArray } from '../../crossbar/array.js';
import { heat } from '../../crossbar/heat.js';
import { solveArray, solveOutputs } from '../../crossbar/line-pcg.js';
import { ConvergenceError } from '../../crossbar/line-system.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { InputError } from '../../edge/error.js';
import { multiply } from '../../kernels/dense.js';
import { difference, goldenCircuit, randomCircuit, terminals, xbar } from './circuits.js';
import { violations } from './kirchhoff.js';
import { gauss, nodal, sparseLu } from './nodal.js';
import { qucsCases } from './qucs.js';

test('agrees with Qucs at every node and branch', t => {
  for (const c of qucsCases(t)) {
    const { array } = c;
    const found = solveArray(array, Float64Array.from(c.applied_voltages.flat()));
    const near = (name: string, values: Float64Array, expected: number[][]): void => {
      t.true(difference(values, expected.flat()) < 1e-9, `${c.name}: ${name}`);
    };
    near('output', found.outputs, c.i_output);
    near('cell current', found.cellCurrent, c.i_device);
    near('word-line current', found.wordCurrent, c.i_word_line);
    near('bit-line current', found.bitCurrent, c.i_bit_line);
    near('word-line voltage', found.wordVoltage, c.v_word_line);
    near('bit-line voltage', found.bitVoltage, c.v_bit_line);
  }
});

const wiresWithZeros: Record<string, (array: CrossbarArray) => CrossbarArray> = {
  'all wires': a => a,
  'no driver, no sense': a => ({ ...a, driver: a.driver.map(() => 0), sense: a.sense.map(() => 0) }),
  'ideal word lines': a => ({ ...a, driver: a.driver.map(() => 0), wordSegments: a.wordSegments.map(() => 0) }),
  'ideal bit lines': a => ({ ...a, sense: a.sense.map(() => 0), bitSegments: a.bitSegments.map(() => 0) }),
  'ideal bit lines, real sense': a => ({ ...a, bitSegments: a.bitSegments.map(() => 0) }),
  'every other segment': a => ({
    ...a,
    wordSegments: a.wordSegments.map((ohm, j) => (j % 2 ? ohm : 0)),
    bitSegments: a.bitSegments.map((ohm, i) => (i % 2 ? 0 : ohm)),
    driver: a.driver.map((ohm, i) => (i % 3 ? ohm : 0)),
  }),
  'no wires': a => crossbarArray(a.rows, a.cols, a.conductance, { wordLine: 0, bitLine: 0 }),
};

for (const [name, change] of Object.entries(wiresWithZeros))
  test(`agrees with dense nodal analysis: ${name}`, t => {
    for (const [rows, cols] of [
      [1, 1],
      [1, 7],
      [7, 1],
      [3, 11],
      [12, 9],
      [13, 17],
    ] as const) {
      const circuit = randomCircuit(rows, cols);
      const array = change(circuit.array);
      const oracle = nodal(array, circuit.voltages);
      const expected = oracle.voltages(gauss(oracle.matrix, oracle.currents));
      const found = solveArray(array, circuit.voltages);
      // The oracle itself is good to about 1e-11 of the largest voltage: its 1/r stamps are 10⁶ times the cells'.
      t.true(difference(found.wordVoltage, expected.word) < 1e-10, `${rows}×${cols} word lines`);
      t.true(difference(found.bitVoltage, expected.bit) < 1e-10, `${rows}×${cols} bit lines`);
      const cell = expected.word.map((volt, k) => array.conductance[k]! * (volt - expected.bit[k]!));
      t.true(difference(found.cellCurrent, cell) < 1e-10, `${rows}×${cols} cells`);
    }
  });

test('agrees with the sparse LU of mathjs on 32 × 32 cells', t => {
  const { array, voltages } = randomCircuit(32, 32, 5);
  const { matrix, currents, voltages: read } = nodal(array, voltages);
  const solved = sparseLu(matrix, currents);
  const expected = read(solved);
  const found = solveArray(array, voltages);
  t.true(difference(found.wordVoltage, expected.word) < 1e-10);
  t.true(difference(found.bitVoltage, expected.bit) < 1e-10);
});

// Computed in long double with an independent program, and again with badcrossbar (to its 1e-12).
test('golden values', t => {
  const outputs = (n: number, wire: number, driver: number, sense: number): Float64Array => {
    const { array, voltages } = goldenCircuit(n, { wordLine: wire, bitLine: wire, driver, sense });
    return solveArray(array, voltages, { tolerance: 1e-14 }).outputs;
  };
  const near = (found: number, expected: number): void => {
    t.true(Math.abs(found / expected - 1) < 1e-12, `${found}`);
  };
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

  // The golden wires have r instead of r + driver as their first segment, so what is given here is what is on top of r.
  const eight = outputs(8, 1, 0, 0);
  const expected = [
    1.438174728912609e-4, 1.102861936527303e-4, 1.098623352512732e-4, 2.084541458870921e-4, 2.020798267560911e-4,
    1.33037998612599e-4, 1.195604318530429e-4, 2.485459748945063e-4,
  ];
  expected.forEach((value, j) => {
    near(eight[j]!, value);
  });
  near(total(eight), 1.275644379798596e-3);
  near(total(outputs(8, 0, 0, 0)), 1.27879296875e-3);
  const strong = outputs(8, 10, 90, 40);
  near(strong[0]!, 1.362381008271376e-4);
  near(total(strong), 1.193143355021677e-3);
  const middle = outputs(32, 1, 0, 0);
  near(middle[0]!, 8.416042768233881e-4);
  near(middle[31]!, 5.809215883379532e-4);
  near(total(middle), 2.408256983759529e-2);
  const large = outputs(128, 2, 0, 0);
  near(large[0]!, 2.046463744177648e-3);
  near(large[127]!, 1.338254347661747e-3);
  near(total(large), 0.2009581714143434);
});

test('one cell is three resistors in series', t => {
  const { outputs, inputs, power } = solveArray(
    xbar([[1e-3]], { wordLine: 2, bitLine: 3, driver: 5, sense: 7 }),
    Float64Array.of(0.5),
  );
  t.true(Math.abs(outputs[0]! - 0.5 / 1017) < 1e-17);
  t.is(inputs[0], outputs[0]);
  t.is(power, 0.5 * inputs[0]!);
});

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  cols: fc.integer({ min: 1, max: 12 }),
  seed: fc.integer({ min: 0, max: 1e9 }),
  scale: fc.constantFrom(0.01, 1, 30),
});

for (const [name, change] of Object.entries(terminals))
  test(`agrees with dense nodal analysis, terminals at ${name}`, t => {
    for (const [rows, cols] of [
      [1, 1],
      [1, 7],
      [7, 1],
      [3, 11],
      [12, 9],
      [13, 17],
    ] as const) {
      const { array: base, voltages: word } = randomCircuit(rows, cols, 3);
      const array = change(base);
      for (const bit of [new Float64Array(cols), randomCircuit(cols, 1).voltages]) {
        const oracle = nodal(array, word, bit);
        const expected = oracle.voltages(gauss(oracle.matrix, oracle.currents));
        const found = solveArray(array, { word, bit });
        t.true(difference(found.wordVoltage, expected.word) < 1e-10, `${rows}×${cols} word lines`);
        t.true(difference(found.bitVoltage, expected.bit) < 1e-10, `${rows}×${cols} bit lines`);
        const alone = solveOutputs(array, { word, bit }).outputs;
        const scale = Math.max(1e-7, ...found.cellCurrent.map(Math.abs));
        alone.forEach((amps, j) => {
          t.true(Math.abs(amps - found.outputs[j]!) < 1e-9 * scale, `${rows}×${cols} output ${j}`);
        });
      }
    }
  });

test('reciprocity: word line i is driven and bit line j sensed, or the other way round', t => {
  const { array } = randomCircuit(9, 14, 8);
  const one = (n: number, k: number): Float64Array => new Float64Array(n).fill(1, k, k + 1);
  for (const [i, j] of [
    [0, 0],
    [3, 11],
    [8, 13],
  ] as const) {
    const forward = solveArray(array, one(9, i)).outputs[j]!;
    const backward = -solveArray(array, { word: new Float64Array(9), bit: one(14, j) }).inputs[i]!;
    t.true(Math.abs(backward / forward - 1) < 1e-11);
  }
});

test('Kirchhoff and Ohm hold at every node and wire; all power is lost as heat', t => {
  fc.assert(
    fc.property(shape, fc.constantFrom(...Object.keys(terminals)), fc.boolean(), (shape, name, bitsDriven) => {
      const { rows, cols, seed, scale } = shape;
      const circuit = randomCircuit(rows, cols, seed, scale);
      const array = terminals[name]!(circuit.array);
      const word = circuit.voltages;
      const bit = bitsDriven ? randomCircuit(cols, 1, seed).voltages : new Float64Array(cols);
      const s = solveArray(array, { word, bit });
      const largest = Math.max(1e-9, ...s.cellCurrent.map(Math.abs));
      const wrong = violations(array, { word, bit }, s);

      const lost = heat(array, s).total;
      // Power is a difference of terms of 1 V times the currents where lines are driven against each other.
      return (
        wrong.amperes < 1e-9 * largest && wrong.volts < 1e-10 && Math.abs(s.power - lost) <= 1e-10 * (lost + largest)
      );
    }),
    { seed: 1, numRuns: 200 },
  );
  t.pass();
});

test('superposition: the solution is linear in the voltages', t => {
  fc.assert(
    fc.property(shape, fc.double({ min: -3, max: 3, noNaN: true }), ({ rows, cols, seed, scale }, factor) => {
      const { array, voltages } = randomCircuit(rows, cols, seed, scale);
      const other = randomCircuit(rows, cols, seed + 1).voltages;
      const a = solveArray(array, voltages).cellCurrent;
      const b = solveArray(array, other).cellCurrent;
      const both = solveArray(
        array,
        voltages.map((volt, i) => volt + factor * other[i]!),
      ).cellCurrent;
      const scaleOfAll = Math.max(...a.map(Math.abs), ...b.map(Math.abs), 1e-30);
      return both.every((value, k) => Math.abs(value - a[k]! - factor * b[k]!) < 1e-10 * scaleOfAll);
    }),
    { seed: 1, numRuns: 40 },
  );
  t.pass();
});

test('what cannot be a circuit is refused with its place', t => {
  const volts = Float64Array.of(1, 1);
  const bad = (array: CrossbarArray, voltages: Float64Array, message: string): void => {
    t.is(t.throws(() => solveArray(array, voltages), { instanceOf: InputError }).message, message);
  };
  const cells = [
    [1e-5, 1e-5],
    [1e-5, 1e-5],
  ];
  bad(
    xbar([
      [1e-5, 1e-5],
      [1e-5, -1e-5],
    ]),
    volts,
    'crossbar: conductance[1][1]: found -0.00001 S; expected a finite number ≥ 0 S',
  );
  bad(
    xbar(cells, { bitLine: Infinity }),
    volts,
    'crossbar: bitSegments[0]: found Infinity ohm; expected a finite number ≥ 0 ohm',
  );
  bad(
    xbar(cells, { driver: NaN }),
    volts,
    'crossbar: driver[0]: found NaN ohm; expected a number ≥ 0 ohm, or Infinity for an open end',
  );
  bad(
    xbar(cells, { driver: Infinity, sense: Infinity }),
    volts,
    'crossbar: word line 0: found a floating line with no path to any terminal: both its ends are open and so are all ' +
      'cells that lead on; expected a driver or sense resistance < Infinity ohm, or a cell > 0 S to a line that has one',
  );
  bad({ ...xbar(cells), sense: new Float64Array(3) }, volts, 'crossbar: sense: found 3 values; expected 2');
  bad(xbar(cells), Float64Array.of(1), 'crossbar: voltages: found 1 voltages; expected 2, one per word line');
  bad(xbar(cells), Float64Array.of(1, NaN), 'crossbar: voltages[1]: found NaN V; expected a finite number');
});

test('a tolerance that is not reached is an error that says what was reached', t => {
  const { array, voltages } = randomCircuit(12, 12, 1, 100);
  const error = t.throws(() => solveArray(array, voltages, { maxIterations: 2 }), { instanceOf: ConvergenceError });
  t.is(error.iterations, 2);
  t.true(error.residual > 1e-12 && error.residual < 1);
});

test('bit lines without resistance between some or all cells: dense elimination and the operator agree', t => {
  const across = (array: CrossbarArray, volts: Float64Array): void => {
    const { outputs, bitVoltage } = solveArray(array, volts);
    t.true(
      difference(outputs, multiply(volts, 1, effectiveOperator(array).transfer.data, array.rows, array.cols)) < 1e-11,
    );
    const oracle = nodal(array, volts);
    t.true(difference(bitVoltage, oracle.voltages(gauss(oracle.matrix, oracle.currents)).bit) < 1e-10);
  };
  // Cells far more conductive than the word lines: without care residuals within one node grow until all digits are gone.
  const g = Float64Array.from({ length: 64 }, (_, k) => (k % 3 ? 1e-2 : 1e-4));
  const volts = Float64Array.from({ length: 8 }, (_, i) => (i % 2 ? 0.3 : 1));
  for (const sense of [10, 1e4]) across(crossbarArray(8, 8, g, { wordLine: 1000, bitLine: 0, sense }), volts);
  for (let seed = 1; seed < 20; seed++) {
    const { array, voltages } = randomCircuit(9, 7, seed);
    across({ ...array, bitSegments: array.bitSegments.map((ohm, i) => ((i * seed) % 3 ? 0 : ohm)) }, voltages);
  }
});

test('options and voltages that no iteration can work with are refused', t => {
  const array = xbar([[1e-3]], { wordLine: 1, sense: 1 });
  const bad = (volt: number, options: object, message: string): void => {
    t.throws(() => solveArray(array, Float64Array.of(volt), options), { instanceOf: InputError, message });
  };
  for (const tolerance of [0, 1, -1, Number.NaN, Infinity])
    bad(1, { tolerance }, `crossbar solver: tolerance: found ${tolerance}; expected a number between 0 and 1`);
  for (const maxIterations of [0, 2.5, -1, Number.NaN])
    bad(1, { maxIterations }, `crossbar solver: maxIterations: found ${maxIterations}; expected a whole number ≥ 1`);
  for (const volt of [1e-160, 1e160])
    bad(volt, {}, `crossbar: voltages: found at most ${volt} V; expected the largest to be 0 V, or between 1e-120 V and 1e+120 V`); // biome-ignore format: one line
});
