import { decodeFactors, outputsOfTile } from '../compiler/columns.js';
import { convert, digitShares } from '../compiler/drive.js';
import { converterSteps, type Hardware } from '../compiler/hardware.js';
import type { MvmPlan, PlacedTile } from '../compiler/plan.js';
import { signsOf } from '../compiler/signs.js';
import type { Periphery } from './periphery.js';

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
