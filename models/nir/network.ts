import { reject } from '../../edge/error.js';
import { matrix } from '../../numeric/matrix.js';
import { freeName, plainSource } from '../layer-names.js';
import type { Layer, LinearLayer, Network, Scores } from '../network.js';
import { checkLayers } from '../network-checks.js';
import { networkToJson, parseNetwork } from '../network-file.js';
import { type CheckedNir, checkNir } from './check.js';
import { isExtension, type NirGraph } from './graph.js';
import { type Discretising, layerOf } from './layers.js';
import { type Loop, nirLoops } from './loops.js';
import { sizeOf } from './shapes.js';

export interface NirOptions extends Partial<Discretising> {
  /** Of the network; "nir" by default. */
  readonly name?: string;
  /** Where every input is 0 or 1. */
  readonly spikes?: true;
  /** Makes class scores of the outputs. */
  readonly scores?: Pick<Scores, 'of' | 'classes'>;
}

/**
 * What is taken where nothing is said. dt is that of NIR's published graphs. Euler's step and the reset to a value are NIR's
 * own equations and what Norse computes; of current-driven neurons, Norse and snnTorch take the new current.
 */
const nirDefaults: Discretising = {
  timeStep: 1e-4,
  discretisation: 'euler',
  reset: 'to-value',
  current: 'new',
};

export interface NirNetwork {
  readonly network: Network;
  /** Where the file's meaning had to be guessed, and what was left out. */
  readonly notes: readonly string[];
}

/**
 * A network that computes a NIR graph: one layer for each node but Input, Output and Flatten, and for the nodes of loops,
 * which become the recurrent weights of the population that they begin and end at. How time is cut into steps is recorded in the
 * neurons. InputError where the graph cannot be computed, as `checkNir` and `nirLoops` say, and where it has several inputs or
 * outputs. `file` is for the messages.
 */
export function networkOfNir(graph: NirGraph, options: NirOptions = {}, file = 'graph'): NirNetwork {
  const { name = 'nir', spikes, scores, ...chosen } = options;
  const how = { ...nirDefaults, ...chosen };
  if (!(how.timeStep > 0 && how.timeStep < Number.POSITIVE_INFINITY))
    reject('timeStep', `found ${how.timeStep} s`, 'expected a time above 0 s');
  const checked = checkNir(graph, file);
  const loops = nirLoops(checked, file);
  const { layers, channels, notes } = arrange(checked, loops, how, file);
  const network: Network = {
    name,
    input: { channels, normalize: 'none', ...(spikes && { spikes }) },
    layers: scores ? [...layers, { type: 'scores', name: freeName('scores', layers), ...scores }] : layers,
  };
  const all = [...checked.notes, ...notes];
  // What an extension says has been checked by nobody yet, neither its types nor its numbers.
  if ([...checked.nodes.values()].some(isExtension))
    return { network: parseNetwork(networkToJson(network), file), notes: all };
  checkLayers(network, file);
  return { network, notes: all };
}

/** The layers in order, each with its sources. */
function arrange(
  { nodes, edges, shapes }: CheckedNir,
  loops: ReadonlyMap<string, Loop>,
  how: Discretising,
  file: string,
): { readonly layers: readonly Layer[]; readonly channels: number; readonly notes: readonly string[] } {
  const input = only('Input', nodes, file);
  const output = only('Output', nodes, file);
  const inLoops = new Set([...loops.values()].flatMap(({ through }) => through));
  const forward = edges.filter(([from, to]) => !inLoops.has(from) && !inLoops.has(to) && from !== to);
  const before = (name: string): readonly string[] => forward.filter(([, to]) => to === name).map(([from]) => from);
  const order = inOrder(output, before, file);
  const left = [...nodes.keys()].filter(name => !order.includes(name) && !inLoops.has(name));
  const notes = left.map(name => `${name} does not reach the output and is left out`);
  const layers: Layer[] = [];
  const sources = new Map<string, readonly string[]>();
  const constants: (readonly [neurons: string, constant: Float64Array])[] = [];
  for (const name of order) {
    const node = nodes.get(name)!;
    const where = `${file}: node ${name}`;
    const from = before(name).flatMap(one => sources.get(one)!);
    if (name !== input && from.length === 0) reject(where, 'found nothing that leads to it', 'expected an edge to it');
    if (name === input) sources.set(name, ['input']);
    else if (node.type === 'Flatten' || name === output) sources.set(name, from);
    else {
      const shape = shapes.get(name)!.input;
      if (!shape && !isExtension(node)) reject(where, 'found nothing that tells its shape', 'expected it before it');
      const own = freeName(name, layers);
      const loop = loops.get(name);
      layers.push({ ...layerOf(node, own, shape ?? [], how, where), from, ...(loop && { recurrent: loop.recurrent }) });
      if (loop?.constant.some(value => value !== 0)) constants.push([own, loop.constant]);
      sources.set(name, [own]);
    }
  }
  const last = sources.get(output)!;
  const width = sizeOf(shapes.get(output)!.input!);
  if (last.length !== 1 || last[0] !== layers.at(-1)?.name)
    layers.push({
      type: 'scale',
      name: freeName(output, layers),
      from: last,
      factors: new Float64Array(width).fill(1),
    });
  const driven = constants.reduce<readonly Layer[]>(
    (all, [neurons, constant]) => withConstant(all, neurons, constant),
    layers,
  );
  return { layers: driven.map(plainSource), channels: sizeOf(shapes.get(input)!.output!), notes };
}

function only(type: 'Input' | 'Output', nodes: CheckedNir['nodes'], file: string): string {
  const found = [...nodes].filter(([, node]) => node.type === type).map(([name]) => name);
  return found.length === 1
    ? found[0]!
    : reject(file, `found the nodes ${found.join(', ')} of type ${type}`, 'expected one');
}

/** All that leads to `last`, each after what leads to it. */
function inOrder(last: string, before: (name: string) => readonly string[], file: string): readonly string[] {
  const done = new Set<string>();
  const begun = new Set<string>();
  const open = [last];
  for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
    begun.add(name);
    const next = before(name).filter(one => !done.has(one));
    const loop = next.find(one => begun.has(one));
    if (loop !== undefined) reject(`${file}: node ${loop}`, 'stands in a loop', 'expected none here');
    if (next.length > 0) open.push(next[0]!);
    else {
      done.add(name);
      open.pop();
    }
  }
  return [...done];
}

/**
 * Adds the constant of a loop to the drive of its neurons: to the bias of the linear layer that they alone read, or to that of
 * one that is put before them.
 */
function withConstant(layers: readonly Layer[], neurons: string, constant: Float64Array): readonly Layer[] {
  const at = layers.findIndex(layer => layer.name === neurons);
  const { from } = layers[at]!;
  const readers = layers.filter(layer => layer.from?.includes(from![0]!));
  const before = layers.findIndex(layer => layer.name === from![0]);
  const linear = layers[before];
  if (from!.length === 1 && readers.length === 1 && linear?.type === 'linear') {
    const bias = linear.bias ? linear.bias.map((value, i) => value + constant[i]!) : constant;
    return layers.with(before, { ...linear, bias });
  }
  const width = constant.length;
  const weights = matrix(width, width);
  for (let i = 0; i < width; i++) weights.data[i * width + i] = 1;
  const between: LinearLayer = { type: 'linear', name: freeName(`${neurons}_bias`, layers), from: from!, weights, bias: constant }; // biome-ignore format: one thing
  return [...layers.slice(0, at), between, { ...layers[at]!, from: [between.name] }, ...layers.slice(at + 1)];
}
