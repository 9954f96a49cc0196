import { digitReads, rowVoltages } from '../../compiler/drive.js';
import { tileCircuit } from '../../compiler/emit/program.js';
import { columnCurrent, type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import { columnsOf, type MvmPlan, outputsOf, type PlacedTile } from '../../compiler/plan.js';
import type { Program } from '../../compiler/program-record.js';
import { convertedLines, signsOf } from '../../compiler/signs.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { addToRows, concatenate } from '../../numeric/matrix.js';
import { centredVoltages } from '../chip.js';
import { addDecoded } from '../decode.js';
import { openPeriphery } from '../periphery.js';
import type { RunOptions, SpicePool } from '../spice/pool.js';
import { type Difference, difference } from './measures.js';

/** A tile's column currents in ngspice against those of the simulator at the same row voltages. */
export interface TileDifference extends Difference {
  readonly tile: string;
  /** The column of the largest difference, counted from the tile's first, and the read it is in. */
  readonly column: number;
  readonly read: number;
}

export interface SpiceProduct {
  /** count × outputs, with the converters and the decoding of the simulator. */
  readonly y: Float64Array;
  readonly tiles: readonly TileDifference[];
}

/** Reads that go into one netlist: its tables of voltages are as long. */
const readsAtOnce = 128;

/** Which of `count` reads ngspice simulates: so many, evenly spread from the first to the last. */
export function readsTaken(count: number, reads: number | 'all'): number[] {
  if (reads === 'all' || reads >= count) return Array.from({ length: count }, (_, k) => k);
  return Array.from({ length: reads }, (_, k) =>
    reads === 1 ? count - 1 : Math.round((k * (count - 1)) / (reads - 1)),
  );
}

/**
 * Y = X Wᵀ + b on the chip at `time` for inputs x (row-major), with the currents of every tile from ngspice in the reads
 * `taken`; the others are the simulator's. Throws what the pool reports, with the tile's name before it.
 */
export async function spiceProduct(
  pool: Pick<SpicePool, 'run'>,
  plan: MvmPlan<PlacedTile>,
  program: Program,
  time: number,
  x: Float64Array,
  taken: readonly number[],
  options: RunOptions,
): Promise<SpiceProduct> {
  const { hardware } = program;
  const inputs = centredVoltages(plan, x, hardware);
  const count = inputs.length / plan.inputs;
  const y = new Float64Array((x.length / plan.inputs) * plan.outputs);
  addToRows(y, plan.digitalBias);
  const digits = digitReads(plan, hardware);
  const reads = taken.flatMap(vector => Array.from({ length: digits }, (_, r) => vector * digits + r));
  const tiles = await Promise.all(
    plan.tiles.map(async tile => {
      const columns = columnsOf(tile);
      const volts = rowVoltages(plan, tile, inputs, count, hardware);
      const { circuit } = tileCircuit(program, tile, time, volts);
      const simulated = reads.map(read => circuit.expected[read]!);
      const spice = await tileCurrents(pool, circuit, tile.name, reads, options);
      const found = difference(concatenate(spice), concatenate(simulated));
      const worst = Math.max(0, found.worstAt);
      const read = reads[Math.floor(worst / columns)]!;
      const place = { column: worst % columns, read: Math.floor(read / digits) };
      const all = [...circuit.expected];
      reads.forEach((read, k) => {
        all[read] = spice[k]!;
      });
      const { array } = circuit;
      const transfer = (): Float64Array => (circuit.law ? array.conductance : effectiveOperator(array).transfer.data);
      const periphery = openPeriphery(plan, tile, transfer, program, time);
      return { currents: concatenate(all), periphery, difference: { tile: tile.name, ...found, ...place } };
    }),
  );
  const signs = signsOf(hardware);
  for (const [k, tile] of plan.tiles.entries()) {
    const currents = convertedLines(tiles[k]!.currents, count, outputsOf(tile), signs);
    addDecoded(y, currents, plan, tile, hardware, { periphery: tiles[k]!.periphery });
  }
  return { y, tiles: tiles.map(one => one.difference) };
}

/** A out of the columns of a tile in ngspice, for some of its reads. */
export async function tileCurrents(
  pool: Pick<SpicePool, 'run'>,
  circuit: TileCircuit,
  name: string,
  reads: readonly number[],
  options: RunOptions,
): Promise<Float64Array[]> {
  const found: Float64Array[] = [];
  const { cols } = circuit.array;
  for (let first = 0; first < reads.length; first += readsAtOnce) {
    const some = reads.slice(first, first + readsAtOnce);
    const pick = (list: readonly Float64Array[]): Float64Array[] => some.map(read => list[read]!);
    const { expected } = circuit;
    const part = { ...circuit, vectors: pick(circuit.vectors), ...(expected && { expected: pick(expected) }) };
    const outcome = await pool.run(tileNetlist(part), options);
    if (outcome.status === 'failed') {
      outcome.error.message = `${name}: ${outcome.error.message}`;
      throw outcome.error;
    }
    const { vectors } = outcome.result;
    const columns = Array.from({ length: cols }, (_, j) => vectors.get(columnCurrent(j)));
    some.forEach((_, k) => {
      found.push(Float64Array.from(columns, column => column?.[k] ?? Number.NaN));
    });
  }
  return found;
}
