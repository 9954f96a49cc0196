import type { Matrix } from '../numeric/matrix.js';
import type { Activation } from './activation.js';
import type { Threshold } from './lca/threshold.js';
import { positionCount, type Windows } from './lca/windows.js';
import { type Edge, type MapSize, type MapWindow, mapLength, mapsAfter } from './maps.js';
import { cellWindow, gatesOf } from './min-conv.js';
import type { Normalization } from './normalization.js';
import type { SeriesSet } from './series.js';
import type { Neuron } from './spiking/neuron.js';

/** A trained network in memory: what a network file holds, with its weights read in. See docs/network.md. */
export interface Network {
  readonly name: string;
  readonly input: InputDescription;
  /** In order of computation; the last makes class scores, or what it yields is the output. */
  readonly layers: readonly Layer[];
  /** A few unlabelled inputs on which the compiler finds the ranges of the converters. */
  readonly calibration?: SeriesSet;
}

export interface InputDescription {
  readonly channels: number;
  /** `series` shifts and scales every channel of every series to mean 0 and deviation 1 before the first layer. */
  readonly normalize: 'none' | 'series';
  /** Where the channels are the pixels of an image, row by row. */
  readonly image?: ImageSize;
  /** Where every value is 0 or 1: hardware makes read pulses of them, without a DAC. */
  readonly spikes?: true;
}

export interface ImageSize {
  readonly rows: number;
  readonly columns: number;
}

export type Layer =
  | LinearLayer
  | ConvolutionLayer
  | MarsBlock
  | EsnLayer
  | MfEsnLayer
  | LcaLayer
  | NeuronLayer
  | MapConvolutionLayer
  | MapPoolLayer
  | MinConvLayer
  | ActivationLayer
  | LayerNorm
  | ScaleLayer
  | ThresholdLayer
  | DelayLayer
  | Readout
  | Scores;

/** Values that a layer yields at a time step, where it reads `inputs` of them. */
export function outputsOf(layer: Layer, inputs: number): number {
  switch (layer.type) {
    case 'lca':
      return layer.weights.rows * positionCount(layer.windows);
    case 'convolution-2d':
    case 'pool-2d':
    case 'min-conv-gru':
    case 'min-conv-exp-lstm':
      return mapLength(mapsMade(layer));
    case 'neurons':
    case 'activation':
    case 'layer-norm':
    case 'scale':
    case 'threshold':
    case 'delay':
    case 'scores':
      return inputs;
    default:
      return layer.weights.rows;
  }
}

/** Layers that read maps and make maps. */
export type MapLayer = MapConvolutionLayer | MapPoolLayer | MinConvLayer;

/** The maps that such a layer makes. */
export function mapsMade(layer: MapLayer): MapSize {
  switch (layer.type) {
    case 'convolution-2d':
      return mapsAfter(layer.maps, layer.window, layer.weights.rows);
    case 'pool-2d':
      return mapsAfter(layer.maps, layer.window, layer.maps.channels);
    default:
      return mapsAfter(layer.maps, cellWindow(layer), layer.weights.rows / gatesOf(layer));
  }
}

/** Outputs of each of some layers, by name, and of "input". */
export function layerWidths(input: InputDescription, layers: readonly Layer[]): ReadonlyMap<string, number> {
  const widths = new Map([['input', input.channels]]);
  let width = input.channels;
  for (const layer of layers) {
    width = outputsOf(layer, widths.get(layer.from?.[0] ?? '') ?? width);
    widths.set(layer.name, width);
  }
  return widths;
}

/** Outputs of the last of some layers; the input's channels where there are none. */
export const lastWidth = (input: InputDescription, layers: readonly Layer[]): number =>
  layerWidths(input, layers).get(layers.at(-1)?.name ?? 'input')!;

interface LayerBase {
  readonly name: string;
  /** Earlier layers, or "input": their outputs are summed. The layer before, where none are named. */
  readonly from?: readonly string[];
}

/** y = W x + b at every time step. */
export interface LinearLayer extends LayerBase {
  readonly type: 'linear';
  /** outputs × inputs. */
  readonly weights: Matrix;
  readonly bias?: Float64Array;
}

/**
 * A causal convolution over time: y(t) = Σₖ Wₖ x(t − k) + b for k = 0 … taps − 1, with x = 0 before the series begins. What
 * MARS-TC puts before its encoder (arXiv 2604.19343, section 3).
 */
export interface ConvolutionLayer extends LayerBase {
  readonly type: 'convolution';
  readonly taps: number;
  /** outputs × (taps · inputs): W₀ W₁ … side by side. */
  readonly weights: Matrix;
  readonly bias?: Float64Array;
}

/**
 * One memristor block of MARS (arXiv 2604.19343, eqs 3, 4, 9, 15, 16) with its subtractive skip:
 *
 *     z = RESCALE(W u + b) = (high − low)/(1 + exp(−steepness·(W u + b))) + low      volts
 *     Kp = kp0·exp(ηp z),  Kd = kd0·exp(−ηd z),  K = Kp + Kd
 *     euler:  h' = (γ − Δ K) h + Δ Kp            exact (γ = 1):  h' = g* + (h − g*)·exp(−Δ K),  g* = Kp/K
 *     output = u − h'
 *
 * h starts at 0; it is the normalised conductance of a volatile memristor that sees z for a pulse of length Δ.
 */
export interface MarsBlock extends LayerBase {
  readonly type: 'mars-block';
  /** units × units. */
  readonly weights: Matrix;
  readonly bias: Float64Array;
  readonly rescale: Rescale;
  readonly memristor: MemristorStep;
}

/**
 * A leaky echo state network, as reservoirpy computes it (nodes/reservoir.py, `_step`), from x = 0:
 *
 *     x' = (1 − leak)·x + leak·tanh(Win u + W x + b)
 */
export interface EsnLayer extends LayerBase {
  readonly type: 'esn';
  /** Win, units × inputs. */
  readonly weights: Matrix;
  /** W, units × units. */
  readonly recurrent: Matrix;
  readonly bias: Float64Array;
  readonly leak: number;
}

/**
 * A memristive-friendly echo state network (Pistolesi et al., APL Mach. Learn. 3:016117 (2025); eqs 3–9 of MARS), from h = 0:
 *
 *     z' = RESCALE(Win u + W h + b),   h' one memristor step from h under z', as in `MarsBlock`
 */
export interface MfEsnLayer extends LayerBase {
  readonly type: 'mf-esn';
  /** Win, units × inputs. */
  readonly weights: Matrix;
  /** W, units × units. */
  readonly recurrent: Matrix;
  readonly bias: Float64Array;
  readonly rescale: Rescale;
  readonly memristor: MemristorStep;
}

/**
 * A sparse coder, the locally competitive algorithm (Rozell et al., Neural Computation 20:2526, 2008): at every time step, from
 * u = 0, `iterations` times
 *
 *     gram:      u ← u + step·(Φᵀx − u − (ΦᵀΦ − I) a)        residual:  u ← u + step·(Φᵀ(x − Φ a) + a − u),   a = T(u)
 *
 * and its outputs are the codes a of the last u. Nothing goes from one time step to the next. Where there are `windows`, Φ has
 * its atoms at each of their positions, as in `convolutionalCodes`, and outputs are positions × atoms.
 */
export interface LcaLayer extends LayerBase {
  readonly type: 'lca';
  /** Φᵀ, atoms × inputs, or × values of a window; every atom has length 1. */
  readonly weights: Matrix;
  readonly threshold: Threshold;
  /** η, the step over the time constant; below 2/L, L the largest eigenvalue of ΦᵀΦ. */
  readonly step: number;
  readonly iterations: number;
  readonly form: 'gram' | 'residual';
  /** Where the atoms lie on the image that the inputs are; not there where atoms are as large as the input. */
  readonly windows?: Windows;
}

/**
 * Neurons, driven one each by the layer's inputs: `spiking/neuron.ts` has their equations. Where there are recurrent weights W,
 * the drive is x + W z with z what the neurons yielded at the time step before.
 */
export interface NeuronLayer extends LayerBase {
  readonly type: 'neurons';
  readonly neuron: Neuron;
  /** W, neurons × neurons. */
  readonly recurrent?: Matrix;
}

/** A convolution over maps, at every time step by itself: at each position of the window W w + b, w being its values. */
export interface MapConvolutionLayer extends LayerBase {
  readonly type: 'convolution-2d';
  /** Of the input. */
  readonly maps: MapSize;
  readonly window: MapWindow;
  /** The first `channels/groups` channels of the input make the first `outputs/groups` outputs, and so on. */
  readonly groups: number;
  /** Output channels × (channels/groups · rows · columns of the window). */
  readonly weights: Matrix;
  /** One number per output channel. */
  readonly bias?: Float64Array;
}

/** The sums, means or largest over a window, of each channel by itself; zeros of the padding count in sums and means. */
export interface MapPoolLayer extends LayerBase {
  readonly type: 'pool-2d';
  readonly kind: (typeof poolKinds)[number];
  readonly maps: MapSize;
  readonly window: MapWindow;
}

export const poolKinds = ['sum', 'mean', 'max'] as const;

/**
 * A minimal convolutional recurrent cell: its gates come from a convolution W of the layer's input alone, never of the states h,
 * which are maps as large as the input's. σ is the sigmoid, g(x) = x + 1/2 where x ≥ 0, else σ(x); h starts at 1/2.
 *
 *     min-conv-gru        k, h̃ = W x + b        h ← (1 − σ(k)) h + σ(k) g(h̃)
 *     min-conv-exp-lstm   f, i, h̃ = W x + b     h ← (e^f h + e^i g(h̃))/(e^f + e^i)
 *
 * minGRU and minLSTM (Feng et al., arXiv 2410.01201) with convolutions, the second with exponential gates. The output is h.
 */
export interface MinConvLayer extends LayerBase {
  readonly type: 'min-conv-gru' | 'min-conv-exp-lstm';
  /** Of the input. */
  readonly maps: MapSize;
  /** Rows and columns of the window, odd: it stands in the middle of every place. */
  readonly kernel: readonly [number, number];
  /** Beyond the edges of each axis; zeros where not there. */
  readonly edges?: readonly [Edge, Edge];
  /** (k, h̃ or f, i, h̃, as many channels each) × (channels · rows · columns of the window). */
  readonly weights: Matrix;
  readonly bias?: Float64Array;
}

/** A function of the values of a time step. */
export interface ActivationLayer extends LayerBase, Activation {
  readonly type: 'activation';
}

/** Values normalised in groups that lie side by side, such as each map by itself. */
export interface LayerNorm extends LayerBase, Normalization {
  readonly type: 'layer-norm';
}

/** y = s · x + o, element by element. */
export interface ScaleLayer extends LayerBase {
  readonly type: 'scale';
  readonly factors: Float64Array;
  /** o; zeros where not there. */
  readonly offsets?: Float64Array;
}

/** z = [x > θ], element by element. */
export interface ThresholdLayer extends LayerBase {
  readonly type: 'threshold';
  readonly levels: Float64Array;
}

/** y(t) = x(t − d), element by element; 0 before the series begins. */
export interface DelayLayer extends LayerBase {
  readonly type: 'delay';
  /** d, whole time steps. */
  readonly steps: Uint32Array;
}

/** By what names tiles, netlists and reports call the other product of a sparse coder: atoms by atoms, or back to the inputs. */
export const lateralName = (layer: string): string => `${layer}_lateral`;
export const backName = (layer: string): string => `${layer}_back`;

/** By what name tiles, netlists and reports call the recurrent matrix of a layer. */
export const recurrentName = (layer: string): string => `${layer}_recurrent`;

/** RESCALE, eq 9 of MARS: a sigmoid from `low` to `high`. */
export interface Rescale {
  readonly low: number;
  readonly high: number;
  readonly steepness: number;
}

/** One step of the memristive recurrence h → h'. */
export interface MemristorStep {
  readonly rates: MemristorRates;
  /** Δ: pulse width in the time unit of the rates. */
  readonly step: number;
  /** γ: 1 in every published setting; `exact` needs 1. */
  readonly retention: number;
  readonly integrator: 'exact' | 'euler';
}

/** Kp = potentiation·exp(potentiationSlope·z), Kd = depression·exp(−depressionSlope·z), z in volts. */
export interface MemristorRates {
  readonly potentiation: number;
  readonly potentiationSlope: number;
  readonly depression: number;
  readonly depressionSlope: number;
}

/** What a readout sees of the last layer's output: that at the last time step, its mean over time, or both, in this order. */
export const features = ['last', 'mean', 'both'] as const;
export type Feature = (typeof features)[number];

/** Features that a readout sees of a layer of `width` outputs. */
export const featureCount = (feature: Feature, width: number): number => (feature === 'both' ? 2 * width : width);

/** The trained linear readout: class scores = W f + b, with f as `feature` says. */
export interface Readout extends LayerBase {
  readonly type: 'readout';
  readonly feature: Feature;
  /** classes × features (one row for two classes would do, but one per class is kept throughout). */
  readonly weights: Matrix;
  readonly bias: Float64Array;
  readonly classes: readonly string[];
}

/** What class scores are of the layer before: its outputs at every time step, at the last one, or their mean over time. */
export const scored = ['step', 'last', 'mean'] as const;

/** Class scores without weights of their own: as many outputs as classes, the highest wins. */
export interface Scores extends LayerBase {
  readonly type: 'scores';
  readonly of: (typeof scored)[number];
  readonly classes: readonly string[];
}

/** Kp0 = 1e-4, ηp = 10, Kd0 = 0.5, ηd = 1: Milano et al., Neural Networks 150:137 (2022), as MARS uses them. */
export const milanoRates: MemristorRates = {
  potentiation: 1e-4,
  potentiationSlope: 10,
  depression: 0.5,
  depressionSlope: 1,
};

/** RESCALE's bounds a = 0.35 V, b = 1.15 V, fixed in MARS and MF-ESN. */
export const rescaleBounds = { low: 0.35, high: 1.15 } as const;
