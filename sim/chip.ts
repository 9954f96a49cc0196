import { biasVoltage, convert, inputFullScale, inputVoltages } from '../compiler/drive.js';
import { converterSteps, deviceOf, type Hardware } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, type Tile } from '../compiler/plan.js';
import { addresses } from '../compiler/program.js';
import type { Program } from '../compiler/program-record.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../compiler/tile-array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import type { Cells } from '../devices/cells.js';
import { type NoiseSplit, noisyConductances, splitReadNoise } from '../devices/read-noise.js';
import { addToRows } from '../numeric/matrix.js';
import { type RandomStream, randomStream } from '../numeric/random.js';
import { type DriftCompensation, measuredLoss, transferOf } from './compensation.js';
import { type LawTile, lawReads, lawTile } from './law-tile.js';
import { type LinearTile, linearReads, linearTile, type TileReads } from './linear-tile.js';

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
}

/** Noise that is drawn anew for each product, or for each of the reads that a product is the mean of. */
export interface ReadNoise {
  readonly per: 'product' | 'read';
  readonly draws: RandomStream;
  /** Relative variance of each cell. */
  readonly relativeVariance: Float64Array;
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
    return { tile, reads, noise, gain: measuredLoss(compensation, tile, transfer, hardware) };
  }
  const pairs = effectiveOperator(array).transfer.data;
  const reads = linearTile(pairs, plan, tile, biasVoltage(plan, hardware), variances);
  return { tile, reads, noise, gain: measuredLoss(compensation, tile, () => pairs, hardware) };
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
  const split = splitReadNoise(age, hardware.read.time, duration, hardware.read.average);
  const resting = tileConductances(tile, hardware, time);
  const flickers = flicker.some(strength => strength > 0);
  return {
    conductance: flickers ? frozenNoise(resting, plan, tile, split.slow, seed, time) : resting,
    noise: readNoise(tile, split, hardware.read.average, seed, time, side),
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
): Float64Array {
  const stream = randomStream(seed, 'read-slow', plan.name, tile.programmedAt, time);
  return noisyConductances(conductance, tile.cells.flicker, slow, stream, addresses(plan, tile));
}

/**
 * The noise of a tile's reads that changes during a run. Where a product is one read, all of it is one draw; where it is
 * several, the part of the 1/f noise that is slower than all of them is common to them.
 */
function readNoise(
  { name, programmedAt, cells }: PlacedTile,
  { fast, within }: NoiseSplit,
  average: number,
  seed: number,
  time: number,
  side: 'forward' | 'backward',
): ReadNoise[] {
  const once = average === 1;
  const kinds: (Omit<ReadNoise, 'draws'> & { readonly purpose: string })[] = [
    { per: 'product', purpose: 'read-fast', relativeVariance: relativeVariance(cells, fast, once) },
  ];
  if (!once)
    kinds.push({ per: 'read', purpose: 'read-within', relativeVariance: relativeVariance(cells, within, true) });
  return kinds
    .filter(kind => kind.relativeVariance.some(variance => variance > 0))
    .map(({ purpose, ...kind }) => {
      // Not `side`: another name would be other draws, and figures that were written down would no longer come out.
      const reads = side === 'forward' ? name : `${name} reverse`;
      return { ...kind, draws: randomStream(seed, purpose, reads, programmedAt, time) };
    });
}

/** Q² ln(f₂/f₁), and with the white part σ² too. */
const relativeVariance = ({ flicker, white }: Cells, logarithm: number, withWhite: boolean): Float64Array =>
  flicker.map((q, k) => logarithm * q ** 2 + (withWhite ? white[k]! ** 2 : 0));

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
  const voltages = centredVoltages(plan, x, hardware);
  let squares: Float64Array | null = null;
  const y = new Float64Array(count * plan.outputs);
  addToRows(y, plan.digitalBias);
  for (const { tile, reads, noise, gain } of state.tiles) {
    if (noise.length > 0 && reads.kind === 'linear') squares ??= voltages.map(v => v * v);
    const found =
      reads.kind === 'law'
        ? lawReads(reads, plan, tile, voltages, count, hardware, onRead)
        : linearReads(reads, voltages, squares, count);
    const conversions = noisyReads(found, noise, outputsOf(tile), first, hardware.read.average);
    for (const currents of conversions) addDecoded(y, currents, plan, tile, hardware, gain, 1 / conversions.length);
  }
  return y;
}

/** What a product of linear tiles is as a matrix, inputs × outputs: without converters and the noise of single reads. */
export function productMatrix({ plan, tiles }: MvmState): Float64Array {
  const { inputs, outputs } = plan;
  const out = new Float64Array(inputs * outputs);
  for (const { tile, reads, gain } of tiles) {
    if (reads.kind === 'law') throw new RangeError(`${tile.name} is no matrix: its devices do not follow Ohm's law`);
    const wide = outputsOf(tile);
    reads.currents.inputs.forEach((siemens, at) => {
      const [i, j] = [Math.floor(at / wide), at % wide];
      out[i * outputs + ((tile.outputStart + j) % outputs)]! +=
        siemens / (tile.scale[j]! * gain[j]! * plan.outputCopies);
    });
  }
  return out;
}

/** What the ADCs convert, read by read (A, count × outputs): one of each product where its reads would be all alike. */
export function noisyReads(
  { currents, deviations }: TileReads,
  noise: readonly ReadNoise[],
  outputs: number,
  first: number,
  average: number,
): Float64Array[] {
  const several = noise.some(({ per }) => per === 'read');
  noise.forEach(({ per, draws }, kind) => {
    if (per === 'product') addNoise(currents, deviations[kind]!, draws, outputs, first, 1);
  });
  if (!several) return [currents];
  return Array.from({ length: average }, (_, read) => {
    const own = currents.slice();
    noise.forEach(({ per, draws }, kind) => {
      if (per === 'read') addNoise(own, deviations[kind]!, draws, outputs, first * average + read, average);
    });
    return own;
  });
}

/** Reads are independent, so a column's noise is one normal draw; vector k is the read `first` + k·`stride`. */
function addNoise(
  currents: Float64Array,
  deviation: Float64Array,
  draws: RandomStream,
  outputs: number,
  first: number,
  stride: number,
): void {
  const normal = new Float64Array(currents.length);
  if (stride === 1) draws.fillNormal(normal, first * outputs);
  else
    for (let at = 0, read = first; at < normal.length; at += outputs, read += stride)
      draws.fillNormal(normal.subarray(at, at + outputs), read * outputs);
  for (let k = 0; k < currents.length; k++) currents[k]! += deviation[k]! * normal[k]!;
}

/** V of the inputs for `x` as it comes from the network: centred, then through the DACs. */
export function centredVoltages(plan: MvmPlan<Tile>, x: Float64Array, hardware: Hardware): Float64Array {
  const { centre } = plan.activations;
  const centred = centre.some(c => c !== 0) ? x.map((value, k) => value - centre[k % plan.inputs]!) : x;
  return inputVoltages(plan, centred, hardware);
}

/**
 * Adds to `y` (count × outputs) what the ADCs and the decoding make of a tile's difference currents (A, count × its
 * outputs), each divided by its `gain`, and `share` of it where it is one of several reads.
 */
export function addDecoded(
  y: Float64Array,
  currents: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  hardware: Hardware,
  gain?: Float64Array,
  share = 1,
): void {
  const { outputs } = plan;
  const perVolt = inputFullScale(plan, hardware) / hardware.read.voltage;
  const decode = tile.scale.map(
    (scale, j) => (share * tile.adcFullScale * perVolt) / (scale * (gain?.[j] ?? 1) * plan.outputCopies),
  );
  const output = Int32Array.from(decode, (_, j) => (tile.outputStart + j) % outputs);
  addConverted(y, outputs, currents, { adcFullScale: tile.adcFullScale, decode, output }, hardware);
}

/** What the converters of a tile's columns, or of its word lines in a backward read, make of currents. */
export interface Conversion {
  /** A. */
  readonly adcFullScale: number;
  /** Of each line: what full scale stands for. */
  readonly decode: Float64Array;
  /** Of each line: the output that it adds to, −1 for none. */
  readonly output: Int32Array;
}

/** Adds the decoded conversions of `currents` (A, row-major by lines) to `y`, which has `outputs` in a row. */
export function addConverted(
  y: Float64Array,
  outputs: number,
  currents: Float64Array,
  { adcFullScale, decode, output }: Conversion,
  hardware: Hardware,
): void {
  const lines = decode.length;
  const steps = converterSteps(hardware.adc);
  for (let k = 0, at = 0; at < currents.length; k++)
    for (let j = 0; j < lines; j++, at++) {
      if (output[j]! < 0) continue;
      y[k * outputs + output[j]!]! += convert(currents[at]! / adcFullScale, steps) * decode[j]!;
    }
}
