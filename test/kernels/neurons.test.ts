import test from 'ava';
import { chunkState } from '../../kernels/chunk-job.js';
import { type Leaky, type NeuronRun, type Resonators, spikeBytes } from '../../kernels/neuron-run.js';
import { neuronsHere, runNeurons } from '../../kernels/neurons.js';
import { completeNeurons, type SharedNeuronRun, shareNeurons } from '../../kernels/neurons-job.js';
import { neuronsPlain } from '../../kernels/neurons-plain.js';
import { ProductThreads } from '../../kernels/product-threads.js';
import { randomStream } from '../../numeric/random.js';

const numbers = (name: string, length: number, offset: number, scale: number): Float64Array => {
  const out = new Float64Array(length);
  randomStream(1, name).fillNormal(out, 0);
  return out.map(value => offset + scale * value);
};
const share = (name: string, length: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 0.05 + 0.9 * randomStream(1, name).uniform(k));

/** A third of all bits set, none beyond the width. */
function bits(rows: number, width: number): Uint8Array {
  const stream = randomStream(2, 'bits');
  const out = new Uint8Array(rows * spikeBytes(width));
  for (let row = 0, at = 0; row < rows; row++)
    for (let i = 0; i < width; i++)
      if (stream.uniform(at++) < 0.3) out[row * spikeBytes(width) + (i >> 3)]! |= 1 << (i & 7);
  return out;
}

const resonators = (width: number, refractory: boolean): Resonators => ({
  ...{ kind: 'resonators', step: 0.01, rest: numbers('rest', width, -0.5, 0.1), decay: refractory ? 0.9 : 0 },
  ...{ frequency: numbers('frequency', width, 6, 2), threshold: numbers('threshold', width, 1, 0.1), refractory },
});
const leaky = (width: number, subtracts: boolean): Leaky => ({
  ...{ kind: 'leaky', keep: share('keep', width), scale: share('scale', width), subtracts },
  ...{ offset: numbers('offset', width, 0, 0.1), limit: numbers('limit', width, 1, 0.1) },
  after: numbers('after', width, subtracts ? -1 : 0, 0.1),
});
const synapse = (width: number, current: 'new' | 'old') => ({
  synapse: { keep: share('synapse', width), scale: share('weight', width), current },
});
const laws: Record<string, (width: number) => Resonators | Leaky> = {
  resonators: width => resonators(width, false),
  'refractory resonators': width => resonators(width, true),
  'leaks that reset to a value': width => leaky(width, false),
  'leaks that subtract': width => leaky(width, true),
  'leaks that never spike': width => ({ ...leaky(width, false), limit: new Float64Array(width).fill(Infinity) }),
  'adapting leaks': width => ({
    ...leaky(width, true),
    adaptation: { strength: share('strength', width), keep: share('trace', width), gain: share('gain', width) },
  }),
  'synapses, new current': width => ({ ...leaky(width, true), ...synapse(width, 'new') }),
  'synapses, old current': width => ({ ...leaky(width, false), ...synapse(width, 'old') }),
};

/** A recurrent layer under spikes of so many inputs, or, of 0, under a drive. */
function runOf(
  law: Resonators | Leaky,
  width: number,
  inputs: number,
  ends: readonly number[],
  type: NeuronRun['type'] = 'float64',
): Required<NeuronRun> {
  const rows = ends.at(-1)!;
  const scale = law.kind === 'resonators' ? 20 : 1;
  const values = (length: number) => (type === 'float64' ? new Float64Array(length) : new Float32Array(length));
  const drive = values(rows * width);
  drive.set(numbers('drive', rows * width, 0, scale));
  return {
    ...{ type, width, law, ends: Int32Array.from(ends) },
    given:
      inputs > 0
        ? { inputs, forward: numbers('forward', inputs * width, 0, scale), bits: bits(rows, inputs) }
        : { drive },
    back: numbers('back', width * width, 0, scale / 4),
    spikes: new Uint8Array(rows * spikeBytes(width)),
    membranes: values(rows * width),
  };
}
const copy = (run: Required<NeuronRun>): Required<NeuronRun> => ({
  ...run,
  ...{ spikes: run.spikes.slice().fill(0), membranes: run.membranes.slice().fill(0) },
});

const count = (octets: Uint8Array): number =>
  octets.reduce((sum, octet) => sum + octet.toString(2).split('1').length - 1, 0);

for (const [name, law] of Object.entries(laws))
  for (const [width, inputs] of [[1, 1], [8, 3], [36, 4], [70, 66], [13, 0]] as const) // biome-ignore format: a list
    test(`${width} ${name} under ${inputs || 'no'} inputs: the same bits in plain TypeScript`, t => {
      for (const type of ['float64', 'float32'] as const) {
        const ours = runOf(law(width), width, inputs, [70, 71, 200], type);
        const plain = copy(ours);
        neuronsHere(ours);
        neuronsPlain(plain);
        t.deepEqual(ours.spikes, plain.spikes);
        t.deepEqual(ours.membranes, plain.membranes);
        const fired = count(ours.spikes);
        t.true(name.includes('never') ? fired === 0 : width < 8 || (fired > 10 && fired < 200 * width), `${fired}`);
      }
    });

test('a series of more steps than are done at a time goes on from its states', t => {
  const law = resonators(9, true);
  const ours = runOf(law, 9, 4, [5000]);
  const plain = copy(ours);
  neuronsHere(ours);
  neuronsPlain(plain);
  t.deepEqual(ours.membranes, plain.membranes);
  t.deepEqual(ours.spikes, plain.spikes);
});

test('a leak by hand', t => {
  // keep ½, scale 1, threshold 1, to 0: 0.75, then 0.375 + 0.75 = 1.125 spikes, then 0.75 and what came back, 0.25.
  const one = (value: number): Float64Array => Float64Array.of(value);
  const run = {
    ...({ type: 'float64', width: 1, ends: Int32Array.of(3), back: one(0.25) } as const),
    law: {
      ...({ kind: 'leaky', keep: one(0.5), scale: one(1), offset: one(0), limit: one(1), after: one(0) } as const),
      subtracts: false,
    },
    given: { inputs: 1, forward: one(0.75), bits: Uint8Array.from({ length: 24 }, (_, k) => (k % 8 === 0 ? 1 : 0)) },
    ...{ spikes: new Uint8Array(24), membranes: new Float64Array(3) },
  };
  runNeurons(run);
  t.deepEqual([...run.membranes], [0.75, 1.125, 1]);
  t.deepEqual([run.spikes[0], run.spikes[8], run.spikes[16]], [0, 1, 0]);
});

const many = Array.from({ length: 40 }, (_, s) => 60 * (s + 1));

for (const inputs of [4, 0])
  test.serial(`in threads it comes to the same bits, ${inputs ? 'under spikes' : 'under a drive'}`, async t => {
    const alone = runOf(resonators(36, true), 36, inputs, many);
    const shared = copy(alone);
    neuronsHere(alone);
    const threads = await ProductThreads.open(2);
    try {
      runNeurons(shared);
    } finally {
      await threads.close();
    }
    for (const name of ['spikes', 'membranes'] as const) t.deepEqual(shared[name], alone[name]);
  });

test('a chunk that somebody began and did not end is done again', t => {
  const alone = runOf(resonators(5, true), 5, 3, [20, 40, 60, 80]);
  const shared: SharedNeuronRun = { kind: 'neurons', run: copy(alone), chunkSeries: 2, state: chunkState(2) };
  shared.state[0] = 1;
  shareNeurons(shared);
  t.deepEqual([...shared.state], [3, 0, 1]);
  completeNeurons(shared);
  neuronsHere(alone);
  t.deepEqual(shared.run.spikes, alone.spikes);
});
