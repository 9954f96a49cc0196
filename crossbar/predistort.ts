import { clamp } from '../numeric/curves.js';
import type { CrossbarArray } from './array.js';
import { effectiveOperator } from './operator.js';
import type { SignedCells } from './signed-cells.js';

export interface PredistortOptions {
  /** Share of the wanted operator to reach, of all outputs together or of each; default: as much as the window leaves. */
  readonly share?: number;
  /** Whether each output may keep a share of its own: those near the drivers lose less. Default false. */
  readonly perOutput?: boolean;
  /** Where to stop: RMS error of the operator over cells inside the window, relative to the wanted RMS. Default 1e-5. */
  readonly tolerance?: number;
  /** Default 60. */
  readonly mostRounds?: number;
}

export interface Predistortion {
  /** S, rows × columns: what to write. */
  readonly conductance: Float64Array;
  /** Of each output: the part of the wanted operator that the array then has. */
  readonly share: Float64Array;
  /** RMS error of the effective operator relative to the wanted RMS: with the wanted values written as they are, at full scale and at the best one scale. */
  readonly before: { readonly asWritten: number; readonly rescaled: number };
  /** The same against `share` times the wanted operator: over all cells, and over those that the window lets be right. */
  readonly after: { readonly all: number; readonly inside: number };
  /** Places (row · outputs + output) whose values the window cuts off. */
  readonly clipped: readonly number[];
  readonly rounds: number;
  /** Whether the tolerance was reached. */
  readonly converged: boolean;
}

/**
 * Cell conductances whose effective operator, wires included, is `wanted` (S, rows × outputs) times a share: IR drop
 * taken out where the array is written. Fixed point on the signed conductances d, from d = wanted: with T the exact
 * operator of the array that d makes, combined, and γ = ∂T/∂d estimated by what each cell passes on,
 *
 *     d ← d + (σ·wanted − T)/γ,    γ_ij = Σ T / Σ G over the output's bit lines
 *
 * clamped to the window. σ is the largest share ≤ 1 at which no |d| leaves the window upwards: a far cell must conduct more
 * than a near one for the same current, so what the wires take from the farthest large weight limits all of them.
 * `array` gives the wires; its conductances are not read. Its sneak paths are in T, so nothing is approximated but γ, which
 * costs rounds and no accuracy: the error falls three- to fifteenfold a round.
 *
 * Without wire resistance the answer is `wanted` itself, with a share of 1. RangeError where sizes do not fit.
 */
export function predistortedCells(
  array: CrossbarArray,
  wanted: Float64Array,
  form: SignedCells,
  { share, perOutput = false, tolerance = 1e-5, mostRounds = 60 }: PredistortOptions = {},
): Predistortion {
  const { outputs, low, high } = form;
  if (wanted.length !== array.rows * outputs)
    throw new RangeError(`${wanted.length} wanted values for ${array.rows} rows of ${outputs} outputs`);
  let signed = wanted.map(d => clamp(d, low, high));
  let operator = read(array, signed, form);
  const before = { asWritten: relativeError(operator.found, wanted), rescaled: rescaledError(operator.found, wanted) };

  const shares = new Float64Array(outputs).fill(share ?? 1);
  let verdict = judge(operator.found, signed, wanted, shares, form, tolerance);
  let rounds = 0;
  while (rounds < mostRounds && !(rounds > 0 && verdict.inside <= tolerance)) {
    const slope = slopes(operator, form);
    if (share === undefined) shares.set(reachable(signed, operator.found, slope, wanted, form, perOutput));
    const missing = (k: number): number => shares[k % outputs]! * wanted[k]! - operator.found[k]!;
    signed = signed.map((d, k) => clamp(d + missing(k) / slope[k]!, low, high));
    operator = read(array, signed, form);
    verdict = judge(operator.found, signed, wanted, shares, form, tolerance);
    rounds++;
  }
  const { all, inside, clipped } = verdict;
  return {
    ...{ conductance: operator.cells, share: shares, before, after: { all, inside }, clipped, rounds },
    converged: inside <= tolerance,
  };
}

/** An array with given values written on it, and what they come out as. */
interface Operator {
  readonly cells: Float64Array;
  readonly transfer: Float64Array;
  readonly found: Float64Array;
}

function read(array: CrossbarArray, signed: Float64Array, form: SignedCells): Operator {
  const cells = form.cells(signed);
  const transfer = effectiveOperator({ ...array, conductance: cells }).transfer.data;
  return { cells, transfer, found: form.combine(transfer) };
}

/** γ of every value; where an output's cells do not conduct, that of the value before. */
function slopes({ transfer, cells }: Operator, form: SignedCells): Float64Array {
  const out = form.sum(transfer);
  const own = form.sum(cells);
  let last = 1;
  for (let k = 0; k < out.length; k++) {
    if (own[k]! > 0) last = out[k]! / own[k]!;
    out[k] = last;
  }
  return out;
}

/** The largest shares ≤ 1 at which no next value is beyond the end of the window that its wanted value points to. */
function reachable(
  signed: Float64Array,
  found: Float64Array,
  slope: Float64Array,
  wanted: Float64Array,
  { outputs, low, high }: SignedCells,
  perOutput: boolean,
): Float64Array {
  const shares = new Float64Array(outputs).fill(1);
  for (let k = 0; k < wanted.length; k++) {
    const want = wanted[k]!;
    const end = want > 0 ? high : low;
    // An end at which the wanted value has no effect, such as the least conductance of plain cells, limits nothing.
    if (want === 0 || end * want <= 0) continue;
    const most = ((end - signed[k]!) * slope[k]! + found[k]!) / want;
    const j = k % outputs;
    if (most < shares[j]!) shares[j] = Math.max(most, 0);
  }
  return perOutput ? shares : shares.fill(shares.reduce((least, one) => Math.min(least, one), 1));
}

interface Verdict {
  readonly all: number;
  readonly inside: number;
  readonly clipped: readonly number[];
}

/** RMS errors relative to what is wanted now, and the places that an end of the window keeps from being right. */
function judge(
  found: Float64Array,
  signed: Float64Array,
  wanted: Float64Array,
  shares: Float64Array,
  { outputs, low, high }: SignedCells,
  tolerance: number,
): Verdict {
  const want = wanted.map((d, k) => shares[k % outputs]! * d);
  const scale = rms(want) || 1;
  const clipped: number[] = [];
  let [all, inside] = [0, 0];
  for (let k = 0; k < found.length; k++) {
    const error = (found[k]! - want[k]!) / scale;
    all += error * error;
    if (error < -tolerance ? signed[k]! >= high : error > tolerance && signed[k]! <= low) clipped.push(k);
    else inside += error * error;
  }
  const kept = found.length - clipped.length;
  return { all: Math.sqrt(all / found.length), inside: kept > 0 ? Math.sqrt(inside / kept) : 0, clipped };
}

/** RMS of the difference over the RMS of what is wanted. */
function relativeError(found: Float64Array, wanted: Float64Array): number {
  return rms(found.map((value, k) => value - wanted[k]!)) / (rms(wanted) || 1);
}

/** The same at the one scale at which `found` comes nearest to what is wanted. */
function rescaledError(found: Float64Array, wanted: Float64Array): number {
  let [both, square] = [0, 0];
  for (let k = 0; k < found.length; k++) {
    both += found[k]! * wanted[k]!;
    square += wanted[k]! ** 2;
  }
  return relativeError(both > 0 ? found.map(value => (value * square) / both) : found, wanted);
}

const rms = (values: Float64Array): number =>
  values.length > 0 ? Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) : 0;
