import { biasVoltage, convert, inputOfRow } from '../compiler/drive.js';
import { converterSteps, type Hardware } from '../compiler/hardware.js';
import { columnsOf, type MvmPlan, outputsOf, type PlacedTile, rowsOf, weightRow } from '../compiler/plan.js';
import type { Program } from '../compiler/program-record.js';
import {
  conversionsOf,
  convertedLines,
  linesOfSources,
  noiseSourcesOf,
  signsOf,
  summedSources,
} from '../compiler/signs.js';
import { linePlaces } from '../compiler/tile-array.js';
import { type Adc, calibratedAdc, drawnAdc } from '../crossbar/adc.js';
import { readVariance } from '../crossbar/column-noise.js';
import { multiply } from '../kernels/dense.js';
import { type RandomStream, randomStream } from '../numeric/random.js';

/** What the amplifiers and ADCs of a tile add to its currents; each part is there where the hardware has it. */
export interface Periphery {
  /** A, of each conversion: what offsets of the amplifiers drive through the cells on their bit lines. */
  readonly offsets?: Float64Array;
  /** The ADC of each conversion. */
  readonly adcs?: readonly Adc[];
  /** Shares of full scale that a read without inputs gave, to be taken off those of others. */
  readonly zeros?: Float64Array;
  readonly noise?: CircuitNoise;
}

/** Noise that is drawn anew at every read of a tile. */
export interface CircuitNoise {
  readonly draws: RandomStream;
  /** A, count × sources, for `count` vectors of the inputs' voltages (V). */
  deviations(voltages: Float64Array, count: number): Float64Array;
}

/**
 * The periphery of a tile whose bit lines answer with `transferOf` (S, rows × bit lines; of devices that are not ohmic their
 * conductances). The offset of an amplifier is a voltage V_os at its end of a bit line, which draws V_os·Σ transfer from the word lines
 * at rest: exact without wires; with them, what it draws through other bit lines is left out.
 */
export function openPeriphery(
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  transferOf: () => Float64Array,
  { hardware, seed }: Program,
  time: number,
): Periphery {
  const { adc, sense } = hardware;
  if (!adc.errors && !sense) return {};
  const transfer = transferOf();
  const steps = converterSteps(adc);
  const offsets = sense && sense.offset > 0 ? offsetCurrents(tile, transfer, sense.offset, hardware, seed) : undefined;
  const adcs = adcsOf(tile, hardware, seed);
  const zero = (amps: number, k: number): number =>
    adcs ? adcs[k]!(amps / tile.adcFullScale) : convert(amps / tile.adcFullScale, steps);
  const still = offsets ?? new Float64Array(adcs?.length ?? 0);
  const zeros = sense?.zeroed && still.length > 0 ? still.map(zero) : undefined;
  const noise = circuitNoise(plan, tile, transfer, hardware, randomStream(seed, 'read-circuit', tile.name, time));
  return { ...(offsets && { offsets }), ...(adcs && { adcs }), ...(zeros && { zeros }), ...(noise && { noise }) };
}

/** The ADC of each conversion of a tile, those that take turns on one being the same; nothing where ADCs are ideal. */
function adcsOf(tile: PlacedTile, hardware: Hardware, seed: number): Adc[] | undefined {
  const { errors, shared } = hardware.adc;
  const steps = converterSteps(hardware.adc);
  if (!errors || steps === null) return undefined;
  const conversions = conversionsOf(signsOf(hardware), outputsOf(tile));
  const first = Math.floor((tile.firstColumn * conversions) / columnsOf(tile));
  const lines = linePlaces(tile, hardware);
  const each = linesOfSources(signsOf(hardware));
  const draws = randomStream(seed, 'adc', tile.macro);
  const made = new Map<number, Adc>();
  return Array.from({ length: conversions }, (_, k) => {
    const index = Math.floor((first + lines[each * k]! / each) / shared);
    const adc = made.get(index) ?? calibratedAdc(drawnAdc(steps, errors, draws, index), steps, errors.calibration);
    made.set(index, adc);
    return adc;
  });
}

/** A, of each conversion: what offsets (V, of this standard deviation) of the amplifiers drive through the cells. */
function offsetCurrents(
  tile: PlacedTile,
  transfer: Float64Array,
  deviation: number,
  hardware: Hardware,
  seed: number,
): Float64Array {
  const lines = columnsOf(tile);
  const draws = randomStream(seed, 'amplifier', tile.macro);
  const amps = new Float64Array(lines);
  transfer.forEach((siemens, k) => {
    amps[k % lines]! -= siemens;
  });
  linePlaces(tile, hardware).forEach((place, c) => {
    amps[c]! *= deviation * draws.normal(tile.firstColumn + place);
  });
  return convertedLines(amps, 1, outputsOf(tile), signsOf(hardware));
}

/** Thermal and shot noise of the cells, that of the amplifiers and that of the ADCs at their inputs; nothing where the hardware has none. */
function circuitNoise(
  plan: MvmPlan<PlacedTile>,
  tile: PlacedTile,
  transfer: Float64Array,
  hardware: Hardware,
  draws: RandomStream,
): CircuitNoise | undefined {
  const { adc, sense, read } = hardware;
  const lsb = adc.errors ? (adc.errors.noise * tile.adcFullScale) / (converterSteps(adc) ?? Infinity) : 0;
  if (!sense?.noise && !sense?.thermal && !sense?.fano && lsb === 0) return undefined;
  const signs = signsOf(hardware);
  const rows = rowsOf(tile);
  const sources = noiseSourcesOf(signs, outputsOf(tile));
  const conversions = conversionsOf(signs, outputsOf(tile));
  const perCell = summedSources(transfer, signs);
  const temperature = sense?.thermal ? hardware.temperature : 0;
  const [fano, amplifier] = [sense?.fano ?? 0, sense?.noise ?? 0];
  // What does not depend on the inputs: an amplifier for each bit line, and an ADC for each source that is converted.
  const still = new Float64Array(sources);
  for (let s = 0; s < sources; s++) {
    let siemens = 0;
    for (let i = 0; i < rows; i++) siemens += perCell[i * sources + s]!;
    const cells = readVariance(siemens, 0, read.time, { temperature, fano: 0, amplifier: 0 });
    const amplifiers = linesOfSources(signs) * readVariance(0, 0, read.time, { temperature: 0, fano: 0, amplifier });
    still[s] = cells + amplifiers + (s < conversions ? lsb ** 2 : 0);
  }
  const perAmpere = readVariance(0, 1, read.time, { temperature: 0, fano, amplifier: 0 });
  return {
    draws,
    deviations(voltages, count) {
      const sizes = new Float64Array(count * rows);
      const bias = Math.abs(biasVoltage(plan, hardware));
      if (fano > 0)
        for (let i = 0; i < rows; i++) {
          const from = inputOfRow(plan, weightRow(tile, i));
          for (let k = 0; k < count; k++)
            sizes[k * rows + i] = from < 0 ? bias : Math.abs(voltages[k * plan.inputs + from]!);
        }
      const amperes = fano > 0 ? multiply(sizes, count, perCell, rows, sources) : new Float64Array(count * sources);
      return amperes.map((amps, k) => Math.sqrt(still[k % sources]! + perAmpere * amps));
    },
  };
}
