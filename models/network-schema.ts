import { z } from 'zod';
import { activations } from './activation.js';
import { edges } from './maps.js';
import { features, poolKinds, scored } from './network.js';
import { constants, counts, finite, matrix, positive, size, text, vector } from './schema-parts.js';
import { neuron } from './spiking/neuron-schema.js';

const name = text
  .regex(/^[A-Za-z][\w-]*$/, { error: 'expected a name of letters, digits, "-" and "_" that begins with a letter' })
  .describe('Unique among the layers; tiles, netlists and reports are named after it.');

const from = z
  .array(text, { error: 'expected a list of names of earlier layers, "input" among them' })
  .min(1, { error: 'expected at least one layer, or no "from"' })
  .optional()
  .describe('Earlier layers, or "input", whose outputs are summed; the layer before where this is not there.');
const base = { name, from };

const linear = z
  .strictObject({
    type: z.literal('linear'),
    ...base,
    weights: matrix.describe('outputs × inputs'),
    bias: vector.optional().describe('One number per output.'),
  })
  .describe('y = W x + b at every time step.');

const memristor = z
  .strictObject({
    rates: z
      .strictObject({
        potentiation: positive.describe('kp0, per unit of time (MARS: 1e-4).'),
        potentiationSlope: finite.describe('ηp, per volt (MARS: 10).'),
        depression: positive.describe('kd0, per unit of time (MARS: 0.5).'),
        depressionSlope: finite.describe('ηd, per volt (MARS: 1).'),
      })
      .describe('Kp = kp0·exp(ηp z), Kd = kd0·exp(−ηd z), z in volts.'),
    step: positive.describe('Δ, the pulse width in the time unit of the rates.'),
    retention: positive.describe('γ; the exact integrator needs 1.'),
    integrator: z.enum(['exact', 'euler'], { error: 'expected "exact" or "euler"' }),
  })
  .refine(m => m.integrator === 'euler' || m.retention === 1, {
    path: ['retention'],
    error: 'expected 1, which the exact integrator needs',
  });

const rescale = z
  .strictObject({
    low: finite.describe('Volts; MARS: 0.35.'),
    high: finite.describe('Volts; MARS: 1.15.'),
    steepness: positive.describe('s'),
  })
  .refine(r => r.high > r.low, { path: ['high'], error: 'expected a voltage above "low"' })
  .describe('z = (high − low)/(1 + exp(−steepness·v)) + low, v what the weights and the bias make of the input.');

const marsBlock = z
  .strictObject({
    type: z.literal('mars-block'),
    ...base,
    weights: matrix.describe('units × units'),
    bias: vector.describe('One number per unit.'),
    rescale,
    memristor,
  })
  .describe('A memristor block of MARS (arXiv 2604.19343): h follows z, the output is u − h.');

const convolution = z
  .strictObject({
    type: z.literal('convolution'),
    ...base,
    taps: z.int({ error: 'expected a whole number' }).positive({ error: 'expected at least 1' }),
    weights: matrix.describe('outputs × (taps · inputs): those of the newest input first.'),
    bias: vector.optional().describe('One number per output.'),
  })
  .describe('y(t) = Σ Wₖ x(t − k) + b for k = 0 … taps − 1; x = 0 before the series begins.');

const loop = {
  ...base,
  weights: matrix.describe('Win, units × inputs'),
  recurrent: matrix.describe('W, units × units'),
  bias: vector.describe('One number per unit.'),
};

const esn = z
  .strictObject({
    type: z.literal('esn'),
    ...loop,
    leak: positive.max(1, { error: 'expected a number from 0 to 1' }).describe('1 has no memory but W.'),
  })
  .describe("A leaky echo state network: x' = (1 − leak)·x + leak·tanh(Win u + W x + b).");

const mfEsn = z
  .strictObject({ type: z.literal('mf-esn'), ...loop, rescale, memristor })
  .describe("A memristive-friendly ESN: z' = RESCALE(Win u + W h + b), h follows z as in a memristor block.");

const pixels = z
  .strictObject({ rows: size, columns: size })
  .describe('Pixels down and across; a signal is an image of one row.');

const windows = z
  .strictObject({
    image: pixels,
    channels: size.describe('Values of a pixel, side by side.'),
    kernel: pixels.describe('Of a window, and of an atom.'),
    stride: size.describe('Pixels from one window to the next.'),
    padding: z
      .enum(['valid', 'same'], { error: 'expected "valid" or "same"' })
      .describe('"valid": windows lie on the image as a whole; "same": with (k − 1)/2 zeros on each side of it.'),
  })
  .describe('Where windows lie on the image that the inputs are: the atoms stand at each position.');

const lca = z
  .strictObject({
    type: z.literal('lca'),
    ...base,
    weights: matrix.describe('Φᵀ: atoms × inputs, or × values of a window; every atom of length 1'),
    threshold: z.strictObject({
      shape: z.enum(['soft', 'hard'], { error: 'expected "soft" or "hard"' }),
      level: z.number({ error: 'expected a number' }).nonnegative({ error: 'expected at least 0' }).describe('λ'),
      signs: z.enum(['both', 'positive'], { error: 'expected "both" or "positive"' }),
    }),
    step: positive.describe('η, below 2/L with L the largest eigenvalue of ΦᵀΦ; 1/L is usual.'),
    iterations: z.int({ error: 'expected a whole number' }).positive({ error: 'expected at least 1' }),
    form: z
      .enum(['gram', 'residual'], { error: 'expected "gram" or "residual"' })
      .describe('"gram" has one array for Φᵀ and one for ΦᵀΦ − I, "residual" reads the array of Φ in both directions.'),
    windows: windows.optional(),
  })
  .describe('A sparse coder: codes a that make ½‖x − Φa‖² + λ‖a‖₁ small, by the locally competitive algorithm.');

const readout = z
  .strictObject({
    type: z.literal('readout'),
    ...base,
    feature: z
      .enum(features, { error: `expected ${features.map(one => JSON.stringify(one)).join(', ')}` })
      .describe('What is read of the last layer: its output at the last time step, its mean over time, or both.'),
    weights: matrix.describe('classes × features'),
    bias: vector.describe('One number per class.'),
    classes: z.array(text).min(2, { error: 'expected at least two classes' }),
  })
  .describe('Class scores = W f + b; the highest wins. Stands last.');

const neurons = z
  .strictObject({
    type: z.literal('neurons'),
    ...base,
    neuron,
    recurrent: matrix
      .optional()
      .describe('W, neurons × neurons: what they yielded a time step before drives them too.'),
  })
  .describe('Neurons, one for each output of the layers before.');

const pair = (what: string) =>
  z.tuple([z.int().nonnegative(), z.int().nonnegative()], { error: 'expected two whole numbers' }).describe(what);
const maps = z
  .strictObject({ channels: size, rows: size, columns: size })
  .describe('Of the input: channel by channel, row by row.');
const edge = z.enum(edges, { error: 'expected "zero" or "circular"' });
const mapEdges = z
  .tuple([edge, edge], { error: 'expected two of "zero" and "circular"' })
  .describe('What stands beyond the edges, down and across: zeros, or what lies at the other end.');
const mapWindow = z
  .strictObject({
    size: z.tuple([size, size], { error: 'expected two whole numbers' }).describe('Rows and columns.'),
    stride: z.tuple([size, size], { error: 'expected two whole numbers' }).default([1, 1]),
    padding: pair('Places beyond each edge.').default([0, 0]),
    dilation: z.tuple([size, size], { error: 'expected two whole numbers' }).default([1, 1]),
    after: pair('Places beyond the last row and column, where they are not as many as before the first.').optional(),
    edges: mapEdges.optional(),
  })
  .describe('How it goes over the maps: down and across.');

const mapConvolution = z
  .strictObject({
    type: z.literal('convolution-2d'),
    ...base,
    maps,
    window: mapWindow,
    groups: size.default(1),
    weights: matrix.describe('output channels × (input channels / groups · rows · columns of the window)'),
    bias: vector.optional().describe('One number per output channel.'),
  })
  .describe('A convolution over maps, at every time step by itself.');

const mapPool = z
  .strictObject({
    type: z.literal('pool-2d'),
    ...base,
    kind: z.enum(poolKinds, { error: 'expected "sum", "mean" or "max"' }),
    maps,
    window: mapWindow,
  })
  .describe('The sums, means or largest over a window, of each channel by itself.');

const cell = {
  ...base,
  maps,
  kernel: z.tuple([size, size], { error: 'expected two whole numbers' }).describe('Rows and columns, odd.'),
  edges: mapEdges.optional(),
};
const minConvGru = z
  .strictObject({
    type: z.literal('min-conv-gru'),
    ...cell,
    weights: matrix.describe('(k, h̃) × (input channels · rows · columns of the window), as many channels of each'),
    bias: vector.optional().describe('One number per row of the weights.'),
  })
  .describe('MinConvGRU: h = (1 − σ(k))·h + σ(k)·g(h̃), gates from a convolution of the input alone, h from 0.5.');
const minConvExpLstm = z
  .strictObject({
    type: z.literal('min-conv-exp-lstm'),
    ...cell,
    weights: matrix.describe('(f, i, h̃) × (input channels · rows · columns of the window), as many channels of each'),
    bias: vector.optional().describe('One number per row of the weights.'),
  })
  .describe('MinConvExpLSTM: h = (e^f·h + e^i·g(h̃))/(e^f + e^i); on hardware i − f is one matrix.');

const activation = z
  .strictObject({
    type: z.literal('activation'),
    ...base,
    function: z.enum(activations, { error: `expected ${activations.map(one => JSON.stringify(one)).join(', ')}` }),
    slope: finite.optional().describe('Of relu: what values below 0 are multiplied by; 0 where this is not there.'),
  })
  .refine(({ function: kind, slope }) => kind === 'relu' || slope === undefined, {
    path: ['slope'],
    error: 'expected it with "relu" only',
  })
  .describe('A function of each value by itself, or with "softmax" of all of them.');
const layerNorm = z
  .strictObject({
    type: z.literal('layer-norm'),
    ...base,
    gains: vector.describe('One number for each value of a group, shared by all groups.'),
    offsets: vector.describe('As many.'),
    epsilon: positive.describe('Added to the variance; 1e-5 is usual.'),
  })
  .describe('Values in groups side by side, such as the maps: (x − mean)/√(variance + ε), times gain, plus offset.');

const scale = z
  .strictObject({ type: z.literal('scale'), ...base, factors: constants, offsets: constants.optional() })
  .describe('y = s · x + o, element by element.');
const threshold = z
  .strictObject({ type: z.literal('threshold'), ...base, levels: constants })
  .describe('1 where x > level, else 0, element by element.');
const delay = z
  .strictObject({ type: z.literal('delay'), ...base, steps: counts.describe('Whole time steps, one per element.') })
  .describe('y(t) = x(t − steps), element by element.');

const scores = z
  .strictObject({
    type: z.literal('scores'),
    ...base,
    of: z.enum(scored, { error: `expected ${scored.map(one => JSON.stringify(one)).join(', ')}` }),
    classes: z.array(text).min(2, { error: 'expected at least two classes' }),
  })
  .describe('Class scores are the outputs before it, at every time step, at the last, or their mean over time.');

const layerTypes = [
  ...[linear, convolution, marsBlock, esn, mfEsn, lca, neurons, mapConvolution, mapPool, scale, threshold, delay],
  ...[minConvGru, minConvExpLstm, activation, layerNorm, readout, scores],
] as const;

/** What a network file holds, before its .npy files are read and its sizes compared. Source of the JSON Schema. */
export const networkSchema = z
  .strictObject({
    $schema: text.optional(),
    format: z.literal('ohmweave-network', { error: 'expected "ohmweave-network"' }),
    version: z.literal(1, { error: 'expected 1, the only version known here' }),
    name: text,
    input: z.strictObject({
      channels: z.int({ error: 'expected a whole number' }).positive({ error: 'expected at least 1' }),
      normalize: z
        .enum(['none', 'series'], { error: 'expected "none" or "series"' })
        .describe('"series": every channel of every series is shifted and scaled to mean 0 and deviation 1.'),
      image: pixels.optional().describe('Where the channels are the pixels of an image, row by row.'),
      spikes: z.literal(true).optional().describe('Where every value is 0 or 1: hardware needs no DAC for them.'),
    }),
    layers: z
      .array(
        z.discriminatedUnion('type', layerTypes, {
          error: `expected a layer of type ${layerTypes.map(({ shape }) => JSON.stringify(shape.type.value)).join(', ')}`,
        }),
      )
      .min(1, { error: 'expected at least one layer' })
      .describe('In order of computation.'),
    calibration: z
      .strictObject({
        name: text,
        series: z.array(matrix.describe('time steps × channels')),
      })
      .optional()
      .describe('A few inputs on which the compiler finds the ranges of the converters.'),
  })
  .describe('A trained network for Ohmweave.');

export type NetworkDocument = z.output<typeof networkSchema>;
export type LayerDocument = NetworkDocument['layers'][number];
