import { differences } from '../compiler/calibrate.js';
import { biasVoltage, convert, inputFullScale, inputOfRow, inputVoltages } from '../compiler/drive.js';
import { converterSteps, deviceOf, type Hardware } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf, type Tile } from '../compiler/plan.js';
import { addresses } from '../compiler/program.js';
import type { Program } from '../compiler/program-record.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../compiler/tile-array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import type { Cells } from '../devices/cells.js';
import { noisyConductances, splitReadNoise } from '../devices/read-noise.js';
import { multiply } from '../kernels/dense.js';
import { addToRows } from '../numeric/matrix.js';
import { type RandomStream, randomStream } from '../numeric/random.js';
import { type LawTile, lawCurrents, lawTile, lawTransfer } from './law-tile.js';

/** The conditions of a run: when it takes place, and what is done about drift. */
export interface RunConditions {
  /** s since the chip was first programmed. */
  readonly time: number;
  /** Divide each tile's outputs by its measured loss of conductance. */
  readonly compensation: boolean;
  /** s the run lasts: read noise slower than this is drawn once for it, faster noise at every read. */
  readonly duration: number;
}

/**
 * A matrix product as the chip computes it during one run. Between two programming events a linear array *is* a matrix,
 * so each read is one dense product with the array's effective operator (wires included, exact), plus read noise. An array
 * of devices that are not ohmic is solved anew for each read.
 */
export interface MvmState {
  readonly plan: MvmPlan<PlacedTile>;
  readonly tiles: readonly TileState[];
}

interface TileState {
  readonly tile: PlacedTile;
  readonly reads: LinearTile | LawTile;
  /** By which the outputs are divided: the tile's mean |transfer| now over that just after programming. */
  readonly gain: number;
}

interface LinearTile {
  readonly kind: 'linear';
  /** A per V of input, inputs × outputs: rows that one input drives are summed. */
  readonly transfer: Float64Array;
  /** A, length outputs: what the bias rows add. */
  readonly bias: Float64Array;
  /** Variance of both from read to read, A² per V² and A²; null where reads do not differ. */
  readonly noise: { readonly transfer: Float64Array; readonly bias: Float64Array; readonly draws: RandomStream } | null;
}

/** Solves a plan's arrays as they are during a run. */
export function openMvm(plan: MvmPlan<PlacedTile>, program: Program, conditions: RunConditions): MvmState {
  return { plan, tiles: plan.tiles.map(tile => openTile(plan, tile, program, conditions)) };
}

function openTile(
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  { hardware, seed }: Program,
  { time, duration, compensation }: RunConditions,
): TileState {
  const { flicker, white } = tile.cells;
  const age = Math.max(0, time - tile.programmedAt) + deviceOf(hardware).retention.referenceTime;
  const { slow, fast } = splitReadNoise(age, hardware.read.time, duration);
  const resting = tileConductances(tile, hardware, time);
  const flickers = flicker.some(strength => strength > 0);
  const differs = (flickers && fast > 0) || white.some(deviation => deviation > 0);
  const conductance = flickers ? frozenNoise(resting, plan, tile, slow, seed, time) : resting;
  const compensated = compensation && time > tile.programmedAt;
  const draws = (): RandomStream => randomStream(seed, 'read-fast', tile.name, tile.programmedAt, time);
  const array = tileArray(tile, conductance, hardware);
  const law = tileLaw(conductance, hardware);
  if (law) {
    const relative = (): Float64Array => flicker.map((q, k) => fast * q ** 2 + white[k]! ** 2);
    const noise = differs ? { variance: relative(), draws: draws() } : null;
    const reads = lawTile(tileReader(tile, array, law), noise, plan, hardware);
    return { tile, reads, gain: compensated ? loss(tile, transferOf(tile, conductance, hardware), hardware) : 1 };
  }
  const pairs = effectiveOperator(array).transfer.data;
  const gain = compensated ? loss(tile, pairs, hardware) : 1;

  const volts = biasVoltage(plan, hardware);
  const { inputs: transfer, bias } = foldRows(differences(pairs, rowsOf(tile), outputsOf(tile)), plan, tile, volts);
  if (!differs) return { tile, reads: { kind: 'linear', transfer, bias, noise: null }, gain };
  const variance = foldRows(readVariance(pairs, tile.cells, fast), plan, tile, volts ** 2);
  const noise = { transfer: variance.inputs, bias: variance.bias, draws: draws() };
  return { tile, reads: { kind: 'linear', transfer, bias, noise }, gain };
}

/** The conductances with the noise that stays the same during a run: g·(1 + Q √slow z), not below 0. */
function frozenNoise(
  conductance: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  slow: number,
  seed: number,
  time: number,
): Float64Array {
  const stream = randomStream(seed, 'read-slow', plan.name, tile.programmedAt, time);
  return noisyConductances(conductance, tile.cells.flicker, slow, stream, addresses(plan, tile));
}

/** Sums the rows (tile rows × outputs) that the same input drives, and the bias rows times their voltage. */
function foldRows(
  rowsByOutputs: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  biasFactor: number,
): { inputs: Float64Array; bias: Float64Array } {
  const outputs = outputsOf(tile);
  const inputs = new Float64Array(plan.inputs * outputs);
  const bias = new Float64Array(outputs);
  for (let i = 0; i < rowsOf(tile); i++) {
    const from = inputOfRow(plan, tile.rowStart + i);
    for (let j = 0; j < outputs; j++) {
      const value = rowsByOutputs[i * outputs + j]!;
      if (from < 0) bias[j]! += value * biasFactor;
      else inputs[from * outputs + j]! += value;
    }
  }
  return { inputs, bias };
}

/**
 * Y = X Wᵀ + b on the chip for `count` row-major input vectors, the first of them the `first`-th read of the run:
 * centring, DAC, arrays, read noise, ADC, decoding, partial sums, digital bias. `onRead` is told of every read of an array
 * that takes a solution of its own.
 */
export function readMvm(
  state: MvmState,
  x: Float64Array,
  count: number,
  first: number,
  hardware: Hardware,
  onRead?: () => void,
): Float64Array {
  const { plan } = state;
  const voltages = centredVoltages(plan, x, hardware);
  let squares: Float64Array | null = null;
  const y = new Float64Array(count * plan.outputs);
  addToRows(y, plan.digitalBias);
  for (const { tile, reads, gain } of state.tiles) {
    let currents: Float64Array;
    if (reads.kind === 'law') {
      currents = lawCurrents(reads, plan, tile, voltages, count, first, hardware, onRead);
    } else {
      if (reads.noise) squares ??= voltages.map(v => v * v);
      currents = linearCurrents(reads, voltages, squares, count, first);
    }
    addDecoded(y, currents, plan, tile, hardware, gain);
  }
  return y;
}

/** V of the inputs for `x` as it comes from the network: centred, then through the DACs. */
export function centredVoltages(plan: MvmPlan<Tile>, x: Float64Array, hardware: Hardware): Float64Array {
  const { centre } = plan.activations;
  const centred = centre.some(c => c !== 0) ? x.map((value, k) => value - centre[k % plan.inputs]!) : x;
  return inputVoltages(plan, centred, hardware);
}

/** Adds to `y` (count × outputs) what the ADCs and the decoding make of a tile's difference currents (A, count × its outputs). */
export function addDecoded(
  y: Float64Array,
  currents: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  hardware: Hardware,
  gain = 1,
): void {
  const columns = outputsOf(tile);
  const { outputs } = plan;
  const steps = converterSteps(hardware.adc);
  const perVolt = inputFullScale(plan, hardware) / hardware.read.voltage;
  const decode = tile.scale.map(scale => (tile.adcFullScale * perVolt) / (scale * gain * plan.outputCopies));
  const output = Int32Array.from(decode, (_, j) => (tile.outputStart + j) % outputs);
  for (let k = 0, at = 0; at < currents.length; k++) {
    for (let j = 0; j < columns; j++, at++) {
      const code = convert(currents[at]! / tile.adcFullScale, steps);
      y[k * outputs + output[j]!]! += code * decode[j]!;
    }
  }
}

/** The difference currents (A, count × outputs) of a linear tile; `squares` are V² of the inputs where there is noise. */
function linearCurrents(
  { transfer, bias, noise }: LinearTile,
  voltages: Float64Array,
  squares: Float64Array | null,
  count: number,
  first: number,
): Float64Array {
  const columns = bias.length;
  const inputs = transfer.length / columns;
  const currents = multiply(voltages, count, transfer, inputs, columns);
  if (noise && squares) addReadNoise(currents, multiply(squares, count, noise.transfer, inputs, columns), noise, first);
  addToRows(currents, bias);
  return currents;
}

/** Reads are independent, so a column's noise is one normal draw with the sum of its cells' variances. */
function addReadNoise(
  currents: Float64Array,
  variance: Float64Array,
  { bias, draws }: { readonly bias: Float64Array; readonly draws: RandomStream },
  firstRead: number,
): void {
  const columns = bias.length;
  const normal = new Float64Array(currents.length);
  draws.fillNormal(normal, firstRead * columns);
  for (let at = 0; at < currents.length; ) {
    for (let j = 0; j < columns; j++, at++) currents[at]! += Math.sqrt(variance[at]! + bias[j]!) * normal[at]!;
  }
}

/**
 * Variance of the difference transfer (tile rows × outputs) from read to read, to first order in the noise: cell (i, c)
 * contributes W_ic²·(Q² ln(T/2 t_read) + σ²), W being the wires' effective transfer and σ its white noise.
 */
function readVariance(transfer: Float64Array, { flicker, white }: Cells, fast: number): Float64Array {
  const out = new Float64Array(transfer.length / 2);
  for (let k = 0; k < transfer.length; k++)
    out[k >> 1]! += (fast * flicker[k]! ** 2 + white[k]! ** 2) * transfer[k]! ** 2;
  return out;
}

/**
 * Global drift compensation (Joshi et al. 2020; aihwkit `GlobalDriftCompensation`): mean |difference current| over
 * one-hot inputs now, over the same just after programming; at the read voltage, where devices are not ohmic.
 */
function loss(tile: PlacedTile, transferNow: Float64Array, hardware: Hardware): number {
  let then = freshReadings.get(tile);
  if (then === undefined) {
    then = reading(tile, transferOf(tile, tileConductances(tile, hardware, tile.programmedAt), hardware));
    freshReadings.set(tile, then);
  }
  return reading(tile, transferNow) / then || 1;
}

/** Readings just after programming, remembered: a chip measures them once, and a tile never changes. */
const freshReadings = new WeakMap<PlacedTile, number>();

/** S, rows × columns: the currents that the read voltage on one row at a time gives, over that voltage. */
function transferOf(tile: PlacedTile, conductance: Float64Array, hardware: Hardware): Float64Array {
  const array = tileArray(tile, conductance, hardware);
  const law = tileLaw(conductance, hardware);
  return law
    ? lawTransfer(tileReader(tile, array, law), array, hardware.read.voltage)
    : effectiveOperator(array).transfer.data;
}

/** S, the sum of |difference transfer| over all inputs and outputs. */
function reading(tile: PlacedTile, transfer: Float64Array): number {
  return differences(transfer, rowsOf(tile), outputsOf(tile)).reduce((sum, g) => sum + Math.abs(g), 0);
}
