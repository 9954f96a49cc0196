import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { z } from 'zod';
import { type ArrayFile, isTwoWire, readArrayFile } from '../../crossbar/file/array-file.js';
import { arrayFileSchema } from '../../crossbar/file/array-schema.js';
import { solveFile } from '../../crossbar/file/solve-file.js';
import { solveTwoWireFile } from '../../crossbar/file/solve-two-wire-file.js';
import { readTable } from '../../edge/table.js';
import { multiply } from '../../kernels/dense.js';
import { checkout, ohmweave } from '../cli/ohmweave.js';
import { difference } from '../crossbar/circuits.js';

const page = readFileSync(join(checkout, 'docs/array.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));

/** The files on the page, by name. */
const files = new Map([...page.matchAll(/^```(?:json|csv) (\S+)\n(.*?)^```$/gms)].map(match => [match[1]!, match[2]!]));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
const examples = [...files].filter(([name]) => name.endsWith('.json'));

interface Node {
  readonly properties?: Record<string, Node>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Node[];
}

/** The keys of a schema, and whether each is required. */
function keysOf({ oneOf, properties = {}, required = [] }: Node, path = ''): [string, boolean][] {
  if (oneOf) return oneOf.flatMap(form => keysOf(form, path));
  return Object.entries(properties).flatMap(([key, part]): [string, boolean][] =>
    part.properties || part.oneOf ? keysOf(part, `${path}${key}.`) : [[path + key, required.includes(key)]],
  );
}

test('the table has every key, and no other', t => {
  const section = page.slice(page.indexOf('## Keys\n')).split('\n## ')[0]!;
  const rows = section.split('\n').filter(line => line.startsWith('| `'));
  const documented = new Map(
    rows.map(line => {
      const cells = line.slice(2, -2).split(' | ');
      return [cells[0]!.replaceAll('`', ''), cells[3] === 'required'];
    }),
  );
  const keys = new Map(keysOf(z.toJSONSchema(arrayFileSchema, { io: 'input' }) as Node));
  t.deepEqual([...documented].sort(), [...keys].sort());
});

const solved = (file: ArrayFile) =>
  isTwoWire(file)
    ? solveTwoWireFile(file, { heat: true })
    : solveFile(file, { heat: true, ...(file.capacitance && { settle: 0.01 }) });

test('every example is one, and is solved', async t => {
  t.is(page.match(/^```json/gm)?.length, examples.length);
  t.true(examples.length >= 8);
  const laws = new Set<string>();
  for (const [name, text] of examples) {
    const value = JSON.parse(text);
    laws.add(value.cells?.law);
    const file = await readArrayFile(value, name);
    const { outputs, power, heat } = await solved(file);
    t.true(outputs.data.every(Number.isFinite) && outputs.data.some(amps => Math.abs(amps) > 1e-9), name);
    for (const [k, watts] of power.entries()) t.true(Math.abs(heat![k]!.total / watts - 1) < 1e-8, name);
  }
  for (const law of ['sinh', 'selector', 'polynomial']) t.true(laws.has(law), law);
});

test('every command on the page does what stands below it', t => {
  const lines = page.split('\n');
  let shown = 0;
  lines.forEach((line, at) => {
    if (!line.startsWith('    $ ohmweave ')) return;
    const words = [...line.slice(15).matchAll(/"([^"]*)"|(\S+)/g)].map(match => match[1] ?? match[2]!);
    const { code, stdout, stderr } = ohmweave(folder, words);
    t.is(stderr, '', line);
    t.is(code, 0);
    const rest = lines.slice(at + 1);
    const below = rest.slice(
      0,
      rest.findIndex(next => !next.startsWith('    ') || next.startsWith('    $')),
    );
    if (below.length === 0) return;
    shown++;
    t.is(stdout, `${below.map(next => next.slice(4)).join('\n')}\n`, line);
  });
  t.is(shown, 10);
  const [v, operator, currents] = ['v.csv', 'operator.npy', 'currents.csv'].map(name => readTable(join(folder, name)));
  const product = multiply(v!.data, v!.rows, operator!.data, operator!.rows, operator!.cols);
  t.true(difference(product, currents!.data) < 1e-11);
});

test('each law follows its formula', async t => {
  const formulas: Record<string, (g: number, v: number, cells: Record<string, number & number[]>) => number> = {
    sinh: (g, v, { b }) => (g * Math.sinh(b! * v)) / b!,
    selector: (g, v, { b, fullVoltage }) => (g * fullVoltage! * Math.sinh(b! * v)) / Math.sinh(b! * fullVoltage!),
    polynomial: (g, v, { coefficients }) => g * coefficients!.reduce((sum, c, n) => sum + c * v ** (n + 1), 0),
  };
  for (const [name, text] of examples) {
    const { cells } = JSON.parse(text);
    if (!cells?.law || cells.transistor || cells.selector) continue;
    const bare = { conductance: [[3e-5]], cells, wordLineResistance: 0, bitLineResistance: 0, inputs: [[0.4]] };
    const { outputs } = await solved(await readArrayFile(bare, name));
    t.true(Math.abs(outputs.data[0]! / formulas[cells.law]!(3e-5, 0.4, cells) - 1) < 1e-9, name);
  }
});

test('the messages are those that come', async t => {
  const said = page.slice(page.indexOf('## When something does not fit'));
  const wrong = { conductance: [[1e-5, 1e-5, 1e-5], [0, 0, -1e-5]], wordLineResistance: 1, bitLineResistance: 1 }; // biome-ignore format: one thing
  const error = await t.throwsAsync(readArrayFile(wrong, 'array.json'));
  t.true(said.includes(`    ${error.message}\n`), error.message);
  const floating = { ...JSON.parse(files.get('ends.json')!), conductance: [[1e-5, 1e-5, 0], [1e-5, 1e-5, 0]] }; // biome-ignore format: one thing
  const lost = await t.throwsAsync(readArrayFile(floating, 'ends.json'));
  const start = /^ {4}(ends\.json: .*)…$/m.exec(page)![1]!;
  t.true(lost.message.startsWith(start.trimEnd()), lost.message);
});
