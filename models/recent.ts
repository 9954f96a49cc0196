import { refuseMissing } from './data/labels.js';
import type { Graph, GraphNode } from './graph.js';
import { defaultTolerance, type Forgetful, horizons } from './horizon.js';
import { networkInput } from './reference.js';
import type { SeriesSet } from './series.js';

/**
 * The graph and only as many of the last steps of every series as move its scores' inputs by more than `tolerance`, for a run in
 * float64 (hardware runs all steps). As they were where a feature needs all steps, or where the graph need not forget.
 * InputError for a missing value in a series that is cut.
 */
export function recentSteps(
  graph: Graph,
  set: SeriesSet,
  tolerance = defaultTolerance,
): { readonly graph: Graph; readonly set: SeriesSet } {
  const kept = set.channels === graph.input.channels ? stepsRemembered(graph, tolerance) : undefined;
  if (kept === undefined || set.series.every(({ length }) => length <= kept)) return { graph, set };
  refuseMissing(set);
  const series = set.series.map(one => {
    const { rows, cols, data } = networkInput(graph.input, one);
    const length = Math.min(rows, kept);
    return { ...one, length, values: data.slice((rows - length) * cols) };
  });
  return { graph: { ...graph, input: { ...graph.input, normalize: 'none' } }, set: { ...set, series } };
}

/** Nodes through which any step may reach the scores. */
const endless: ReadonlySet<GraphNode['op']> = new Set(['feedback', 'neurons', 'gated', 'delay', 'mean', 'join']);

/** How many of the last steps the graph's features depend on; undefined where that may be all. */
function stepsRemembered({ nodes }: Graph, tolerance: number): number | undefined {
  const byName = new Map(nodes.map(node => [node.name, node]));
  const blocks: Forgetful[] = [];
  let taps = 0;
  /** Where the last block's output is: the next one must stand on it. */
  let above: string | undefined;
  for (const node of nodes) {
    if (node.op === 'output' && node.domain === 'step') return undefined;
    if (endless.has(node.op)) return undefined;
    if (node.op === 'window') taps += node.taps - 1;
    if (node.op === 'last' && above !== undefined && node.from !== above) return undefined;
    if (node.op !== 'integrator') continue;
    const block = blockAt(node.from, byName);
    const skip = nodes.find(one => one.op === 'subtract' && one.right === node.name);
    if (!block || skip?.op !== 'subtract' || skip.left !== block.from) return undefined;
    if (above !== undefined && block.from !== above) return undefined;
    above = skip.name;
    blocks.push({ ...block, memristor: node.memristor });
  }
  if (blocks.length === 0) return taps + 1;
  const needed = horizons(blocks, tolerance);
  return needed && needed[0]! + taps;
}

/** RESCALE and the product whose result drives an integrator. */
function blockAt(
  name: string,
  byName: ReadonlyMap<string, GraphNode>,
): (Omit<Forgetful, 'memristor'> & { readonly from: string }) | undefined {
  const drive = byName.get(name);
  const product = drive?.op === 'rescale' ? byName.get(drive.from) : undefined;
  if (drive?.op !== 'rescale' || product?.op !== 'mvm') return undefined;
  return { weights: product.weights, rescale: drive.rescale, from: product.from };
}
