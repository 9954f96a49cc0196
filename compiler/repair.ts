import { adcRange } from './calibrate.js';
import { factorOfColumn } from './columns.js';
import { inputOfRow } from './drive.js';
import { type FaultMap, faultMap } from './fault-map.js';
import { deviceOf, type Hardware } from './hardware.js';
import { improvedLines, type LineErrors, type Lines } from './line-places.js';
import { type CalibratedTile, columnsOf, type MovedLines, type MvmPlan, mapTiles, outputsOf, rowsOf } from './plan.js';
import { differences, signsOf } from './signs.js';

/**
 * What stuck devices do to a tile: mean squares of the error of its outputs, summed over them, by ⟨x²⟩ of every input on calibration
 * data as if inputs were independent. Each is left of the one before: as mapped, with the free device of every place moved,
 * with rows moved as well, and with outputs moved too.
 */
export interface RepairedTile {
  /** Devices of the tile and of its spare columns, and how many are stuck. */
  readonly devices: number;
  readonly stuck: number;
  /** The mean square of the outputs themselves. */
  readonly signal: number;
  readonly accepted: number;
  readonly partners: number;
  readonly rows: number;
  readonly outputs: number;
}

/**
 * Targets, rows and outputs → those that the stuck devices of this chip hurt least; nothing where the hardware does not ask for it.
 *
 * With d the signed conductance that a weight is to have, one whose place cannot have it (`FaultMap`) gets the nearest that it can:
 * where one device of a pair is stuck, the other is written to make up for it. Rows are then put on other word lines,
 * and outputs at other places, spare ones among them, such that the least is left of
 *
 *     Σ ⟨xᵢ²⟩·(fⱼ/sⱼ)²·eᵢⱼ²      e: S that is missed, s: S per unit of weight, f: what 1 in this column counts for
 *
 * in turn until nothing is gained. Everything else of the tile follows its lines; what is left out is cut off, and the range of its
 * ADCs is found anew, with its stuck devices. Errors of other kinds, and what longer ways along a line add to IR drop, are not
 * weighed.
 */
export function repair(plan: MvmPlan<CalibratedTile>, hardware: Hardware, seed: number): MvmPlan<CalibratedTile> {
  if (hardware.faults !== 'remapped') return plan;
  const power = inputPowers(plan);
  return mapTiles(plan, tile => repairedTile(plan, tile, power, hardware, seed));
}

/** ⟨x²⟩ of each row of a plan's weights on calibration data; of a bias row that of its full scale. */
function inputPowers(plan: MvmPlan<CalibratedTile>): Float64Array {
  const { sample, fullScale } = plan.activations;
  const inputs = new Float64Array(plan.inputs);
  sample.data.forEach((x, k) => {
    inputs[k % plan.inputs]! += x ** 2 / sample.rows;
  });
  return Float64Array.from({ length: plan.weights.rows }, (_, row) => {
    const from = inputOfRow(plan, row);
    return from < 0 ? fullScale ** 2 : inputs[from]!;
  });
}

function repairedTile(
  plan: MvmPlan<CalibratedTile>,
  tile: CalibratedTile,
  power: Float64Array,
  hardware: Hardware,
  seed: number,
): CalibratedTile {
  const [rows, outputs] = [rowsOf(tile), outputsOf(tile)];
  const map = faultMap(plan, tile, hardware, seed);
  const errors: LineErrors = {
    ...{ rows, outputs, places: outputs + (hardware.spareColumns ?? 0), faulty: map.places },
    wanted: differences(tile.target, rows, outputs, signsOf(hardware)),
    power: power.subarray(tile.rowStart, tile.rowEnd),
    gain: tile.scale.map((scale, j) => (factorOfColumn(plan, tile.outputStart + j) / (scale * plan.outputCopies)) ** 2),
  };
  const found = improvedLines(errors);
  const moved = movedLines(found.lines);
  const repair = {
    ...{ devices: map.devices, stuck: map.stuck, signal: signalOf(errors) },
    ...{ accepted: acceptedError(errors, tile, hardware), ...found.error },
  };
  const order = moved?.outputs ?? Uint32Array.from({ length: outputs }, (_, j) => j);
  const scale = Float64Array.from(order, j => tile.scale[j]!);
  const target = repairedTargets(tile, moved, map, hardware);
  const repaired = { ...tile, scale, target, repair, ...(moved && { moved }) };
  return map.stuck === 0 ? repaired : { ...repaired, adcFullScale: adcRange(plan, repaired, hardware) };
}

const signalOf = ({ wanted, outputs, power, gain }: LineErrors): number =>
  wanted.reduce((sum, d, k) => sum + power[Math.floor(k / outputs)]! * gain[k % outputs]! * d ** 2, 0);

/** What is left without any repair, every row and output where it was. */
function acceptedError(
  { faulty, outputs, wanted, power, gain }: LineErrors,
  { target }: CalibratedTile,
  hardware: Hardware,
): number {
  const lines = target.length / (wanted.length / outputs);
  let sum = 0;
  for (const one of faulty) {
    if (one.place >= outputs) continue;
    const [plus, minus] = cellsOf(one.row, one.place, lines, hardware);
    const held = (stuck: number, cell: number): number => (Number.isNaN(stuck) ? target[cell]! : stuck);
    const miss = held(one.plus, plus) - held(one.minus, minus) - wanted[one.row * outputs + one.place]!;
    sum += power[one.row]! * gain[one.place]! * miss ** 2;
  }
  return sum;
}

/** The cell of an output on a word line, and that which is taken off it. */
function cellsOf(row: number, output: number, lines: number, hardware: Hardware): [number, number] {
  const first = row * lines;
  return signsOf(hardware) === 'differential pair'
    ? [first + 2 * output, first + 2 * output + 1]
    : [first + output, first + lines - 1];
}

/** Lines as a tile has them; nothing where all are where they were. */
function movedLines({ rows, outputs }: Lines): MovedLines | undefined {
  if (rows.every((place, i) => place === i) && outputs.every((place, j) => place === j)) return undefined;
  const onLine = new Uint32Array(rows.length);
  rows.forEach((place, i) => {
    onLine[place] = i;
  });
  const order = Uint32Array.from(outputs, (_, j) => j).sort((a, b) => outputs[a]! - outputs[b]!);
  return { rows: onLine, outputs: order, places: Uint32Array.from(order, j => outputs[j]!) };
}

/** The targets (S) line by line, where a device is stuck with its conductance and that of the free one beside it. */
export function repairedTargets(
  tile: CalibratedTile,
  moved: MovedLines | undefined,
  { places }: FaultMap,
  hardware: Hardware,
): Float64Array {
  const [rows, outputs, lines] = [rowsOf(tile), outputsOf(tile), columnsOf(tile)];
  const target = new Float64Array(tile.target.length);
  for (let i = 0; i < rows; i++) {
    const from = moved?.rows[i] ?? i;
    for (let k = 0; k < outputs; k++) {
      const own = cellsOf(i, k, lines, hardware);
      cellsOf(from, moved?.outputs[k] ?? k, lines, hardware).forEach((cell, n) => {
        target[own[n]!] = tile.target[cell]!;
      });
    }
  }
  const outputAt = new Map(Array.from({ length: outputs }, (_, k) => [moved?.places[k] ?? k, k]));
  const { min, max } = deviceOf(hardware).window;
  const inWindow = (g: number): number => Math.min(Math.max(g, min), max);
  const pairs = signsOf(hardware) === 'differential pair';
  for (const one of places) {
    const k = outputAt.get(one.place);
    if (k === undefined) continue;
    const [mappedPlus, mappedMinus] = cellsOf(moved?.rows[one.row] ?? one.row, moved?.outputs[k] ?? k, lines, hardware);
    const wanted = tile.target[mappedPlus]! - tile.target[mappedMinus]!;
    const [plus, minus] = cellsOf(one.row, k, lines, hardware);
    const minusStuck = !Number.isNaN(one.minus);
    if (minusStuck) target[minus] = one.minus;
    if (Number.isNaN(one.plus)) target[plus] = inWindow(one.minus + wanted);
    else {
      target[plus] = one.plus;
      if (pairs && !minusStuck) target[minus] = inWindow(one.plus - wanted);
    }
  }
  return target;
}
