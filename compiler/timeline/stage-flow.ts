import { type Graph, type GraphNode, loopProducts, sourcesOf, vectorsAtOnce } from '../../models/graph.js';
import type { Program } from '../program-record.js';
import { stageBehind } from '../schedule.js';
import { settlingCircuits } from '../settling-circuit.js';
import { productsOf, spikingCircuits } from '../spiking-circuit.js';

/** What a stage of the schedule works on: whose results it takes, and what it must have done before it takes the next step. */
export interface StageFlow {
  /** Numbers of earlier stages. */
  readonly sources: readonly number[];
  /** The matrix products that its arrays hold. */
  readonly products: readonly string[];
  /**
   * `stage`: what comes back does so through its arrays, or settles in them, and a step must be done before the next; `state`:
   * states behind its arrays take steps one after another.
   */
  readonly recurs: 'stage' | 'state' | 'none';
  /** Vectors of one step that its arrays read one after another. */
  readonly vectors: number;
}

/** How the stages of a program's schedule hang together, from the nodes of its graph. */
export function stageFlows(program: Pick<Program, 'graph' | 'hardware' | 'schedule'>): StageFlow[] {
  const { graph, schedule } = program;
  const flows = schedule.stages.map(() => ({
    sources: new Set<number>(),
    products: [] as string[],
    recurs: 'none' as StageFlow['recurs'],
    vectors: 1,
  }));
  const stageOf = stagesOfNodes(program);
  for (const node of graph.nodes) {
    const stage = stageOf.get(node.name) ?? -1;
    const flow = flows[stage];
    if (!flow) continue;
    for (const source of sourcesOf(node)) {
      const from = stageOf.get(source) ?? -1;
      if (from >= 0 && from < stage) flow.sources.add(from);
    }
    if (node.op === 'mvm') flow.products.push(node.name);
    for (const { name } of loopProducts(node)) flow.products.push(name);
    if (node.op === 'feedback' || node.op === 'settle') flow.recurs = 'stage';
    else if (keepsStates(node) && flow.recurs === 'none') flow.recurs = 'state';
    if (node.op === 'mvm') flow.vectors = Math.max(flow.vectors, vectorsAtOnce(node));
  }
  // Neurons that are circuits are their own integrators: a step ends before the next begins.
  for (const { name } of spikingCircuits(program)) flows[indexOf(program, name)]!.recurs = 'stage';
  return flows.map(flow => ({ ...flow, sources: [...flow.sources].sort((a, b) => a - b) }));
}

const keepsStates = ({ op }: GraphNode): boolean => op === 'integrator' || op === 'neurons' || op === 'gated';

const indexOf = ({ schedule }: Pick<Program, 'schedule'>, name: string): number =>
  schedule.stages.findIndex(stage => stage.name === name);

/** The stage in which each node is computed, as the schedule counts them. */
function stagesOfNodes(program: Pick<Program, 'graph' | 'hardware' | 'schedule'>): Map<string, number> {
  const { nodes }: Graph = program.graph;
  const circuits = spikingCircuits(program);
  const coders = settlingCircuits(program);
  const stages = new Map<string, number>();
  let current = -1;
  for (const node of nodes) {
    const circuit = circuits.find(one => one.node === node || productsOf(one).some(({ name }) => name === node.name));
    const coder = coders.find(one => one.from === node.name);
    const own = node.op === 'mvm' ? node : loopProducts(node)[0];
    const logic = indexOf(program, node.name) >= 0 ? node.name : undefined;
    const name = circuit?.name ?? coder?.product.name ?? own?.name ?? logic;
    if (name !== undefined) current = indexOf(program, name);
    const from = name === undefined ? sourcesOf(node).map(source => stages.get(source) ?? -1) : [];
    stages.set(node.name, node.op === 'input' ? -1 : stageBehind(from, current));
  }
  return stages;
}
