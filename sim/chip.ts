import { decodeFactors, factorOfColumn, outputOfColumn, outputsOfTile } from '../compiler/columns.js';
import { biasVoltage, convert, digitReads, digitShares, inputVoltages, wholeVoltages } from '../compiler/drive.js';
import { converterSteps, deviceOf, type Hardware, type Signs } from '../compiler/hardware.js';
import { type MvmPlan, outputsOf, type PlacedTile, type Tile, weightColumn } from '../compiler/plan.js';
import { addresses } from '../compiler/program.js';
import type { Program } from '../compiler/program-record.js';
import { differences, noiseSourcesOf, signsOf } from '../compiler/signs.js';
import { tileArray, tileConductances, tileLaw, tileReader } from '../compiler/tile-array.js';
import { effectiveOperator } from '../crossbar/operator.js';
import type { Cells } from '../devices/cells.js';
import { type NoiseSplit, noisyConductances, splitReadNoise } from '../devices/read-noise.js';
import { addToRows } from '../numeric/matrix.js';
import { type RandomStream, randomStream } from '../numeric/random.js';
import { type DriftCompensation, measuredLoss, transferOf } from './compensation.js';
import { type LawTile, lawReads, lawTile } from './law-tile.js';
import { type LinearTile, linearDeviations, linearReads, linearTile, type TileReads } from './linear-tile.js';
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
 * The noise of a tile's reads that changes during a run. Where a product is one read, all of it is one draw; where it is
 * several, the part of the 1/f noise that is slower than all of them is common to them.
 */
function readNoise(
  { name, programmedAt, cells }: PlacedTile,
  { fast, within }: NoiseSplit,
  reads: number,
  seed: number,
  time: number,
  side: 'forward' | 'backward',
): ReadNoise[] {
  const once = reads === 1;
  const kinds: (Omit<ReadNoise, 'draws'> & { readonly purpose: string })[] = [
    { per: 'product', purpose: 'read-fast', relativeVariance: relativeVariance(cells, fast, once) },
  ];
  if (!once)
    kinds.push({ per: 'read', purpose: 'read-within', relativeVariance: relativeVariance(cells, within, true) });
  return kinds
    .filter(kind => kind.relativeVariance.some(variance => variance > 0))
    .map(({ purpose, ...kind }) => {
      // Not `side`: another name would be other draws, and figures that were written down would no longer come out.
      const of = side === 'forward' ? name : `${name} reverse`;
      return { ...kind, draws: randomStream(seed, purpose, of, programmedAt, time) };
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

/**
 * What the ADCs convert, read by read (A, count × conversions): one of each product where its reads would be all alike. There are
 * `sources` of noise in a read; where they are one more than its conversions, the last is that of a dummy column, taken off all.
 */
export function noisyReads(
  { currents, deviations }: TileReads,
  noise: readonly Pick<ReadNoise, 'per' | 'draws'>[],
  sources: number,
  first: number,
  average: number,
  digits: Digits = wholeInputs,
): Float64Array[] {
  const several = noise.some(({ per }) => per === 'read');
  noise.forEach(({ per, draws }, kind) => {
    if (per !== 'product') return;
    const amps =
      digits.shares.length > 1
        ? noiseOfDigits(deviations[kind]!, draws, sources, first, digits.shares, digits.whole[kind])
        : noiseOf(deviations[kind]!, draws, sources, first, 1);
    addNoise(currents, amps, sources);
  });
  if (!several) return [currents];
  const firstRead = first * digits.shares.length * average;
  return Array.from({ length: average }, (_, read) => {
    const own = currents.slice();
    noise.forEach(({ per, draws }, kind) => {
      if (per === 'read') addNoise(own, noiseOf(deviations[kind]!, draws, sources, firstRead + read, average), sources);
    });
    return own;
  });
}

/** How inputs come in digits, a read for each: what each counts for, and the deviations (A) that whole inputs would have. */
interface Digits {
  readonly shares: Float64Array;
  readonly whole: readonly Float64Array[];
}

const wholeInputs: Digits = { shares: Float64Array.of(1), whole: [] };

/** Reads are independent, so the noise (A) of a source is one normal draw; vector k is the read `first` + k·`stride`. */
function noiseOf(
  deviation: Float64Array,
  draws: RandomStream,
  sources: number,
  first: number,
  stride: number,
): Float64Array {
  const amps = new Float64Array(deviation.length);
  if (stride === 1) draws.fillNormal(amps, first * sources);
  else
    for (let at = 0, read = first; at < amps.length; at += sources, read += stride)
      draws.fillNormal(amps.subarray(at, at + sources), read * sources);
  for (let k = 0; k < amps.length; k++) amps[k]! *= deviation[k]!;
  return amps;
}

/**
 * Noise (A) that is the same for all digits of a vector: conductances that are off by δg make δg·Σᵣ shareᵣ·Vᵣ of them together, which
 * is δg times the voltage of the whole input. The draw has that deviation, and each digit as much of it as is likeliest by its own:
 * shareᵣ·σᵣ² of Σ shareᵣ²·σᵣ². Where the `whole` one is not known, the digits' errors are taken as independent.
 */
function noiseOfDigits(
  deviation: Float64Array,
  draws: RandomStream,
  sources: number,
  first: number,
  shares: Float64Array,
  whole: Float64Array | undefined,
): Float64Array {
  const digits = shares.length;
  const normal = new Float64Array(deviation.length / digits);
  draws.fillNormal(normal, first * sources);
  const amps = new Float64Array(deviation.length);
  for (let at = 0; at < normal.length; at++) {
    const start = Math.floor(at / sources) * digits * sources + (at % sources);
    let squares = 0;
    for (let r = 0; r < digits; r++) squares += (shares[r]! * deviation[start + r * sources]!) ** 2;
    if (squares === 0) continue;
    const total = normal[at]! * (whole?.[at] ?? Math.sqrt(squares));
    for (let r = 0; r < digits; r++) {
      const k = start + r * sources;
      amps[k] = (total * shares[r]! * deviation[k]! ** 2) / squares;
    }
  }
  return amps;
}

/** Adds the noise of sources to the currents that are converted. */
function addNoise(currents: Float64Array, amps: Float64Array, sources: number): void {
  const conversions = (currents.length / amps.length) * sources;
  for (let at = 0, from = 0; at < currents.length; from += sources) {
    const common = sources > conversions ? amps[from + sources - 1]! : 0;
    for (let j = 0; j < conversions; j++, at++) currents[at]! += amps[from + j]! - common;
  }
}

/** V of the inputs for `x` as it comes from the network: centred, then through the DACs. */
export const centredVoltages = (plan: MvmPlan<Tile>, x: Float64Array, hardware: Hardware): Float64Array =>
  inputVoltages(plan, centredInputs(plan, x), hardware);

function centredInputs({ activations, inputs }: MvmPlan<Tile>, x: Float64Array): Float64Array {
  const { centre } = activations;
  return centre.some(c => c !== 0) ? x.map((value, k) => value - centre[k % inputs]!) : x;
}

interface Decoding {
  /** By which each output is divided. */
  readonly gain?: Float64Array;
  /** Of several reads, the part that one of them is. */
  readonly share?: number;
  /** Where amplifiers and ADCs have errors. */
  readonly periphery?: Periphery;
}

/** Adds to `y` (count × outputs) what the ADCs and the decoding make of a tile's currents (A, count × its conversions). */
export function addDecoded(
  y: Float64Array,
  currents: Float64Array,
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  hardware: Hardware,
  { gain, share = 1, periphery }: Decoding = {},
): void {
  const decode = decodeFactors(plan, tile, hardware, gain, share);
  const output = outputsOfTile(plan, tile);
  const reference = signsOf(hardware) === 'offset column';
  const shares = digitShares(plan, hardware);
  const conversion = { adcFullScale: tile.adcFullScale, decode, output, reference, shares, ...periphery };
  addConverted(y, plan.outputs, currents, conversion, hardware);
}

/** What the converters of a tile's columns, or of its word lines in a backward read, make of currents. */
export interface Conversion extends Pick<Periphery, 'offsets' | 'adcs' | 'zeros'> {
  /** A. */
  readonly adcFullScale: number;
  /** Of each line: what full scale stands for. */
  readonly decode: Float64Array;
  /** Of each line: the output that it adds to, −1 for none. */
  readonly output: Int32Array;
  /** Whether one more line is converted in each read, the last, and taken off the others. */
  readonly reference?: boolean;
  /** Of as many reads as add up to a row of outputs: what each counts for; default: every read is a row. */
  readonly shares?: Float64Array;
}

const one = Float64Array.of(1);

/** Adds the decoded conversions of `currents` (A, row-major by lines) to `y`, which has `outputs` in a row. */
export function addConverted(
  y: Float64Array,
  outputs: number,
  currents: Float64Array,
  { adcFullScale, decode, output, reference = false, shares = one, offsets, adcs, zeros }: Conversion,
  hardware: Hardware,
): void {
  const lines = decode.length;
  const steps = converterSteps(hardware.adc);
  const flawed = offsets !== undefined || adcs !== undefined || zeros !== undefined;
  const code = (amps: number, line: number): number => {
    if (!flawed) return convert(amps / adcFullScale, steps);
    const share = (amps + (offsets?.[line] ?? 0)) / adcFullScale;
    return (adcs ? adcs[line]!(share) : convert(share, steps)) - (zeros?.[line] ?? 0);
  };
  for (let read = 0, at = 0; at < currents.length; read++) {
    const row = Math.floor(read / shares.length) * outputs;
    const share = shares[read % shares.length]!;
    const off = reference ? code(currents[at + lines]!, lines) : 0;
    for (let j = 0; j < lines; j++, at++) {
      if (output[j]! < 0) continue;
      y[row + output[j]!]! += (code(currents[at]!, j) - off) * decode[j]! * share;
    }
    if (reference) at++;
  }
}
