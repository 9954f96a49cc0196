import type { ExecutionContext } from 'ava';
import type { Hdf5Numbers, Stored } from '../../../edge/hdf5.js';
import type { NirGraph, NirNode } from '../../../models/nir/graph.js';
import { sizeOf } from '../../../models/nir/shapes.js';

/** An array of a file; where values are fewer than the shape holds, they are repeated. */
export function numbers(shape: readonly number[], values: readonly number[], stored: Stored = 'f8'): Hdf5Numbers {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => values[i % values.length]!);
  return { stored, shape, data };
}

export const whole = (...values: readonly number[]): Hdf5Numbers => numbers([values.length], values, 'i8');

export const input = (...shape: readonly number[]): NirNode => ({ type: 'Input', shape: whole(...shape) });
export const output = (...shape: readonly number[]): NirNode => ({ type: 'Output', shape: whole(...shape) });

export const linear = (outputs: number, inputs: number, ...values: readonly number[]): NirNode => ({
  type: 'Linear',
  weight: numbers([outputs, inputs], values),
});

/** Neurons with a time constant of 10 ms. */
export const lif = (count: number, threshold = 1): NirNode => ({
  type: 'LIF',
  tau: numbers([count], [0.01]),
  r: numbers([count], [1]),
  v_leak: numbers([count], [0]),
  v_threshold: numbers([count], [threshold]),
});

/** A graph of nodes by name, with edges written as `'a b'`. */
export const graph = (nodes: Readonly<Record<string, NirNode>>, ...edges: readonly string[]): NirGraph => ({
  type: 'NIRGraph',
  nodes: new Map(Object.entries(nodes)),
  edges: edges.map(edge => {
    const [from, to] = edge.split(' ');
    return [from!, to!] as const;
  }),
});

/** Path of a file of the published graphs; undefined, and the test says so, where OHMWEAVE_DATA names no data. */
export function published(t: ExecutionContext, path: string): string | undefined {
  const folder = process.env.OHMWEAVE_DATA;
  if (folder) return `${folder}/nir/${path}`;
  t.log(`OHMWEAVE_DATA is not set: skipped ${path}`);
  t.pass();
  return undefined;
}
