import test from 'ava';
import { columnCurrent, rowCurrent, type TileCircuit, tileNetlist } from '../../../compiler/emit/tile.js';
import { twoWireNetlist } from '../../../compiler/emit/two-wire.js';
import { biasVoltages, floatUnselected } from '../../../crossbar/bias.js';
import {
  type CellLaw,
  inSeries,
  linearCells,
  polynomialCells,
  selectorCells,
  sinhCells,
} from '../../../crossbar/cell-law.js';
import { solveArray } from '../../../crossbar/line-pcg.js';
import { solveNonlinear } from '../../../crossbar/nonlinear.js';
import { solveTwoWire } from '../../../crossbar/two-wire.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { difference, randomCircuit, terminals } from '../../crossbar/circuits.js';
import { ends, randomPair, wires } from '../../crossbar/two-wire-circuits.js';

const pool = new SpicePool({ workers: 2 });
test.after.always(() => pool.close());

/** An array with the voltages at its lines, made from a random one. */
type Change = (circuit: ReturnType<typeof randomCircuit>, bit: Float64Array) => Omit<TileCircuit, 'title'>;

const linear =
  (name: string): Change =>
  ({ array, voltages }) => ({ array: terminals[name]!(array), vectors: [voltages] });

const withLaw =
  (law: (g: Float64Array) => CellLaw, name = 'the near ends'): Change =>
  ({ array, voltages }, bit) => {
    const changed = terminals[name]!(array);
    return { array: changed, law: law(changed.conductance), vectors: [voltages], bitVectors: [bit] };
  };

const arrays: readonly [name: string, rows: number, cols: number, change: Change][] = [
  ['linear, all wires different', 24, 17, linear('the near ends')],
  ['linear, both ends', 9, 23, linear('both ends')],
  ['linear, both ends at 0 ohm', 7, 11, linear('both ends at 0 ohm')],
  ['linear, every other line floating', 13, 16, linear('every other line floating')],
  [
    'linear, no resistance in the lines at all',
    8,
    6,
    ({ array, voltages }, bit) => ({
      array: {
        ...terminals['both ends at 0 ohm']!(array),
        wordSegments: new Float64Array(6),
        bitSegments: new Float64Array(8),
      },
      vectors: [voltages, voltages.map(volt => -volt / 3)],
      bitVectors: [bit, bit.map(volt => volt / 2)],
    }),
  ],
  [
    'linear, V/2 with the bit lines held',
    16,
    16,
    ({ array }) => {
      const { word, bit } = biasVoltages(array, { row: 5, col: 11 }, 1.5, 'V/2');
      return { array, vectors: [word], bitVectors: [bit] };
    },
  ],
  [
    'sinh cells, one selected and all other lines floating',
    10,
    12,
    ({ array }) => {
      const selected = { row: 4, col: 3 };
      const { word, bit } = biasVoltages(array, selected, 0.8, 'grounded');
      const conductance = array.conductance.map(siemens => siemens + 1e-7);
      const law = sinhCells(conductance, 4);
      return { array: floatUnselected({ ...array, conductance }, selected), law, vectors: [word], bitVectors: [bit] };
    },
  ],
  ['selectors', 14, 9, withLaw(g => selectorCells(g, 12, 0.8), 'both ends')],
  ['polynomials', 11, 20, withLaw(g => polynomialCells(g, [1, 0.1, 0.6], 2))],
  [
    'selectors in series with memristors',
    12,
    12,
    withLaw(g =>
      inSeries(
        selectorCells(
          g.map(() => 2e-5),
          9,
          0.5,
        ),
        linearCells(g),
      ),
    ),
  ],
];

// Both sides agree to ngspice's own tolerance, reltol = 1e-9 where cells are nonlinear; 1e-6 is what a netlist promises.
for (const [seed, [name, rows, cols, change]] of arrays.entries())
  test(`ngspice agrees to 1e-6: ${name}, ${rows}×${cols}`, async t => {
    const circuit = { title: name, ...change(randomCircuit(rows, cols, seed + 1), randomBits(cols, seed)) };
    const { array, law, vectors, bitVectors } = circuit;
    const outcome = await pool.run(tileNetlist(circuit));
    if (outcome.status === 'failed') throw outcome.error;
    const { vectors: found } = outcome.result;
    for (const [k, word] of vectors.entries()) {
      const volts = { word, bit: bitVectors?.[k] ?? new Float64Array(cols) };
      const { outputs } = law ? solveNonlinear(array, law, volts) : solveArray(array, volts);
      const currents = Float64Array.from({ length: cols }, (_, j) => found.get(columnCurrent(j))?.[k] ?? Number.NaN);
      const apart = difference(currents, outputs);
      t.log(`read ${k}: ${apart.toExponential(1)} of the largest current apart`);
      t.true(apart < 1e-6);
    }
  });

test('ngspice agrees with a transposed read, nonlinear cells too', async t => {
  const [rows, cols] = [9, 7];
  const { array } = randomCircuit(rows, cols, 31);
  const bitVectors = [randomBits(cols, 1), randomBits(cols, 2)];
  const vectors = bitVectors.map(() => new Float64Array(rows));
  for (const law of [undefined, sinhCells(array.conductance, 4)]) {
    const circuit = { title: 'transposed', array, vectors, bitVectors, read: 'rows' as const, ...(law && { law }) };
    const outcome = await pool.run(tileNetlist(circuit));
    if (outcome.status === 'failed') throw outcome.error;
    for (const [k, bit] of bitVectors.entries()) {
      const volts = { word: vectors[k]!, bit };
      const { inputs } = law ? solveNonlinear(array, law, volts) : solveArray(array, volts);
      const found = inputs.map((_, i) => outcome.result.vectors.get(rowCurrent(i))?.[k] ?? Number.NaN);
      const apart = difference(found, inputs.map(amps => -amps)); // biome-ignore format: one thing
      t.log(`read ${k}: ${apart.toExponential(1)} of the largest current apart`);
      t.true(apart < 1e-9);
    }
  }
});

// Two reads of other rows, and a third one of all.
for (const [wired, rewire] of Object.entries(wires))
  for (const [joined, rejoin] of Object.entries(ends))
    test(`ngspice agrees to 1e-9 with supply lines: ${wired}, ${joined}`, async t => {
      const [rows, cols] = [17, 11];
      const { array, volts, on } = randomPair(rows, cols, 7);
      const made = rejoin(rewire(array));
      const gates = [on, on.map(gate => 1 - gate), on.map(() => 1)].map(list => Float64Array.from(list));
      const bitVectors = [volts.bit, new Float64Array(cols), volts.bit.map(volt => -volt)];
      const outcome = await pool.run(
        twoWireNetlist({ title: joined, array: made, supply: volts.supply, gates, bitVectors }),
      );
      if (outcome.status === 'failed') throw outcome.error;
      for (const [k, list] of gates.entries()) {
        const { outputs } = solveTwoWire(made, { supply: volts.supply, bit: bitVectors[k]! }, list);
        const found = outputs.map((_, j) => outcome.result.vectors.get(columnCurrent(j))?.[k] ?? Number.NaN);
        const apart = difference(found, outputs);
        t.log(`read ${k}: ${apart.toExponential(1)} of the largest current apart`);
        t.true(apart < 1e-9);
      }
    });

const randomBits = (cols: number, seed: number): Float64Array =>
  randomCircuit(cols, 1, seed + 100).voltages.map(volt => volt / 4);
