import { converterSteps, type Hardware } from './hardware.js';
import { type MvmPlan, rowsOf, type Tile, weightRow } from './plan.js';

/**
 * Reads that a product takes because its inputs come in digits, ⌈(bits − 1)/k⌉ with k bits per read; 1 where an input is one pulse,
 * as spikes always are.
 */
export function digitReads({ activations }: Pick<MvmPlan<Tile>, 'activations'>, { dac }: Hardware): number {
  if (activations.spikes || dac.bits === null || dac.bitsPerRead === undefined) return 1;
  return Math.ceil((dac.bits - 1) / dac.bitsPerRead);
}

/** What each of these reads counts for, its conversions being added up: 2^(k·r)·(2^k − 1)/L for digit r; 1 for whole inputs. */
export function digitShares(plan: Pick<MvmPlan<Tile>, 'activations'>, hardware: Hardware): Float64Array {
  const reads = digitReads(plan, hardware);
  if (reads === 1) return Float64Array.of(1);
  const { bitsPerRead: k } = hardware.dac;
  return Float64Array.from(
    { length: reads },
    (_, r) => (2 ** (k! * r) * (2 ** k! - 1)) / converterSteps(hardware.dac)!,
  );
}

/**
 * The voltages (V) that the DACs make of `count` centred input vectors, row-major, count × inputs:
 *
 *     V = V_read·round(L·clamp(x/x_max, −1, 1))/L,   L = 2^(bits−1) − 1
 *
 * An exact DAC neither rounds nor clamps. Where inputs come in digits, there is a row for each digit dᵣ of the same integer, the
 * least significant first, all of a vector one after another:
 *
 *     Vᵣ = V_read·sign(x)·dᵣ/(2^k − 1),   |round(L·x/x_max)| = Σᵣ dᵣ 2^(k·r)
 */
export function inputVoltages(plan: MvmPlan<Tile>, x: Float64Array, hardware: Hardware): Float64Array {
  const reads = digitReads(plan, hardware);
  return reads === 1 ? wholeVoltages(plan, x, hardware) : digitVoltages(plan, x, reads, hardware);
}

/** The voltages of whole inputs, whether they come in digits or not. */
export function wholeVoltages(plan: MvmPlan<Tile>, x: Float64Array, hardware: Hardware): Float64Array {
  const steps = converterSteps(hardware.dac);
  const fullScale = inputFullScale(plan, hardware);
  const out = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) out[k] = hardware.read.voltage * convert(x[k]! / fullScale, steps);
  return out;
}

function digitVoltages(plan: MvmPlan<Tile>, x: Float64Array, reads: number, hardware: Hardware): Float64Array {
  const { inputs } = plan;
  const steps = converterSteps(hardware.dac)!;
  const k = hardware.dac.bitsPerRead!;
  const largest = 2 ** k - 1;
  const fullScale = inputFullScale(plan, hardware);
  const out = new Float64Array(reads * x.length);
  for (let at = 0; at < x.length; at++) {
    const code = Math.round(steps * convert(x[at]! / fullScale, steps));
    const volt = (Math.sign(code) * hardware.read.voltage) / largest;
    const first = Math.floor(at / inputs) * reads * inputs + (at % inputs);
    for (let r = 0, rest = Math.abs(code); rest > 0; r++, rest >>= k) out[first + r * inputs] = volt * (rest & largest);
  }
  return out;
}

/** V on the bias rows: what the DAC makes of the largest calibrated input. */
export function biasVoltage(plan: MvmPlan<Tile>, hardware: Hardware): number {
  return (hardware.read.voltage * plan.activations.fullScale) / inputFullScale(plan, hardware);
}

/** The input value that the DAC turns into the full read voltage; a spike's 1, which needs none. */
export function inputFullScale({ activations }: MvmPlan<Tile>, hardware: Hardware): number {
  return activations.spikes ? 1 : activations.fullScale * hardware.dac.headroom;
}

/** The input that drives row `row` of a plan's weights; −1 for a bias row. */
export function inputOfRow(plan: MvmPlan<Tile>, row: number): number {
  return row < plan.copies * plan.inputs ? row % plan.inputs : -1;
}

/** The voltages on a tile's word lines, reads × rows, for `count` centred input vectors, each as many reads as it has digits. */
export function tileVoltages(
  plan: MvmPlan<Tile>,
  tile: Tile,
  x: Float64Array,
  count: number,
  hardware: Hardware,
): Float64Array {
  return rowVoltages(plan, tile, inputVoltages(plan, x, hardware), count * digitReads(plan, hardware), hardware);
}

/** The same from the DACs' voltages (V) for the inputs in `count` reads, count × inputs. */
export function rowVoltages(
  plan: MvmPlan<Tile>,
  tile: Tile,
  inputs: Float64Array,
  count: number,
  hardware: Hardware,
): Float64Array {
  const bias = biasVoltage(plan, hardware);
  const rows = rowsOf(tile);
  const out = new Float64Array(count * rows);
  for (let i = 0; i < rows; i++) {
    const from = inputOfRow(plan, weightRow(tile, i));
    for (let k = 0; k < count; k++) out[k * rows + i] = from < 0 ? bias : inputs[k * plan.inputs + from]!;
  }
  return out;
}

/** A signed, symmetric converter of `steps` steps to each side over [−1, 1]; null steps convert exactly. */
export function convert(value: number, steps: number | null): number {
  if (steps === null) return value;
  return Math.round(steps * Math.min(Math.max(value, -1), 1)) / steps;
}
