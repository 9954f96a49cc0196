import { reject } from '../../edge/error.js';
import { type Graph, loopProducts, type MvmNode } from '../../models/graph.js';
import type { Hardware } from '../hardware.js';
import type { CalibratedTile, MvmPlan, ProgrammedTile, Tile } from '../plan.js';
import { ownArrays } from '../plan.js';
import { program, type Writing } from '../program.js';
import { repair } from '../repair.js';
import { settlingCircuits } from '../settling-circuit.js';
import { productsOf, spikingCircuits } from '../spiking-circuit.js';

/** Sets of arrays that one product may have. */
export const mostSets = 64;

/** How many sets of arrays each product has, by name; those with one are left out. InputError where one cannot have several. */
export function setCounts(graph: Graph, hardware: Hardware): ReadonlyMap<string, number> {
  const { duplicates = 1 } = hardware.placement ?? {};
  const counts = new Map<string, number>();
  if (typeof duplicates === 'number') {
    if (duplicates === 1) return counts;
    for (const node of graph.nodes) {
      for (const { name } of loopProducts(node)) refuse(`placement.duplicates: ${duplicates}`, name, recurs);
      if (node.op === 'mvm' && ownArrays(node, hardware) && !node.readout) counts.set(node.name, duplicates);
    }
  } else
    for (const [name, count] of Object.entries(duplicates)) {
      const where = 'placement.duplicates';
      const node = graph.nodes.find((one): one is MvmNode => one.op === 'mvm' && one.name === name);
      const inside = graph.nodes.some(one => loopProducts(one).some(product => product.name === name));
      if (!node && !inside) refuse(where, name, 'which is no matrix product of the network');
      if (count === 1) continue;
      if (!node) refuse(where, name, recurs);
      if (node.readout) refuse(where, name, 'which is read once per series');
      if (!ownArrays(node, hardware)) refuse(where, name, 'which has no arrays of its own');
      counts.set(name, count);
    }
  const at = 'placement.duplicates';
  const circuit = spikingCircuits({ graph, hardware }).find(one =>
    productsOf(one).some(({ name }) => counts.has(name)),
  );
  if (circuit) refuse(at, circuit.name, 'whose neurons are circuits at the ends of its columns');
  const coder = settlingCircuits({ graph, hardware }).find(({ from }) => counts.has(from));
  if (coder) refuse(at, coder.from, 'whose columns end in the circuit that codes settle in');
  return counts;
}

const recurs = 'whose results come back before it is read again, so that another set of arrays would only wait';

function refuse(where: string, name: string, why: string): never {
  return reject(where, `found ${name}, ${why}`, 'expected 1 there; {"PRODUCT": n} duplicates single products');
}

/** `repair` and `program` for a plan and its duplicates: the same targets in other devices, which draw errors of their own. */
export function programSets(
  plan: MvmPlan<CalibratedTile>,
  sets: number,
  hardware: Hardware,
  writing: Writing,
): MvmPlan<ProgrammedTile> {
  const written = (set: MvmPlan<CalibratedTile>): MvmPlan<ProgrammedTile> =>
    program(repair(set, hardware, writing.seed), hardware, writing);
  const first = written(plan);
  if (sets === 1) return first;
  const others = Array.from({ length: sets - 1 }, (_, k) => written(renamed(plan, k + 2)).tiles);
  return { ...first, duplicates: others };
}

/** The sets of a plan, each as a plan that knows of no other. */
export function setsOf<T extends Tile>({ duplicates = [], ...plan }: MvmPlan<T>): MvmPlan<T>[] {
  return [plan, ...duplicates.map((tiles, k) => ({ ...plan, name: setName(plan.name, k + 2), tiles }))];
}

const setName = (product: string, set: number): string => `${product} set ${set}`;

/** A plan under the name of one of its sets, and so its tiles: draws go by names. */
function renamed(plan: MvmPlan<CalibratedTile>, set: number): MvmPlan<CalibratedTile> {
  const name = setName(plan.name, set);
  const tiles = plan.tiles.map(tile => ({ ...tile, name: tile.name.replace(plan.name, () => name) }));
  return { ...plan, name, tiles };
}
