import { reject } from '../../edge/error.js';
import { type FlatGraph, type FlatNode, flattenNir } from './flatten.js';
import type { NirGraph } from './graph.js';
import { isNirType, timeConstants } from './parameters.js';
import { type NodeShapes, nirShapes, numbersOf, populationShape, sizeOf } from './shapes.js';

/** A graph that has been checked, without inner graphs, and the shapes of its nodes. */
export interface CheckedNir extends FlatGraph {
  readonly shapes: ReadonlyMap<string, NodeShapes>;
}

/**
 * Checks what a graph says, and puts its inner graphs into it: edges that lead nowhere, no Input or Output, numbers that are
 * not finite, time constants at or below 0, parameters and edges whose shapes do not fit, and loops in which nothing
 * keeps a state. InputError with file and node.
 */
export function checkNir(graph: NirGraph, file: string): CheckedNir {
  const flat = flattenNir(graph, file);
  for (const type of ['Input', 'Output'] as const)
    if (![...flat.nodes.values()].some(node => node.type === type))
      reject(file, `found no node of type ${type}`, 'expected at least one');
  for (const [name, node] of flat.nodes) checkNumbers(node, `${file}: node ${name}`);
  requireDelay(flat, file);
  return { ...flat, shapes: nirShapes(flat, file) };
}

function checkNumbers(node: FlatNode, where: string): void {
  const population = sizeOf(populationShape(node));
  for (const [name, { data, shape }] of numbersOf(node)) {
    const at = `${where}/${name}`;
    const odd = data.find(value => !Number.isFinite(value));
    if (odd !== undefined) reject(at, `found ${odd}`, 'expected finite numbers');
    const low = data.find(value => value <= 0);
    if (timeConstants.has(name) && low !== undefined)
      reject(at, `found a time constant of ${low} s`, 'expected times above 0 s');
    if (elementwise.has(node.type) && data.length !== 1 && data.length !== population)
      reject(at, `found ${data.length} numbers, (${shape.join(', ')})`, `expected 1 or ${population}, one per neuron`);
  }
  if (node.type === 'Delay' && node.delay.data.some(value => value < 0))
    reject(`${where}/delay`, `found ${node.delay.data.find(value => value < 0)} s`, 'expected times of at least 0 s');
  if ('bias' in node) {
    const outputs =
      node.type === 'Affine' ? sizeOf(node.weight.shape) / (node.weight.shape.at(-1) || 1) : node.weight.shape[0];
    if (node.bias.data.length !== outputs)
      reject(`${where}/bias`, `found ${node.bias.data.length} numbers`, `expected ${outputs}, one per output`);
  }
}

const stateful: ReadonlySet<FlatNode['type']> = new Set(['Delay', 'I', 'IF', 'LI', 'LIF', 'CubaLI', 'CubaLIF']);
const elementwise: ReadonlySet<FlatNode['type']> = new Set([...stateful, 'Scale', 'Threshold']);

/** Whether what a node yields may come back to it: it keeps a state, and a loop through it takes a time step. */
export const keepsState = (node: FlatNode): boolean => stateful.has(node.type) || !isNirType(node.type);

/** InputError where a loop has only nodes without a state. */
function requireDelay({ nodes, edges }: FlatGraph, file: string): void {
  const next = (name: string): readonly string[] =>
    edges.filter(([from, to]) => from === name && !keepsState(nodes.get(to)!)).map(([, to]) => to);
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      const loop = [...path.slice(path.indexOf(name)), name].join(' → ');
      reject(`${file}: ${loop}`, 'cyclic graph without delay', 'expected a neuron or a delay in each loop');
    }
    if (done.has(name)) return;
    for (const one of next(name)) visit(one, [...path, name]);
    done.add(name);
  };
  for (const [name, node] of nodes) if (!keepsState(node)) visit(name, []);
}
