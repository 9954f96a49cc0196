import { reject } from '../../edge/error.js';
import { type Graph, mvmNodes } from '../../models/graph.js';
import type { Hardware } from '../hardware.js';
import type { CalibratedTile, MvmPlan, ProgrammedTile, Tile } from '../plan.js';
import { ownArrays } from '../plan.js';
import { program, type Writing } from '../program.js';
import { repair } from '../repair.js';

/** Sets of arrays that one product may have. */
export const mostSets = 64;

/**
 * How many sets of arrays a description asks for of each product, by name; those with one are left out. Where it names no product, all
 * have them but readouts, which are read once per series. InputError where it names one that is not there.
 */
export function setCounts(graph: Graph, hardware: Hardware): ReadonlyMap<string, number> {
  const { duplicates = 1 } = hardware.placement ?? {};
  const products = mvmNodes(graph);
  if (typeof duplicates === 'number') {
    const own = products.filter(node => ownArrays(node, hardware) && !node.readout);
    return new Map(duplicates === 1 ? [] : own.map(({ name }) => [name, duplicates]));
  }
  const counts = Object.entries(duplicates);
  const unknown = counts.find(([name]) => !products.some(node => node.name === name));
  if (unknown)
    reject(
      'placement.duplicates',
      `found ${unknown[0]}, which is no matrix product of the network`,
      `expected one of ${products.map(({ name }) => name).join(', ')}`,
    );
  return new Map(counts.filter(([, count]) => count > 1));
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
