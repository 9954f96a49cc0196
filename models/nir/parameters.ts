import type { NirGraph, NirNode } from './graph.js';

type OwnType = Exclude<NirNode['type'], NirGraph['type'] | `ohmweave:${string}`>;
type Own<T extends OwnType> = Extract<NirNode, { readonly type: T }>;
type Names<T extends OwnType> = { readonly [K in Exclude<keyof Own<T>, 'type' | 'metadata'>]-?: 'needed' | 'optional' };

const needed = 'needed';
const optional = 'optional';
const convolution = {
  input_shape: optional,
  weight: needed,
  stride: needed,
  padding: needed,
  dilation: needed,
  groups: needed,
  bias: needed,
} as const;
const pool = { kernel_size: needed, stride: needed, padding: needed } as const;
const spiking = { v_threshold: needed, v_reset: optional } as const;
const leaky = { tau: needed, r: needed, v_leak: needed } as const;
const cuba = { tau_syn: needed, tau_mem: needed, r: needed, v_leak: needed, w_in: optional } as const;

/** What each type of node has in a file; the compiler holds it against the types of `graph.ts`. */
export const nirParameters: { readonly [T in OwnType]: Names<T> } = {
  Input: { shape: needed },
  Output: { shape: needed },
  Affine: { weight: needed, bias: needed },
  Linear: { weight: needed },
  Scale: { scale: needed },
  Conv1d: convolution,
  Conv2d: convolution,
  SumPool2d: pool,
  AvgPool2d: pool,
  Flatten: { start_dim: needed, end_dim: needed, input_type: optional },
  Delay: { delay: needed },
  Threshold: { threshold: needed },
  I: { r: needed },
  IF: { r: needed, ...spiking },
  LI: leaky,
  LIF: { ...leaky, ...spiking },
  CubaLI: cuba,
  CubaLIF: { ...cuba, ...spiking },
};

export const isNirType = (type: string): type is OwnType => Object.hasOwn(nirParameters, type);

/** Constants that are divided by, or are the time of a leak: above 0. */
export const timeConstants: ReadonlySet<string> = new Set(['tau', 'tau_mem', 'tau_syn']);
