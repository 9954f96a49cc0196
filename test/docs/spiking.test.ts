import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { parseNetwork } from '../../models/network-file.js';
import { discretisations, type Neuron, resets } from '../../models/spiking/neuron.js';
import { matrix } from '../../numeric/matrix.js';
import { checkout, ohmweave } from '../cli/ohmweave.js';
import { chip, hardware } from '../compiler/builders.js';
import { lif, of, resonance } from '../models/spiking/builders.js';

const page = readFileSync(join(checkout, 'docs/spiking.md'), 'utf8');
const lines = page.split('\n');

/** Cells of the rows of the table with these headings. */
function rowsUnder(heading: string): string[][] {
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`no table ${heading}`);
  const rows = lines.slice(start + 2);
  const cells = (row: string): string[] => row.split(/(?<!\\)\|/).slice(1, -1).map(cell => cell.trim()); // biome-ignore format: one thing
  return rows.slice(0, rows.indexOf('')).map(cells);
}

const leak = lif({ timeConstant: of(7) });
const { threshold: _, reset: __, resetValue: ___, ...quiet } = leak;
const synapse = { synapseTimeConstant: of(3), inputWeight: of(1), current: 'new' } as const;
const swing = resonance([5], [1]);
const neurons: Readonly<Record<Neuron['model'], Neuron>> = {
  integrator: { model: 'integrator', timeStep: 1, resistance: of(1) },
  if: { model: 'if', timeStep: 1, resistance: of(1), threshold: of(1), reset: 'subtract', resetValue: of(0) },
  li: { ...quiet, model: 'li' },
  lif: leak,
  'cuba-li': { ...quiet, ...synapse, model: 'cuba-li' },
  'cuba-lif': { ...leak, ...synapse, model: 'cuba-lif' },
  alif: {
    ...{ model: 'alif', timeStep: 1, timeConstant: of(5), adaptationTimeConstant: of(20) },
    ...{ baseline: of(0.1), strength: of(1.8) },
  },
  rf: { model: 'rf', ...swing },
  'izhikevich-rf': { model: 'izhikevich-rf', ...swing },
  brf: { model: 'brf', ...swing, refractoryDecay: 0.9 },
  hrf: { model: 'hrf', ...swing, refractoryDecay: 0.9 },
  gamma: { model: 'gamma', timeStep: 1, timeConstant: of(7), threshold: of(0.2) },
  'sigma-delta': { model: 'sigma-delta', threshold: of(0.2), bias: of(0) },
};
const models = Object.keys(neurons);

/** A picture's numbers, and what stands between them. */
function partsOf(file: string): { readonly words: readonly string[]; readonly numbers: readonly number[] } {
  const parts = readFileSync(file, 'utf8').split(/(-?\d+(?:\.\d+)?)/);
  return { words: parts.filter((_, k) => k % 2 === 0), numbers: parts.filter((_, k) => k % 2 === 1).map(Number) };
}

test('every command on the page does what stands below it', t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  symlinkSync(join(checkout, 'examples'), join(folder, 'examples'));
  let ran = 0;
  lines.forEach((line, at) => {
    if (!line.startsWith('    $ ohmweave ')) return;
    const end = lines.findIndex((next, k) => k > at && !next.startsWith('    '));
    const { code, stdout, stderr } = ohmweave(folder, line.slice(6).split(' ').slice(1));
    t.deepEqual([code, stderr], [0, ''], line);
    t.is(stdout, lines.slice(at + 1, end).map(next => `${next.slice(4)}\n`).join(''), line); // biome-ignore format: one thing
    ran++;
  });
  t.is(ran, 4);
  // The picture on the page is the one that its command draws: the same marks and words, half a pixel apart at most.
  const [drawn, shown] = [join(folder, 'spikes.svg'), join(checkout, 'docs/images/spikes.svg')].map(partsOf);
  t.deepEqual(drawn!.words, shown!.words);
  t.is(drawn!.numbers.length, shown!.numbers.length);
  t.true(drawn!.numbers.every((number, k) => Math.abs(number - shown!.numbers[k]!) <= 0.5));
});

test('every model stands there with its constants, and every option with its values', t => {
  const rows = rowsUnder('| `model` | one step | constants |');
  t.deepEqual(rows.map(([model]) => model), models.map(model => `\`${model}\``)); // biome-ignore format: one thing
  const options = ['discretisation', 'reset', 'current', 'timeStep', 'model'];
  // Rows may say "as" another one, or "the same", which then names it.
  for (const [k, model] of models.entries())
    for (const name of Object.keys(neurons[model as Neuron['model']]).filter(key => !options.includes(key)))
      t.true(
        rows.slice(0, k + 1).some(([, , constants]) => constants!.includes(name)),
        `${model}: ${name}`,
      );
  const values = rowsUnder('| key | value | meaning |').flatMap(([, value]) => value!.replaceAll('`', '').split(', '));
  t.deepEqual(values, [...discretisations, ...resets, 'new', 'old']);
});

test('digital neurons cost what the page says', t => {
  const rows = rowsUnder('| `model` | operations | states |');
  t.deepEqual(rows.map(([model]) => model!.slice(1, -1)), models); // biome-ignore format: one thing
  const stage = (neuron?: Neuron) => {
    const program = chip(
      {
        name: 'one',
        input: { channels: 1, normalize: 'none' },
        layers: [
          { type: 'linear', name: 'w', weights: matrix(1, 1, of(1)) },
          ...(neuron ? [{ type: 'neurons', name: 'n', neuron } as const] : []),
        ],
      },
      hardware(),
      { name: 'c', channels: 1, classes: [], series: [{ values: of(1, 0.5), length: 2, label: -1 }] },
    );
    return program.schedule.stages[0]!;
  };
  const bare = stage();
  for (const [model, operations, states] of rows) {
    const found = stage(neurons[model!.slice(1, -1) as Neuron['model']]);
    t.is(found.digitalOperations - bare.digitalOperations, Number(operations), model);
    t.is(found.bufferBits - bare.bufferBits, 2 * 16 * Number(states), model);
  }
});

test('the layer on the page is a good one', t => {
  const [, text] = /^```json\n(.*?)^```$/ms.exec(page)!;
  const linear = (name: string) => ({ type: 'linear', name, from: ['input'], weights: [[1], [1]] });
  const network = {
    ...{ format: 'ohmweave-network', version: 1, name: 'page', input: { channels: 1, normalize: 'none' } },
    layers: [linear('synapses'), linear('shortcut'), JSON.parse(text!)],
  };
  t.is(parseNetwork(network, 'page').layers.length, 3);
});
