import type { Program } from '../program-record.js';
import { stageFlows } from '../timeline/stage-flow.js';

/** A slot of the grid that arrays stand on, from the lower left. */
export interface Slot {
  readonly x: number;
  readonly y: number;
}

/** Where the arrays of a program stand on a grid, and how long the wires between them are, in pitches of the grid. */
export interface Floorplan {
  readonly columns: number;
  readonly rows: number;
  /** By the numbers of the arrays. */
  readonly slots: readonly Slot[];
  readonly stages: readonly {
    readonly name: string;
    /** Of its adder tree and digital logic. */
    readonly at: Slot;
    /** From its arrays to the adder tree, and from there to the arrays of the stages that read it. */
    readonly toAdders: number;
    readonly onward: number;
    /** Numbers of the stages that read it. */
    readonly readers: readonly number[];
  }[];
  readonly wireLength: number;
}

/** Rounds of improvement, at most: hardly ever are more than five needed. */
const mostRounds = 12;
/** Arrays further apart than this in order are not tried in each other's place; of many arrays only near ones. */
const furthest = (arrays: number): number => (arrays > 512 ? 8 : 64);

/**
 * Arrays on a grid, near to what they work with. Wires run along the grid (Manhattan distance) from each array of a stage to the
 * stage's adder tree, which stands at the median of its arrays, and from there to each array of the stages that read it.
 * Arrays are laid along a snake in order of computation; then any two change places as long as that makes wires shorter: the
 * same in every run, and no worse than the snake, but not the best there is.
 */
export function floorplan(program: Program): Floorplan {
  const nets = netsOf(program);
  const count = Math.max(0, ...nets.flatMap(({ arrays }) => arrays.map(array => array + 1)));
  const columns = Math.min(program.hardware.placement?.gridColumns ?? Math.ceil(Math.sqrt(count)), Math.max(count, 1));
  const slots = Array.from({ length: count }, (_, k): Slot => {
    const y = Math.floor(k / columns);
    return { x: y % 2 === 0 ? k % columns : columns - 1 - (k % columns), y };
  });
  improve(slots, nets);
  const placed = nets.map((net, k) => {
    const at = middleOf(net, slots);
    const [toAdders, onward] = [distances(net.arrays, at, slots), onwardOf(nets, k, at, slots)];
    return { name: net.name, at, toAdders, onward, readers: net.readers };
  });
  const wireLength = placed.reduce((sum, { toAdders, onward }) => sum + toAdders + onward, 0);
  return { columns, rows: columns > 0 ? Math.ceil(count / columns) : 0, slots, stages: placed, wireLength };
}

/** A stage: its arrays, and the stages that read it. */
interface Net {
  readonly name: string;
  readonly arrays: readonly number[];
  readonly readers: readonly number[];
}

function netsOf(program: Program): Net[] {
  const flows = stageFlows(program);
  return flows.map(({ products }, k) => {
    const plans = program.plans.filter(({ name }) => products.includes(name));
    const tiles = plans.flatMap(({ tiles: own, duplicates = [] }) => [...own, ...duplicates.flat()]);
    return {
      name: program.schedule.stages[k]!.name,
      arrays: [...new Set(tiles.map(({ macro }) => macro))],
      readers: [...flows.keys()].filter(reader => flows[reader]!.sources.includes(k)),
    };
  });
}

function improve(slots: Slot[], nets: readonly Net[]): void {
  /** Of each array the nets whose length depends on where it is. */
  const touched = slots.map((_, array) => {
    const own = [...nets.keys()].filter(k => nets[k]!.arrays.includes(array));
    const sources = [...nets.keys()].filter(k => nets[k]!.readers.some(reader => own.includes(reader)));
    return [...new Set([...own, ...sources])];
  });
  const lengths = nets.map((_, k) => netLength(nets, k, slots));
  for (let round = 0, better = true; better && round < mostRounds; round++) {
    better = false;
    for (let a = 0; a < slots.length; a++)
      for (let b = a + 1; b < Math.min(slots.length, a + furthest(slots.length)); b++) {
        const concerned = [...new Set([...touched[a]!, ...touched[b]!])];
        const before = concerned.reduce((sum, k) => sum + lengths[k]!, 0);
        [slots[a], slots[b]] = [slots[b]!, slots[a]!];
        const after = concerned.map(k => netLength(nets, k, slots));
        if (after.reduce((sum, length) => sum + length, 0) < before) {
          for (const [at, k] of concerned.entries()) lengths[k] = after[at]!;
          better = true;
        } else [slots[a], slots[b]] = [slots[b]!, slots[a]!];
      }
  }
}

function netLength(nets: readonly Net[], k: number, slots: readonly Slot[]): number {
  const at = middleOf(nets[k]!, slots);
  return distances(nets[k]!.arrays, at, slots) + onwardOf(nets, k, at, slots);
}

function onwardOf(nets: readonly Net[], k: number, at: Slot, slots: readonly Slot[]): number {
  return nets[k]!.readers.reduce((sum, reader) => sum + distances(nets[reader]!.arrays, at, slots), 0);
}

function distances(arrays: readonly number[], at: Slot, slots: readonly Slot[]): number {
  return arrays.reduce((sum, array) => sum + Math.abs(slots[array]!.x - at.x) + Math.abs(slots[array]!.y - at.y), 0);
}

/** The median of a stage's arrays in both directions; the corner where it has none. */
function middleOf({ arrays }: Net, slots: readonly Slot[]): Slot {
  const median = (of: (slot: Slot) => number): number => {
    const places = arrays.map(array => of(slots[array]!)).sort((a, b) => a - b);
    return places[Math.floor((places.length - 1) / 2)] ?? 0;
  };
  return { x: median(({ x }) => x), y: median(({ y }) => y) };
}
