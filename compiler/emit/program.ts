import type { CrossbarArray } from '../../crossbar/array.js';
import type { CellLaw } from '../../crossbar/cell-law.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { multiply } from '../../kernels/dense.js';
import { tileVoltages } from '../drive.js';
import { columnsOf, type PlacedTile, rowsOf } from '../plan.js';
import { type Program, tilesOf } from '../program-record.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../tile-array.js';
import type { TileCircuit } from './tile.js';

/** A tile of a program as a circuit to be simulated, and the name it is reported under. */
export interface NamedCircuit {
  readonly name: string;
  readonly circuit: TileCircuit & Required<Pick<TileCircuit, 'expected'>>;
}

/**
 * The circuits of a program's tiles at `time` s after programming: the devices, wires, drivers and sense resistances
 * that the behavioural simulator solves, driven by `vectors` of the calibration inputs' own voltages, with the column
 * currents it expects. Devices that are not ohmic are there with their law. Read noise is left out on both sides: it
 * differs from read to read.
 */
export function programCircuits(program: Program, time: number, vectors: number): NamedCircuit[] {
  return tilesOf(program).map(({ plan, tile }) => {
    const { rows: available, cols, data } = plan.activations.sample;
    const count = Math.min(vectors, available);
    const sample = new Float64Array(count * cols);
    for (let k = 0; k < count; k++) {
      const from = Math.floor((k * available) / count) * cols;
      sample.set(data.subarray(from, from + cols), k * cols);
    }
    return tileCircuit(program, tile, time, tileVoltages(plan, tile, sample, count, program.hardware));
  });
}

/** The same of one tile, driven by the `voltages` (V) of any reads, reads × rows. */
export function tileCircuit(program: Program, tile: PlacedTile, time: number, voltages: Float64Array): NamedCircuit {
  const { hardware, graph, seed } = program;
  const array = tileArray(tile, tileConductances(tile, hardware, time), hardware);
  const law = tileLaw(array.conductance, hardware);
  const reads = rowsApart(voltages, rowsOf(tile));
  return {
    name: tile.name,
    circuit: {
      title: `${graph.name} ${tile.name}, ${time} s after programming`,
      array,
      ...(law && { law }),
      vectors: reads,
      expected: law ? lawCurrents(tile, array, law, reads) : linearCurrents(tile, array, voltages),
      notes: [
        `${hardware.name} hardware, chip seed ${seed}, array ${tile.macro}`,
        `Rows ${tile.firstRow}.. and columns ${tile.firstColumn}.. of ${hardware.array.rows} x ${hardware.array.columns} cells are used;`,
        'the unused rest of each line is lumped into its driver or sense resistance, unused cells are cut off.',
      ],
    },
  };
}

function linearCurrents(tile: PlacedTile, array: CrossbarArray, voltages: Float64Array): Float64Array[] {
  const [rows, columns] = [rowsOf(tile), columnsOf(tile)];
  const { transfer } = effectiveOperator(array);
  return rowsApart(multiply(voltages, voltages.length / rows, transfer.data, rows, columns), columns);
}

function lawCurrents(
  tile: PlacedTile,
  array: CrossbarArray,
  law: CellLaw,
  vectors: readonly Float64Array[],
): Float64Array[] {
  const read = tileReader(tile, array, law);
  return vectors.map(volts => read(volts).outputs);
}

/** The rows of a row-major matrix as arrays of their own. */
function rowsApart(m: Float64Array, cols: number): Float64Array[] {
  return Array.from({ length: m.length / cols }, (_, k) => m.slice(k * cols, (k + 1) * cols));
}
