import { readFileSync } from 'node:fs';
import test from 'ava';
import { InputError } from '../../../edge/error.js';
import type { LinearLayer, Network, NeuronLayer } from '../../../models/network.js';
import type { Affine, CubaLIF, NirGraph, NirNode } from '../../../models/nir/graph.js';
import { type NirOptions, networkOfNir } from '../../../models/nir/network.js';
import { readNir } from '../../../models/nir/read.js';
import { networkOutput } from '../../../models/reference.js';
import { neuronStates } from '../../../models/spiking/neuron-states.js';
import { randomStream } from '../../../numeric/random.js';
import { graph, input, lif, linear, numbers, output, published, whole } from './builders.js';

const run = ({ input: into, layers }: Network, values: Float64Array, upTo = layers.length) =>
  networkOutput(
    { input: into, layers: layers.slice(0, upTo) },
    { values, length: values.length / into.channels, label: -1 },
  );

/** Zeros and ones, a third of them ones, the same each time. */
function spikes(count: number, seed: number): Float64Array {
  const random = randomStream(seed);
  return Float64Array.from({ length: count }, (_, k) => (random.uniform(k) < 1 / 3 ? 1 : 0));
}

/** Membranes, spikes and the input of a published trace. */
function trace(path: string) {
  const rows = readFileSync(path, 'utf8').trim().split('\n').map(line => line.split(',').map(Number)); // biome-ignore format: one thing
  const column = (k: number): Float64Array => Float64Array.from(rows, row => row[k]!);
  return { x: column(0), v: column(1), z: column(2) };
}

const at = (z: Float64Array): number[] => [...z.keys()].filter(t => z[t] === 1);

/** The published LIF graph on its published input, against the trace of another simulator. */
async function comesOut(t: import('ava').ExecutionContext, of: string, options: NirOptions, expected: number[]) {
  const folder = published(t, '01_lif');
  if (folder === undefined) return;
  const { network } = networkOfNir(await readNir(`${folder}/lif_norse.nir`), options);
  const { x } = trace(`${folder}/lif_norse.csv`); // others scale it before they write it down
  const { v, z } = trace(`${folder}/${of}.csv`);
  const spiking = run(network, x).data;
  t.deepEqual(at(spiking), expected);
  t.deepEqual(at(spiking), at(z));
  // The trace has the membrane after the reset, in float32.
  const [, { neuron }] = network.layers as [LinearLayer, NeuronLayer];
  if (neuron.model !== 'lif') return t.fail(neuron.model);
  const drive = run(network, x, 1).data;
  const states = neuronStates(neuron, 1);
  let worst = 0;
  for (let k = 0; k < x.length; k++) {
    states.step(drive.subarray(k, k + 1), 1);
    const m = states.membranes[0]!;
    const after = states.outputs[0] === 0 ? m : neuron.reset === 'subtract' ? m - neuron.threshold[0]! : 0;
    worst = Math.max(worst, Math.abs(after - v[k]!));
  }
  t.true(worst < 1e-7, `${worst}`);
  t.log(`worst difference of the membrane ${worst.toExponential(2)}`);
}

test('the published LIF graph as Norse computes it', async t => {
  await comesOut(t, 'lif_norse', {}, [460, 510, 710, 760]);
});

for (const other of ['lif_rockpool', 'lif_sinabs'])
  test(`the published LIF graph as ${other.slice(4)} computes it`, async t => {
    const options = { discretisation: 'exponential-leak', reset: 'subtract' } as const;
    await comesOut(t, other, options, [450, 500, 710, 760]);
  });

/** What a recurrent published graph computes, step by step with plain loops over the numbers of the file. */
function braille(nodes: NirGraph['nodes'], x: Float64Array, reset: 'to-value' | 'subtract', current: 'new' | 'old') {
  const dt = 1e-4;
  const weights = (name: string) => {
    const { weight, bias } = nodes.get(name) as Affine;
    const [rows, cols] = weight.shape as [number, number];
    return (from: ArrayLike<number>): number[] =>
      Array.from({ length: rows }, (_, o) => {
        let sum = (bias as Affine['bias'] | undefined)?.data[o] ?? 0;
        for (let i = 0; i < cols; i++) sum += weight.data[o * cols + i]! * from[i]!;
        return sum;
      });
  };
  const population = (name: string) => {
    const { tau_mem, tau_syn, r, v_leak, v_threshold, w_in } = nodes.get(name) as CubaLIF;
    const n = r.data.length;
    const [current_, v] = [new Array<number>(n).fill(0), new Array<number>(n).fill(0)];
    return (drive: readonly number[]): number[] =>
      drive.map((d, i) => {
        const before = current_[i]!;
        current_[i] = before + (dt / tau_syn.data[i]!) * (-before + w_in!.data[i]! * d);
        const flowing = current === 'new' ? current_[i]! : before;
        const m = v[i]! + (dt / tau_mem.data[i]!) * (v_leak.data[i]! - v[i]! + r.data[i]! * flowing);
        const z = m > v_threshold.data[i]! ? 1 : 0;
        v[i] = z === 0 ? m : reset === 'subtract' ? m - v_threshold.data[i]! : 0;
        return z;
      });
  };
  const [fc1, back, fc2] = [weights('fc1'), weights('lif1.w_rec'), weights('fc2')];
  const [lif1, lif2] = [population('lif1.lif'), population('lif2')];
  let hidden: number[] = new Array((nodes.get('lif1.lif') as CubaLIF).r.data.length).fill(0);
  const out = { hidden: [] as number[], drive: [] as number[], spikes: [] as number[] };
  for (let t = 0; t < x.length / 12; t++) {
    const recurrent = back(hidden);
    hidden = lif1(fc1(x.subarray(12 * t, 12 * t + 12)).map((d, i) => d + recurrent[i]!));
    const drive = fc2(hidden);
    out.hidden.push(...hidden);
    out.drive.push(...drive);
    out.spikes.push(...lif2(drive));
  }
  return out;
}

for (const [name, reset] of [
  ['braille_noDelay_bias_zero', 'to-value'],
  ['braille_noDelay_noBias_subtract', 'subtract'],
] as const)
  for (const current of ['new', 'old'] as const)
    test(`${name} and its version with a graph inside, ${current} current, step by step`, async t => {
      const folder = published(t, '03_rnn');
      if (folder === undefined) return;
      const flat = await readNir(`${folder}/${name}.nir`);
      const nested = await readNir(`${folder}/extras/${name}_subgraph.nir`);
      const x = spikes(12 * 256, 7);
      const right = braille(flat.nodes, x, reset, current);
      for (const read of [flat, nested]) {
        const { network, notes } = networkOfNir(read, { reset, current });
        t.is(notes.length, read === nested ? 1 : 0);
        t.deepEqual(network.layers.map(layer => layer.type), ['linear', 'neurons', 'linear', 'neurons']); // biome-ignore format: one thing
        t.deepEqual([...run(network, x, 2).data], right.hidden);
        const drive = run(network, x, 3).data;
        t.true(drive.every((value, k) => Math.abs(value - right.drive[k]!) < 1e-6));
        t.deepEqual([...run(network, x).data], right.spikes);
      }
      const count = (list: readonly number[]): number => list.reduce((sum, z) => sum + z, 0);
      t.true(count(right.hidden) > 20 && count(right.spikes) > 20, `${count(right.hidden)} ${count(right.spikes)}`);
    });

test('the published convolutional graph, step by step', async t => {
  const path = published(t, '02_cnn/cnn_sinabs.nir');
  if (path === undefined) return;
  const { nodes } = await readNir(path);
  const { network } = networkOfNir({ type: 'NIRGraph', nodes, edges: (await readNir(path)).edges }, { timeStep: 1, reset: 'subtract' }); // biome-ignore format: one thing
  t.deepEqual(
    network.layers.map(layer => layer.type),
    [
      ...['convolution-2d', 'neurons', 'convolution-2d', 'neurons', 'pool-2d', 'convolution-2d', 'neurons', 'pool-2d'],
      ...['linear', 'neurons', 'linear', 'neurons'],
    ],
  );
  const steps = 6;
  const x = spikes(steps * 2 * 34 * 34, 3);

  type Maps = { readonly c: number; readonly n: number; readonly data: number[] };
  const numbersIn = (name: string, key: string): Float64Array =>
    (nodes.get(name) as unknown as Record<string, { data: Float64Array }>)[key]!.data;
  const conv = (name: string, maps: Maps, outputs: number, k: number, stride: number): Maps => {
    const [w, b] = [numbersIn(name, 'weight'), numbersIn(name, 'bias')];
    const n = Math.floor((maps.n + 2 - k) / stride) + 1;
    const data: number[] = [];
    for (let o = 0; o < outputs; o++)
      for (let y = 0; y < n; y++)
        for (let z = 0; z < n; z++) {
          let sum = b[o]!;
          for (let c = 0; c < maps.c; c++)
            for (let i = 0; i < k; i++)
              for (let j = 0; j < k; j++) {
                const [row, column] = [y * stride + i - 1, z * stride + j - 1];
                if (row >= 0 && column >= 0 && row < maps.n && column < maps.n)
                  sum += w[((o * maps.c + c) * k + i) * k + j]! * maps.data[(c * maps.n + row) * maps.n + column]!;
              }
          data.push(sum);
        }
    return { c: outputs, n, data };
  };
  const pool = ({ c, n, data }: Maps): Maps => {
    const half: number[] = [];
    for (let k = 0; k < c; k++)
      for (let y = 0; y < n; y += 2)
        for (let z = 0; z < n; z += 2) {
          const first = (k * n + y) * n + z;
          half.push(data[first]! + data[first + 1]! + data[first + n]! + data[first + n + 1]!);
        }
    return { c, n: n / 2, data: half };
  };
  const membranes = new Map<string, number[]>();
  const fire = (name: string, maps: Maps): Maps => {
    const v = membranes.get(name) ?? maps.data.map(() => 0);
    membranes.set(name, v);
    const data = maps.data.map((d, i) => {
      v[i]! += d; // dt and r are 1
      if (!(v[i]! > 1)) return 0;
      v[i]! -= 1;
      return 1;
    });
    return { ...maps, data };
  };
  const dense = (name: string, { data }: Maps, outputs: number): Maps => {
    const [w, b] = [numbersIn(name, 'weight'), numbersIn(name, 'bias')];
    const sums = Array.from({ length: outputs }, (_, o) =>
      data.reduce((sum, d, i) => sum + w[o * data.length + i]! * d, b[o]!),
    );
    return { c: outputs, n: 1, data: sums };
  };
  const hidden: number[] = [];
  const drives: number[] = [];
  for (let s = 0; s < steps; s++) {
    const frame = { c: 2, n: 34, data: [...x.subarray(s * 2312, (s + 1) * 2312)] };
    const first = fire('1', conv('0', frame, 16, 5, 2));
    const second = pool(fire('3', conv('2', first, 16, 3, 1)));
    const third = pool(fire('6', conv('5', second, 8, 3, 1)));
    const fourth = fire('10', dense('9', third, 256));
    hidden.push(...fourth.data);
    drives.push(...dense('11', fourth, 10).data);
  }
  t.deepEqual([...run(network, x, 10).data], hidden);
  const drive = run(network, x, 11).data;
  t.true(drive.every((value, k) => Math.abs(value - drives[k]!) < 1e-6));
  t.true(hidden.includes(1));
});

const recorded = (options: NirOptions) => {
  const { network } = networkOfNir(graph({ in: input(2), n: lif(2), out: output(2) }, 'in n', 'n out'), options);
  const { neuron } = network.layers[0] as NeuronLayer;
  return neuron;
};

test('what a graph leaves open is recorded in the neurons', t => {
  t.like(recorded({}), { model: 'lif', timeStep: 1e-4, discretisation: 'euler', reset: 'to-value' });
  const options = { timeStep: 1e-3, discretisation: 'exact', reset: 'subtract' } as const;
  t.like(recorded(options), { model: 'lif', ...options });
});

test('names of nodes become names of layers', t => {
  const nodes = { in: input(1), 0: lif(1), 'a.b': lif(1), 'a b': lif(1), input: lif(1), out: output(1) };
  const { network } = networkOfNir(graph(nodes, 'in 0', '0 a.b', 'a.b input', 'input out'));
  t.deepEqual(network.layers.map(layer => layer.name), ['n0', 'a_b', 'ninput']); // biome-ignore format: one thing
});

test('edges that meet are summed, and what does not reach the output is left out', t => {
  const nodes = {
    in: input(2),
    a: linear(2, 2, 1, 2, 3, 4),
    b: linear(2, 2, 5, 6, 7, 8),
    dead: lif(2),
    out: output(2),
  };
  const { network, notes } = networkOfNir(graph(nodes, 'in a', 'in b', 'a out', 'b out', 'a dead'));
  t.deepEqual([...run(network, Float64Array.of(1, 10)).data], [21 + 65, 43 + 87]);
  t.deepEqual(notes, ['dead does not reach the output and is left out']);
});

// A weight of 5 makes a neuron fire each step; what comes back through the loop decides whether it does.
const affine = (outputs: number, inputs: number, weight: readonly number[], bias: readonly number[]): NirNode => ({
  type: 'Affine',
  weight: numbers([outputs, inputs], weight),
  bias: numbers([outputs], bias),
});
const scale = (...factors: readonly number[]): NirNode => ({
  type: 'Scale',
  scale: numbers([factors.length], factors),
});

test('a loop of several linear nodes is one recurrent matrix, its bias a part of the drive', t => {
  const nodes = {
    ...{ in: input(2), n: lif(2), out: output(2), a: affine(3, 2, [1, 2, 3, 4, 5, 6], [1, 0, -1]) },
    ...{ s: scale(2, 3, 4), b: linear(2, 3, 1, 0, -1, 2, 1, 0), w: linear(2, 2, 1) },
  };
  const edges = ['in w', 'w n', 'n out', 'n a', 'a s', 's b', 'b n', 'n n'];
  const { network } = networkOfNir(graph(nodes, ...edges));
  const [first, second] = network.layers as [LinearLayer, NeuronLayer];
  // B S A + 1 = [[2-20, 4-24], [4+9, 8+12]] + 1, and B S a with a the bias of A.
  t.deepEqual([...second.recurrent!.data], [-17, -20, 13, 21]);
  t.deepEqual([...first.bias!], [6, 4]);
  t.is(network.layers.length, 2);
});

test('where nothing linear drives the neurons alone, the constant of a loop has a layer of its own', t => {
  const nodes = { in: input(2), n: lif(2), r: affine(2, 2, [0], [3, 4]), out: output(2) };
  const { network } = networkOfNir(graph(nodes, 'in n', 'n r', 'r n', 'n out'));
  const [first] = network.layers as [LinearLayer];
  t.deepEqual(network.layers.map(layer => layer.name), ['n_bias', 'n']); // biome-ignore format: one thing
  t.deepEqual([...run(network, Float64Array.of(1, 10), 1).data], [4, 14]);
  t.deepEqual([...first.bias!], [3, 4]);
  const both = { ...nodes, w: linear(2, 2, 1, 0, 0, 1), m: lif(2) };
  const shared = networkOfNir(graph(both, 'in w', 'w n', 'w m', 'm out', 'n r', 'r n', 'n out')).network;
  const drive = shared.layers.findIndex(layer => layer.name === 'n_bias');
  t.true(drive > 0);
  t.deepEqual([...run(shared, Float64Array.of(1, 10), drive + 1).data], [4, 14]);
});

test('padding "same" of an even kernel, against windows laid by hand', t => {
  const weight = [1, 10, 100, 1000];
  const conv: NirNode = {
    ...{ type: 'Conv1d', weight: numbers([1, 1, 4], weight), stride: whole(1), padding: 'same' },
    ...{ dilation: whole(1), groups: whole(1), bias: numbers([1], [0]) },
  };
  const { network } = networkOfNir(graph({ in: input(1, 5), c: conv, out: output(1, 5) }, 'in c', 'c out'));
  const x = [1, 2, 3, 4, 5];
  const right = x.map((_, i) => weight.reduce((sum, w, k) => sum + w * (x[i - 1 + k] ?? 0), 0));
  t.deepEqual([...run(network, Float64Array.from(x)).data], right);
});

test('delays in whole steps, thresholds, and scores on top', t => {
  const delay = (...seconds: readonly number[]): NirNode => ({ type: 'Delay', delay: numbers([2], seconds, 'f4') });
  const threshold: NirNode = { type: 'Threshold', threshold: numbers([2], [0.5]) };
  const nodes = { in: input(2), d: delay(Math.fround(2e-4), 0), t: threshold, out: output(2) };
  const edges = ['in d', 'd t', 't out'];
  const scores = { of: 'mean', classes: ['a', 'b'] } as const;
  const { network } = networkOfNir(graph(nodes, ...edges), { scores, spikes: true });
  t.deepEqual([...run(network, Float64Array.of(1, 0.5, 0, 0.6, 0, 0), 2).data], [0, 0, 0, 1, 1, 0]);
  t.like(network.layers.at(-1), { type: 'scores', ...scores });
  t.true(network.input.spikes);
  t.throws(() => networkOfNir(graph({ ...nodes, d: delay(1.5e-4) }, ...edges), {}, 'x.nir'), {
    message: 'x.nir: node d/delay: found 0.00015 s; expected a whole number of time steps of 0.0001 s',
  });
  t.throws(() => networkOfNir(graph({ ...nodes, d: delay(1e12) }, ...edges), {}, 'x.nir'), {
    message: 'x.nir: node d/delay: found 1000000000000 s; expected below 2^32 time steps of 0.0001 s',
  });
});

const two = { in: input(1), a: lif(1), b: lif(1), w: linear(1, 1, 1), out: output(1) };
const refused: readonly (readonly [string, NirGraph, NirOptions, RegExp])[] = [
  ['a loop of two populations', graph(two, 'in a', 'a b', 'b w', 'w a', 'b out'), {},
    /^x\.nir: the loop of a: also goes through b; expected loops of one population: the order of two is left open$/],
  ['a loop that something else enters', graph(two, 'in a', 'a w', 'in w', 'w a', 'a out'), {}, /takes in in at w/],
  ['a loop that something else reads', graph(two, 'in a', 'a w', 'w b', 'w a', 'b out'), {}, /is read by b at w/],
  ['a threshold in a loop', graph({ ...two, w: { type: 'Threshold', threshold: numbers([1], [0]) } }, 'in a', 'a w', 'w a', 'a out'), {},
    /the loop of a, at w: found a node of type Threshold; expected Linear/],
  ['two inputs', graph({ ...two, more: input(1) }, 'in a', 'more a', 'a out'), {}, /found the nodes in, more of type Input/],
  ['an output that nothing reaches', graph(two, 'in a', 'b out'), {}, /^x\.nir: node b: found nothing that leads to it; expected an edge/],
  ['a step longer than a time constant', graph(two, 'in a', 'a out'), { timeStep: 0.1 }, /^x\.nir: node a: timeConstant\[0\]/],
  ['more values than memory holds', graph({ in: input(1e15), out: output(1e15) }, 'in out'), {},
    /^x\.nir: node in: found the shape \(1000000000000000\); expected at most 134217728 values$/],
  ['a time step of nothing', graph(two, 'in a', 'a out'), { timeStep: 0 }, /^timeStep: found 0 s; expected a time above 0 s$/],
  ['an extension that is unknown', graph({ ...two, a: { type: 'ohmweave:perceptron', parameters: new Map() } }, 'in a', 'a out'), {},
    /^x\.nir: node a\/type: found "ohmweave:perceptron"; expected "ohmweave:" and one of alif, rf,/],
]; // biome-ignore format: a table

for (const [what, wrong, options, message] of refused)
  test(`refuses ${what}`, t => {
    t.regex(t.throws(() => networkOfNir(wrong, options, 'x.nir'), { instanceOf: InputError }).message, message);
  });
