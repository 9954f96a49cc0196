import { fault } from '../devices/device.js';
import { formatTable } from '../edge/table.js';
import { factorOfColumn, outputOfColumn, sliceOfColumn } from './columns.js';
import { inputOfRow } from './drive.js';
import type { Hardware, Signs } from './hardware.js';
import { columnsOf, type MvmPlan, outputsOf, type PlacedTile, rowsOf, weightColumn, weightRow } from './plan.js';
import { type Program, tilesOf } from './program-record.js';
import { signsOf } from './signs.js';
import { linePlaces, tileConductances } from './tile-array.js';

/** The conductances of a tile's devices that are exported. */
export const deviceStates = ['target', 'programmed', 'present'] as const;
export type DeviceState = (typeof deviceStates)[number];

/** Which word line of the array it is, and what drives it: an input of the product and which of its copies, or no input but the bias. */
export type RowMeaning = { readonly wordLine: number } & (
  | { readonly input: number; readonly copy: number }
  | { readonly bias: true }
);

/** Which bit line of the array it is, and what for: a part of a weight of an output, or the tile's dummy or reference. */
export type ColumnMeaning = { readonly bitLine: number } & (
  | {
      readonly output: number;
      readonly copy: number;
      readonly slice: number;
      readonly sign: '+' | '-' | 'both';
      /** What 1 in it adds to the output's weight. */
      readonly factor: number;
    }
  | { readonly reference: true }
);

/** What the devices of a tile are for, and which of them are not as they should be. */
export interface TileIndex {
  readonly name: string;
  readonly product: string;
  /** The array that holds it, and its first word line and bit line there. */
  readonly array: number;
  readonly firstRow: number;
  readonly firstColumn: number;
  /** The lines in the order in which they stand in the array, and in the files. */
  readonly rows: readonly RowMeaning[];
  readonly columns: readonly ColumnMeaning[];
  /** S per unit of weight, of each output in the order of its bit lines. */
  readonly siemensPerWeight: readonly number[];
  readonly faults: readonly { readonly row: number; readonly column: number; readonly fault: string }[];
  /** File names. */
  readonly files: Readonly<Record<DeviceState, string>>;
}

export type DeviceFormat = 'npy' | 'csv';

/** Every tile of a program, in order of their arrays. */
export function deviceIndex(program: Program, format: DeviceFormat): TileIndex[] {
  const tiles = tilesOf(program);
  const names = tiles.map(({ tile }) => tileFileName(tile.name));
  return tiles.map(({ plan, tile }, k) => {
    // Names may differ in nothing but what a file's cannot have.
    const own = names.indexOf(names[k]!) === k ? names[k]! : `${names[k]}~${k}`;
    const file = (state: DeviceState): string => `${own}.${state}.${format}`;
    const files = { target: file('target'), programmed: file('programmed'), present: file('present') };
    return { ...tileMeaning(plan, tile, program.hardware), files };
  });
}

function tileMeaning(plan: MvmPlan<PlacedTile>, tile: PlacedTile, hardware: Hardware): Omit<TileIndex, 'files'> {
  const { name, macro, firstRow, firstColumn, scale } = tile;
  const places = linePlaces(tile, hardware);
  return {
    ...{ name, product: plan.name, array: macro, firstRow, firstColumn },
    rows: Array.from({ length: rowsOf(tile) }, (_, i) => rowMeaning(plan, tile, i)),
    columns: Array.from(places, (place, c) => columnMeaning(plan, tile, c, firstColumn + place, signsOf(hardware))),
    siemensPerWeight: [...scale],
    faults: faultsOf(tile),
  };
}

/** The name of a tile as part of a file's: `block1[0,1]` as block1_0_1, with no blank in it. */
export const tileFileName = (tile: string): string => tile.replace(/[[, /\\]/g, '_').replace(']', '');

/** The files of one tile: S, word lines × bit lines, `present` being what they are `time` s after the first writing of the chip. */
export function* deviceFiles(
  tile: PlacedTile,
  { files }: Pick<TileIndex, 'files'>,
  { hardware }: Pick<Program, 'hardware'>,
  time: number,
): Generator<{ name: string; content: string | Uint8Array }> {
  const { target, programmed } = tile.cells;
  const states = { target, programmed, present: tileConductances(tile, hardware, time) };
  const [rows, cols] = [rowsOf(tile), columnsOf(tile)];
  for (const state of deviceStates) {
    const name = files[state];
    yield { name, content: formatTable(name, { rows, cols, data: states[state] }) };
  }
}

function rowMeaning(plan: MvmPlan<PlacedTile>, tile: PlacedTile, i: number): RowMeaning {
  const wordLine = tile.firstRow + i;
  const row = weightRow(tile, i);
  const input = inputOfRow(plan, row);
  return input < 0 ? { wordLine, bias: true } : { wordLine, input, copy: Math.floor(row / plan.inputs) };
}

function columnMeaning(
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  line: number,
  bitLine: number,
  signs: Signs,
): ColumnMeaning {
  const pairs = signs === 'differential pair';
  if (!pairs && line === outputsOf(tile)) return { bitLine, reference: true };
  const column = weightColumn(tile, pairs ? line >> 1 : line);
  const { slices, outputs, outputCopies } = plan;
  const within = slices?.over === 'cells' ? Math.floor(column / slices.count) : column % (outputs * outputCopies);
  return {
    bitLine,
    output: outputOfColumn(plan, column),
    copy: Math.floor(within / outputs),
    slice: sliceOfColumn(plan, column),
    sign: pairs ? (line % 2 === 0 ? '+' : '-') : 'both',
    factor: factorOfColumn(plan, column) / outputCopies,
  };
}

function faultsOf(tile: PlacedTile): TileIndex['faults'] {
  const columns = columnsOf(tile);
  const names = new Map<number, string>([
    [fault.stuckLow, 'stuck low'],
    [fault.stuckHigh, 'stuck high'],
  ]);
  const found: TileIndex['faults'][number][] = [];
  tile.cells.faults.forEach((state, k) => {
    const name = names.get(state) ?? (tile.writingLog?.failed[k] === 1 ? 'given up' : undefined);
    if (name !== undefined) found.push({ row: Math.floor(k / columns), column: k % columns, fault: name });
  });
  return found;
}
