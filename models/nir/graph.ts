import type { Hdf5Group, Hdf5Numbers } from '../../edge/hdf5.js';

/**
 * A NIR graph as its file holds it (neuromorphs/NIR, version 1; Pedersen et al., Nature Communications 15:8122, 2024): nodes
 * by name, with their parameters under NIR's own names and in the number format of the file, and the edges between them. Where
 * several edges end at a node, what they bring is summed. Times are in seconds.
 *
 * Parameters of neurons have one value per neuron, in the shape of the population. S and x are what comes in.
 */
export interface NirGraph extends Annotated {
  readonly type: 'NIRGraph';
  readonly nodes: ReadonlyMap<string, NirNode>;
  readonly edges: readonly NirEdge[];
}

export type NirEdge = readonly [from: string, to: string];

export type NirNode =
  | NirGraph
  | Input
  | Output
  | Affine
  | Linear
  | Scale
  | Conv1d
  | Conv2d
  | SumPool2d
  | AvgPool2d
  | Flatten
  | Delay
  | Threshold
  | I
  | IF
  | LI
  | LIF
  | CubaLI
  | CubaLIF
  | Extension;

interface Annotated {
  /** What tools leave beside a node; NIR gives it no meaning. */
  readonly metadata?: Hdf5Group;
}

export interface Input extends Annotated {
  readonly type: 'Input';
  readonly shape: Hdf5Numbers;
}

export interface Output extends Annotated {
  readonly type: 'Output';
  readonly shape: Hdf5Numbers;
}

/** y = W x + b, W outputs × inputs. */
export interface Affine extends Annotated {
  readonly type: 'Affine';
  readonly weight: Hdf5Numbers;
  readonly bias: Hdf5Numbers;
}

/** y = W x. */
export interface Linear extends Annotated {
  readonly type: 'Linear';
  readonly weight: Hdf5Numbers;
}

/** y = s · x, value by value. */
export interface Scale extends Annotated {
  readonly type: 'Scale';
  readonly scale: Hdf5Numbers;
}

/** What the two convolutions, as PyTorch computes them, have in common. Numbers for one or each of the dimensions. */
interface Convolution extends Annotated {
  /** Without the channels. */
  readonly input_shape?: Hdf5Numbers;
  /** Channels out × channels in per group × kernel. */
  readonly weight: Hdf5Numbers;
  readonly stride: Hdf5Numbers;
  readonly padding: Hdf5Numbers | 'same' | 'valid';
  readonly dilation: Hdf5Numbers;
  readonly groups: Hdf5Numbers;
  readonly bias: Hdf5Numbers;
}

export interface Conv1d extends Convolution {
  readonly type: 'Conv1d';
}

export interface Conv2d extends Convolution {
  readonly type: 'Conv2d';
}

interface Pool extends Annotated {
  readonly kernel_size: Hdf5Numbers;
  readonly stride: Hdf5Numbers;
  readonly padding: Hdf5Numbers;
}

export interface SumPool2d extends Pool {
  readonly type: 'SumPool2d';
}

/** The mean of each window, zeros of the padding counted. */
export interface AvgPool2d extends Pool {
  readonly type: 'AvgPool2d';
}

/** Makes one of the dimensions from `start_dim` to `end_dim`; there is none for a batch, and −1 is the last. */
export interface Flatten extends Annotated {
  readonly type: 'Flatten';
  readonly start_dim: Hdf5Numbers;
  readonly end_dim: Hdf5Numbers;
  readonly input_type?: Hdf5Numbers;
}

/** y(t) = x(t − delay). */
export interface Delay extends Annotated {
  readonly type: 'Delay';
  readonly delay: Hdf5Numbers;
}

/** y = 1 where x > threshold, else 0. */
export interface Threshold extends Annotated {
  readonly type: 'Threshold';
  readonly threshold: Hdf5Numbers;
}

/** dv/dt = r x; y = v. */
export interface I extends Annotated {
  readonly type: 'I';
  readonly r: Hdf5Numbers;
}

/** Spikes where v > v_threshold, and v goes to v_reset, 0 where there is none; or down by v_threshold − v_reset. */
interface Spiking {
  readonly v_threshold: Hdf5Numbers;
  readonly v_reset?: Hdf5Numbers;
}

/** As I, and spikes. */
export interface IF extends Spiking, Annotated {
  readonly type: 'IF';
  readonly r: Hdf5Numbers;
}

/** tau dv/dt = v_leak − v + r x; y = v. */
export interface LI extends Annotated {
  readonly type: 'LI';
  readonly tau: Hdf5Numbers;
  readonly r: Hdf5Numbers;
  readonly v_leak: Hdf5Numbers;
}

/** As LI, and spikes. */
export interface LIF extends Spiking, Annotated {
  readonly type: 'LIF';
  readonly tau: Hdf5Numbers;
  readonly r: Hdf5Numbers;
  readonly v_leak: Hdf5Numbers;
}

/** tau_syn dI/dt = −I + w_in S, tau_mem dv/dt = v_leak − v + r I; y = v. w_in is 1 where there is none. */
interface Cuba extends Annotated {
  readonly tau_syn: Hdf5Numbers;
  readonly tau_mem: Hdf5Numbers;
  readonly r: Hdf5Numbers;
  readonly v_leak: Hdf5Numbers;
  readonly w_in?: Hdf5Numbers;
}

export interface CubaLI extends Cuba {
  readonly type: 'CubaLI';
}

/** As CubaLI, and spikes. */
export interface CubaLIF extends Cuba, Spiking {
  readonly type: 'CubaLIF';
}

/**
 * What NIR has no node for: a layer of a network file, or a spiking neuron, under the names that these have in `Layer` and
 * `Neuron`. Readers other than this one refuse it.
 */
export interface Extension extends Annotated {
  readonly type: `${typeof extensionPrefix}${string}`;
  readonly parameters: Hdf5Group;
}

export const extensionPrefix = 'ohmweave:';

export const isExtension = (node: NirNode): node is Extension => node.type.startsWith(extensionPrefix);
