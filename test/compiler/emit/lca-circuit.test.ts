import test from 'ava';
import {
  cellsOfCircuit,
  type LcaCircuit,
  lcaCircuit,
  leakResistance,
  reducedCircuit,
  type StagedTile,
} from '../../../compiler/emit/lca-circuit.js';
import { effectiveOperator } from '../../../crossbar/operator.js';
import { InputError } from '../../../edge/error.js';
import { inhibition } from '../../../models/lca/dictionary.js';
import { transpose } from '../../../numeric/matrix.js';
import { coderChip, settling, wired } from '../../sim/coders.js';
import { apart, pcm } from '../builders.js';

const circuitOf = (...chip: Parameters<typeof coderChip>): LcaCircuit =>
  lcaCircuit(coderChip(...chip).program, 'coder', 0);

/** V at the stages of an atom for 1 V on a row's input, summed over the tiles: inputs × atoms. */
function gains(tiles: readonly StagedTile[], inputs: number, atoms: number): Float64Array {
  const out = new Float64Array(inputs * atoms);
  for (const { array, inputOfRow, outputOfPair, transimpedance } of tiles) {
    const { data } = effectiveOperator(array).transfer;
    for (let i = 0; i < array.rows; i++)
      for (const [j, to] of outputOfPair.entries()) {
        const at = i * array.cols + 2 * j;
        out[inputOfRow[i]! * atoms + to]! += transimpedance[j]! * (data[at]! - data[at + 1]!);
      }
  }
  return out;
}

for (const [what, on] of Object.entries({
  'one array': {},
  'small arrays and copies': { array: { rows: 7, columns: 6 }, copies: 2 },
  'a scale per column': { scale: 'column' },
} as const))
  test(`without wires the stages have the gains of the equations: ${what}`, t => {
    const { program, layer } = coderChip(6, 9, {}, on);
    const circuit = lcaCircuit(program, 'coder', 0);
    const plan = program.plans[0]!;
    // κ u per volt of s: κ/(V_read/s_max) times Φᵀ, and the codes are in volts already.
    const perVolt = (circuit.voltsPerUnit * plan.activations.fullScale) / program.hardware.read.voltage;
    const wanted = transpose(layer.weights).data.map(w => perVolt * w);
    t.true(apart(gains(circuit.drive, 6, 9), wanted) < 1e-12);
    t.true(apart(gains(circuit.lateral, 9, 9), inhibition(layer.weights).data) < 1e-12);
  });

test('one tile of 25 µS has the transimpedance of its scale, and the integrators R = τ/C', t => {
  const { lateral, element, voltsPerUnit } = circuitOf(6, 9);
  const { layer, program } = coderChip(6, 9);
  const largest = Math.max(...inhibition(layer.weights).data.map(Math.abs));
  for (const ohm of lateral[0]!.transimpedance) t.true(Math.abs(ohm / (largest / 25e-6) - 1) < 1e-12);
  t.is(element.limit, program.hardware.read.voltage);
  t.is(element.level, 0.3 * voltsPerUnit);
  t.is(leakResistance(settling), 1e5);
});

test('a reduced circuit has the same operators, and no wires', t => {
  const circuit = circuitOf(6, 9, {}, { device: pcm(), array: wired });
  const reduced = reducedCircuit(circuit);
  t.is(cellsOfCircuit(circuit), 6 * 18 + 9 * 18);
  const pairs = [...circuit.drive, ...circuit.lateral].map(
    (tile, k) => [tile, [...reduced.drive, ...reduced.lateral][k]!] as const,
  );
  for (const [whole, small] of pairs) {
    const { transfer, input } = effectiveOperator(whole.array);
    const { rows, cols } = small.array;
    t.true(small.array.wordSegments.every(ohm => ohm === 0));
    t.deepEqual(small.array.conductance, transfer.data);
    // What flows into a row at 1 V, the others at 0 V: through its cells and between the word lines.
    for (let i = 0; i < rows; i++) {
      let siemens = 0;
      for (let c = 0; c < cols; c++) siemens += small.array.conductance[i * cols + c]!;
      for (let k = 0; k < rows; k++) siemens += small.mesh![i * rows + k]!;
      t.true(Math.abs(siemens / input.data[i * rows + i]! - 1) < 1e-12);
    }
  }
});

test('a layer that is none, or that settles digitally, is refused', t => {
  const { program } = coderChip(4, 5);
  t.throws(() => lcaCircuit(program, 'encoder', 0), {
    instanceOf: InputError,
    message: /found "encoder"; expected one .* \(coder\)/,
  });
  const { settling: _, ...hardware } = program.hardware;
  t.throws(() => lcaCircuit({ ...program, hardware }, 'coder', 0), {
    instanceOf: InputError,
    message: /settling is digital/,
  });
});
