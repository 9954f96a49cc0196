import { deviceOf, type Hardware } from '../../compiler/hardware.js';
import { columnsOf, type PlacedTile, rowsOf } from '../../compiler/plan.js';
import { type Program, tilesOf } from '../../compiler/program-record.js';
import { tileArray, tileConductances } from '../../compiler/tile-array.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { fault } from '../../devices/device.js';
import type { ReportInput } from '../input.js';
import type { Exhibit, Section } from '../page.js';
import { plain } from '../svg/format.js';
import { heatMap } from '../svg/heatmap.js';
import { histogram } from '../svg/histogram.js';
import { extent } from '../svg/scale.js';
import { counted, figure, unbroken } from '../words.js';

/** Drops below this share of the voltage are rounding: there are no wires to speak of. */
const leastDrop = 1e-9;

/** The largest tile, cell by cell, just after programming; nothing where no product stands on a crossbar. */
export function tileSection({ program }: ReportInput): Section | undefined {
  const tile = largestTile(program);
  if (!tile) return undefined;
  const { hardware, seed } = program;
  const size = unbroken(`${rowsOf(tile)} × ${columnsOf(tile)}`);
  const conductance = tileConductances(tile, hardware, 0);
  const drop = irDrop(tile, conductance, hardware);
  const [, most] = extent(drop, tile.name);
  const errors = conductance.map((g, k) => g - tile.cells.target[k]!);
  const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  return {
    heading: 'One tile in detail',
    lead:
      `The largest tile, ${tile.name}, uses ${size} cells of array ${tile.macro} (chip seed ${seed}); its devices ` +
      `${rms > 0 ? `miss their targets by ${figure(rms, 'S')} rms` : 'meet their targets'}, and with all rows at ` +
      `${figure(hardware.read.voltage, 'V')} ` +
      `${most > leastDrop ? `up to ${figure(most, '%')} of the voltage is lost on the wires` : 'no voltage is lost on wires'}.`,
    exhibits: [
      conductanceMap(tile, conductance),
      ...(most > leastDrop ? [dropMap(tile, drop, hardware)] : []),
      ...(rms > 0 ? [errorHistogram(tile, errors, hardware)] : []),
    ],
  };
}

function conductanceMap(tile: PlacedTile, conductance: Float64Array): Exhibit {
  const stuck = (state: number): number => tile.cells.faults.reduce((sum, found) => sum + (found === state ? 1 : 0), 0);
  const [low, high] = [stuck(fault.stuckLow), stuck(fault.stuckHigh)];
  return {
    svg: heatMap({
      title: `Programmed conductance of ${tile.name}`,
      description: `${rowsOf(tile)} word lines by ${columnsOf(tile)} bit lines, ${span(conductance, 'S')}.`,
      ...shape(tile),
      values: conductance,
      label: 'Conductance',
      unit: 'S',
    }),
    caption:
      'Just after programming. Even bit lines carry the positive parts of the weights, odd ones the negative parts. ' +
      (low + high > 0
        ? `${low === 1 ? '1 cell is' : `${plain(low)} cells are`} stuck at the window's minimum, ${plain(high)} at its maximum.`
        : 'No cell is stuck.'),
  };
}

function dropMap(tile: PlacedTile, drop: Float64Array, { array, read }: Hardware): Exhibit {
  const lines = `word lines ${ohm(array.wordLineResistance)}, bit lines ${ohm(array.bitLineResistance)} per cell`;
  const ends = `drivers ${ohm(array.driverResistance)}, sense amplifiers ${ohm(array.senseResistance)}`;
  return {
    svg: heatMap({
      title: `IR drop in ${tile.name}`,
      description: `Share of the applied voltage that does not reach the cell, ${span(drop, '%')}.`,
      ...shape(tile),
      values: drop,
      label: 'Voltage lost on the wires',
      unit: '%',
    }),
    caption:
      `1 − cell voltage/applied voltage with every row at ${figure(read.voltage, 'V')}, the worst case; drivers are ` +
      `at the left, sense amplifiers at the bottom (${lines}; ${ends}).`,
  };
}

function errorHistogram(tile: PlacedTile, errors: Float64Array, hardware: Hardware): Exhibit {
  const { gMin } = hardware.device;
  const { target, programmed } = tile.cells;
  const sets = [
    { name: `Target ${figure(gMin, 'S')}`, values: errors.filter((_, k) => target[k]! <= gMin) },
    { name: `Target above ${figure(gMin, 'S')}`, values: errors.filter((_, k) => target[k]! > gMin) },
  ].filter(set => set.values.length > 0);
  const { model, limits } = deviceOf(hardware);
  const empty = programmed.reduce((sum, g) => sum + (g === 0 ? 1 : 0), 0);
  return {
    svg: histogram({
      title: `Programming error in ${tile.name}`,
      description: `Programmed minus target conductance of ${plain(errors.length)} cells, ${span(errors, 'S')}.`,
      label: 'Programmed − target conductance',
      unit: 'S',
      counted: 'Cells',
      sets,
    }),
    caption:
      `Device model ${model}${limits.length > 0 ? ` (${limits.join('; ')})` : ''}.` +
      (empty > 0 ? ` ${counted(empty, 'cell')} came out at 0 S, as no conductance is negative.` : ''),
  };
}

/** The tile with the most cells; of equals, the first. */
function largestTile(program: Program): PlacedTile | undefined {
  const cells = (tile: PlacedTile): number => rowsOf(tile) * columnsOf(tile);
  return tilesOf(program)
    .map(({ tile }) => tile)
    .reduce<PlacedTile | undefined>((most, tile) => (most && cells(most) >= cells(tile) ? most : tile), undefined);
}

/** 1 − (cell voltage)/(applied voltage) of every cell, with all rows at the read voltage. */
function irDrop(tile: PlacedTile, conductance: Float64Array, hardware: Hardware): Float64Array {
  const { voltage } = hardware.read;
  const applied = new Float64Array(rowsOf(tile)).fill(voltage);
  const { wordVoltage, bitVoltage } = solveArray(tileArray(tile, conductance, hardware), applied);
  return wordVoltage.map((word, k) => 1 - (word - bitVoltage[k]!) / voltage);
}

const shape = (tile: PlacedTile): { rows: number; cols: number } => ({ rows: rowsOf(tile), cols: columnsOf(tile) });
const ohm = (resistance: number): string => figure(resistance, 'Ω');

function span(values: Float64Array, unit: string): string {
  const [low, high] = extent(values, 'values');
  return `${figure(low, unit)} to ${figure(high, unit)}`;
}
