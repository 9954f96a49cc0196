import test from 'ava';
import fc from 'fast-check';
import { type CrossbarArray, crossbarArray } from '../../crossbar/array.js';
import { heat } from '../../crossbar/heat.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { solverMemoryLimit } from '../../crossbar/line-system.js';
import {
  checkOperatorMemory,
  effectiveOperator,
  operatorMemory,
  operatorMemoryLimit,
} from '../../crossbar/operator.js';
import { InputError } from '../../edge/error.js';
import { lineLayout } from '../../kernels/lines.js';
import { apply, difference, entryDifference, goldenCircuit, randomCircuit, terminals, xbar } from './circuits.js';
import { gauss, nodal, sparseLu } from './nodal.js';
import { qucsCases } from './qucs.js';
import { exactly, refined } from './refined.js';

const engines = ['wasm', 'plain'] as const;

// Ladder of a single word line: g in series with the sense resistance, u_j ∝ cosh((N − 1/2 − j) θ), 4 sinh²(θ/2) = r g.
test('one uniform word line is a cosh ladder', t => {
  const cols = 50;
  const g = 1e-4;
  const array = crossbarArray(1, cols, new Float64Array(cols).fill(g), { wordLine: 3, bitLine: 0, sense: 20 });
  const siemens = 1 / (1 / g + 20);
  const theta = 2 * Math.asinh(Math.sqrt(3 * siemens) / 2);
  const expected = Array.from(
    { length: cols },
    (_, j) => (siemens * Math.cosh((cols - 1 - j + 0.5) * theta)) / Math.cosh((cols + 0.5) * theta),
  );
  for (const engine of engines)
    t.true(entryDifference(effectiveOperator(array, { engine }).transfer.data, expected) < 1e-13, engine);
});

test('one cell is three resistors in series', t => {
  const array = xbar([[1e-3]], { wordLine: 2, bitLine: 3, driver: 5, sense: 7 });
  for (const engine of engines) {
    const { transfer, input } = effectiveOperator(array, { engine });
    t.true(entryDifference(transfer.data, [1 / 1017]) < 1e-15);
    t.true(entryDifference(input.data, [1 / 1017]) < 1e-15);
  }
});

test('without wires the operator is G, exactly, and with hardly any it is G to rounding', t => {
  const { array } = randomCircuit(9, 6);
  const wires = (wordLine: number, bitLine: number): CrossbarArray =>
    crossbarArray(9, 6, array.conductance, { wordLine, bitLine });
  const { transfer, input } = effectiveOperator(wires(0, 0));
  t.deepEqual(transfer.data, array.conductance);
  for (let i = 0; i < 9; i++)
    for (let k = 0; k < 9; k++) {
      const row = array.conductance.subarray(i * 6, (i + 1) * 6);
      t.is(input.data[i * 9 + k], i === k ? row.reduce((sum, g) => sum + g, 0) : 0);
    }
  for (const engine of engines) {
    t.true(difference(effectiveOperator(wires(1e-25, 1e-25), { engine }).transfer.data, transfer.data) < 1e-14);
    t.true(difference(effectiveOperator(wires(1e-25, 0), { engine }).transfer.data, transfer.data) < 1e-14);
  }
});

/** Both matrices column by column from nodal analysis with one source at 1 V. */
function byNodalAnalysis(array: CrossbarArray): { transfer: number[]; input: number[] } {
  const { rows, cols, conductance } = array;
  const transfer: number[] = [];
  const input = new Array<number>(rows * rows).fill(0);
  for (let i = 0; i < rows; i++) {
    const sources = Array.from({ length: rows }, (_, k) => (k === i ? 1 : 0));
    const oracle = nodal(array, sources);
    const { word, bit } = oracle.voltages(gauss(oracle.matrix, oracle.currents));
    const cell = word.map((volt, k) => conductance[k]! * (volt - bit[k]!));
    for (let j = 0; j < cols; j++) {
      let sum = 0;
      for (let k = 0; k < rows; k++) sum += cell[k * cols + j]!;
      transfer.push(sum);
    }
    for (let k = 0; k < rows; k++) for (let j = 0; j < cols; j++) input[k * rows + i]! += cell[k * cols + j]!;
  }
  return { transfer, input };
}

for (const [name, change] of Object.entries(terminals))
  test(`agrees with dense nodal analysis and with line-PCG, terminals at ${name}`, t => {
    for (const [rows, cols] of [
      [1, 1],
      [1, 7],
      [7, 1],
      [3, 11],
      [11, 6],
    ] as const) {
      const array = change(randomCircuit(rows, cols, 3).array);
      const expected = byNodalAnalysis(array);
      const scale = Math.max(...array.conductance);
      for (const engine of engines) {
        const { transfer, input } = effectiveOperator(array, { engine });
        // The oracle is good to about 1e-11 of the cells' conductance; with floating bit lines nothing else is left.
        const near = (found: Float64Array, values: number[]): boolean =>
          found.every((siemens, k) => Math.abs(siemens - values[k]!) < 1e-10 * scale);
        t.true(near(transfer.data, expected.transfer), `${rows}×${cols} transfer`);
        t.true(near(input.data, expected.input), `${rows}×${cols} input`);
      }
    }
    const { array: base, voltages } = randomCircuit(23, 18, 4);
    const array = change(base);
    const { transfer, input } = effectiveOperator(array);
    const s = solveArray(array, voltages);
    const scale = Math.max(1e-7, ...s.inputs.map(Math.abs));
    const near = (found: Float64Array, amps: Float64Array): boolean =>
      found.every((value, k) => Math.abs(value - amps[k]!) < 1e-10 * scale);
    t.true(near(apply(voltages, transfer.data, 18), s.outputs));
    t.true(near(apply(voltages, input.data, 23), s.inputs));
  });

test('agrees with dense nodal analysis, zeros and open cells included', t => {
  for (const [rows, cols] of [
    [1, 7],
    [7, 1],
    [3, 11],
    [11, 6],
  ] as const) {
    const { array } = randomCircuit(rows, cols);
    const changed = {
      ...array,
      wordSegments: array.wordSegments.map((ohm, j) => (j % 3 ? ohm : 0)),
      driver: array.driver.map(() => 0),
    };
    for (const circuit of [array, changed]) {
      const expected = byNodalAnalysis(circuit);
      for (const engine of engines) {
        const { transfer, input } = effectiveOperator(circuit, { engine });
        t.true(difference(transfer.data, expected.transfer) < 1e-11, `${rows}×${cols} ${engine}`);
        t.true(difference(input.data, expected.input) < 1e-11, `${rows}×${cols} ${engine}`);
      }
    }
  }
});

test('golden values', t => {
  const of = (n: number, wire: number, driver: number, sense: number): [number, number, number] => {
    const { array, voltages } = goldenCircuit(n, { wordLine: wire, bitLine: wire, driver, sense });
    const outputs = apply(voltages, effectiveOperator(array).transfer.data, n);
    return [outputs[0]!, outputs[n - 1]!, outputs.reduce((sum, value) => sum + value, 0)];
  };
  const near = (n: number, wire: number, expected: readonly [number, number, number]): void => {
    const found = of(n, wire, 0, 0);
    t.true(entryDifference(found, expected) < 1e-13, `${n}: ${found}`);
  };
  near(8, 1, [1.438174728912609e-4, 2.485459748945063e-4, 1.275644379798596e-3]);
  near(32, 1, [8.416042768233881e-4, 5.809215883379532e-4, 2.408256983759529e-2]);
  near(128, 2, [2.046463744177648e-3, 1.338254347661747e-3, 0.2009581714143434]);
  // 100 and 50 ohm in place of the first and the last segment of 10: what is given here is on top of these.
  const [first, , total] = of(8, 10, 90, 40);
  t.true(entryDifference([first, total], [1.362381008271376e-4, 1.193143355021677e-3]) < 1e-13);
});

test('agrees with the iterative solution on shapes of all kinds', t => {
  for (const [rows, cols] of [
    [1, 200],
    [101, 12],
    [37, 53],
    [64, 129],
    [101, 200],
  ] as const) {
    const { array, voltages } = randomCircuit(rows, cols);
    const { outputs, inputs } = solveArray(array, voltages, { tolerance: 1e-14 });
    const { transfer, input } = effectiveOperator(array);
    t.true(difference(apply(voltages, transfer.data, cols), outputs) < 1e-12, `${rows}×${cols} outputs`);
    t.true(difference(apply(voltages, input.data, rows), inputs) < 1e-12, `${rows}×${cols} inputs`);
  }
});

test('agrees with the iterative solution to the last digits on large shapes', t => {
  for (const [rows, cols] of [
    [200, 64],
    [64, 200],
    [129, 255],
  ] as const) {
    const { array, voltages } = randomCircuit(rows, cols, rows);
    const { outputs, inputs } = solveArray(array, voltages, { tolerance: 1e-15 });
    const { transfer, input } = effectiveOperator(array);
    const apart = [
      difference(apply(voltages, transfer.data, cols), outputs),
      difference(apply(voltages, input.data, rows), inputs),
    ];
    t.true(Math.max(...apart) < 3e-14, `${rows}×${cols}: ${apart}`);
  }
});

test('agrees with exact arithmetic, and so does the refined nodal analysis', t => {
  for (const [rows, cols, seed, name] of [
    [3, 3, 1, 'the near ends'],
    [2, 4, 2, 'both ends'],
    [4, 2, 3, 'the far ends'],
    [3, 2, 4, 'every other line floating'],
  ] as const) {
    const { array: base, voltages } = randomCircuit(rows, cols, seed);
    const array = terminals[name]!(base);
    const { inputs, outputs } = exactly(array, voltages);
    const nodes = refined(array)(voltages);
    t.true(difference(nodes.outputs, outputs) < 1e-15, `${name}: nodal outputs`);
    t.true(difference(nodes.inputs, inputs) < 1e-15, `${name}: nodal inputs`);
    for (const engine of engines) {
      const { transfer, input } = effectiveOperator(array, { engine });
      t.true(difference(apply(voltages, transfer.data, cols), outputs) < 3e-15, `${name}: outputs, ${engine}`);
      t.true(difference(apply(voltages, input.data, rows), inputs) < 3e-15, `${name}: inputs, ${engine}`);
    }
  }
});

for (const [rows, cols, seed, name] of [
  [13, 17, 1, 'the near ends'],
  [13, 17, 2, 'both ends'],
  [13, 17, 3, 'every other line floating'],
  [17, 13, 4, 'the near ends'],
  [37, 53, 5, 'the near ends'],
  [37, 53, 6, 'the far ends'],
] as const)
  test(`agrees with refined nodal analysis in every entry: ${rows}×${cols}, terminals at ${name}`, t => {
    const array = terminals[name]!(randomCircuit(rows, cols, seed).array);
    const one = refined(array);
    const columns = Array.from({ length: rows }, (_, i) => one(new Float64Array(rows).fill(1, i, i + 1)));
    const { transfer, input } = effectiveOperator(array);
    const apart = [
      difference(
        transfer.data,
        columns.flatMap(({ outputs }) => outputs),
      ),
      difference(
        input.data,
        columns.flatMap(({ inputs }) => inputs),
      ),
    ];
    t.true(Math.max(...apart) < 2e-13, `${apart}`);
  });

// Sums and powers of one operator alone say little: the diagonal of `input` is made of the entries of `transfer`.
test('what goes in comes out and is lost in the resistors, as two other solvers count it', t => {
  for (const [k, [name, change]] of Object.entries(terminals).entries()) {
    const [rows, cols] = [14 + k, 19 - 2 * k];
    const { array: base, voltages } = randomCircuit(rows, cols, 20 + k);
    const array = change(base);
    const { transfer, input } = effectiveOperator(array);
    const inputs = apply(voltages, input.data, rows);
    const outputs = apply(voltages, transfer.data, cols);
    const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0);
    const scale = Math.max(...inputs.map(Math.abs));
    const s = solveArray(array, voltages, { tolerance: 1e-15 });
    const counted = name === 'both ends at 0 ohm' ? s : refined(array)(voltages);
    t.true(Math.abs(total(inputs) - total(counted.outputs)) < 1e-12 * scale, `${name}: in as out`);
    t.true(Math.abs(total(outputs) - total(counted.inputs)) < 1e-12 * scale, `${name}: out as in`);
    const power = inputs.reduce((sum, amps, i) => sum + amps * voltages[i]!, 0);
    t.true(Math.abs(power / heat(array, s).total - 1) < 1e-12, `${name}: ${power / heat(array, s).total - 1}`);
  }
});

test('agrees with Qucs', t => {
  for (const c of qucsCases(t)) {
    const { array } = c;
    const volts = Float64Array.from(c.applied_voltages.flat());
    const { transfer, input } = effectiveOperator(array);
    t.true(difference(apply(volts, transfer.data, array.cols), c.i_output.flat()) < 1e-9, `${c.name}: outputs`);
    const inputs = c.i_word_line.map(row => row[0]!);
    t.true(difference(apply(volts, input.data, array.rows), inputs) < 1e-9, `${c.name}: inputs`);
  }
});

test('agrees with the sparse LU of mathjs on ten random arrays, and so does the iterative solution', t => {
  for (let k = 0; k < 10; k++) {
    const [rows, cols] = [3 + ((5 * k) % 11), 4 + ((7 * k) % 9)];
    const { array: base, voltages } = randomCircuit(rows, cols, 100 + k, [0.1, 1, 30][k % 3]!);
    const array = k % 2 ? terminals['both ends']!(base) : base;
    const { matrix, currents, voltages: read } = nodal(array, voltages);
    const solved = sparseLu(matrix, currents);
    const { word, bit } = read(solved);
    const outputs = new Float64Array(cols);
    const inputs = new Float64Array(rows);
    array.conductance.forEach((siemens, cell) => {
      const amps = siemens * (word[cell]! - bit[cell]!);
      outputs[cell % cols]! += amps;
      inputs[Math.floor(cell / cols)]! += amps;
    });
    const { transfer, input } = effectiveOperator(array);
    t.true(difference(apply(voltages, transfer.data, cols), outputs) < 1e-9, `${rows}×${cols} outputs`);
    t.true(difference(apply(voltages, input.data, rows), inputs) < 1e-9, `${rows}×${cols} inputs`);
    const s = solveArray(array, voltages);
    t.true(difference(s.wordVoltage, word) < 1e-9, `${rows}×${cols} word lines`);
    t.true(difference(s.bitVoltage, bit) < 1e-9, `${rows}×${cols} bit lines`);
  }
});

test('WebAssembly and plain TypeScript agree in every entry', t => {
  for (const [rows, cols] of [
    [1, 1],
    [2, 3],
    [5, 4],
    [1, 60],
    [60, 1],
    [33, 47],
    [90, 70],
  ] as const) {
    const { array } = randomCircuit(rows, cols, 3, 10);
    const wasm = effectiveOperator(array, { engine: 'wasm' });
    const plain = effectiveOperator(array, { engine: 'plain' });
    t.true(entryDifference(wasm.transfer.data, plain.transfer.data) < 1e-13, `${rows}×${cols}`);
    t.true(entryDifference(wasm.input.data, plain.input.data) < 1e-13, `${rows}×${cols}`);
  }
});

for (const [name, change] of Object.entries(terminals))
  test(`reciprocity: driving the bit lines and sensing the word lines gives the transpose, terminals at ${name}`, t => {
    const array = change(randomCircuit(13, 21).array);
    // Turned by a quarter: bit line cols−1−j becomes word line j, its sense end the driver.
    const turned: CrossbarArray = {
      rows: array.cols,
      cols: array.rows,
      conductance: Float64Array.from({ length: 13 * 21 }, (_, k) => {
        const i = array.rows - 1 - (k % array.rows);
        const j = array.cols - 1 - Math.floor(k / array.rows);
        return array.conductance[i * array.cols + j]!;
      }),
      wordSegments: array.bitSegments.toReversed(),
      bitSegments: array.wordSegments.toReversed(),
      driver: array.sense.toReversed(),
      driverFar: array.senseFar.toReversed(),
      sense: array.driver.toReversed(),
      senseFar: array.driverFar.toReversed(),
    };
    const forward = effectiveOperator(array).transfer.data;
    const backward = effectiveOperator(turned).transfer.data;
    const expected = forward.map((_, k) => {
      const i = Math.floor(k / 21);
      const j = k % 21;
      return backward[(20 - j) * 13 + (12 - i)]!;
    });
    t.true(entryDifference(forward, expected) < 1e-13);
  });

for (const [name, change] of Object.entries(terminals))
  test(`scaling: cells a times better with wires a times better conduct a times more, terminals at ${name}`, t => {
    const array = change(randomCircuit(10, 14).array);
    const right = effectiveOperator(array);
    // Between ends of 0 ohm an open cell passes the 1e-41 S of what stands for them, which is not scaled.
    const apart = name === 'both ends at 0 ohm' ? difference : entryDifference;
    for (const factor of [8, 3.7]) {
      const less = (ohms: Float64Array): Float64Array => ohms.map(ohm => ohm / factor);
      const more = (siemens: Float64Array): Float64Array => siemens.map(value => factor * value);
      const { transfer, input } = effectiveOperator({
        rows: 10,
        cols: 14,
        conductance: more(array.conductance),
        wordSegments: less(array.wordSegments),
        bitSegments: less(array.bitSegments),
        driver: less(array.driver),
        driverFar: less(array.driverFar),
        sense: less(array.sense),
        senseFar: less(array.senseFar),
      });
      t.true(apart(transfer.data, more(right.transfer.data)) < 1e-13, `${factor}: transfer`);
      t.true(apart(input.data, more(right.input.data)) < 1e-13, `${factor}: input`);
    }
  });

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 14 }),
  cols: fc.integer({ min: 1, max: 14 }),
  seed: fc.integer({ min: 0, max: 1e9 }),
  scale: fc.constantFrom(0.01, 1, 100),
});

test('passive: no negative entry, no column better than its cells, input symmetric and diagonally dominant', t => {
  fc.assert(
    fc.property(shape, ({ rows, cols, seed, scale }) => {
      const { array } = randomCircuit(rows, cols, seed, scale);
      const { transfer, input } = effectiveOperator(array);
      const column = (data: Float64Array, j: number): number =>
        Array.from({ length: rows }, (_, i) => data[i * cols + j]!).reduce((sum, value) => sum + value, 0);
      let good = transfer.data.every(value => value >= 0);
      for (let j = 0; j < cols; j++) good &&= column(transfer.data, j) <= column(array.conductance, j) * (1 + 1e-12);
      for (let i = 0; i < rows; i++) {
        const row = input.data.subarray(i * rows, (i + 1) * rows);
        const current = row.reduce((sum, value) => sum + value, 0); // all sources at 1 V: what row i sends to ground
        const sent = transfer.data.subarray(i * cols, (i + 1) * cols).reduce((sum, value) => sum + value, 0);
        good &&= Math.abs(current - sent) <= 1e-12 * row[i]!;
        for (let k = 0; k < rows; k++) good &&= row[k] === input.data[k * rows + i] && (k === i || row[k]! <= 0);
      }
      return good;
    }),
    { seed: 1, numRuns: 60 },
  );
  t.pass();
});

test('Rayleigh: the total current falls with every resistance and rises with every conductance', t => {
  const total = (array: CrossbarArray): number =>
    effectiveOperator(array).transfer.data.reduce((sum, value) => sum + value, 0);
  fc.assert(
    fc.property(
      shape,
      fc.nat(),
      fc.double({ min: 1, max: 5, noNaN: true }),
      ({ rows, cols, seed, scale }, at, factor) => {
        const { array } = randomCircuit(rows, cols, seed, scale);
        const grow = (values: Float64Array): Float64Array =>
          values.map((value, k) => (k === at % values.length ? factor * value : value));
        const before = total(array);
        const slack = 1e-13 * before;
        return (
          total({ ...array, conductance: grow(array.conductance) }) >= before - slack &&
          total({ ...array, wordSegments: grow(array.wordSegments) }) <= before + slack &&
          total({ ...array, bitSegments: grow(array.bitSegments) }) <= before + slack &&
          total({ ...array, driver: grow(array.driver) }) <= before + slack &&
          total({ ...array, sense: grow(array.sense) }) <= before + slack
        );
      },
    ),
    { seed: 1, numRuns: 60 },
  );
  t.pass();
});

test('what cannot be computed is refused', t => {
  const bad = (array: CrossbarArray, message: RegExp): void => {
    t.throws(() => effectiveOperator(array), { instanceOf: InputError, message });
  };
  bad(xbar([[1e-5, NaN]], { wordLine: 1 }), /^crossbar: conductance\[0\]\[1\]: found NaN S; expected/);
  const long = crossbarArray(1, 20000, new Float64Array(20000), { wordLine: 1, bitLine: 1 });
  bad(
    long,
    /^crossbar of 1×20000 cells: its effective operator takes [\d.]+ GiB to compute; expected at most 2\.0 GiB/,
  );
});

test('the limits of memory are those of the documentation, and hold from the first byte', t => {
  const alone = (rows: number, cols: number) => ({ rows, cols, wordFar: false, bitFar: false });
  const square = (n: number): number => operatorMemory(alone(n, n));
  t.true(square(3900) <= operatorMemoryLimit && square(4000) > operatorMemoryLimit, `${square(3900) / 2 ** 30} GiB`);
  let [fits, tooMuch] = [1, 20000];
  while (tooMuch - fits > 1) {
    const half = (fits + tooMuch) >> 1;
    if (operatorMemory(alone(half, 7)) > operatorMemoryLimit) tooMuch = half;
    else fits = half;
  }
  t.notThrows(() => checkOperatorMemory(alone(fits, 7)));
  t.throws(() => checkOperatorMemory(alone(tooMuch, 7)), {
    instanceOf: InputError,
    message: `crossbar of ${tooMuch}×7 cells: its effective operator takes 2.0 GiB to compute; expected at most 2.0 GiB; use smaller tiles, or solve for each input on its own`,
  });

  const bytes = (rows: number, cols: number): number => 8 * lineLayout(rows, cols).doubles;
  t.true(bytes(4900, 4900) <= solverMemoryLimit && bytes(5000, 5000) > solverMemoryLimit);
  // A single bit line takes the most memory for each of its cells, so that the array itself is small.
  let rows = 1 << 20;
  while (bytes(rows, 1) <= solverMemoryLimit) rows += 100;
  const long = crossbarArray(rows, 1, new Float64Array(rows), { wordLine: 1, bitLine: 1 });
  t.throws(() => solveArray(long, new Float64Array(rows)), {
    instanceOf: InputError,
    message: `crossbar of ${rows}×1 cells: solving it takes 2.0 GiB; expected at most 2 GiB; use smaller tiles`,
  });
});
