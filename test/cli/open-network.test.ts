import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { openNetwork } from '../../cli/open-network.js';
import { formatNpy } from '../../edge/npy.js';
import type { Network, NeuronLayer } from '../../models/network.js';
import { networkToJson, writeNetwork } from '../../models/network-file.js';
import { networkOfNir } from '../../models/nir/network.js';
import { readNir } from '../../models/nir/read.js';
import { writeNir } from '../../models/nir/write.js';
import { graph, input, lif, linear, output } from '../models/nir/builders.js';
import { fixture } from '../models/onnx/builders.js';
import { ohmweave, refused } from './ohmweave.js';
import { tinyFile } from './tiny.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const net = join(folder, 'net.nir');
const inner = graph({ i: input(2), wrong: lif(2), back: linear(2, 2, -0.1), o: output(2) }, 'i n', 'n back', 'back n', 'n o'); // biome-ignore format: one thing

test.before(async () => {
  const nodes = { in: input(1), w: linear(2, 1, 3, 5), loop: inner, out: output(2) };
  await writeNir(graph(nodes, 'in w', 'w loop', 'loop out'), net);
  writeFileSync(join(folder, 'hw.json'), JSON.stringify(tinyFile));
  const data = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t));
  writeFileSync(join(folder, 'inputs.npy'), formatNpy({ shape: [2, 30], data }));
});

const open = async (nir?: string): Promise<{ network: Network; notes: string[] }> => {
  const notes: string[] = [];
  return { network: await openNetwork(net, nir, note => notes.push(note)), notes };
};

test('a graph is read as the option says, and what was guessed is told', async t => {
  const { network, notes } = await open(
    'timeStep=1 ms,reset=subtract,discretisation=exact,spikes=yes,scores=last,classes=a|b',
  );
  t.like((network.layers[1] as NeuronLayer).neuron, { timeStep: 1e-3, reset: 'subtract', discretisation: 'exact' });
  t.like(network, { name: 'net', input: { channels: 1, spikes: true } });
  t.like(network.layers.at(-1), { type: 'scores', of: 'last', classes: ['a', 'b'] });
  t.deepEqual(notes, [`${net}: edges name loop.n, which is no node; taken for loop.wrong, which no edge names`]);
});

test('without the option the defaults hold, as in the library', async t => {
  const { network } = await open();
  t.deepEqual(networkToJson(network), networkToJson(networkOfNir(await readNir(net), { name: 'net' }).network));
  t.like((await open('classes=a|b')).network.layers.at(-1), { type: 'scores', of: 'mean' });
});

test('compile makes of a graph what it makes of the network file', async t => {
  const { network } = await open('timeStep=1 ms');
  writeNetwork(network, join(folder, 'net.json'));
  const compile = (file: string, to: string, ...rest: string[]): string => {
    const args = ['compile', file, '--hardware', 'hw.json', '--calibration', 'inputs.npy', '-o', to, ...rest];
    const { code, stderr } = ohmweave(folder, args);
    t.is(code, 0, stderr);
    return stderr;
  };
  t.is(compile('net.json', 'json.owp'), '');
  const stderr = compile('net.nir', 'nir.owp', '--nir', 'timeStep=1 ms');
  t.is(stderr, 'net.nir: edges name loop.n, which is no node; taken for loop.wrong, which no edge names\n');
  t.deepEqual(readFileSync(join(folder, 'nir.owp')), readFileSync(join(folder, 'json.owp')));
});

test('an ONNX model may be compressed, and has its name without either ending', async t => {
  writeFileSync(join(folder, 'small.onnx.gz'), gzipSync(readFileSync(fixture('mlp'))));
  const network = await openNetwork(join(folder, 'small.onnx.gz'), undefined, () => {});
  t.is(network.name, 'small');
});

test('a file that is cut off is refused in one line', t => {
  writeFileSync(join(folder, 'cut.nir'), readFileSync(net).subarray(0, 3000));
  const { code, stdout, stderr } = ohmweave(folder, ['compile', 'cut.nir', '--hardware', 'hw.json', '-o', 'x.owp']);
  t.deepEqual([code, stdout], [2, '']);
  t.regex(stderr, /^error: cut\.nir: HDF5 says: truncated file: [^\n]*; expected a whole HDF5 file\n$/);
});

test('the option is refused where it stands', async t => {
  const wrong = (nir: string, message: string): Promise<unknown> => t.throwsAsync(open(nir), { message });
  await wrong('reset', '--nir: found "reset"; expected key=value, for example reset=subtract');
  await wrong(
    'beta=0.9',
    '--nir: found beta; expected one of timeStep, discretisation, reset, current, spikes, scores, classes',
  );
  await wrong('reset=subtract,reset=subtract', '--nir: found reset twice; expected each key once');
  await wrong('reset=zero', '--nir: reset: found zero; expected to-value or subtract');
  await wrong('timeStep=1 V', '--nir: timeStep: "1 V" is not a time; expected a time such as "100 ns"');
  await wrong('scores=last', '--nir: scores: found no classes; expected classes=name|name|…, too');
  const args = ['compile', 'other.json', '--hardware', 'hw.json', '--nir', 'reset=subtract', '-o', 'x.owp'];
  refused(t, folder, args, '--nir: found it with other.json; expected it with a .nir file only');
});

test('an ONNX model is read as a network file is', async t => {
  const notes: string[] = [];
  const read = await openNetwork(fixture('constants'), undefined, note => notes.push(note), ['a', 'b', 'c', 'd', 'e']);
  t.deepEqual(notes, [`${fixture('constants')}: unused (Sigmoid) does not reach the output and is left out`]);
  t.is(read.name, 'constants');
  t.like(read.layers.at(-1), { type: 'scores', classes: ['a', 'b', 'c', 'd', 'e'] });
});
