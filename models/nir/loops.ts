import { reject } from '../../edge/error.js';
import { multiply } from '../../kernels/dense.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { type CheckedNir, keepsState } from './check.js';
import { hasNeurons } from './extension.js';
import type { FlatNode } from './flatten.js';
import { isExtension, type NirEdge } from './graph.js';
import { sizeOf } from './shapes.js';

/** What comes back to a population: recurrent·z + constant, z what it yielded at the time step before. */
export interface Loop {
  readonly recurrent: Matrix;
  readonly constant: Float64Array;
  /** The nodes that it goes through; they are part of no other layer. */
  readonly through: readonly string[];
}

/**
 * The loops of a graph, by the population that each begins and ends at. All nodes between must be linear. InputError, with the
 * reason, where a loop has two populations (which of them is the earlier within a time step a graph does not say), a delay,
 * or something else than values of its own population going in or out between.
 */
export function nirLoops(graph: CheckedNir, file: string): ReadonlyMap<string, Loop> {
  const loops = new Map<string, Loop>();
  for (const [name, node] of graph.nodes) {
    if (!keepsState(node)) continue;
    const members = loopOf(graph.edges, name);
    if (members.length > 0) loops.set(name, loopThrough(graph, name, members, file));
  }
  return loops;
}

/** All nodes from which and to which there is a way from `name`; itself among them, or none. */
function loopOf(edges: readonly NirEdge[], name: string): readonly string[] {
  const reach = (from: 0 | 1): ReadonlySet<string> => {
    const reached = new Set<string>();
    const open = [name];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const edge of edges) {
        const next = edge[1 - from]!;
        if (edge[from] !== at || reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    return reached;
  };
  const [after, before] = [reach(0), reach(1)];
  return [...after].filter(one => before.has(one));
}

function loopThrough(
  { nodes, edges, shapes }: CheckedNir,
  name: string,
  members: readonly string[],
  file: string,
): Loop {
  const where = `${file}: the loop of ${name}`;
  const population = nodes.get(name)!;
  const other = members.find(one => one !== name && keepsState(nodes.get(one)!));
  if (other !== undefined)
    reject(where, `also goes through ${other}`, 'expected loops of one population: the order of two is left open');
  if (population.type === 'Delay' || (isExtension(population) && !hasNeurons(population)))
    reject(where, `begins at a node of type ${population.type}`, 'expected neurons');
  const through = members.filter(one => one !== name);
  const inside = new Set(through);
  for (const [from, to] of edges) {
    if (inside.has(to) && from !== name && !inside.has(from))
      reject(where, `takes in ${from} at ${to}`, `expected only what ${name} yields`);
    if (inside.has(from) && to !== name && !inside.has(to))
      reject(where, `is read by ${to} at ${from}`, `expected it to end at ${name} only`);
  }
  const known = new Map<string, Affinity>([[name, unit(sizeOf(shapes.get(name)!.output!))]]);
  const into = (target: string): Affinity => {
    const parts = edges.filter(([from, to]) => to === target && (inside.has(from) || from === name));
    return parts.map(([from]) => at(from)).reduce(sum);
  };
  const at = (one: string): Affinity => {
    const found = known.get(one) ?? applied(nodes.get(one)!, into(one), `${where}, at ${one}`);
    known.set(one, found);
    return found;
  };
  const { weights, constant } = into(name);
  return { recurrent: weights, constant, through };
}

/** weights·z + constant. */
interface Affinity {
  readonly weights: Matrix;
  readonly constant: Float64Array;
}

function unit(width: number): Affinity {
  const weights = matrix(width, width);
  for (let i = 0; i < width; i++) weights.data[i * width + i] = 1;
  return { weights, constant: new Float64Array(width) };
}

const sum = (a: Affinity, b: Affinity): Affinity => ({
  weights: { ...a.weights, data: a.weights.data.map((value, k) => value + b.weights.data[k]!) },
  constant: a.constant.map((value, i) => value + b.constant[i]!),
});

function applied(node: FlatNode, { weights, constant }: Affinity, where: string): Affinity {
  switch (node.type) {
    case 'Flatten':
      return { weights, constant };
    case 'Scale': {
      const factor = (i: number): number => node.scale.data[node.scale.data.length === 1 ? 0 : i]!;
      return {
        weights: { ...weights, data: weights.data.map((value, k) => factor(Math.floor(k / weights.cols)) * value) },
        constant: constant.map((value, i) => factor(i) * value),
      };
    }
    case 'Linear':
    case 'Affine': {
      const [outputs, inputs] = node.weight.shape as [number, number];
      const bias = node.type === 'Affine' ? node.bias.data : new Float64Array(outputs);
      const moved = multiply(node.weight.data, outputs, constant, inputs, 1);
      return {
        weights: matrix(outputs, weights.cols, multiply(node.weight.data, outputs, weights.data, inputs, weights.cols)),
        constant: bias.map((value, o) => value + moved[o]!),
      };
    }
    default:
      return reject(where, `found a node of type ${node.type}`, 'expected Linear, Affine, Scale or Flatten in a loop');
  }
}
