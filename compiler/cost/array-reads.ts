import type { LawReader } from '../../crossbar/law-read.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { multiply } from '../../kernels/dense.js';
import { mvmNodes, roundsOf } from '../../models/graph.js';
import { mean } from '../../numeric/statistics.js';
import { backwardArray, backwardVoltages, lineVoltages } from '../backward.js';
import { digitReads, tileVoltages } from '../drive.js';
import { columnsOf, type MvmPlan, outputsOf, type PlacedTile, rowsOf } from '../plan.js';
import type { Program } from '../program-record.js';
import { settlingCircuits } from '../settling-circuit.js';
import { conversionsOf, convertedLines, signsOf } from '../signs.js';
import { chargesNeurons } from '../spiking-circuit.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../tile-array.js';

/** One side of a tile, and how often and how long it is driven in an inference. */
export interface ArrayReads {
  /** The node that it is read for. */
  readonly product: string;
  readonly forward: MvmPlan<PlacedTile>;
  readonly tile: PlacedTile;
  readonly side: 'forward' | 'backward';
  /** Reads in a time step, or in a series where the product has its inputs once for each. */
  readonly each: number;
  readonly per: 'step' | 'series';
  /** Reads in an inference. */
  readonly times: number;
  /** s. */
  readonly duration: number;
  /** Currents that are converted at a read: one for each pair of bit lines, or for each word line backwards; none where they charge a circuit. */
  readonly converted: number;
}

/** Every side of every tile that is read in an inference of `steps` time steps. */
export function arrayReads(program: Program, steps: number): ArrayReads[] {
  const { graph, hardware, plans, backward } = program;
  const signs = signsOf(hardware);
  const counted = (product: string, forward: MvmPlan<PlacedTile>): Pick<ArrayReads, 'each' | 'per' | 'times'> => {
    const { domain } = mvmNodes(graph).find(({ name }) => name === product)!;
    const reads = hardware.read.average * roundsOf(graph, product) * digitReads(forward, hardware);
    const each = settling.has(product) ? 1 : reads;
    return { each, per: domain, times: each * (domain === 'step' ? steps : 1) };
  };
  const settling = new Set(settlingCircuits(program).flatMap(node => [node.from, node.product.name]));
  const duration = (product: string): number => (settling.has(product) ? hardware.settling!.time : hardware.read.time);
  const converted = (product: string, tile: PlacedTile, side: ArrayReads['side']): number =>
    settling.has(product) || chargesNeurons(program, product)
      ? 0
      : side === 'forward'
        ? conversionsOf(signs, outputsOf(tile))
        : rowsOf(tile);
  const reads = (product: string, forward: MvmPlan<PlacedTile>, side: ArrayReads['side']): ArrayReads[] =>
    forward.tiles.map(tile => ({
      product,
      forward,
      tile,
      side,
      ...counted(product, forward),
      duration: duration(product),
      converted: converted(product, tile, side),
    }));
  return [
    ...plans.flatMap(plan => reads(plan.name, plan, 'forward')),
    ...backward.flatMap(({ name, of }) => reads(name, plans.find(plan => plan.name === of)!, 'backward')),
  ];
}

/** What a tile does when it is read, mean over its drive. */
export interface ReadMeans {
  /** W that it draws. */
  readonly power: number;
  /** A, magnitude of a current that is converted: of a pair of bit lines say, or of a word line backwards. */
  readonly current: number;
}

interface Sample {
  readonly rows: number;
  readonly data: Float64Array;
}

/**
 * The power is Vᵀ Y V with Y the array's input operator, or where devices are not ohmic Vᵀ I with I the currents into the word lines;
 * digit by digit where inputs come in these.
 */
export function readMeans(read: ArrayReads, program: Program, sample: Sample): ReadMeans {
  const { product, forward, tile, side } = read;
  if (side === 'backward') return backwardMeans(product, forward, tile, program, sample);
  const { hardware } = program;
  const [rows, columns] = [rowsOf(tile), columnsOf(tile)];
  const array = tileArray(tile, tileConductances(tile, hardware, 0), hardware);
  const law = tileLaw(array.conductance, hardware);
  const voltages = tileVoltages(forward, tile, sample.data, sample.rows, hardware);
  const reads = voltages.length / rows;
  const converted = (lines: Float64Array): number =>
    mean(convertedLines(lines, lines.length / columns, outputsOf(tile), signsOf(hardware)).map(Math.abs));
  if (law) return lawMeans(voltages, reads, tileReader(tile, array, law), converted);
  const { input, transfer } = effectiveOperator(array);
  return {
    power: meanPower(voltages, multiply(voltages, reads, input.data, rows, rows), reads),
    current: converted(multiply(voltages, reads, transfer.data, rows, columns)),
  };
}

/** The same backwards, where the bit lines of a pair are driven at V and −V. */
function backwardMeans(
  product: string,
  forward: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  program: Program,
  sample: Sample,
): ReadMeans {
  const { hardware } = program;
  const plan = program.backward.find(({ name }) => name === product)!;
  const [rows, columns] = [rowsOf(tile), columnsOf(tile)];
  const { input, transfer } = effectiveOperator(backwardArray(tile, tileConductances(tile, hardware, 0), hardware));
  const voltages = lineVoltages(backwardVoltages(plan, forward, tile, sample.data, sample.rows, hardware), columns);
  const outputs = multiply(voltages, sample.rows, transfer.data, columns, rows);
  return {
    power: meanPower(voltages, multiply(voltages, sample.rows, input.data, columns, columns), sample.rows),
    current: mean(outputs.map(Math.abs)),
  };
}

function lawMeans(
  voltages: Float64Array,
  count: number,
  read: LawReader,
  converted: (lines: Float64Array) => number,
): ReadMeans {
  const rows = voltages.length / count;
  let [power, current] = [0, 0];
  for (let k = 0; k < count; k++) {
    const volts = voltages.subarray(k * rows, (k + 1) * rows);
    const { inputs, outputs } = read(volts);
    for (let i = 0; i < rows; i++) power += volts[i]! * inputs[i]!;
    current += converted(outputs);
  }
  return { power: power / count, current: current / count };
}

const meanPower = (voltages: Float64Array, currents: Float64Array, count: number): number =>
  voltages.reduce((sum, v, k) => sum + v * currents[k]!, 0) / count;
