import type { CrossbarArray } from '../../crossbar/array.js';
import type { CellLaw } from '../../crossbar/cell-law.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { multiply } from '../../kernels/dense.js';
import { backwardArray, backwardVoltages, lineVoltages } from '../backward.js';
import { tileVoltages } from '../drive.js';
import type { Activations } from '../observe.js';
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
 * differs from read to read. Tiles that are also read backwards come once more, driven from that side.
 */
export function programCircuits(program: Program, time: number, vectors: number): NamedCircuit[] {
  const { hardware, plans, backward } = program;
  const forwards = tilesOf(program).map(({ plan, tile }) => {
    const { count, sample } = someOf(plan.activations, vectors);
    return tileCircuit(program, tile, time, tileVoltages(plan, tile, sample, count, hardware));
  });
  const backwards = backward.flatMap(back => {
    const { count, sample } = someOf(back.activations, vectors);
    const forward = plans.find(({ name }) => name === back.of)!;
    return forward.tiles.map(tile =>
      backwardCircuit(program, tile, time, backwardVoltages(back, forward, tile, sample, count, hardware)),
    );
  });
  return [...forwards, ...backwards];
}

/** `vectors` of the sampled inputs, evenly taken, or all where there are fewer. */
function someOf({ sample: { rows: available, cols, data } }: Activations, vectors: number) {
  const count = Math.min(vectors, available);
  const sample = new Float64Array(count * cols);
  for (let k = 0; k < count; k++) {
    const from = Math.floor((k * available) / count) * cols;
    sample.set(data.subarray(from, from + cols), k * cols);
  }
  return { count, sample };
}

/** A tile that is read backwards, by the voltages of its pairs of bit lines: its bit lines are the rows of the circuit. */
function backwardCircuit(program: Program, tile: PlacedTile, time: number, pairs: Float64Array): NamedCircuit {
  const { hardware, graph, seed } = program;
  const columns = columnsOf(tile);
  const array = backwardArray(tile, tileConductances(tile, hardware, time), hardware);
  const voltages = lineVoltages(pairs, columns);
  return {
    name: `${tile.name} backwards`,
    circuit: {
      title: `${graph.name} ${tile.name} backwards, ${time} s after programming`,
      array,
      vectors: rowsApart(voltages, columns),
      expected: linearCurrents(array, voltages),
      notes: [
        `${hardware.name} hardware, chip seed ${seed}, array ${tile.macro}, read from its bit lines to its word lines:`,
        `row i is bit line ${tile.firstColumn + columns - 1} - i and column j is word line ${tile.firstRow + rowsOf(tile) - 1} - j of the array.`,
      ],
    },
  };
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
      expected: law ? lawCurrents(tile, array, law, reads) : linearCurrents(array, voltages),
      notes: [
        `${hardware.name} hardware, chip seed ${seed}, array ${tile.macro}`,
        `Rows ${tile.firstRow}.. and columns ${tile.firstColumn}.. of ${hardware.array.rows} x ${hardware.array.columns} cells are used;`,
        'the unused rest of each line is lumped into its driver or sense resistance, unused cells are cut off.',
        ...(tile.moved
          ? [
              'Rows and outputs are in the order that stuck devices have moved them to; cells cut off may lie between them.',
            ]
          : []),
      ],
    },
  };
}

function linearCurrents(array: CrossbarArray, voltages: Float64Array): Float64Array[] {
  const { rows, cols } = array;
  const { transfer } = effectiveOperator(array);
  return rowsApart(multiply(voltages, voltages.length / rows, transfer.data, rows, cols), cols);
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
