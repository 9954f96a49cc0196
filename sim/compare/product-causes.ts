import { inputOfRow } from '../../compiler/drive.js';
import { deviceOf, type Hardware } from '../../compiler/hardware.js';
import { type MvmPlan, mapTiles, type PlacedTile, rowsOf, weightRow } from '../../compiler/plan.js';
import type { Program } from '../../compiler/program-record.js';
import { nearestLevel } from '../../devices/cells.js';
import { referenceEngine } from '../../models/execute.js';
import type { MvmNode } from '../../models/graph.js';
import { openMvm, readMvm } from '../chip.js';

/**
 * What stands between a matrix product in float64 and the same on the chip, in the order in which it is added:
 *
 *     inputs       what the layers before it make of the same series
 *     mapping      weights as targets: clipped, on levels, at the device's own current by voltage
 *     devices      what programming and the time since made of the targets; stuck cells
 *     wires        lines, drivers and sense resistances
 *     converters   DAC and ADC
 */
export const causes = ['inputs', 'mapping', 'devices', 'wires', 'converters'] as const;
export type Cause = (typeof causes)[number];

/** Where the outputs of one matrix product on the chip come to differ from those in float64. */
export interface ProductCauses {
  /** Root mean square of what each adds, over the spread of the product in float64 about its mean. */
  readonly share: Readonly<Record<Cause, number>>;
  /** The one that adds most. */
  readonly main: Cause;
  /** Where most of what is not inherited is. */
  readonly place: ErrorPlace;
}

/** A device, or the wires to it: in the tile with the largest error, in its worst output, the row that adds most. */
export interface ErrorPlace {
  readonly tile: string;
  /** Row of the tile, counted from its first. */
  readonly row: number;
  /** Output, counted from the first of the whole product. */
  readonly output: number;
  /** What the tile's worst output is wrong by (rms), over the spread of the whole product. */
  readonly error: number;
  /** The share of that row's weight in it, if single rows add up as squares do. */
  readonly rowShare: number;
}

/**
 * Finds the causes for `count` inputs x (row-major) that the chip has where float64 has the outputs `reference`: the product
 * is computed with one more cause at a time, everything else ideal, so that the parts add up to the whole difference. Shares
 * are rms values over the spread of `reference`. Read noise is left out.
 */
export function productCauses(
  plan: MvmPlan<PlacedTile>,
  node: MvmNode,
  program: Program,
  time: number,
  x: Float64Array,
  count: number,
  reference: Float64Array,
): ProductCauses {
  const exact = referenceEngine().mvm(node, x, count, 0);
  const stages = [reference, exact, ...stagesOf(program, time).map(stage => stage(plan, x, count))];
  const spread = spreadOf(reference) || 1;
  const share = Object.fromEntries(
    causes.map((cause, k) => [cause, rms(minus(stages[k + 1]!, stages[k]!)) / spread]),
  ) as Record<Cause, number>;
  const main = causes.reduce((most, cause) => (share[cause] > share[most] ? cause : most));
  return { share, main, place: placeOf(plan, program, time, x, count, spread) };
}

type Stage = (plan: MvmPlan<PlacedTile>, x: Float64Array, count: number) => Float64Array;

/** The product with mapping alone, with devices too, with wires too, with everything. */
function stagesOf(program: Program, time: number): readonly Stage[] {
  const { hardware } = program;
  const exactConverters: Hardware = {
    ...hardware,
    dac: { ...hardware.dac, bits: null },
    adc: { ...hardware.adc, bits: null },
  };
  const noWires: Hardware = {
    ...exactConverters,
    array: {
      ...hardware.array,
      ...{ wordLineResistance: 0, bitLineResistance: 0, driverResistance: 0, senseResistance: 0 },
    },
  };
  const stage =
    (on: Hardware, age: (tile: PlacedTile) => PlacedTile, at: number): Stage =>
    (plan, x, count) => {
      const state = openMvm(mapTiles(plan, age), { ...program, hardware: on }, { ...quiet, time: at });
      return readMvm(state, x, count, 0, on);
    };
  return [
    stage(noWires, asMapped(hardware), 0),
    stage(noWires, withoutNoise, time),
    stage(exactConverters, withoutNoise, time),
    stage(hardware, withoutNoise, time),
  ];
}

const quiet = { compensation: 'none', duration: 1 } as const;

const withoutNoise = (tile: PlacedTile): PlacedTile => {
  const none = new Float64Array(tile.cells.flicker.length);
  return { ...tile, cells: { ...tile.cells, flicker: none, white: none } };
};

/** Every device at the level it is written to, just written. */
const asMapped =
  (hardware: Hardware) =>
  (tile: PlacedTile): PlacedTile => {
    const { window } = deviceOf(hardware);
    const { cells } = withoutNoise(tile);
    const programmed = tile.target.map(g => nearestLevel(g, window, hardware.imperfections.levels));
    return { ...tile, programmedAt: 0, cells: { ...cells, programmed, faults: new Uint8Array(programmed.length) } };
  };

/** The part of the product that one tile computes, without the bias that is added digitally. */
const ofTile = (plan: MvmPlan<PlacedTile>, tile: PlacedTile): MvmPlan<PlacedTile> => ({
  ...plan,
  tiles: [tile],
  digitalBias: new Float64Array(plan.outputs),
});

function placeOf(
  plan: MvmPlan<PlacedTile>,
  program: Program,
  time: number,
  x: Float64Array,
  count: number,
  spread: number,
): ErrorPlace {
  const [mapped, , wired, whole] = stagesOf(program, time) as [Stage, Stage, Stage, Stage];
  const worst = plan.tiles
    .map(tile => {
      const part = ofTile(plan, tile);
      const error = minus(whole(part, x, count), mapped(part, x, count));
      const byOutput = columnRms(error, plan.outputs);
      const output = byOutput.indexOf(Math.max(...byOutput));
      return { tile, output, error: byOutput[output]! };
    })
    .reduce((most, one) => (one.error > most.error ? one : most));
  const { row, share } = worstRow(ofTile(plan, worst.tile), worst.tile, worst.output, x, mapped, wired);
  return { tile: worst.tile.name, row, output: worst.output, error: worst.error / spread, rowShare: share };
}

/** The input whose weight is wrong by most, at the size that it has in `x`, and the row of the tile that it drives first. */
function worstRow(
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  output: number,
  x: Float64Array,
  mapped: Stage,
  wired: Stage,
): { row: number; share: number } {
  const { inputs, outputs } = plan;
  const { centre, fullScale } = plan.activations;
  // One input at a time at full scale, and last none: what the bias rows add.
  const probes = new Float64Array((inputs + 1) * inputs);
  for (let k = 0; k <= inputs; k++) {
    for (let i = 0; i < inputs; i++) probes[k * inputs + i] = centre[i] ?? 0;
    if (k < inputs) probes[k * inputs + k]! += fullScale;
  }
  const error = minus(wired(plan, probes, inputs + 1), mapped(plan, probes, inputs + 1));
  const at = (probe: number): number => error[probe * outputs + output]!;
  const size = columnRms(
    x.map((value, k) => value - (centre[k % inputs] ?? 0)),
    inputs,
  );
  const added = Array.from(size, (rmsOf, i) => (((at(i) - at(inputs)) / fullScale) * rmsOf) ** 2);
  const all = [...added, at(inputs) ** 2];
  const most = all.indexOf(Math.max(...all));
  const rows = Array.from({ length: rowsOf(tile) }, (_, row) => row);
  const driven = most < inputs ? most : -1;
  const row = rows.find(one => inputOfRow(plan, weightRow(tile, one)) === driven) ?? 0;
  return { row, share: all[most]! / (all.reduce((sum, value) => sum + value, 0) || 1) };
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value - b[k]!);
const rms = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / (values.length || 1));

function spreadOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
  return rms(values.map(value => value - mean));
}

/** Root mean square of each column of a row-major matrix. */
function columnRms(data: Float64Array, cols: number): Float64Array {
  const out = new Float64Array(cols);
  for (let k = 0; k < data.length; k++) out[k % cols]! += data[k]! ** 2;
  return out.map(sum => Math.sqrt(sum / (data.length / cols || 1)));
}
