import type { Clipped } from '../../compiler/clip.js';
import type { Hardware } from '../../compiler/hardware.js';
import { setsOf } from '../../compiler/placement/duplicates.js';
import { columnsOf, type MvmPlan, outputsOf, type PlacedTile, rowsOf } from '../../compiler/plan.js';
import { type Program, tilesOf } from '../../compiler/program-record.js';
import type { RepairedTile } from '../../compiler/repair.js';
import type { Stage } from '../../compiler/schedule.js';
import { fault } from '../../devices/device.js';
import { reject } from '../../edge/error.js';
import { mvmNodes } from '../../models/graph.js';
import { type Matrix, transpose } from '../../numeric/matrix.js';
import { type Distribution, distributionOf } from './distribution.js';
import { relativeError, type WeightErrors, weightErrors } from './errors.js';
import { addToProduct, type TileWeights, tileWeights, weightParts } from './weights.js';

/** What a compiled program holds, and how far its weights are from those that were wanted. */
export interface Inspection {
  /** s since the first writing of the chip. */
  readonly time: number;
  readonly stages: readonly Stage[];
  readonly products: readonly ProductInspection[];
  readonly arrays: readonly ArrayFill[];
}

/** A matrix product that stands on crossbars, or one of its duplicates. */
export interface ProductInspection
  extends Pick<MvmPlan<PlacedTile>, 'name' | 'inputs' | 'outputs' | 'copies' | 'outputCopies' | 'biasRows'> {
  /** Columns that each output is cut into; 1 where it is whole. */
  readonly slices: number;
  readonly clipped?: Clipped;
  readonly conductance: Distribution;
  /**
   * Of the product's matrix, without biases, copies averaged and slices put together; `cutting` is what clipping and slices alone have
   * changed. Not there where some of its tiles were not asked for.
   */
  readonly errors?: WeightErrors & { readonly cutting: number };
  readonly tiles: readonly TileInspection[];
}

export interface TileInspection {
  readonly name: string;
  readonly rows: number;
  readonly outputs: number;
  readonly bitLines: number;
  /** The array that holds it, and its first word line and bit line there. */
  readonly array: number;
  readonly firstRow: number;
  readonly firstColumn: number;
  /** S per unit of weight: the least and the largest of its outputs. */
  readonly scale: readonly [least: number, largest: number];
  /** A. */
  readonly adcFullScale: number;
  /** Devices that are stuck, and that writing gave up. */
  readonly stuckLow: number;
  readonly stuckHigh: number;
  readonly failed: number;
  /** Of the tile's own weights or digits, bias rows among them. */
  readonly errors: WeightErrors;
  /** What was done for its stuck devices; not there where the hardware did not ask for it. */
  readonly repair?: TileRepair;
}

/** Lines of a tile that have been moved, and the RMS error of its outputs by stuck devices over their RMS as each step left it. */
export interface TileRepair {
  readonly movedRows: number;
  /** Outputs that stand elsewhere, and those among them that stand at spare places. */
  readonly movedOutputs: number;
  readonly spareOutputs: number;
  readonly accepted: number;
  readonly partners: number;
  readonly rows: number;
  readonly outputs: number;
}

export interface ArrayFill {
  readonly array: number;
  readonly tiles: readonly string[];
  /** Share of its cells. */
  readonly used: number;
}

export interface InspectOptions {
  /** s since the first writing of the chip; 0 unless given. */
  readonly time?: number;
  /** The only tile that is looked at; all where none is named. */
  readonly tile?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Looks into a program. InputError where it has no tile of that name, and at an age that its devices do not know. */
export function inspect(program: Program, { time = 0, tile: only, onProgress }: InspectOptions = {}): Inspection {
  const all = tilesOf(program).map(({ tile }) => tile);
  if (only !== undefined && !all.some(({ name }) => name === only))
    reject(`tile "${only}"`, 'there is none', `expected one of ${namesOf(all)}`);
  const plans = program.plans
    .flatMap(plan => setsOf(plan).map(set => ({ plan: set, weights: networkWeights(program, plan.name) })))
    .map(set => ({ ...set, tiles: set.plan.tiles.filter(({ name }) => only === undefined || name === only) }))
    .filter(({ tiles }) => tiles.length > 0);
  const total = only === undefined ? all.length : 1;
  let done = 0;
  const products = plans.map(({ plan, weights, tiles }) =>
    inspectProduct({ ...plan, tiles }, plan.tiles.length === tiles.length && weights, program.hardware, time, () =>
      onProgress?.(++done, total),
    ),
  );
  return { time, stages: program.schedule.stages, products, arrays: arrayFills(program) };
}

/** Names that a message lists. */
const mostNamed = 12;

function namesOf(tiles: readonly PlacedTile[]): string {
  const names = tiles.slice(0, mostNamed).map(({ name }) => name);
  return `${names.join(', ')}${tiles.length > mostNamed ? ` and ${tiles.length - mostNamed} others` : ''}`;
}

/** outputs × inputs. */
const networkWeights = ({ graph }: Program, product: string): Matrix =>
  mvmNodes(graph).find(({ name }) => name === product)!.weights;

/** `network` has the weights that the product is to have; false where its tiles are not all there. */
function inspectProduct(
  plan: MvmPlan<PlacedTile>,
  network: Matrix | false,
  hardware: Hardware,
  time: number,
  onTile: () => void,
): ProductInspection {
  const { name, inputs, outputs, copies, outputCopies, biasRows, slices, clipped } = plan;
  const whole = network && emptyProduct(inputs * outputs);
  const tiles = plan.tiles.map(tile => {
    const weights = tileWeights(plan, tile, hardware, time);
    if (whole)
      for (const stage of ['wanted', ...weightParts] as const) addToProduct(whole[stage], weights[stage], plan, tile);
    onTile();
    return inspectTile(tile, weights);
  });
  return {
    ...{ name, inputs, outputs, copies, outputCopies, biasRows, slices: slices?.count ?? 1 },
    ...(clipped && { clipped }),
    conductance: distributionOf(plan.tiles),
    ...(whole && { errors: productErrors(whole, transpose(network).data) }),
    tiles,
  };
}

const emptyProduct = (count: number): TileWeights => ({
  ...{ wanted: new Float64Array(count), targets: new Float64Array(count), levels: new Float64Array(count) },
  ...{ programming: new Float64Array(count), ageing: new Float64Array(count), wires: new Float64Array(count) },
});

/** `weights.wanted` is what is left of the network's weights after clipping and cutting. */
function productErrors(weights: TileWeights, network: Float64Array): WeightErrors & { readonly cutting: number } {
  const { total: _, ...parts } = weightErrors({ ...weights, wanted: network });
  return {
    ...parts,
    cutting: relativeError(weights.wanted, network, network),
    targets: relativeError(weights.targets, weights.wanted, network),
    total: relativeError(weights.wires, network, network),
  };
}

function inspectTile(tile: PlacedTile, weights: TileWeights): TileInspection {
  const { name, macro, firstRow, firstColumn, scale, adcFullScale, cells, writingLog } = tile;
  const count = (list: Uint8Array, state: number): number => list.reduce((sum, own) => sum + Number(own === state), 0);
  return {
    ...{ name, rows: rowsOf(tile), outputs: outputsOf(tile), bitLines: columnsOf(tile) },
    ...{ array: macro, firstRow, firstColumn, adcFullScale },
    scale: [scale.reduce((a, b) => Math.min(a, b)), scale.reduce((a, b) => Math.max(a, b))],
    stuckLow: count(cells.faults, fault.stuckLow),
    stuckHigh: count(cells.faults, fault.stuckHigh),
    failed: writingLog ? count(writingLog.failed, 1) : 0,
    errors: weightErrors(weights),
    ...(tile.repair && { repair: tileRepair(tile, tile.repair) }),
  };
}

function tileRepair(tile: PlacedTile, { signal, accepted, partners, rows, outputs }: RepairedTile): TileRepair {
  const { moved } = tile;
  const count = outputsOf(tile);
  const share = (square: number): number => (square === 0 ? 0 : Math.sqrt(square / signal));
  return {
    movedRows: moved?.rows.filter((row, i) => row !== i).length ?? 0,
    movedOutputs: moved?.outputs.filter((output, k) => output !== moved.places[k]).length ?? 0,
    spareOutputs: moved?.places.filter(place => place >= count).length ?? 0,
    ...{ accepted: share(accepted), partners: share(partners), rows: share(rows), outputs: share(outputs) },
  };
}

/** All arrays of a program that hold something, with the cells of all tiles on them. */
function arrayFills(program: Program): ArrayFill[] {
  const { rows, columns } = program.hardware.array;
  const arrays = new Map<number, { readonly tiles: string[]; cells: number }>();
  for (const { tile } of tilesOf(program)) {
    const array = arrays.get(tile.macro) ?? { tiles: [], cells: 0 };
    array.tiles.push(tile.name);
    array.cells += rowsOf(tile) * columnsOf(tile);
    arrays.set(tile.macro, array);
  }
  return [...arrays]
    .sort(([a], [b]) => a - b)
    .map(([array, { tiles, cells }]) => ({ array, tiles, used: cells / (rows * columns) }));
}
