import { reject } from '../../edge/error.js';
import type { Input, NirEdge, NirGraph, NirNode, Output } from './graph.js';

export type FlatNode = Exclude<NirNode, NirGraph>;

/** A graph without graphs in it. */
export interface FlatGraph {
  /** Those of inner graphs are named `outer.inner`. */
  readonly nodes: ReadonlyMap<string, FlatNode>;
  /** Where a pair stands twice, it is added twice: inner graphs can bring a value to one place by two ways. */
  readonly edges: readonly NirEdge[];
  /** Where the file's meaning had to be guessed. */
  readonly notes: readonly string[];
}

/**
 * Puts the nodes of inner graphs, which must have one Input and one Output, into the outer one. InputError at edges that name
 * no node or stand twice.
 *
 * Of an edge's name that no node has, one reading is let through, with a note: that it is the one node of the graph which
 * no edge names. (In NIR's own recurrent example the inner graph's node `lif1` is `lif` to its edges.)
 */
export function flattenNir(graph: NirGraph, file: string): FlatGraph {
  const notes: string[] = [];
  const spread = spreadOut(graph, '', file, notes);
  const inner = [...spread.nodes].filter(([name, node]) => isPort(node) && !graph.nodes.has(name));
  const edges = inner.reduce((all, [name]) => bridge(all, name, file), spread.edges);
  const gone = new Set(inner.map(([name]) => name));
  return { nodes: new Map([...spread.nodes].filter(([name]) => !gone.has(name))), edges, notes };
}

const isPort = (node: NirNode): node is Input | Output => node.type === 'Input' || node.type === 'Output';

interface Spread {
  readonly nodes: ReadonlyMap<string, FlatNode>;
  readonly edges: readonly NirEdge[];
}

/** All nodes and edges, the ports of inner graphs among them. */
function spreadOut(graph: NirGraph, prefix: string, file: string, notes: string[]): Spread {
  const nodes = new Map<string, FlatNode>();
  const inner: NirEdge[] = [];
  const entry = new Map<string, string>();
  const exit = new Map<string, string>();
  for (const [own, node] of graph.nodes) {
    const name = prefix + own;
    const parts = node.type === 'NIRGraph' ? spreadOut(node, `${name}.`, file, notes) : undefined;
    for (const [part, one] of parts?.nodes ?? [[name, node as FlatNode] as const]) {
      if (nodes.has(part)) reject(`${file}: node ${part}`, 'found two of this name', 'expected one');
      nodes.set(part, one);
    }
    inner.push(...(parts?.edges ?? []));
    if (node.type !== 'NIRGraph') continue;
    entry.set(own, `${name}.${onlyPort(node, 'Input', `${file}: node ${name}`)}`);
    exit.set(own, `${name}.${onlyPort(node, 'Output', `${file}: node ${name}`)}`);
  }
  const edges = namedEdges(graph, prefix, file, notes).map(
    ([from, to]): NirEdge => [exit.get(from) ?? prefix + from, entry.get(to) ?? prefix + to],
  );
  return { nodes, edges: [...inner, ...edges] };
}

function onlyPort(graph: NirGraph, type: 'Input' | 'Output', where: string): string {
  const found = [...graph.nodes].filter(([, node]) => node.type === type).map(([name]) => name);
  return found.length === 1
    ? found[0]!
    : reject(where, `found ${found.length} nodes of type ${type}`, 'expected one in a graph inside another');
}

/** The edges of one graph, each between two of its nodes. */
function namedEdges(graph: NirGraph, prefix: string, file: string, notes: string[]): readonly NirEdge[] {
  const { nodes, edges } = graph;
  const where = ([from, to]: NirEdge): string => `${file}: edge ${prefix}${from} → ${prefix}${to}`;
  const seen = new Set<string>();
  for (const edge of edges) {
    if (seen.has(JSON.stringify(edge))) reject(where(edge), 'stands twice', 'expected it once');
    seen.add(JSON.stringify(edge));
  }
  const named = new Set(edges.flat());
  const strange = [...named].filter(name => !nodes.has(name));
  const idle = [...nodes.keys()].filter(name => !named.has(name));
  if (strange.length === 0) return edges;
  if (strange.length > 1 || idle.length !== 1) {
    const edge = edges.find(pair => pair.some(name => strange.includes(name)))!;
    const missing = edge.find(name => strange.includes(name))!;
    return reject(where(edge), `there is no node ${missing}`, `expected one of ${[...nodes.keys()].join(', ')}`);
  }
  notes.push(`edges name ${prefix}${strange[0]}, which is no node; taken for ${prefix}${idle[0]}, which no edge names`);
  const mended = (name: string): string => (name === strange[0] ? idle[0]! : name);
  return edges.map(([from, to]): NirEdge => [mended(from), mended(to)]);
}

/** The edges when a node that hands on what it gets is taken out. */
function bridge(edges: readonly NirEdge[], name: string, file: string): readonly NirEdge[] {
  const into = edges.filter(([, to]) => to === name).map(([from]) => from);
  const out = edges.filter(([from]) => from === name).map(([, to]) => to);
  if (into.includes(name)) reject(`${file}: node ${name}`, 'found an edge to itself', 'cyclic graph without delay');
  const past = into.flatMap(from => out.map((to): NirEdge => [from, to]));
  return [...edges.filter(([from, to]) => from !== name && to !== name), ...past];
}
