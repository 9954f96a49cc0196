import { factorOfColumn, outputOfColumn } from '../compiler/columns.js';
import { biasVoltage, digitReads, digitShares, inputVoltages, wholeVoltages } from '../compiler/drive.js';
import { deviceOf, type Hardware, type Signs } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, type Tile, weightColumn } from '../compiler/plan.js';
import { addresses } from '../compiler/program.js';
import type { Program } from '../compiler/program-record.js';
import { differences, noiseSourcesOf, signsOf } from '../compiler/signs.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../compiler/tile-array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import { noisyConductances, splitReadNoise } from '../devices/read-noise.js';
import { addToRows } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { type DriftCompensation, measuredLoss, transferOf } from './compensation.js';
import { addDecoded } from './decode.js';
import { type LawTile, lawReads, lawTile } from './law-tile.js';
import { type LinearTile, linearDeviations, linearReads, linearTile, type TileReads } from './linear-tile.js';
import { noisyReads, type ReadNoise, readNoise } from './noisy-reads.js';
import { openPeriphery, type Periphery } from './periphery.js';

/** The conditions of a run: when it takes place, and what is done about drift. */
export interface RunConditions {
  /** s since the chip was first programmed. */
  readonly time: number;
  /** Whether outputs are divided by the measured loss of their tile, or each by its own. */
  readonly compensation: DriftCompensation;
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
  /** The kinds of noise that differ from read to read. */
  readonly noise: readonly ReadNoise[];
  /** By which each output is divided. */
  readonly gain: Float64Array;
  readonly periphery: Periphery;
}

/** Solves a plan's arrays as they are during a run. */
export function openMvm(plan: MvmPlan<PlacedTile>, program: Program, conditions: RunConditions): MvmState {
  return { plan, tiles: plan.tiles.map(tile => openTile(plan, tile, program, conditions)) };
}

function openTile(plan: MvmPlan<PlacedTile>, tile: PlacedTile, program: Program, conditions: RunConditions): TileState {
  const { hardware } = program;
  const { conductance, noise, compensation } = tileInRun(plan, tile, program, conditions, 'forward');
  const variances = noise.map(({ relativeVariance }) => relativeVariance);
  const array = tileArray(tile, conductance, hardware);
  const law = tileLaw(conductance, hardware);
  if (law) {
    const reads = lawTile(tileReader(tile, array, law), variances, plan, hardware);
    const transfer = (): Float64Array => transferOf(tile, conductance, hardware);
    const periphery = openPeriphery(plan, tile, () => conductance, program, conditions.time);
    return { tile, reads, noise, gain: measuredLoss(compensation, tile, transfer, hardware), periphery };
  }
  const transfer = effectiveOperator(array).transfer.data;
  const reads = linearTile(transfer, plan, tile, biasVoltage(plan, hardware), variances, signsOf(hardware));
  const periphery = openPeriphery(plan, tile, () => transfer, program, conditions.time);
  return { tile, reads, noise, gain: measuredLoss(compensation, tile, () => transfer, hardware), periphery };
}

/** A tile's conductances (S) during a run, the noise of its single reads from one side, and what is done about its drift. */
export function tileInRun(
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  { hardware, seed }: Program,
  { time, duration, compensation }: RunConditions,
  side: 'forward' | 'backward',
) {
  const { flicker } = tile.cells;
  const age = Math.max(0, time - tile.programmedAt) + deviceOf(hardware).retention.referenceTime;
  const reads = digitReads(plan, hardware) * hardware.read.average;
  const split = splitReadNoise(age, hardware.read.time, duration, reads);
  const resting = tileConductances(tile, hardware, time);
  const flickers = flicker.some(strength => strength > 0);
  return {
    conductance: flickers ? frozenNoise(resting, plan, tile, split.slow, seed, time, signsOf(hardware)) : resting,
    noise: readNoise(tile, split, reads, seed, time, side),
    compensation: time > tile.programmedAt ? compensation : ('none' as const),
  };
}

/** The conductances with the noise that stays the same during a run: g·(1 + Q √slow z), not below 0. */
function frozenNoise(
  conductance: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  slow: number,
  seed: number,
  time: number,
  signs: Signs,
): Float64Array {
  const stream = randomStream(seed, 'read-slow', plan.name, tile.programmedAt, time);
  return noisyConductances(conductance, tile.cells.flicker, slow, stream, addresses(plan, tile, signs));
}

/**
 * Y = X Wᵀ + b on the chip for `count` row-major input vectors, the first of them the `first`-th product of the run:
 * centring, DAC, arrays, read noise, ADC, averaging, decoding, partial sums, digital bias. `onRead` is told of every read
 * of an array that takes a solution of its own.
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
  const centred = centredInputs(plan, x);
  const voltages = inputVoltages(plan, centred, hardware);
  const shares = digitShares(plan, hardware);
  const reads = count * shares.length;
  let squares: Float64Array | null = null;
  let wholeSquares: Float64Array | null = null;
  const y = new Float64Array(count * plan.outputs);
  addToRows(y, plan.digitalBias);
  for (const { tile, reads: of, noise, gain, periphery } of state.tiles) {
    if (noise.length > 0 && of.kind === 'linear') {
      squares ??= voltages.map(v => v * v);
      if (shares.length > 1) wholeSquares ??= wholeVoltages(plan, centred, hardware).map(v => v * v);
    }
    const found =
      of.kind === 'law'
        ? lawReads(of, plan, tile, voltages, reads, hardware, onRead)
        : linearReads(of, voltages, squares, reads);
    const whole = wholeSquares && of.kind === 'linear' ? linearDeviations(of, wholeSquares, count) : [];
    const sources = noiseSourcesOf(signsOf(hardware), outputsOf(tile));
    const { found: all, noise: kinds } = withCircuitNoise(found, noise, periphery, voltages, reads);
    const conversions = noisyReads(all, kinds, sources, first, hardware.read.average, { shares, whole });
    for (const currents of conversions)
      addDecoded(y, currents, plan, tile, hardware, { gain, share: 1 / conversions.length, periphery });
  }
  return y;
}

/** Reads with the noise of the circuits that sense them beside that of their devices. */
function withCircuitNoise(
  found: TileReads,
  noise: readonly ReadNoise[],
  { noise: circuit }: Periphery,
  voltages: Float64Array,
  reads: number,
): { readonly found: TileReads; readonly noise: readonly Pick<ReadNoise, 'per' | 'draws'>[] } {
  if (!circuit) return { found, noise };
  const { currents, deviations } = found;
  return {
    found: { currents, deviations: [...deviations, circuit.deviations(voltages, reads)] },
    noise: [...noise, { per: 'read', draws: circuit.draws }],
  };
}

/** What a product of linear tiles is as a matrix, inputs × outputs: without converters and the noise of single reads. */
export function productMatrix({ plan, tiles }: MvmState): Float64Array {
  const { inputs, outputs } = plan;
  const out = new Float64Array(inputs * outputs);
  for (const { tile, reads, gain } of tiles) {
    if (reads.kind === 'law') throw new RangeError(`${tile.name} is no matrix: its devices do not follow Ohm's law`);
    const wide = outputsOf(tile);
    const converted = reads.currents.inputs;
    // A reference column is converted beside the outputs and not yet taken off.
    const signed = converted.length > inputs * wide ? differences(converted, inputs, wide, 'offset column') : converted;
    for (let j = 0; j < wide; j++) {
      const output = outputOfColumn(plan, weightColumn(tile, j));
      const factor = factorOfColumn(plan, weightColumn(tile, j));
      for (let i = 0; i < inputs; i++)
        out[i * outputs + output]! +=
          (signed[i * wide + j]! * factor) / (tile.scale[j]! * gain[j]! * plan.outputCopies);
    }
  }
  return out;
}

/** V of the inputs for `x` as it comes from the network: centred, then through the DACs. */
export const centredVoltages = (plan: MvmPlan<Tile>, x: Float64Array, hardware: Hardware): Float64Array =>
  inputVoltages(plan, centredInputs(plan, x), hardware);

function centredInputs({ activations, inputs }: MvmPlan<Tile>, x: Float64Array): Float64Array {
  const { centre } = activations;
  return centre.some(c => c !== 0) ? x.map((value, k) => value - centre[k % inputs]!) : x;
}
