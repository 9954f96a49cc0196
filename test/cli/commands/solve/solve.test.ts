import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { approximate } from '../../../../crossbar/approximate.js';
import { crossbarArray } from '../../../../crossbar/array.js';
import { sinhCells } from '../../../../crossbar/cell-law.js';
import { heat } from '../../../../crossbar/heat.js';
import { solveArray } from '../../../../crossbar/line-pcg.js';
import { solveNonlinear } from '../../../../crossbar/nonlinear.js';
import { effectiveOperator } from '../../../../crossbar/operator.js';
import { settle } from '../../../../crossbar/transient.js';
import { formatNpy } from '../../../../edge/npy.js';
import { parseCsv, readTable } from '../../../../edge/table.js';
import { multiply } from '../../../../kernels/dense.js';
import { toRows } from '../../../../numeric/matrix.js';
import { loadEngine } from '../../../../sim/spice/engine.js';
import { NgSpice } from '../../../../sim/spice/ngspice.js';
import { difference, randomCircuit } from '../../../crossbar/circuits.js';
import { crowding, elements, parseXml, words } from '../../../report/xml.js';
import { answer, main, ohmweave, refused, withoutProgress } from '../../ohmweave.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const write = (name: string, content: string | Uint8Array | object): void =>
  writeFileSync(
    join(folder, name),
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
  );
const table = (name: string) => readTable(join(folder, name));

// The same array as .npy with options and as JSON, and many inputs.
const [rows, cols, count] = [8, 6, 1000];
const { conductance } = randomCircuit(rows, cols).array;
const array = crossbarArray(rows, cols, conductance, { wordLine: 2, bitLine: 3, driver: 100, sense: 10 });
const wires = ['--word-line', '2', '--bit-line', '3', '--driver', '100', '--sense', '10'];
const withUnits = ['--word-line', '2 ohm', '--bit-line', '3', '--driver', '0.1 kohm', '--sense', '10 ohm'];
const volts = Float64Array.from({ length: count * rows }, (_, k) => Math.sin(k * k));
const vector = (k: number): Float64Array => volts.slice(k * rows, (k + 1) * rows);
const circuit = {
  conductance: toRows({ rows, cols, data: conductance }),
  wordLineResistance: 2,
  bitLineResistance: 3,
  driverResistance: 100,
  senseResistance: 10,
};
write('g.npy', formatNpy({ shape: [rows, cols], data: conductance }));
write('v.npy', formatNpy({ shape: [count, rows], data: volts }));
write('v3.csv', `# three vectors\n${toRows({ rows: 3, cols: rows, data: volts.slice(0, 3 * rows) }).join('\n')}\n\n`);
write('array.json', { ...circuit, inputs: [[...vector(0)], [...vector(1)]] });
write('bare.json', circuit);

test('--operator writes what effectiveOperator gives, bit for bit', t => {
  const { code, stdout } = ohmweave(folder, ['solve', 'g.npy', ...wires, '--operator', '-o', 'W.npy']);
  t.is(stdout, 'operator written to W.npy\n');
  t.is(code, 0);
  const { transfer } = effectiveOperator(array);
  t.deepEqual(table('W.npy'), { rows, cols, data: transfer.data });
  // Any number of inputs, by any method, and as text.
  t.is(ohmweave(folder, ['solve', 'array.json', '--operator', '-o', 'W.csv']).code, 0);
  t.deepEqual(table('W.csv').data, transfer.data);
  const json = answer(t, folder, ['solve', 'g.npy', ...wires, '--inputs', 'v.npy', '--operator', '-o', 'W2.npy']);
  t.deepEqual([json.solver.method, json.outputAmperes.length], ['operator', count]);
  t.deepEqual(table('W2.npy').data, transfer.data);
});

test('a thousand vectors give what each gives on its own', t => {
  const one = Array.from({ length: count }, (_, k) => [...solveArray(array, vector(k)).outputs]).flat();
  for (const method of ['auto', 'pcg', 'operator']) {
    const args = ['solve', 'g.npy', ...wires, '--inputs', 'v.npy', '--method', method, '-o', `${method}.npy`];
    t.deepEqual(ohmweave(folder, args), { code: 0, stdout: `currents written to ${method}.npy\n`, stderr: '' });
    const found = table(`${method}.npy`);
    t.deepEqual([found.rows, found.cols], [count, cols]);
    t.true(difference(found.data, Float64Array.from(one)) < 1e-9, method);
  }
  const { stdout } = ohmweave(folder, ['solve', 'g.npy', ...wires, '--inputs', 'v.npy']);
  t.regex(stdout, /^ +input 0 .* input 7\n/);
  t.regex(stdout, /\nand 992 more inputs: -o FILE or --format json\n$/);
});

test('CSV in and out, and inputs that replace those of the file', t => {
  write('g.csv.gz', gzipSync(`${toRows({ rows, cols, data: conductance }).join('\n')}\n`));
  const expected = Float64Array.from([0, 1, 2].flatMap(k => [...solveArray(array, vector(k)).outputs]));
  const same = (args: readonly string[]): void => {
    t.is(ohmweave(folder, ['solve', ...args, '--inputs', 'v3.csv', '-o', 'new/out.csv']).code, 0);
    const { data, ...size } = parseCsv(readFileSync(join(folder, 'new/out.csv'), 'utf8'), 'out.csv');
    t.deepEqual([size, data], [{ rows: 3, cols }, expected]);
  };
  same(['g.csv.gz', ...withUnits]);
  same(['array.json']);
  same(['bare.json']);
});

test('--power: what the terminals supply is what the parts lose', t => {
  const { powerWatts, heatWatts, inputAmperes } = answer(t, folder, ['solve', 'array.json', '--power']);
  for (const k of [0, 1]) {
    const supplied = vector(k).reduce((sum, volt, i) => sum + volt * inputAmperes[k][i], 0);
    t.true(Math.abs(powerWatts[k] / supplied - 1) < 1e-12);
    const { total, ...parts } = heatWatts[k];
    const lost = Object.values<number>(parts).reduce((sum, watts) => sum + watts, 0);
    t.true(Math.abs(lost / supplied - 1) < 1e-9 && Math.abs(total / lost - 1) < 1e-12);
    t.deepEqual(heatWatts[k], heat(array, solveArray(array, vector(k))));
  }
  const { stdout } = ohmweave(folder, ['solve', 'array.json', '--power', '-o', 'out.npy']);
  t.regex(stdout, /^currents written to out\.npy\n.*input 1\n.*\npower .*\n {2}lost in cells .*W\n/);
  t.is(stdout.match(/lost in/g)?.length, 5);
});

test('--fields: every voltage and current', t => {
  const { fields } = answer(t, folder, ['solve', 'array.json', '--fields']);
  t.is(fields.length, 2);
  const right = solveArray(array, vector(1));
  const grid = (data: Float64Array): number[][] => toRows({ rows, cols, data });
  t.deepEqual(fields[1], {
    wordLineVolts: grid(right.wordVoltage),
    bitLineVolts: grid(right.bitVoltage),
    cellAmperes: grid(right.cellCurrent),
    wordLineAmperes: grid(right.wordCurrent),
    bitLineAmperes: grid(right.bitCurrent),
  });
  const { stdout } = ohmweave(folder, ['solve', 'array.json', '--fields']);
  t.regex(stdout, /\nevery voltage and current: --format json\n$/);
});

test('--settle: one node is an exponential, τ ln(1/accuracy)', t => {
  // 1 fF behind 100 kohm, and a cell of 10 uS to ground: τ = C (R ∥ 1/g).
  const one = {
    conductance: [[1e-5]],
    wordLineResistance: '100 kohm',
    bitLineResistance: 0,
    capacitance: { wordLine: '1 fF' },
    inputs: [[0.2], [0.1]],
  };
  write('rc.json', one);
  const tau = 1e-15 * 5e4;
  for (const [part, accuracy] of [
    ['1%', 1e-2],
    ['1e-4', 1e-4],
  ] as const) {
    const { settling } = answer(t, folder, ['solve', 'rc.json', '--settle', part]);
    t.true(Math.abs(settling.seconds / (tau * Math.log(1 / accuracy)) - 1) < 2e-3, part);
    const end = crossbarArray(1, 1, Float64Array.of(1e-5), { wordLine: 1e5, bitLine: 0 });
    const right = settle(end, { word: 1e-15, bit: 0, cell: 0 }, Float64Array.of(0.2), { accuracy });
    t.deepEqual(settling, { seconds: right.settlingTime, joules: right.energy });
  }
  const { stdout } = ohmweave(folder, ['solve', 'rc.json', '--settle', '0.7%']);
  t.regex(stdout, /\ninput 0 settles to 0\.7 % of the largest output in 248\.\d+ ps, drawing 89\.\d+ aJ on the way\n$/);
});

test('--approximate: the error is that of one cell behind a resistor', t => {
  const one = { conductance: [[1e-4]], wordLineResistance: 100, bitLineResistance: 0, inputs: [[0.2], [-0.1]] };
  write('one.json', one);
  // I = g V where it is g V / (1 + g R).
  const { stdout } = ohmweave(folder, ['solve', 'one.json', '--approximate', 'ideal']);
  t.regex(stdout, /\nideal is off by 1\.00 % rms, 1\.00 % of the largest output at most\n$/);
  for (const name of ['ideal', 'dmr', 'aihwkit'] as const) {
    const { approximation } = answer(t, folder, ['solve', 'array.json', '--approximate', name]);
    const right = [0, 1].map(k => approximate(array, vector(k), name));
    t.is(approximation.name, name);
    t.deepEqual(approximation.outputAmperes, right.map(({ outputs }) => [...outputs])); // biome-ignore format: one thing
    t.is(approximation.largestError, Math.max(...right.map(({ largestError }) => largestError)));
    t.true(Math.abs(approximation.rmsError / ((right[0]!.rmsError + right[1]!.rmsError) / 2) - 1) < 1e-12);
  }
});

test('--netlist writes a circuit that gives the same currents in ngspice, nonlinear cells and driven bit lines too', async t => {
  const ngspice = await NgSpice.start(await loadEngine());
  const held = { ...circuit, bitInputs: [Array(cols).fill(0.1), Array(cols).fill(-0.2)] };
  write('linear.json', { ...held, inputs: [[...vector(0)], [...vector(1)]] });
  write('sinh.json', { ...held, inputs: [[...vector(2)], [...vector(3)]], cells: { law: 'sinh', b: 3 } });
  for (const name of ['linear.json', 'sinh.json']) {
    const { stdout, code } = ohmweave(folder, ['solve', name, '--netlist', 'array.cir', '--format', 'json']);
    t.is(code, 0);
    const { vectors } = ngspice.run(readFileSync(join(folder, 'array.cir'), 'utf8'));
    const { outputAmperes } = JSON.parse(stdout) as { outputAmperes: number[][] };
    for (const [k, expected] of outputAmperes.entries()) {
      const found = expected.map((_, j) => vectors.get(`i(vsense${j})`)![k]!);
      t.true(difference(found, expected) < 1e-9, name);
    }
  }
  t.regex(
    ohmweave(folder, ['solve', 'linear.json', '--netlist', 'array.cir']).stdout,
    /netlist written to array\.cir; run it: ngspice -b array\.cir\n/,
  );
});

test('--plot draws well-formed maps of the first input, also beside the operator', t => {
  for (const args of [['array.json'], ['g.npy', ...wires, '--inputs', 'v.npy', '-o', 'out.npy']]) {
    const { stdout, code } = ohmweave(folder, ['solve', ...args, '--plot', 'map.svg']);
    t.is(code, 0);
    t.regex(stdout, /\nmap drawn in map\.svg\n$/);
    const svg = readFileSync(join(folder, 'map.svg'), 'utf8');
    const titles = elements(parseXml(svg), 'title').map(words);
    t.deepEqual(titles, [
      'Crossbar, first input',
      'Voltage across the cells',
      'Voltage lost on the wires',
      'Current in the word lines, away from the driver',
      'Current in the bit lines, towards the sense end',
    ]);
    for (const figure of elements(parseXml(svg), 'svg').slice(1)) {
      const start = svg.indexOf(`<svg y="${figure.attributes.y}"`);
      t.deepEqual(crowding(svg.slice(start, svg.indexOf('</svg>', start) + 6)), []);
    }
  }
});

test('--engine gives the same bits, --tolerance stops earlier', t => {
  const run = (...args: string[]) => answer(t, folder, ['solve', 'array.json', ...args]);
  const [wasm, plain] = [run('--engine', 'wasm'), run('--engine', 'plain')];
  t.deepEqual(plain, wasm);
  t.is(run('--engine', 'plain', '--method', 'operator').solver.engine, 'plain');
  const rough = run('--tolerance', '1e-2');
  t.true(rough.solver.iterations[0] < wasm.solver.iterations[0]);
  const [near, far] = [wasm.outputAmperes[0], rough.outputAmperes[0]].map(amps => Float64Array.from(amps));
  t.true(difference(near!, far!) > 0 && difference(near!, far!) < 1e-2);
});

test('driven bit lines and cells with a law, from stdin', t => {
  const bit = Float64Array.of(0.1, 0, -0.1, 0, 0.2, 0);
  const driven = { ...circuit, inputs: [[...vector(0)]], bitInputs: [[...bit]] };
  const solved = (value: object) =>
    JSON.parse(ohmweave(folder, ['solve', '-', '--format', 'json'], JSON.stringify(value)).stdout);
  const plain = solved(driven);
  const right = solveArray(array, { word: vector(0), bit });
  t.deepEqual([plain.outputAmperes, plain.powerWatts], [[[...right.outputs]], [right.power]]);
  const bent = solved({ ...driven, cells: { law: 'sinh', b: 2 } });
  t.is(bent.solver.method, 'newton');
  const law = sinhCells(conductance, 2);
  t.deepEqual(bent.outputAmperes, [[...solveNonlinear(array, law, { word: vector(0), bit }).outputs]]);
});

/** Cells and wires that are alike everywhere, as JSON that is longer than a pipe. */
const even = (n: number, more: object): string =>
  JSON.stringify({
    conductance: Array.from({ length: n }, () => new Array(n).fill(1.0000001e-5)),
    wordLineResistance: 1,
    bitLineResistance: 1,
    ...more,
  });
const inputs = Array.from({ length: 20_000 }, (_, k) => Array.from({ length: 64 }, (_, i) => (k + i) % 3));
const long: Record<string, [args: readonly string[], circuit: string]> = {
  'thousands of solutions': [['--method', 'pcg'], even(64, { inputs })],
  'thousands of approximations': [['--approximate', 'dmr'], even(64, { inputs })],
  'a long settling': [
    ['--settle', '0.001%'],
    even(256, { inputs: [new Array(256).fill(0.2)], capacitance: { wordLine: 1e-15 } }),
  ],
};
for (const [name, [args, text]] of Object.entries(long))
  test(`Ctrl-C ends ${name} at once and says so`, async t => {
    const child = spawn(process.execPath, [main, 'solve', '-', '-o', 'late.npy', ...args], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    // A pipe holds less than this text, so that the command is at work once all of it is written.
    await new Promise<void>(resolve => child.stdin.end(text, () => resolve()));
    await new Promise(resolve => setTimeout(resolve, 1500));
    const sent = performance.now();
    child.kill('SIGINT');
    const code = await new Promise(resolve => child.on('close', resolve));
    t.is(withoutProgress(stderr), 'interrupted; nothing was written\n');
    t.is(code, 130);
    t.true(performance.now() - sent < 8000);
    t.false(existsSync(join(folder, 'late.npy')));
  });

test('large operators and settlings come from a thread, and are the same', t => {
  const [m, k] = [300, 44];
  const ones = (n: number) => crossbarArray(n, n, new Float64Array(n * n).fill(1), { wordLine: 1, bitLine: 1 });
  write('ones.npy', zeros([m, m], m * m).fill(1, 128));
  t.is(ohmweave(folder, ['solve', 'ones.npy', '--word-line', '1', '--bit-line', '1', '--operator', '-o', 'O.npy']).code, 0); // biome-ignore format: one thing
  t.deepEqual(table('O.npy').data, effectiveOperator(ones(m)).transfer.data);
  const charged = even(k, { inputs: [new Array(k).fill(0.2)], capacitance: { wordLine: 1e-15, cell: 1e-16 } });
  write('charged.json', charged);
  const { settling } = answer(t, folder, ['solve', 'charged.json', '--settle', '1%']);
  const cells = crossbarArray(k, k, new Float64Array(k * k).fill(1.0000001e-5), { wordLine: 1, bitLine: 1 });
  const right = settle(cells, { word: 1e-15, bit: 0, cell: 1e-16 }, new Float64Array(k).fill(0.2), { accuracy: 0.01 });
  t.deepEqual(settling, { seconds: right.settlingTime, joules: right.energy });
});

test('product of the vectors and the operator is the currents', t => {
  t.is(ohmweave(folder, ['solve', 'g.npy', ...wires, '--inputs', 'v3.csv', '-o', 'three.npy']).code, 0);
  const product = multiply(volts.slice(0, 3 * rows), 3, effectiveOperator(array).transfer.data, rows, cols);
  t.true(difference(product, table('three.npy').data) < 1e-11);
});

/** A .npy file of zeros in uint8, or what claims to be one of any size. */
function zeros(shape: readonly number[], bytes: number, dtype = '|u1'): Uint8Array {
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(117);
  const file = new Uint8Array(128 + bytes);
  file.set([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(`${header}\n`)]);
  return file;
}

const bad = Float64Array.from(conductance);
const other = (k: number, value: number): Uint8Array =>
  formatNpy({ shape: [rows, cols], data: bad.map((g, at) => (at === k ? value : g)) });
const small = { conductance: [[1e-5, 2e-5]], wordLineResistance: 1, bitLineResistance: 1, inputs: [[0.2]] };
write('small.json', small);
write('sinh.json', { ...small, cells: { law: 'sinh', b: 2 } });
write('law.json', { ...small, cells: { law: 'cubic' } });
write('falling.json', { ...small, cells: { law: 'polynomial', coefficients: [1, 0, -1], range: 1 } });
write('beyond.json', {
  ...small,
  cells: { law: 'polynomial', coefficients: [1, 0, -0.1], range: 0.5 },
  wordLineResistance: 0,
  bitLineResistance: 0,
  inputs: [[0.5], [0.6]],
});
write('steep.json', { ...small, cells: { law: 'sinh', b: 3000 }, inputs: [[1]] });
write('uneven.json', { ...small, wordLineResistance: [1, 2] });
write('floating.json', { ...small, conductance: [[1e-5, 0]], senseResistance: [0, 'open'] });
write('negative.npy', other(8, -1e-6));
write('nan.npy', other(9, Number.NaN));
write('infinite.npy', other(47, Number.POSITIVE_INFINITY));
write('nan-volts.npy', formatNpy({ shape: [1, rows], data: vector(0).map((volt, i) => (i === 5 ? Number.NaN : volt)) })); // biome-ignore format: one thing
write('narrow.npy', formatNpy({ shape: [2, 3], data: new Float64Array(6) }));
write('cube.npy', formatNpy({ shape: [2, 2, 2], data: new Float64Array(8) }));
write('huge.npy', zeros([1_000_000, 1_000_000], 0, '<f8'));
write('beyond.npy', zeros([4294967296, 4294967296, 4294967296], 64, '<f8'));
write('large.npy', zeros([4000, 4000], 4000 ** 2));
write('words.csv', '1e-5, 2e-5\n3e-5, low\n');
write('ragged.csv', '1e-5, 2e-5\n\n3e-5\n');
write('half.json', '{"conductance": [[1e-5');
mkdirSync(join(folder, 'folder.npy'));

const refusals: Record<string, [args: readonly string[], message: string]> = {
  'a negative conductance': [
    ['negative.npy', ...wires, '--inputs', 'v.npy'],
    'negative.npy: conductance[1][2]: found -0.000001 S; expected a finite number ≥ 0 S',
  ],
  'NaN as a conductance': [
    ['nan.npy', ...wires, '--inputs', 'v.npy'],
    'nan.npy: conductance[1][3]: found NaN S; expected a finite number ≥ 0 S',
  ],
  'an infinite conductance': [
    ['infinite.npy', ...wires, '--operator', '-o', 'x.npy'],
    'infinite.npy: conductance[7][5]: found Infinity S; expected a finite number ≥ 0 S',
  ],
  'a word in a table': [['words.csv'], 'words.csv: line 2, column 2: found "low"; expected a number'],
  'a ragged table': [['ragged.csv'], 'ragged.csv: line 3: found 1 columns; expected 2, as in the first row'],
  'NaN as a voltage': [
    ['g.npy', '--inputs', 'nan-volts.npy'],
    'nan-volts.npy: row 0, column 5: found NaN V; expected a finite number',
  ],
  'inputs of another width': [
    ['g.npy', '--inputs', 'narrow.npy'],
    'narrow.npy: found 3 columns; expected 8, one per word line of g.npy',
  ],
  'three dimensions': [['cube.npy'], 'cube.npy: found shape (2, 2, 2); expected rows × columns of numbers'],
  'a negative wire': [
    ['g.npy', '--inputs', 'v.npy', '--word-line', '-1 ohm'],
    '--word-line: found "-1 ohm"; expected a finite resistance ≥ 0 ohm',
  ],
  'an infinite wire': [
    ['g.npy', '--inputs', 'v.npy', '--bit-line', 'Infinity'],
    '--bit-line: found Infinity; expected a finite resistance ≥ 0 ohm',
  ],
  'another dimension': [
    ['g.npy', '--inputs', 'v.npy', '--sense', '3 V'],
    '--sense: "3 V" is not a resistance; expected a resistance such as "0.35 ohm"',
  ],
  'an empty resistance': [
    ['g.npy', '--inputs', 'v.npy', '--driver', ''],
    '--driver: "" is not a resistance; expected a resistance such as "0.35 ohm"',
  ],
  'wires beside a JSON file': [
    ['small.json', '--bit-line', '1'],
    '--bit-line: found small.json; expected an .npy or .csv file; a JSON file says it itself',
  ],
  'a floating line': [
    ['floating.json'],
    'floating.json: bit line 1: found a floating line with no path to any terminal: both its ends are open and so are all ' +
      'cells that lead on; expected a driver or sense resistance < Infinity ohm, or a cell > 0 S to a line that has one',
  ],
  'no inputs': [
    ['bare.json'],
    'bare.json: found no input vectors; expected "inputs" in the JSON file, or --inputs FILE',
  ],
  'a plot of no input': [
    ['bare.json', '--operator', '-o', 'x.npy', '--plot', 'x.svg'],
    'bare.json: found no input vectors; expected "inputs" in the JSON file, or --inputs FILE',
  ],
  'a header that claims a huge array': [
    ['huge.npy'],
    'huge.npy: 0 bytes of data; expected 8000000000000 for shape (1000000, 1000000) of <f8',
  ],
  'a header beyond all numbers': [
    ['beyond.npy'],
    'beyond.npy: 64 bytes of data; expected 6.338253001141147e+29 for shape (4294967296, 4294967296, 4294967296) of <f8',
  ],
  'an operator larger than memory': [
    ['large.npy', ...wires, '--operator', '-o', 'x.npy'],
    'crossbar of 4000×4000 cells: its effective operator takes 2.1 GiB to compute; expected at most 2.0 GiB; ' +
      'use smaller tiles, or solve for each input on its own',
  ],
  'an operator without a file': [
    ['small.json', '--operator'],
    '--operator: found no file to write it to; expected -o FILE, .npy or .csv',
  ],
  'an operator of nonlinear cells': [
    ['sinh.json', '--operator', '-o', 'x.npy'],
    '--operator: found cells that are not linear; expected linear cells: no operator stands for others',
  ],
  'the operator method with nonlinear cells': [
    ['sinh.json', '--method', 'operator'],
    'method operator: found cells that are not linear; expected method pcg or auto',
  ],
  'the operator method with fields': [
    ['small.json', '--method', 'operator', '--fields'],
    'method operator: found fields or power by part asked for; expected method pcg or auto',
  ],
  'an approximation of nonlinear cells': [
    ['sinh.json', '--approximate', 'ideal'],
    'approximation ideal: found nonlinear cells or driven bit lines; expected linear cells, bit lines at 0 V',
  ],
  'an approximation of uneven wires': [
    ['uneven.json', '--approximate', 'dmr'],
    'crossbar: wordSegments[1]: found 2 ohm; expected 1 ohm as in all segments, to approximate',
  ],
  'settling without capacitance': [
    ['small.json', '--settle', '1%'],
    'settling: found no capacitance; expected "capacitance" in the array file, such as {"wordLine": "1 fF"}',
  ],
  'an unknown law': [
    ['law.json'],
    'law.json: cells.law: found "cubic"; expected "linear", "sinh", "selector" or "polynomial"',
  ],
  'a law that falls': [
    ['falling.json'],
    'falling.json: polynomial law: its slope is -2 of g at -1 V; expected a law that rises within ±1 V',
  ],
  'cells beyond the range of their law': [
    ['beyond.json'],
    'polynomial law: input 1: found 0.600 V across cell (0, 0); expected at most its range of 0.5 V',
  ],
  'a law that overflows': [
    ['steep.json'],
    'steep.json: Newton’s method on the cells reached a residual of NaN in 1 iterations, not 1e-10; ' +
      'expected voltages and resistances that double precision can tell apart, or a larger --tolerance',
  ],
  'an unknown approximation': [
    ['small.json', '--approximate', 'best'],
    "option '--approximate <how>' argument 'best' is invalid. Allowed choices are ideal, dmr, aihwkit.",
  ],
  'an unknown method': [
    ['small.json', '--method', 'lu'],
    "option '--method <method>' argument 'lu' is invalid. Allowed choices are auto, pcg, operator.",
  ],
  'an unknown engine': [
    ['small.json', '--engine', 'gpu'],
    "option '--engine <engine>' argument 'gpu' is invalid. Allowed choices are wasm, plain.",
  ],
  'an accuracy above 1': [
    ['small.json', '--settle', '200%'],
    "option '--settle <part>' argument '200%' is invalid. expected a part between 0 and 1, such as 0.1%",
  ],
  'a tolerance that is none': [
    ['small.json', '--tolerance', 'tight'],
    "option '--tolerance <residual>' argument 'tight' is invalid. expected a number between 0 and 1, such as 1e-10",
  ],
  'a missing file': [['none.json'], 'none.json: no such file; expected a readable file'],
  'missing inputs': [['g.npy', '--inputs', 'none.npy'], 'none.npy: no such file; expected a readable file'],
  'a folder': [['folder.npy'], 'folder.npy: is a folder; expected a file'],
  'inputs of another kind': [
    ['g.npy', '--inputs', 'small.json'],
    'small.json: found another kind of file; expected a name that ends in .npy or .csv',
  ],
  'an output of another kind': [
    ['small.json', '-o', 'x.txt'],
    'x.txt: found another kind of file; expected a name that ends in .npy or .csv',
  ],
  'a plot of another kind': [
    ['small.json', '--plot', 'x.png'],
    'x.png: found another kind of file; expected a name that ends in .svg',
  ],
  'an output below a file': [
    ['small.json', '-o', 'small.json/x.npy'],
    `${join(folder, 'small.json')}: is a file; expected a folder to write to`,
  ],
};
for (const [name, [args, message]] of Object.entries(refusals))
  test(`refuses ${name}`, t => refused(t, folder, ['solve', ...args], message));

test('refuses damaged JSON, and a folder in place of the output, which leaves nothing behind', t => {
  const damaged = ohmweave(folder, ['solve', 'half.json']);
  t.regex(damaged.stderr, /^error: half\.json: not JSON \(.*\); expected a JSON file\n$/);
  const { code, stdout, stderr } = ohmweave(folder, ['solve', 'small.json', '-o', 'folder.npy']);
  t.regex(stderr, /^error: folder\.npy: is a folder; expected a file\n$/);
  t.deepEqual([damaged.code, code, stdout], [2, 2, '']);
  t.deepEqual(readdirSync(folder).filter(name => name.endsWith('.part')), []); // biome-ignore format: one thing
});
