import test from 'ava';
import fc from 'fast-check';
import { gatedCells, gates } from '../../crossbar/access.js';
import { crossbarArray } from '../../crossbar/array.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import {
  columnConductances,
  solveTwoWire,
  type TwoWireArray,
  type TwoWireSolution,
  type TwoWireVoltages,
  twoWireArray,
} from '../../crossbar/two-wire.js';
import { InputError } from '../../edge/error.js';
import { randomStream } from '../../numeric/random.js';
import { difference, entryDifference } from './circuits.js';
import { doubles, rationals } from './rational.js';
import { columnOracle } from './two-wire-nodal.js';

/** Conductances log-uniform from 1 to 100 uS with one cell in ten open, all wires different, voltages from −1 to 1 V. */
function randomPair(
  rows: number,
  cols: number,
  seed = 1,
  scale = 1,
): { array: TwoWireArray; volts: TwoWireVoltages; on: Uint8Array } {
  const draw = (name: string, n: number): Float64Array => {
    const stream = randomStream(seed, name, rows, cols);
    return Float64Array.from({ length: n }, (_, k) => stream.uniform(k));
  };
  const open = draw('open', rows * cols);
  return {
    array: {
      rows,
      cols,
      conductance: draw('conductance', rows * cols).map((u, k) => (open[k]! < 0.1 ? 0 : 1e-6 * 100 ** u)),
      supplySegments: draw('supply', rows).map(u => scale * (0.5 + 5 * u)),
      bitSegments: draw('bit', rows).map(u => scale * (0.5 + 5 * u)),
      driver: draw('driver', cols).map(u => scale * 200 * u),
      driverFar: new Float64Array(cols).fill(Infinity),
      sense: draw('sense', cols).map(u => scale * 200 * u),
      senseFar: new Float64Array(cols).fill(Infinity),
    },
    volts: { supply: draw('volts', cols).map(u => 2 * u - 1), bit: draw('ground', cols).map(u => 0.2 * u) },
    on: Uint8Array.from(draw('on', rows), u => (u < 0.7 ? 1 : 0)),
  };
}

const zeros = (values: Float64Array): Float64Array => values.map(() => 0);
const open = (values: Float64Array): Float64Array => values.map(() => Infinity);

/** What the ends of the lines are joined to. */
const ends: Record<string, (array: TwoWireArray) => TwoWireArray> = {
  'opposite ends': a => a,
  'the same end, the last row': a => ({ ...a, driver: open(a.driver), driverFar: a.driver }),
  'the same end, the first row': a => ({ ...a, sense: open(a.sense), senseFar: a.sense }),
  'all four ends': a => ({ ...a, driverFar: a.driver.map(ohm => ohm + 3), senseFar: a.sense.map(ohm => 2 * ohm) }),
  'supply at both ends': a => ({ ...a, driverFar: a.driver.map(ohm => 2 * ohm) }),
  'all four ends at 0 ohm': a => ({
    ...a,
    driver: zeros(a.driver),
    driverFar: zeros(a.driver),
    sense: zeros(a.sense),
    senseFar: zeros(a.sense),
  }),
  'every other bit line floating': a => ({
    ...a,
    sense: a.sense.map((ohm, j) => (j % 2 ? Infinity : ohm)),
    conductance: a.conductance.map(siemens => siemens + 1e-7),
  }),
};

const wires: Record<string, (array: TwoWireArray) => TwoWireArray> = {
  'all wires': a => a,
  'ideal supply lines': a => ({ ...a, driver: zeros(a.driver), supplySegments: zeros(a.supplySegments) }),
  'ideal bit lines, real sense': a => ({ ...a, bitSegments: zeros(a.bitSegments) }),
  'every other segment': a => ({
    ...a,
    supplySegments: a.supplySegments.map((ohm, i) => (i % 2 ? ohm : 0)),
    bitSegments: a.bitSegments.map((ohm, i) => (i % 2 ? 0 : ohm)),
    driver: a.driver.map((ohm, j) => (j % 3 ? ohm : 0)),
  }),
  'no wires': a => ({
    ...a,
    supplySegments: zeros(a.supplySegments),
    bitSegments: zeros(a.bitSegments),
    driver: zeros(a.driver),
    sense: zeros(a.sense),
  }),
};

const shapes = [
  [1, 1],
  [1, 5],
  [7, 1],
  [13, 17],
] as const;

for (const [wired, rewire] of Object.entries(wires))
  for (const [joined, rejoin] of Object.entries(ends))
    test(`agrees with dense nodal analysis: ${wired}, ${joined}`, t => {
      for (const [rows, cols] of shapes) {
        const circuit = randomPair(rows, cols);
        const array = rejoin(rewire(circuit.array));
        const { supply, bit } = circuit.volts;
        const found = solveTwoWire(array, circuit.volts);
        const grid = (of: (j: number) => readonly number[]): Float64Array => {
          const columns = Array.from({ length: cols }, (_, j) => of(j));
          return Float64Array.from({ length: rows * cols }, (_, k) => columns[k % cols]![Math.floor(k / cols)]!);
        };
        const columns = Array.from({ length: cols }, (_, j) => columnOracle(doubles, array, j));
        const drop = (j: number): number => supply[j]! - bit[j]!;
        const volts = (parts: number[], j: number): number[] => parts.map(part => bit[j]! + drop(j) * part);
        const near = (name: string, values: Float64Array, expected: ArrayLike<number>): void => {
          t.true(difference(values, expected) < 1e-10, `${rows}×${cols} ${name}`);
        };
        near(
          'supply lines',
          found.supplyVoltage,
          grid(j => volts(columns[j]!.supply, j)),
        );
        near(
          'bit lines',
          found.bitVoltage,
          grid(j => volts(columns[j]!.bit, j)),
        );
        near(
          'cells',
          found.cellCurrent,
          grid(j => columns[j]!.cells.map(amps => amps * drop(j))),
        );
        const outputs = columns.map((column, j) => column.output * drop(j));
        near('outputs', found.outputs, outputs);
        near('inputs', found.inputs, outputs);
      }
    });

test('rows whose gates are off carry no current', t => {
  for (const [rows, cols] of shapes) {
    const { array, on } = randomPair(rows, cols, 3);
    const found = solveTwoWire(array, new Float64Array(cols).fill(1), on);
    const expected = Array.from({ length: cols }, (_, j) => columnOracle(doubles, array, j, i => on[i] === 1).output);
    t.true(difference(found.outputs, expected) < 1e-11);
    t.true(found.cellCurrent.every((amps, k) => on[Math.floor(k / cols)] === 1 || amps === 0));
    const off = array.conductance.map((siemens, k) => (on[Math.floor(k / cols)] ? siemens : 0));
    t.deepEqual(solveTwoWire({ ...array, conductance: off }, new Float64Array(cols).fill(1)), found);
    t.deepEqual(
      solveTwoWire(
        array,
        new Float64Array(cols).fill(1),
        Array.from(on, gate => gate === 1),
      ),
      found,
    );
  }
});

test('cells that are on are a memristor and its transistor; cells that are off may leak', t => {
  const memristors = Float64Array.of(1e-4, 2e-4, 1e-5, 5e-5);
  const transistor = { onOhm: 2000, offSiemens: 1e-9 };
  const pair = { supplyLine: 2, bitLine: 1, driver: 10, sense: 20 };
  const supply = Float64Array.of(0.2, 0.2);
  const all = twoWireArray(2, 2, gatedCells(memristors, transistor), pair);
  const some = twoWireArray(2, 2, gatedCells(memristors, transistor, gates(2, 2, { rows: [1] })), pair);
  const leaking = solveTwoWire(some, supply).outputs;
  const tight = solveTwoWire(all, supply, [0, 1]).outputs;
  leaking.forEach((amps, j) => {
    t.true(Math.abs((amps - tight[j]!) / 0.2e-9 - 1) < 0.1);
  });
});

test('one cell is a divider', t => {
  const array = twoWireArray(1, 1, Float64Array.of(1e-4), { supplyLine: 2, bitLine: 3, driver: 40, sense: 55 });
  const found = solveTwoWire(array, Float64Array.of(0.5));
  const amps = 0.5 / 10100;
  for (const current of [found.outputs, found.inputs, found.cellCurrent, found.supplyCurrent, found.bitCurrent])
    t.true(entryDifference(current, [amps]) < 1e-15);
  t.true(entryDifference(found.supplyVoltage, [0.5 - 42 * amps]) < 1e-15);
  t.true(entryDifference(found.bitVoltage, [58 * amps]) < 1e-15);
  t.true(Math.abs(found.power / (0.5 * amps) - 1) < 1e-15);
  t.true(entryDifference(columnConductances(array), [1 / 10100]) < 1e-15);
});

test('two cells: their paths are alike at opposite ends, and one is longer at the same end', t => {
  const [rs, rb, r0, r1] = [100, 300, 1e4, 2e4];
  const array = twoWireArray(2, 1, Float64Array.of(1 / r0, 1 / r1), { supplyLine: rs, bitLine: rb });
  const parallel = (a: number, b: number): number => (a * b) / (a + b);
  const opposite = rs + parallel(r0 + rb, rs + r1) + rb;
  t.true(entryDifference(columnConductances(array), [1 / opposite]) < 1e-15);
  const same = { ...array, sense: array.senseFar, senseFar: Float64Array.of(7) };
  t.true(entryDifference(columnConductances(same), [1 / (rs + parallel(r0, rs + r1 + rb) + 7)]) < 1e-15);
});

// A uniform pair of lines is a line of 2r per segment for the voltage across the cells: d(i) ~ cosh of the place.
test('uniform lines follow their closed forms, from no drop to nothing left', t => {
  const n = 64;
  for (const ratio of [1e-12, 1e-6, 1e-3, 1, 1e3, 1e6]) {
    const siemens = 1e-4;
    const r = ratio / siemens;
    const cells = new Float64Array(n).fill(siemens);
    const theta = 2 * Math.asinh(Math.sqrt(2 * ratio) / 2);
    const opposite = twoWireArray(n, 1, cells, { supplyLine: r, bitLine: r });
    // All cells together carry I; from end to end half of it flows in either line on average, and the first cell is crossed.
    const first = (Math.cosh(((n - 1) * theta) / 2) * Math.sinh(theta / 2)) / Math.sinh((n * theta) / 2);
    const ohm = r + first / siemens + ((n - 1) * r) / 2 + r;
    t.true(entryDifference(columnConductances(opposite), [1 / ohm]) < 1e-13, `opposite, r g = ${ratio}`);

    // Both at the first row: the segments there are r each, those after the last row carry nothing.
    const same = { ...opposite, sense: opposite.senseFar, senseFar: Float64Array.of(r) };
    const cosh = (i: number): number => {
      const [place, all] = [(n - 1 - i + 0.5) * theta, (n + 0.5) * theta];
      return (Math.exp(place - all) * (1 + Math.exp(-2 * place))) / (1 + Math.exp(-2 * all));
    };
    const found = solveTwoWire(same, Float64Array.of(0.3));
    const expected = Float64Array.from({ length: n }, (_, i) => 0.3 * siemens * cosh(i));
    t.true(difference(found.cellCurrent, expected) < 1e-12, `same, r g = ${ratio}`);
  }
});

test('an endless ladder has the resistance that one more cell does not change', t => {
  const [siemens, rs, rb] = [1e-3, 30, 70];
  const array = twoWireArray(2000, 1, new Float64Array(2000).fill(siemens), {
    supplyLine: rs,
    bitLine: rb,
    sense: Infinity,
    senseFar: rb,
  });
  const r = rs + rb;
  const ohm = (r + Math.sqrt(r * r + (4 * r) / siemens)) / 2;
  t.true(entryDifference(columnConductances(array), [1 / ohm]) < 1e-14);
});

const exactCases: Record<string, (u: (k: number) => number) => number> = {
  'wires as usual': u => 0.1 + u(0),
  'wires of no account': u => 1e-9 * (0.1 + u(0)),
  'wires that take all': u => 1e9 * (0.1 + u(0)),
  'wires from 1e-8 to 1e8 ohm': u => 10 ** (16 * u(0) - 8),
};

for (const [name, ohm] of Object.entries(exactCases))
  test(`agrees with exact arithmetic: ${name}`, t => {
    let worst = 0;
    for (let seed = 1; seed <= 12; seed++)
      for (const [joined, rejoin] of Object.entries(ends)) {
        const rows = 1 + (seed % 5);
        const draw = (what: string, n: number, spread: (u: (k: number) => number) => number): Float64Array => {
          const stream = randomStream(seed, what);
          return Float64Array.from({ length: n }, (_, k) => spread(() => stream.uniform(k)));
        };
        const array = rejoin({
          rows,
          cols: 1,
          conductance: draw('cells', rows, u => 10 ** (8 * u(0) - 10)),
          supplySegments: draw('supply', rows, ohm),
          bitSegments: draw('bit', rows, ohm),
          driver: draw('driver', 1, ohm),
          driverFar: Float64Array.of(Infinity),
          sense: draw('sense', 1, ohm),
          senseFar: Float64Array.of(Infinity),
        });
        const exact = columnOracle(rationals, array, 0);
        const found = solveTwoWire(array, Float64Array.of(1));
        const [output, supply, bit] = [[exact.output], exact.supply, exact.bit].map(values =>
          values.map(rationals.value),
        ) as [number[], number[], number[]];
        // 0 ohm at a terminal is 1e-30 ohm.
        const sure = (volts: ArrayLike<number>): number[] => Array.from(volts, volt => (volt < 1e-25 ? 0 : volt));
        const error = Math.max(
          entryDifference(columnConductances(array), output),
          entryDifference(found.outputs, output),
          entryDifference(found.inputs, output),
          entryDifference(sure(found.supplyVoltage), sure(supply)),
          entryDifference(sure(found.bitVoltage), sure(bit)),
        );
        t.true(error < 1e-14, `${joined}, seed ${seed}: ${error}`);
        worst = Math.max(worst, error);
        const cells = exact.cells.map(rationals.value);
        const lost = cells.map((amps, i) => Math.abs(found.cellCurrent[i]! - amps) / array.conductance[i]!);
        t.true(Math.max(...lost) < 1e-15, `${joined}, seed ${seed}: cells`);
      }
    t.log(`largest relative error ${worst.toExponential(1)}`);
  });

/** How far a solution is from Kirchhoff's current law at any node (A) and from Ohm's law on any wire (V). */
function violations(a: TwoWireArray, volts: TwoWireVoltages, s: TwoWireSolution): { amperes: number; volts: number } {
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
function losses(a: TwoWireArray, s: TwoWireSolution): number {
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

test('Kirchhoff and Ohm hold everywhere, what goes in comes out, and all power is lost somewhere', t => {
  for (const [joined, rejoin] of Object.entries(ends))
    for (const scale of [1e-3, 1, 100]) {
      const { volts, ...circuit } = randomPair(60, 20, 5, scale);
      const array = rejoin(circuit.array);
      const found = solveTwoWire(array, volts);
      const most = Math.max(...found.outputs.map(Math.abs));
      const off = violations(array, volts, found);
      t.true(off.amperes < 1e-13 * most, `${joined}: ${off.amperes} A`);
      t.true(off.volts < 1e-13, `${joined}: ${off.volts} V`);
      t.true(entryDifference(found.inputs, found.outputs) < 1e-13, joined);
      t.true(Math.abs(losses(array, found) / found.power - 1) < 1e-12, joined);
      const drop = volts.supply.map((volt, j) => volt - volts.bit[j]!);
      const siemens = columnConductances(array);
      t.true(
        entryDifference(
          found.outputs,
          siemens.map((g, j) => g * drop[j]!),
        ) < 1e-13,
        joined,
      );
    }
});

test('columns do not touch each other, and solutions of several supplies add up', t => {
  const { array, volts } = randomPair(13, 17, 2);
  const one = solveTwoWire(array, volts.supply).outputs;
  const other = solveTwoWire(array, { supply: new Float64Array(17), bit: volts.bit }).outputs;
  const both = solveTwoWire(array, volts).outputs;
  t.true(
    difference(
      both,
      one.map((amps, j) => amps + other[j]!),
    ) < 1e-15,
  );
  const alone = solveTwoWire(
    array,
    Float64Array.from(volts.supply, (volt, j) => (j === 4 ? volt : 0)),
  );
  t.deepEqual(
    alone.outputs,
    one.map((amps, j) => (j === 4 ? amps : 0)),
  );
});

/** The array upside down, so that its bit lines become supply lines. */
function turned(a: TwoWireArray): TwoWireArray {
  return {
    rows: a.rows,
    cols: a.cols,
    conductance: a.conductance.map(
      (_, k) => a.conductance[(a.rows - 1 - Math.floor(k / a.cols)) * a.cols + (k % a.cols)]!,
    ),
    supplySegments: a.bitSegments.toReversed(),
    bitSegments: a.supplySegments.toReversed(),
    driver: a.sense,
    driverFar: a.senseFar,
    sense: a.driver,
    senseFar: a.driverFar,
  };
}

/** Arrays with anything in them that an array may have: open cells, 0 ohm, open ends, orders of magnitude. */
const anyPair = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), cols: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, cols }) => {
    const list = (values: fc.Arbitrary<number>, length: number): fc.Arbitrary<Float64Array> =>
      fc.array(values, { minLength: length, maxLength: length }).map(found => Float64Array.from(found));
    const decades = (min: number, max: number): fc.Arbitrary<number> =>
      fc.double({ min, max, noNaN: true }).map(x => 10 ** x);
    const ohm = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: decades(-3, 5) });
    const end = fc.oneof({ weight: 1, arbitrary: fc.constant(Infinity) }, { weight: 2, arbitrary: ohm });
    return fc.record({
      rows: fc.constant(rows),
      cols: fc.constant(cols),
      conductance: list(
        fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: decades(-7, -3) }),
        rows * cols,
      ),
      supplySegments: list(ohm, rows),
      bitSegments: list(ohm, rows),
      driver: list(ohm, cols),
      driverFar: list(end, cols),
      sense: list(end, cols),
      senseFar: list(ohm, cols),
    });
  });

test('random arrays: exact, reciprocal, scalable, passive, monotone', t => {
  fc.assert(
    fc.property(anyPair, fc.nat(), (array, pick) => {
      const siemens = columnConductances(array);
      const near = (found: ArrayLike<number>, name: string, tolerance = 1e-13): void => {
        const error = entryDifference(found, siemens);
        if (!(error < tolerance)) throw new Error(`${name}: ${error}`);
      };
      if (array.rows <= 4)
        near(
          Array.from({ length: array.cols }, (_, j) => rationals.value(columnOracle(rationals, array, j).output)),
          'exact',
          1e-14,
        );
      near(solveTwoWire(array, new Float64Array(array.cols).fill(1)).outputs, 'solution');
      near(columnConductances(turned(array)), 'reciprocity');
      const scaled = (ohm: Float64Array): Float64Array => ohm.map(r => r / 3);
      const harder: TwoWireArray = {
        ...array,
        conductance: array.conductance.map(g => 3 * g),
        supplySegments: scaled(array.supplySegments),
        bitSegments: scaled(array.bitSegments),
        driver: scaled(array.driver),
        driverFar: scaled(array.driverFar),
        sense: scaled(array.sense),
        senseFar: scaled(array.senseFar),
      };
      near(
        columnConductances(harder).map(g => g / 3),
        'scaling',
      );
      const cell = pick % array.conductance.length;
      const better = array.conductance.map((g, k) => (k === cell ? 2 * g + 1e-6 : g));
      columnConductances({ ...array, conductance: better }).forEach((g, j) => {
        let all = 0;
        for (let k = j; k < better.length; k += array.cols) all += better[k]!;
        if (!(g >= siemens[j]! * (1 - 1e-14))) throw new Error('more conductance in a cell, less in its column');
        if (!(g <= all * (1 + 1e-14))) throw new Error('a column conducts more than its cells');
      });
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('supply and sense at opposite ends even out the currents of the cells', t => {
  for (const ohm of [0.1, 1, 10]) {
    const cells = new Float64Array(128).fill(1e-4);
    const opposite = twoWireArray(128, 1, cells, { supplyLine: ohm, bitLine: ohm });
    const same = { ...opposite, sense: opposite.senseFar, senseFar: opposite.sense };
    const spread = (array: TwoWireArray): number => {
      const { cellCurrent } = solveTwoWire(array, Float64Array.of(0.2));
      return Math.max(...cellCurrent) / Math.min(...cellCurrent) - 1;
    };
    t.true(spread(opposite) < spread(same) / 2, `${ohm} ohm: ${spread(opposite)} and ${spread(same)}`);
  }
});

test('ideal supply lines are ideal word lines that are all at one voltage', t => {
  const n = [13, 17] as const;
  const { array, on } = randomPair(...n, 4);
  const pair = { bitLine: 2.5, sense: 30 };
  const cells = array.conductance.map((siemens, k) => (on[Math.floor(k / 17)] ? siemens : 0));
  const found = solveTwoWire(
    twoWireArray(...n, array.conductance, { supplyLine: 0, ...pair }),
    new Float64Array(17).fill(0.3),
    on,
  );
  const expected = solveArray(crossbarArray(...n, cells, { wordLine: 0, ...pair }), new Float64Array(13).fill(0.3));
  t.true(difference(found.outputs, expected.outputs) < 1e-13);
  t.true(difference(found.bitVoltage, expected.bitVoltage) < 1e-13);
  t.true(difference(found.bitCurrent, expected.bitCurrent) < 1e-13);
  t.true(difference(found.cellCurrent, expected.cellCurrent) < 1e-13);
  t.true(Math.abs(found.power / expected.power - 1) < 1e-13);
});

test('without conducting cells no current flows; a floating line takes the voltage of the other', t => {
  const array = twoWireArray(3, 2, new Float64Array(6).fill(1e-5), { supplyLine: 1, bitLine: 1 });
  const supply = Float64Array.of(1, 2);
  const idle = solveTwoWire(array, supply, [0, 0, 0]);
  t.deepEqual(idle.outputs, new Float64Array(2));
  t.deepEqual(idle.supplyVoltage, Float64Array.of(1, 2, 1, 2, 1, 2));
  t.deepEqual(idle.bitVoltage, new Float64Array(6));
  const lifted = solveTwoWire({ ...array, sense: array.senseFar }, supply, [0, 1, 0]);
  t.deepEqual(lifted.outputs, new Float64Array(2));
  t.true(difference(lifted.bitVoltage, [1, 2, 1, 2, 1, 2]) < 1e-15);
});

test('impossible arrays, voltages and gates are refused', t => {
  const bad = (change: Partial<TwoWireArray>, message: string, on?: number[], volts = Float64Array.of(1, 1)): void => {
    const array = twoWireArray(2, 2, new Float64Array(4).fill(1e-5), { supplyLine: 1, bitLine: 1 });
    const error = t.throws(() => solveTwoWire({ ...array, ...change }, volts, on), { instanceOf: InputError });
    t.is(error.message, `two-wire array: ${message}`);
  };
  const floats =
    'found a floating line with no path to any terminal: both its ends are open and no cell leads on; ' +
    'expected a sense resistance < Infinity ohm, or a cell > 0 S in a row that is on';
  bad(
    { conductance: Float64Array.of(1e-5, 1e-5, -1e-5, 0) },
    'conductance[1][0]: found -0.00001 S; expected a finite number ≥ 0 S',
  );
  bad({ conductance: new Float64Array(3) }, 'conductance: found 3 values; expected 4');
  bad({ rows: 0 }, 'found 0×2 cells; expected at least one row and column');
  bad(
    { supplySegments: Float64Array.of(1, Infinity) },
    'supplySegments[1]: found Infinity ohm; expected a finite number ≥ 0 ohm',
  );
  bad(
    { driverFar: Float64Array.of(NaN, 1) },
    'driverFar[0]: found NaN ohm; expected a number ≥ 0 ohm, or Infinity for an open end',
  );
  bad({ sense: Float64Array.of(0, Infinity) }, `bit line 1: ${floats}`, [0, 0]);
  bad(
    { driver: Float64Array.of(Infinity, 0), sense: Float64Array.of(Infinity, 0) },
    `supply line 0: ${floats.replace('sense', 'driver')}`,
  );
  bad({}, 'gates: found 3; expected 2, one per row', [1, 1, 1]);
  bad({}, 'gates[1]: found 0.5; expected 1 (on) or 0 (off): a gate has no states between', [1, 0.5]);
  bad({}, 'voltages: found 1 voltages; expected 2, one per supply line', undefined, Float64Array.of(1));
  bad({}, 'voltages[1]: found NaN V; expected a finite number', undefined, Float64Array.of(1, NaN));
  t.throws(() => twoWireArray(2, 2, new Float64Array(3), { supplyLine: 1, bitLine: 1 }), { instanceOf: RangeError });
});
