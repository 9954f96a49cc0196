import { inputFullScale } from './drive.js';
import type { Hardware } from './hardware.js';
import { type CalibratedTile, type MvmPlan, type Tile, weightColumn } from './plan.js';

/**
 * Which output each column of a plan's weights adds to, and with which factor. Output j stands in `outputCopies` copies c, each of
 * `slices.count` slices k; the columns are in the order
 *
 *     over cells    c, j, k    the slices of an output side by side
 *     over arrays   k, c, j    all columns of one slice together
 *
 * and yⱼ = Σ factorₖ·(column)/outputCopies. Without slices a column is a weight itself and its factor 1.
 */
type Columns = Pick<MvmPlan<Tile>, 'outputs' | 'outputCopies' | 'slices'>;

export function outputOfColumn({ outputs, slices }: Columns, column: number): number {
  return (slices?.over === 'cells' ? Math.floor(column / slices.count) : column) % outputs;
}

/** The slice of a column, 0 being the least significant. */
export function sliceOfColumn({ outputs, outputCopies, slices }: Columns, column: number): number {
  if (!slices) return 0;
  return slices.over === 'cells' ? column % slices.count : Math.floor(column / (outputCopies * outputs));
}

/** Units of weight that 1 in a column stands for. */
export const factorOfColumn = (plan: Columns, column: number): number =>
  plan.slices ? plan.slices.factors[sliceOfColumn(plan, column)]! : 1;

/**
 * What the full scale of the ADC stands for in each output of a tile, in the unit of the product: full scale/(scale·gain) times the
 * column's factor; `share` of it where it is one of several reads.
 */
export function decodeFactors(
  plan: MvmPlan<CalibratedTile>,
  tile: CalibratedTile,
  hardware: Hardware,
  gain?: Float64Array,
  share = 1,
): Float64Array {
  const perVolt = inputFullScale(plan, hardware) / hardware.read.voltage;
  return tile.scale.map(
    (scale, j) =>
      (share * tile.adcFullScale * perVolt * factorOfColumn(plan, weightColumn(tile, j))) /
      (scale * (gain?.[j] ?? 1) * plan.outputCopies),
  );
}

/** The output that each column of a tile adds to. */
export const outputsOfTile = (plan: MvmPlan<Tile>, tile: Tile): Int32Array =>
  Int32Array.from({ length: tile.outputEnd - tile.outputStart }, (_, j) => outputOfColumn(plan, weightColumn(tile, j)));
