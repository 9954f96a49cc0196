import { tileCircuit } from '../../compiler/emit/program.js';
import { withoutReadNoise } from '../../compiler/excerpt.js';
import { columnsOf, type PlacedTile, rowsOf } from '../../compiler/plan.js';
import type { Program } from '../../compiler/program-record.js';
import { productHardware } from '../../compiler/settling-circuit.js';
import { verifyComparison } from '../../compiler/support/support.js';
import {
  checkInput,
  type GraphEngine,
  type NodeValues,
  productInputs,
  referenceEngine,
  walkGraph,
} from '../../models/execute.js';
import { type GraphNode, type MvmNode, memristorOf, outputNode } from '../../models/graph.js';
import { supportOverlap } from '../../models/lca/energy.js';
import type { Series } from '../../models/series.js';
import { concatenate, matrix } from '../../numeric/matrix.js';
import { hardwareEngine } from '../engine.js';
import { type RunOptions, SpicePool } from '../spice/pool.js';
import { type Difference, difference } from './measures.js';
import { type ProductCauses, productCauses } from './product-causes.js';
import { readsTaken, spiceProduct, type TileDifference, tileCurrents } from './spice-product.js';
import { type Suspect, suspect } from './suspect.js';

/** One quantity of a network in three systems: of a node of its graph, row by row for every series, one after the other. */
export interface Quantity {
  readonly name: string;
  readonly kind: 'product' | 'state' | 'codes' | 'scores';
  /** Whether devices of the chip compute it: products on crossbars, states of volatile devices. */
  readonly onDevices: boolean;
  /** Numbers a row. */
  readonly width: number;
  /** Rows of each series, in order: its steps, or one where the node has one vector for a series. */
  readonly rows: readonly number[];
  readonly reference: Float64Array;
  readonly simulated: Float64Array;
  /** Not there where ngspice was left out or failed before. */
  readonly spice?: Float64Array;
  /** The simulator against float64, and ngspice against the simulator. */
  readonly hardware: Difference;
  readonly agreement?: Difference;
  /** Of codes: how far their active atoms are those of float64 (`supportOverlap`). */
  readonly support?: { readonly simulated: number; readonly spice?: number };
  /** Of products on crossbars: what makes them differ from float64. */
  readonly causes?: ProductCauses;
  /**
   * Of products on crossbars, and of codes those that they settle by: the currents in ngspice against the simulator's at the
   * same voltages, tile by tile.
   */
  readonly tiles?: readonly TileVerdict[];
}

export interface TileVerdict extends TileDifference {
  readonly agrees: boolean;
  /** Where ngspice and the simulator differ, if they do. */
  readonly suspect?: Suspect;
}

export interface Comparison {
  readonly quantities: readonly Quantity[];
  readonly series: number;
  /** How many of them have their largest score in the same class as in float64; not there where series have no class scores. */
  readonly sameClass?: { readonly simulated: number; readonly spice?: number };
  readonly tolerance: number;
  /** Whether every tile agrees and none failed. */
  readonly agrees: boolean;
  /** Why ngspice gave no result, if it did not. */
  readonly message?: string;
}

export interface CompareOptions {
  /** s after programming; default 0. */
  readonly time?: number;
  /** Largest difference of a current between ngspice and the simulator, as a part of the tile's largest; default 1e-6. */
  readonly tolerance?: number;
  /** Whether ngspice runs too; default true. */
  readonly spice?: boolean;
  /** Reads of each product that ngspice simulates, evenly spread; the others are the simulator's. Default 8. */
  readonly reads?: number | 'all';
  /** Default: one of its own. */
  readonly pool?: Pick<SpicePool, 'run'>;
  readonly run?: RunOptions;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Runs the same series three times: in float64, on the simulated chip, and on the chip with the currents of every tile from
 * ngspice, in some of the reads or all (converters, decoding, recurrences and reads from the bit lines are the simulator's, and so is
 * a coder's way as a circuit, which `validate` follows). Each system goes on with its own values. Read noise, which differs
 * from read to read, is left out.
 */
export async function compareSystems(
  program: Program,
  series: readonly Series[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const { time = 0, tolerance = 1e-6, spice = true } = options;
  const { graph } = program;
  verifyComparison(program);
  checkInput(graph, { name: 'series', channels: graph.input.channels, classes: [], series });
  const quiet: Program = { ...program, plans: program.plans.map(withoutReadNoise) };
  const plans = new Map(quiet.plans.map(plan => [plan.name, plan]));
  const conditions = { time, compensation: 'none', duration: 1 } as const;
  const chip = hardwareEngine(quiet, conditions);

  const reference = walk(quiet, series, referenceEngine());
  const simulated = walk(quiet, series, chip);
  const lengths = series.map(({ length }) => length);
  const tiles = new Map<string, readonly TileVerdict[]>();
  let found: NodeValues | undefined;
  let message: string | undefined;
  if (spice) {
    const own = options.pool ? undefined : new SpicePool();
    try {
      found = await spiceWalk(quiet, series, chip, options.pool ?? own!, tiles, options);
    } catch (cause) {
      if (!(cause instanceof Error) || options.run?.signal?.aborted) throw cause;
      message = cause.message;
    } finally {
      await own?.close();
    }
  }

  const measured = graph.nodes.flatMap((node): GraphNode[] => (node.op === 'feedback' ? [node.product, node] : [node]));
  const quantities = measured.flatMap((node): Quantity[] => {
    const kind = kindOf(node);
    if (!kind) return [];
    const [exact, ours, theirs] = [reference, simulated, found].map(values => values?.get(node.name));
    const plan = plans.get(node.name);
    const inDevices = program.hardware.recurrence.kind !== 'digital' && memristorOf(node) !== undefined;
    const onDevices = kind === 'state' ? inDevices : plan !== undefined;
    const arrays = node.op === 'settle' ? node.product.name : node.name;
    const verdicts = tiles.get(arrays);
    return [
      {
        ...{ name: node.name, kind, onDevices, width: node.width, reference: exact!, simulated: ours! },
        rows: series.map(({ length }) => (node.domain === 'step' ? length : 1)),
        hardware: difference(ours!, exact!),
        ...(theirs && { spice: theirs, agreement: difference(theirs, ours!) }),
        ...(kind === 'codes' && {
          support: {
            simulated: overlap(ours!, exact!, node.width),
            ...(theirs && { spice: overlap(theirs, exact!, node.width) }),
          },
        }),
        ...(node.op === 'mvm' &&
          plan && {
            causes: productCauses(
              ...([plan, node, asMet(quiet, node), time, productInputs(graph, node, simulated, lengths)] as const),
              ...([ours!.length / node.weights.rows, exact!] as const),
            ),
          }),
        ...(verdicts && { tiles: verdicts }),
      },
    ];
  });
  const output = outputNode(graph);
  const classified = graph.classes.length > 0 && output.domain === 'series';
  const [exact, ours, theirs] = [reference, simulated, found].map(values => values?.get(output.name));
  return {
    quantities,
    series: series.length,
    ...(classified && {
      sameClass: {
        simulated: sameLargest(ours!, exact!, output.width),
        ...(theirs && { spice: sameLargest(theirs, exact!, output.width) }),
      },
    }),
    tolerance,
    agrees: message === undefined && [...tiles.values()].flat().every(tile => tile.agrees),
    ...(message !== undefined && { message }),
  };
}

/** A program with the converters that a product meets. */
const asMet = (program: Program, { name }: MvmNode): Program => ({
  ...program,
  hardware: productHardware(program, name),
});

function kindOf(node: GraphNode): Quantity['kind'] | undefined {
  if (node.op === 'integrator' || node.op === 'feedback' || node.op === 'gated') return 'state';
  if (node.op === 'settle') return 'codes';
  if (node.op === 'mvm') return node.readout ? 'scores' : 'product';
  return undefined;
}

/** The values of all nodes with an engine that answers at once. */
function walk({ graph }: Program, series: readonly Series[], engine: GraphEngine): NodeValues {
  const steps = walkGraph(graph, series, engine);
  let step = steps.next();
  while (!step.done) {
    const { node, x, count, first } = step.value;
    step = steps.next(engine.mvm(node, x, count, first));
  }
  return step.value;
}

async function spiceWalk(
  program: Program,
  series: readonly Series[],
  chip: GraphEngine,
  pool: Pick<SpicePool, 'run'>,
  tiles: Map<string, readonly TileVerdict[]>,
  { time = 0, tolerance = 1e-6, reads = 8, run = {}, onProgress }: CompareOptions,
): Promise<NodeValues> {
  const plans = new Map(program.plans.map(plan => [plan.name, plan]));
  const steps = walkGraph(program.graph, series, chip);
  let step = steps.next();
  for (let done = 0; !step.done; ) {
    const { node, x, count, first, done: before, total } = step.value;
    const plan = plans.get(node.name);
    const taken = readsTaken(total, reads).flatMap(read =>
      read >= before && read < before + count ? read - before : [],
    );
    if (!plan || taken.length === 0) {
      step = steps.next(chip.mvm(node, x, count, first));
      continue;
    }
    const { y, tiles: differences } = await spiceProduct(pool, plan, asMet(program, node), time, x, taken, run);
    const verdicts: TileVerdict[] = [];
    for (const [k, one] of differences.entries()) {
      const agrees = one.worst <= tolerance;
      const where = agrees ? {} : { suspect: await suspectOf(pool, plan.tiles[k]!, program, time, run) };
      verdicts.push({ ...one, agrees, ...where });
    }
    tiles.set(node.name, worst(tiles.get(node.name), verdicts, before));
    if (before + count === total) onProgress?.(++done, plans.size);
    step = steps.next(y);
  }
  return step.value;
}

/** The worse verdict of each tile: those so far, and those of the reads from `before` on. */
function worst(
  sofar: readonly TileVerdict[] | undefined,
  verdicts: readonly TileVerdict[],
  before: number,
): readonly TileVerdict[] {
  return verdicts.map((verdict, k) => {
    const other = sofar?.[k];
    return other && other.worst >= verdict.worst ? other : { ...verdict, read: before + verdict.read };
  });
}

/** Reads a tile once more, one row at a time, to see where ngspice's array and ours differ. */
async function suspectOf(
  pool: Pick<SpicePool, 'run'>,
  tile: PlacedTile,
  program: Program,
  time: number,
  run: RunOptions,
): Promise<Suspect> {
  const rows = rowsOf(tile);
  const volts = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) volts[i * rows + i] = program.hardware.read.voltage;
  const { circuit } = tileCircuit(program, tile, time, volts);
  const spice = await tileCurrents(pool, circuit, tile.name, readsTaken(rows, 'all'), run);
  return suspect(concatenate(spice), concatenate(circuit.expected), columnsOf(tile));
}

const overlap = (a: Float64Array, b: Float64Array, width: number): number =>
  supportOverlap(matrix(a.length / width, width, a), matrix(b.length / width, width, b));

/** Rows whose largest entry is at the same place in both. */
function sameLargest(a: Float64Array, b: Float64Array, width: number): number {
  const largest = (data: Float64Array, row: number): number => {
    const scores = data.subarray(row * width, (row + 1) * width);
    return scores.indexOf(scores.reduce((most, score) => Math.max(most, score), -Infinity));
  };
  return Array.from({ length: b.length / width }, (_, row) => row).filter(row => largest(a, row) === largest(b, row))
    .length;
}
