import test from 'ava';
import fc from 'fast-check';
import { compile } from '../../compiler/compile.js';
import { InputError } from '../../edge/error.js';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { mvmNodes } from '../../models/graph.js';
import { lower } from '../../models/lower.js';
import { candidate, foldedGates, gatedStates } from '../../models/min-conv.js';
import type { MinConvLayer, Network } from '../../models/network.js';
import { networkToJson, parseNetwork } from '../../models/network-file.js';
import { networkOutput } from '../../models/reference.js';
import { fromRows, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { hardware } from '../compiler/builders.js';

const maps = { channels: 2, rows: 3, columns: 4 };

function draws(count: number, name: string): Float64Array {
  const out = new Float64Array(count);
  randomStream(6, name).fillNormal(out, 0);
  return out;
}

/** A cell of 3 maps, circular along columns as on a globe. */
const cell = (type: MinConvLayer['type'], change: Partial<MinConvLayer> = {}): MinConvLayer => {
  const rows = type === 'min-conv-gru' ? 6 : 9;
  return {
    ...{ type, name: 'cell', maps, kernel: [3, 3], edges: ['zero', 'circular'] },
    ...{ weights: matrix(rows, 18, draws(rows * 18, 'weights')), bias: draws(rows, 'bias') },
    ...change,
  };
};
const network = (layer: MinConvLayer): Network => ({
  ...{ name: 'cell', input: { channels: 24, normalize: 'none' }, layers: [layer] },
});
const series = (name: string, length: number) => ({ values: draws(length * 24, name), length, label: -1 });
const set = { name: 'draws', channels: 24, classes: [], series: [series('a', 10), series('b', 7)] };

const furthest = (a: Float64Array, b: Float64Array): number =>
  a.length === b.length ? Math.max(...a.map((value, k) => Math.abs(value - b[k]!))) : Number.POSITIVE_INFINITY;

const outputs = (layer: MinConvLayer): Float64Array => {
  const parts = set.series.map(one => networkOutput(network(layer), one).data);
  return Float64Array.from(parts.flatMap(part => [...part]));
};

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

// The identities on which the parallel form of the cells stands.
test('gates are shares: log f′ and log i′ of both forms', t => {
  fc.assert(
    fc.property(
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: -20, max: 20, noNaN: true }),
      (f, i) => {
        const share = Math.exp(f) / (Math.exp(f) + Math.exp(i));
        const sigmoids = sigmoid(f) / (sigmoid(f) + sigmoid(i));
        const d = softplus(-f) - softplus(-i);
        // One rounding of each exponential, quotient and sum: a few units in the last place of numbers up to 1.
        return Math.abs(share - sigmoid(f - i)) < 1e-15 && Math.abs(sigmoids - Math.exp(-softplus(d))) < 1e-14;
      },
    ),
  );
  t.pass();
});

/**
 * log h by the scan: h_t = e^(a*_t + log Σ_s≤t e^(log v_s − a*_s)) with a*_t = Σ log(1 − z_s), v_0 = h_0 = g(0), v_s = z_s g(h̃_s).
 */
function scan(gates: Float64Array, steps: number, width: number): Float64Array {
  const out = new Float64Array(steps * width);
  for (let i = 0; i < width; i++) {
    let decay = 0;
    const terms = [Math.log(candidate(0))];
    for (let t = 0; t < steps; t++) {
      const k = gates[2 * t * width + i]!;
      decay -= softplus(k);
      terms.push(-softplus(-k) + Math.log(candidate(gates[(2 * t + 1) * width + i]!)) - decay);
      const most = Math.max(...terms);
      const total = Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0)) + most;
      out[t * width + i] = Math.exp(decay + total);
    }
  }
  return out;
}

test('steps from one half are the scan over log h', t => {
  const [steps, width] = [40, 5];
  const gates = draws(2 * steps * width, 'gates');
  const found = gatedStates(gates, steps, width);
  // 4e-15 was measured for h of about 1; states here reach 2.
  t.true(furthest(found, scan(gates, steps, width)) < 2e-14);
});

for (const type of ['min-conv-gru', 'min-conv-exp-lstm'] as const)
  test(`${type}: the graph computes what the equations say, one series after the other`, t => {
    const layer = cell(type);
    const { scores } = runGraph(lower(network(layer)), set, referenceEngine());
    t.true(furthest(scores.data, outputs(layer)) < 1e-13);
    const read = parseNetwork(networkToJson(network(layer)), 'net.json');
    t.deepEqual(networkToJson(read), networkToJson(network(layer)));
  });

test('exponential gates fold into one matrix, a third of the columns less', t => {
  const layer = cell('min-conv-exp-lstm');
  const folded = foldedGates(layer);
  t.is(folded.weights.rows, 6);
  const { weights, bias } = layer;
  t.is(folded.weights.data[0], weights.data[3 * 18]! - weights.data[0]!);
  t.is(folded.bias[3], bias![6]);
  const gru: MinConvLayer = { ...layer, type: 'min-conv-gru', ...folded };
  t.true(furthest(outputs(gru), outputs(layer)) < 1e-12);
  t.is(mvmNodes(lower(network(layer)))[0]!.weights.rows, 6);
});

// One map of two places around which the window goes: at the first it sees (b, a, b), at the second (a, b, a).
test('a step by hand, with exponentials as they stand', t => {
  const around = { maps: { channels: 1, rows: 1, columns: 2 }, kernel: [1, 3], edges: ['zero', 'circular'] } as const;
  const seen = (w: readonly number[], [a, b]: readonly [number, number]): number => w[0]! * b + w[1]! * a + w[2]! * b;
  const w = [[0.5, -1, 0.25], [-0.5, 1, 0.5], [1, 0.5, -2]] as const; // biome-ignore format: a matrix
  const lstm: MinConvLayer = {
    type: 'min-conv-exp-lstm',
    name: 'cell',
    ...around,
    weights: fromRows(w.map(row => [...row])),
  };
  const gru: MinConvLayer = { ...lstm, type: 'min-conv-gru', weights: fromRows([[...w[1]], [...w[2]]]) };
  const run = (layer: MinConvLayer): Float64Array =>
    networkOutput(
      { input: { channels: 2, normalize: 'none' }, layers: [layer] },
      { values: Float64Array.of(1, 2, -0.5, 0.25), length: 2, label: -1 },
    ).data;
  const steps = (next: (h: number, at: readonly [number, number]) => number): number[] => {
    const first = [next(0.5, [1, 2]), next(0.5, [2, 1])] as const;
    return [...first, next(first[0], [-0.5, 0.25]), next(first[1], [0.25, -0.5])];
  };
  const g = (x: number): number => (x >= 0 ? x + 0.5 : sigmoid(x));
  const byHand = steps((h, at) => {
    const [f, i, candidate] = w.map(row => seen(row, at)) as [number, number, number];
    return (Math.exp(f) * h + Math.exp(i) * g(candidate)) / (Math.exp(f) + Math.exp(i));
  });
  t.true(furthest(run(lstm), Float64Array.from(byHand)) < 1e-15);
  const gated = steps((h, at) => {
    const z = sigmoid(seen(w[1], at));
    return (1 - z) * h + z * g(seen(w[2], at));
  });
  t.true(furthest(run(gru), Float64Array.from(gated)) < 1e-15);
});

test('without a bias it is 0, and edges are zeros unless told', t => {
  const { bias: _, edges: __, ...plain } = cell('min-conv-exp-lstm');
  const zeros = { ...plain, bias: new Float64Array(9), edges: ['zero', 'zero'] } as const;
  t.deepEqual(outputs(plain), outputs(zeros));
  t.true(furthest(outputs(plain), outputs({ ...zeros, edges: ['circular', 'circular'] })) > 0.01);
});

// On a torus no place is special: shifted inputs make shifted states.
test('circular edges go around', t => {
  const layer = cell('min-conv-gru', { edges: ['circular', 'circular'] });
  const one = set.series[0]!;
  const shift = (values: Float64Array): Float64Array =>
    values.map((_, k) => values[k - (k % 4) + (((k % 4) + 1) % 4)]!);
  const shifted = networkOutput(network(layer), { ...one, values: shift(one.values) }).data;
  t.true(furthest(shifted, shift(networkOutput(network(layer), one).data)) < 1e-14);
});

test('it is read once a step at each place, its states digital behind it', t => {
  const { program } = compile(network(cell('min-conv-exp-lstm')), hardware(), { seed: 1, calibration: set });
  const { stages } = program.schedule;
  t.is(stages.length, 1);
  const [{ reads, digitalOperations, bufferBits }] = stages as [(typeof stages)[number]];
  t.is(reads, 12);
  // 12 places × 6 columns decoded by a multiply-add; 36 states × (two look-ups, a subtraction, a multiplication, an addition).
  t.is(digitalOperations, 12 * 6 * 2 + 36 * 5);
  t.is(bufferBits, 12 * (18 + 6) * 16 + 36 * 32);
});

for (const [what, wrong, message] of [
  ['an even kernel', { kernel: [2, 3] }, 'net.json: layers[0].kernel[0]: found 2; expected an odd number, to have a middle'],
  ['gates that are not as many each', { weights: matrix(7, 18) }, 'net.json: layers[0].weights: found 7 rows; expected a multiple of 2, as many of each gate'],
  ['weights of another window', { weights: matrix(6, 9) }, 'net.json: layers[0].weights: found a 6×9 matrix; expected 6×18 (a window of cell has 18 values)'],
  ['maps of another size', { maps: { channels: 1, rows: 3, columns: 4 } }, 'net.json: layers[0].maps: found maps of 12 values; expected 24 (the input has 24 channels)'],
] as const) // biome-ignore format: a table
  test(`refuses ${what}`, t => {
    const json = networkToJson(network(cell('min-conv-gru', wrong)));
    t.is(t.throws(() => parseNetwork(json, 'net.json'), { instanceOf: InputError }).message, message);
  });
