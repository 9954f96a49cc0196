import { differences } from '../compiler/calibrate.js';
import { biasVoltage, convert, inputFullScale, inputOfRow, inputVoltages } from '../compiler/drive.js';
import { converterSteps, deviceOf, type Hardware } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf } from '../compiler/plan.js';
import { addresses } from '../compiler/program.js';
import type { Program } from '../compiler/program-record.js';
import { tileArray, tileConductances } from '../compiler/tile-array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import type { Cells } from '../devices/cells.js';
import { noisyConductances, splitReadNoise } from '../devices/read-noise.js';
import { multiply } from '../kernels/dense.js';
import { addToRows } from '../numeric/matrix.js';
import { type RandomStream, randomStream } from '../numeric/random.js';

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
 * so each read is one dense product with the array's effective operator (wires included, exact), plus read noise.
 */
export interface MvmState {
  readonly plan: MvmPlan<PlacedTile>;
  readonly tiles: readonly TileState[];
}

interface TileState {
  readonly tile: PlacedTile;
  /** A per V of input, inputs × outputs: rows that one input drives are summed. */
  readonly transfer: Float64Array;
  /** A, length outputs: what the bias rows add. */
  readonly bias: Float64Array;
  /** Variance of both from read to read, A² per V² and A²; null where reads do not differ. */
  readonly noise: { readonly transfer: Float64Array; readonly bias: Float64Array; readonly draws: RandomStream } | null;
  /** By which the outputs are divided: the tile's mean |transfer| now over that just after programming. */
  readonly gain: number;
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
  const pairs = effectiveOperator(tileArray(tile, conductance, hardware)).transfer.data;
  const gain = compensation && time > tile.programmedAt ? loss(tile, pairs, hardware) : 1;

  const volts = biasVoltage(plan, hardware);
  const { inputs: transfer, bias } = foldRows(differences(pairs, rowsOf(tile), outputsOf(tile)), plan, tile, volts);
  if (!differs) return { tile, transfer, bias, noise: null, gain };
  const variance = foldRows(readVariance(pairs, tile.cells, fast), plan, tile, volts ** 2);
  const draws = randomStream(seed, 'read-fast', tile.name, tile.programmedAt, time);
  return { tile, transfer, bias, noise: { transfer: variance.inputs, bias: variance.bias, draws }, gain };
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
 * centring, DAC, arrays, read noise, ADC, decoding, partial sums, digital bias.
 */
export function readMvm(
  state: MvmState,
  x: Float64Array,
  count: number,
  first: number,
  hardware: Hardware,
): Float64Array {
  const { plan } = state;
  const { inputs, outputs } = plan;
  const { centre } = plan.activations;
  const voltages = inputVoltages(
    plan,
    centre.some(c => c !== 0) ? x.map((v, k) => v - centre[k % inputs]!) : x,
    hardware,
  );
  const squares = state.tiles.some(tile => tile.noise) ? voltages.map(v => v * v) : null;
  const steps = converterSteps(hardware.adc);
  const perVolt = inputFullScale(plan, hardware) / hardware.read.voltage;
  const y = new Float64Array(count * outputs);
  addToRows(y, plan.digitalBias);
  for (const { tile, transfer, bias, noise, gain } of state.tiles) {
    const columns = outputsOf(tile);
    const currents = multiply(voltages, count, transfer, inputs, columns);
    if (noise && squares)
      addReadNoise(currents, multiply(squares, count, noise.transfer, inputs, columns), noise, first);
    const decode = tile.scale.map(scale => (tile.adcFullScale * perVolt) / (scale * gain * plan.outputCopies));
    const output = Int32Array.from(decode, (_, j) => (tile.outputStart + j) % outputs);
    for (let k = 0, at = 0; k < count; k++) {
      for (let j = 0; j < columns; j++, at++) {
        const code = convert((currents[at]! + bias[j]!) / tile.adcFullScale, steps);
        y[k * outputs + output[j]!]! += code * decode[j]!;
      }
    }
  }
  return y;
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
 * one-hot inputs now, over the same just after programming.
 */
function loss(tile: PlacedTile, transferNow: Float64Array, hardware: Hardware): number {
  let then = freshReadings.get(tile);
  if (then === undefined) {
    const fresh = tileConductances(tile, hardware, tile.programmedAt);
    then = reading(tile, effectiveOperator(tileArray(tile, fresh, hardware)).transfer.data);
    freshReadings.set(tile, then);
  }
  return reading(tile, transferNow) / then || 1;
}

/** Readings just after programming, remembered: a chip measures them once, and a tile never changes. */
const freshReadings = new WeakMap<PlacedTile, number>();

/** S, the sum of |difference transfer| over all inputs and outputs. */
function reading(tile: PlacedTile, transfer: Float64Array): number {
  return differences(transfer, rowsOf(tile), outputsOf(tile)).reduce((sum, g) => sum + Math.abs(g), 0);
}
