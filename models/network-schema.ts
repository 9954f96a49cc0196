import { z } from 'zod';
import { features } from './network.js';

const finite = z.number({ error: 'expected a number' });
const positive = finite.positive({ error: 'expected a number above 0' });
const text = z.string({ error: 'expected a text' });
const numbers = z.array(finite, { error: 'expected a list of numbers' });

const size = z.int({ error: 'expected a whole number' }).positive({ error: 'expected at least 1' });

const npy = z
  .strictObject({ npy: z.string().describe("An .npy file; its path is relative to this file's folder.") })
  .describe('An array kept in a NumPy file beside this one.');

const matrix = z.union([z.array(numbers), npy], { error: 'expected rows of numbers or {"npy": "file.npy"}' });
const vector = z.union([numbers, npy], { error: 'expected a list of numbers or {"npy": "file.npy"}' });

const name = text
  .regex(/^[A-Za-z][\w-]*$/, { error: 'expected a name of letters, digits, "-" and "_" that begins with a letter' })
  .describe('Unique among the layers; tiles, netlists and reports are named after it.');

const linear = z
  .strictObject({
    type: z.literal('linear'),
    name,
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
    name,
    weights: matrix.describe('units × units'),
    bias: vector.describe('One number per unit.'),
    rescale,
    memristor,
  })
  .describe('A memristor block of MARS (arXiv 2604.19343): h follows z, the output is u − h.');

const convolution = z
  .strictObject({
    type: z.literal('convolution'),
    name,
    taps: z.int({ error: 'expected a whole number' }).positive({ error: 'expected at least 1' }),
    weights: matrix.describe('outputs × (taps · inputs): those of the newest input first.'),
    bias: vector.optional().describe('One number per output.'),
  })
  .describe('y(t) = Σ Wₖ x(t − k) + b for k = 0 … taps − 1; x = 0 before the series begins.');

const loop = {
  name,
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
    name,
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
    name,
    feature: z
      .enum(features, { error: `expected ${features.map(one => JSON.stringify(one)).join(', ')}` })
      .describe('What is read of the last layer: its output at the last time step, its mean over time, or both.'),
    weights: matrix.describe('classes × features'),
    bias: vector.describe('One number per class.'),
    classes: z.array(text).min(2, { error: 'expected at least two classes' }),
  })
  .describe('Class scores = W f + b; the highest wins. Stands last.');

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
    }),
    layers: z
      .array(
        z.discriminatedUnion('type', [linear, convolution, marsBlock, esn, mfEsn, lca, readout], {
          error: 'expected a layer of type "linear", "convolution", "mars-block", "esn", "mf-esn", "lca" or "readout"',
        }),
      )
      .min(1, { error: 'expected at least a readout or a sparse coder' })
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
export type MatrixDocument = z.output<typeof matrix>;
export type VectorDocument = z.output<typeof vector>;
