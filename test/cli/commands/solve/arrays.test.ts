import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { gatedCells } from '../../../../crossbar/access.js';
import { crossbarArray } from '../../../../crossbar/array.js';
import { twoWireHeat } from '../../../../crossbar/heat.js';
import { solveArray } from '../../../../crossbar/line-pcg.js';
import { effectiveOperator } from '../../../../crossbar/operator.js';
import { pairsInterleaved, pairsSideBySide, pairVoltages, subtractPairs } from '../../../../crossbar/pairs.js';
import { solveTwoWire, twoWireArray } from '../../../../crossbar/two-wire.js';
import { formatNpy } from '../../../../edge/npy.js';
import { readTable } from '../../../../edge/table.js';
import { matrix, toRows, transpose } from '../../../../numeric/matrix.js';
import { SpicePool } from '../../../../sim/spice/pool.js';
import { apply, difference, randomCircuit } from '../../../crossbar/circuits.js';
import { crowding, elements, parseXml, words } from '../../../report/xml.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';

// What an array file can be besides a crossbar that is driven at its word lines.
const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const write = (name: string, content: Uint8Array | object): void =>
  writeFileSync(join(folder, name), content instanceof Uint8Array ? content : JSON.stringify(content));
const table = (name: string) => readTable(join(folder, name));

const [rows, cols] = [6, 4];
const plus = randomCircuit(rows, cols, 1).array.conductance;
const minus = randomCircuit(rows, cols, 2).array.conductance;
const wires = { wordLine: 2, bitLine: 3, driver: 100, sense: 10 };
const circuit = {
  conductance: toRows(matrix(rows, cols, plus)),
  wordLineResistance: 2,
  bitLineResistance: 3,
  driverResistance: 100,
  senseResistance: 10,
};
const { wordLineResistance, ...ends } = circuit;
const gates = [
  [1, 0, 1, 1, 0, 1],
  [0, 1, 1, 0, 0, 1],
];
const supplied = {
  ...ends,
  supplyLineResistance: 2,
  supplyVolts: [0.2, 0.1, -0.1, 0.3],
  cells: { transistor: { onResistance: '2 kohm' } },
  gates,
};
const pair = twoWireArray(rows, cols, gatedCells(plus, { onOhm: 2000 }), {
  supplyLine: 2,
  bitLine: 3,
  driver: 100,
  sense: 10,
});
const right = gates.map(on => solveTwoWire(pair, Float64Array.from(supplied.supplyVolts), on));
write('supply.json', supplied);
const volts = Float64Array.from({ length: rows }, (_, i) => Math.cos(i * i) / 4);
const bits = Float64Array.from({ length: cols }, (_, j) => Math.sin(3 * j + 1) / 4);

const pool = new SpicePool({ workers: 1 });
test.after.always(() => pool.close());

/** The currents out of the lines that a netlist reads, by ngspice, one vector per read. */
async function spice(name: string, line: (k: number) => string, count: number, reads: number): Promise<number[][]> {
  const outcome = await pool.run(readFileSync(join(folder, name), 'utf8'));
  if (outcome.status === 'failed') throw new Error(outcome.error.message);
  const { vectors } = outcome.result;
  return Array.from({ length: reads }, (_, k) => Array.from({ length: count }, (_, j) => vectors.get(line(j))![k]!));
}

test('supply lines: currents, power by part and fields are those of solveTwoWire', t => {
  const json = answer(t, folder, ['solve', 'supply.json', '--power', '--fields']);
  documented(t, 'solve', json, [
    'heatWatts[].wordLines',
    'fields[].wordLine',
    'approximation',
    'settling',
    'solver.iterations',
    'solver.engine',
  ]);
  t.deepEqual(json.solver, { method: 'ladders' });
  const grid = (data: Float64Array): number[][] => toRows(matrix(rows, cols, data));
  for (const [k, solution] of right.entries()) {
    t.deepEqual([json.outputAmperes[k], json.inputAmperes[k]], [[...solution.outputs], [...solution.inputs]]);
    t.is(json.powerWatts[k], solution.power);
    t.deepEqual(json.heatWatts[k], twoWireHeat(pair, solution));
    const drawn = supplied.supplyVolts.reduce((sum, volt, j) => sum + volt * json.inputAmperes[k][j], 0);
    const { total, ...parts } = json.heatWatts[k];
    t.true(Math.abs(total / drawn - 1) < 1e-9);
    t.true(Math.abs(Object.values<number>(parts).reduce((sum, watts) => sum + watts, 0) / drawn - 1) < 1e-9);
    t.deepEqual(json.fields[k], {
      supplyLineVolts: grid(solution.supplyVoltage),
      bitLineVolts: grid(solution.bitVoltage),
      cellAmperes: grid(solution.cellCurrent),
      supplyLineAmperes: grid(solution.supplyCurrent),
      bitLineAmperes: grid(solution.bitCurrent),
    });
  }
});

test('supply lines: a table of gates, a file of currents, text and a map', t => {
  write('gates.npy', formatNpy({ shape: [2, rows], data: Float64Array.from(gates.flat()) }));
  write('bare.json', { ...supplied, gates: undefined });
  const args = ['solve', 'bare.json', '--inputs', 'gates.npy', '--power', '-o', 'out.npy', '--plot', 'map.svg'];
  const { stdout, code } = ohmweave(folder, args);
  t.is(code, 0);
  t.regex(stdout, /\n {2}lost in supply lines /);
  t.deepEqual(table('out.npy').data, Float64Array.from(right.flatMap(({ outputs }) => [...outputs])));
  const svg = readFileSync(join(folder, 'map.svg'), 'utf8');
  t.deepEqual(elements(parseXml(svg), 'title').map(words), [
    'Array with supply lines, first read',
    'Voltage across the cells',
    'Voltage lost on the wires',
    'Current through the cells',
    'Current in the supply lines, towards the last row',
    'Current in the bit lines, towards the last row',
  ]);
  for (const figure of elements(parseXml(svg), 'svg').slice(1)) {
    const start = svg.indexOf(`<svg y="${figure.attributes.y}"`);
    t.deepEqual(crowding(svg.slice(start, svg.indexOf('</svg>', start) + 6)), []);
  }
  t.regex(ohmweave(folder, ['solve', 'supply.json']).stdout, /\nbit line 3 .*\nsupply line 0 /);
});

test('supply lines: ngspice agrees with the netlist of all reads, and so does the installed one', async t => {
  t.is(ohmweave(folder, ['solve', 'supply.json', '--netlist', 'supply.cir']).code, 0);
  const found = await spice('supply.cir', j => `i(vsense${j})`, cols, 2);
  for (const [k, { outputs }] of right.entries()) t.true(difference(found[k]!, outputs) < 1e-9);
  const native = spawnSync('ngspice', ['-b', 'supply.cir'], { cwd: folder, encoding: 'utf8' });
  if (native.error) return t.log('no ngspice installed');
  const printed = [...native.stdout.matchAll(/^\d+\t\S+\t(\S+)\t/gm)].map(match => Number(match[1]));
  t.true(difference(printed.slice(0, 2), right.map(({ outputs }) => outputs[0]!)) < 1e-6); // biome-ignore format: one thing
});

test('a transposed read: JSON and tables, operator, many vectors, netlist', async t => {
  const array = crossbarArray(rows, cols, plus, wires);
  const { inputs, outputs, power } = solveArray(array, { word: new Float64Array(rows), bit: bits });
  const out = inputs.map(amps => 0 - amps);
  write('turned.json', { ...circuit, read: 'word lines', inputs: [[...bits]] });
  const json = answer(t, folder, ['solve', 'turned.json', '--netlist', 'turned.cir']);
  t.deepEqual(json.outputAmperes, [[...out]]);
  t.deepEqual(json.inputAmperes, [outputs.map(amps => 0 - amps)].map(list => [...list])); // biome-ignore format: one thing
  t.deepEqual(json.powerWatts, [power]);
  const [found] = await spice('turned.cir', i => `i(brow${i})`, rows, 1);
  t.true(difference(found!, out) < 1e-9);
  write('g.npy', formatNpy({ shape: [rows, cols], data: plus }));
  write('v.npy', formatNpy({ shape: [50, cols], data: Float64Array.from({ length: 50 * cols }, (_, k) => bits[k % cols]!) })); // biome-ignore format: one thing
  const options = ['--word-line', '2', '--bit-line', '3', '--driver', '100', '--sense', '10', '--transposed'];
  t.is(ohmweave(folder, ['solve', 'g.npy', ...options, '--inputs', 'v.npy', '-o', 'out.csv']).code, 0);
  t.true(difference(table('out.csv').data.slice(-rows), out) < 1e-10);
  t.is(ohmweave(folder, ['solve', 'g.npy', ...options, '--operator', '-o', 'T.npy']).code, 0);
  const w = transpose(effectiveOperator(array).transfer);
  t.deepEqual([table('T.npy').rows, table('T.npy').cols], [cols, rows]);
  t.true(difference(table('T.npy').data, w.data) < 1e-12);
  t.regex(ohmweave(folder, ['solve', 'turned.json']).stdout, /\nword line 5 .*\nbit line 0 /);
});

test('pairs: outputs are those of the weights, and the operator has their sign, either way they lie', t => {
  const devices = { rows, cols, plus, minus };
  const minusConductance = toRows(matrix(rows, cols, minus));
  const expected = {
    'side by side': subtractPairs(solveArray(pairsSideBySide(devices, wires), volts).outputs),
    interleaved: solveArray(pairsInterleaved(devices, wires), pairVoltages(volts)).outputs,
  };
  for (const [pairs, currents] of Object.entries(expected)) {
    write('pairs.json', { ...circuit, pairs, minusConductance, inputs: [[...volts]] });
    const { outputAmperes } = answer(t, folder, ['solve', 'pairs.json']);
    t.deepEqual(outputAmperes, [[...currents]]);
    t.is(ohmweave(folder, ['solve', 'pairs.json', '--operator', '-o', 'W.npy']).code, 0);
    const w = table('W.npy');
    t.deepEqual([w.rows, w.cols], [rows, cols]);
    t.true(difference(apply(volts, w.data, cols), currents) < 1e-11);
    t.true(difference(w.data, plus.map((siemens, k) => siemens - minus[k]!)) < 0.05); // biome-ignore format: one thing
    // Backwards it is the transpose.
    write('back.json', { ...circuit, pairs, minusConductance, read: 'word lines', inputs: [[...bits]] });
    const back = answer(t, folder, ['solve', 'back.json', '--operator', '-o', 'T.npy']);
    t.true(difference(table('T.npy').data, transpose(w).data) < 1e-12);
    t.true(difference(back.outputAmperes[0], apply(bits, table('T.npy').data, rows)) < 1e-10);
  }
});

test('pairs side by side: the text names both lines; so do columns with supply lines', t => {
  const minusConductance = toRows(matrix(rows, cols, minus));
  write('pairs.json', { ...circuit, pairs: 'side by side', minusConductance, inputs: [[...volts]] });
  t.regex(ohmweave(folder, ['solve', 'pairs.json']).stdout, /\nbit lines 0 − 1 .*\nbit lines 2 − 3 /);
  write('both.json', { ...supplied, supplyVolts: 0.2, pairs: 'side by side', minusConductance });
  const { outputAmperes, inputAmperes } = answer(t, folder, ['solve', 'both.json']);
  const [found, drawn] = [outputAmperes[1], inputAmperes[1]].map(amps => Float64Array.from(amps));
  t.is(drawn!.length, 2 * cols);
  t.true(difference(found!, subtractPairs(drawn!)) < 1e-12);
});

for (const [name, cells] of Object.entries({
  '1T1R of linear cells': { transistor: { onResistance: 5000, offConductance: 1e-8, onRows: [0, 1, 4] } },
  '1T1R of sinh cells': {
    law: 'sinh',
    b: 3,
    transistor: { onResistance: 5000, offConductance: 1e-8, onColumns: [1, 3] },
  },
  '1S1R of linear cells': { selector: { conductance: 1e-4, b: 6, fullVoltage: 1 } },
  '1S1R of sinh cells': { law: 'sinh', b: 3, selector: { conductance: 1e-4, b: 6, fullVoltage: 1 } },
}))
  for (const scheme of ['V/2', 'V/3', 'grounded', 'floating'])
    test(`a ${scheme} write of ${name} is what ngspice makes of its netlist`, async t => {
      const file = `${name}-${scheme.replace('/', '')}`.replaceAll(' ', '-');
      // No open cells, so that no line floats.
      const conductance = circuit.conductance.map(row => row.map(siemens => siemens + 1e-6));
      write(`${file}.json`, { ...circuit, conductance, cells, write: { cell: [1, 3], volts: 1, scheme } });
      const args = ['solve', `${file}.json`, '--power', '--netlist', `${file}.cir`];
      const { outputAmperes, heatWatts, powerWatts } = answer(t, folder, args);
      const [found] = await spice(`${file}.cir`, j => `i(vsense${j})`, cols, 1);
      t.true(difference(found!, outputAmperes[0]) < 1e-6, `${difference(found!, outputAmperes[0])}`);
      t.true(Math.abs(heatWatts[0].total / powerWatts[0] - 1) < 1e-7);
      t.is(outputAmperes[0].filter(Boolean).length, scheme === 'floating' ? 1 : cols);
    });

for (const cells of [undefined, { law: 'sinh', b: 3 }])
  test(`a window of ${cells ? 'sinh' : 'linear'} cells gives the currents of the whole array`, async t => {
    const inputs = [[...volts], ...(cells ? [] : [[...volts.map(volt => -volt / 3)]])];
    write('whole.json', { ...circuit, inputs, bitInputs: inputs.map(() => [...bits]), ...(cells && { cells }) });
    const args = ['solve', 'whole.json', '--netlist', 'window.cir', '--window', '1:3,1:4'];
    const { outputAmperes } = answer(t, folder, args);
    const found = await spice('window.cir', j => `i(vsense${1 + j})`, 3, inputs.length);
    for (const [k, currents] of found.entries()) t.true(difference(currents, outputAmperes[k].slice(1)) < 1e-8);
  });

test('refuses windows that no netlist can have', t => {
  write('two.json', { ...circuit, cells: { law: 'sinh', b: 3 }, inputs: [[...volts], [...volts]] });
  const netlist = ['--netlist', 'x.cir', '--window'];
  refused(
    t,
    folder,
    ['solve', 'two.json', '--window', '0:1,0:1'],
    '--window: found no netlist to write; expected --netlist FILE as well',
  );
  refused(
    t,
    folder,
    ['solve', 'two.json', ...netlist, '0:1,0:1'],
    '--window: found 2 inputs of an array whose cells are not linear; expected one: the rest of the array is another network at each',
  );
  refused(
    t,
    folder,
    ['solve', 'two.json', ...netlist, '0:1'],
    "option '--window <rows,columns>' argument '0:1' is invalid. Expected rows and columns, each first:end, such as 0:32,480:512.",
  );
});

const supplyLines = 'found an array with supply lines; expected';
const direct = `${supplyLines} none: columns with supply lines are solved directly`;
// biome-ignore format: one line each
const refusals: Record<string, [args: readonly string[], message: string]> = {
  'an operator of supply lines': [['--operator', '-o', 'x.npy'], `--operator: ${supplyLines} a crossbar: here the conductances depend on the gates, and no one matrix stands for all`],
  'settling of supply lines': [['--settle', '1%'], `--settle: ${supplyLines} a crossbar: columns with supply lines are solved at rest only`],
  'approximations of supply lines': [['--approximate', 'dmr'], `--approximate: ${supplyLines} a crossbar: the approximations are of its wires`],
  'another method for supply lines': [['--method', 'pcg'], `--method: ${direct}`],
  'an engine for supply lines': [['--engine', 'plain'], `--engine: ${direct}`],
  'a tolerance for supply lines': [['--tolerance', '1e-3'], `--tolerance: ${direct}`],
  'a window of supply lines': [['--netlist', 'x.cir', '--window', '0:1,0:1'], `--window: ${supplyLines} a crossbar: its columns do not touch each other, so that one of them is no less exact`],
  'the option of a transposed read beside a file': [['--transposed'], '--transposed: found supply.json; expected an .npy or .csv file; a JSON file says it itself'],
};
for (const [name, [args, message]] of Object.entries(refusals))
  test(`refuses ${name}`, t => refused(t, folder, ['solve', 'supply.json', ...args], message));
