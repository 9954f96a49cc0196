import type { SignedCells } from '../crossbar/signed-cells.js';
import type { Hardware, Signs } from './hardware.js';

/**
 * How weights of both signs stand in cells that only conduct, and how the currents of a tile's bit lines become what its ADCs convert.
 * With w the weight of an output, s the scale and g_mid the middle of the window:
 *
 *                         cells of a weight                     bit lines          one ADC conversion each
 *     differential pair   g_min + s·max(w, 0), g_min + s·max(−w, 0)   2·outputs    I⁺ − I⁻ of every output
 *     dummy column        g_mid + s·w                           outputs + 1        I − I_dummy of every output
 *     offset column       g_mid + s·w                           outputs + 1        I of every output, and I_reference once
 *
 * The last bit line of a tile with a dummy or a reference column is that column, all its cells at g_mid. A dummy's current is taken
 * off each of the others before their ADCs; that of a reference is converted like theirs and taken off digitally (ISAAC,
 * Shafiee et al. 2016), so that the range of its ADCs has to hold whole currents.
 */
export const signsOf = ({ signs = 'differential pair' }: Pick<Hardware, 'signs'>): Signs => signs;

/** Bit lines of a tile. */
export const bitLines = (signs: Signs, outputs: number): number =>
  signs === 'differential pair' ? 2 * outputs : outputs + 1;

/** Bit lines that each tile leaves free, for outputs whose devices are stuck. */
export const spareLines = (hardware: Pick<Hardware, 'signs' | 'spareColumns'>): number =>
  (signsOf(hardware) === 'differential pair' ? 2 : 1) * (hardware.spareColumns ?? 0);

/** Outputs that so many bit lines hold. */
export const outputsThatFit = (signs: Signs, lines: number): number =>
  signs === 'differential pair' ? Math.floor(lines / 2) : lines - 1;

/** Conversions that reading a tile once takes. */
export const conversionsOf = (signs: Signs, outputs: number): number =>
  signs === 'offset column' ? outputs + 1 : outputs;

/** Independent sources of read noise among its bit lines: a pair is one. */
export const noiseSourcesOf = (signs: Signs, outputs: number): number =>
  signs === 'differential pair' ? outputs : outputs + 1;

/** Bit lines of one of them. */
export const linesOfSources = (signs: Signs): number => (signs === 'differential pair' ? 2 : 1);

/** Values of cells (rows × lines) added up over the bit lines of each source: rows × sources. */
export function summedSources(perCell: Float64Array, signs: Signs): Float64Array {
  if (signs !== 'differential pair') return perCell;
  const out = new Float64Array(perCell.length / 2);
  for (let k = 0; k < out.length; k++) out[k] = perCell[2 * k]! + perCell[2 * k + 1]!;
  return out;
}

/**
 * The window that weights are mapped to. Beside a middle column devices with an even number of levels have none in the middle of their
 * window, and weights use all levels but the highest.
 */
export function signedWindow(hardware: Pick<Hardware, 'signs' | 'device' | 'imperfections'>): Window {
  const { gMin, gMax } = hardware.device;
  const { levels } = hardware.imperfections;
  const evenly = signsOf(hardware) !== 'differential pair' && levels > 0 && levels % 2 === 0;
  return { gMin, gMax: evenly ? gMax - (gMax - gMin) / (levels - 1) : gMax };
}

/** S that the largest weight makes of the window. */
export const signedSpan = (signs: Signs, { gMin, gMax }: Window): number =>
  signs === 'differential pair' ? gMax - gMin : (gMax - gMin) / 2;

interface Window {
  readonly gMin: number;
  readonly gMax: number;
}

/** Writes the targets (S) of one row, from `at` on, for weights that are `wanted` S each. */
export function rowTargets(
  signs: Signs,
  wanted: Float64Array,
  { gMin, gMax }: Window,
  target: Float64Array,
  at: number,
): void {
  if (signs === 'differential pair')
    for (let j = 0; j < wanted.length; j++) {
      target[at + 2 * j] = gMin + Math.max(wanted[j]!, 0);
      target[at + 2 * j + 1] = gMin + Math.max(-wanted[j]!, 0);
    }
  else {
    const middle = (gMin + gMax) / 2;
    // Half a window on top of its middle may round to a little beyond its ends.
    for (let j = 0; j < wanted.length; j++) target[at + j] = Math.min(Math.max(middle + wanted[j]!, gMin), gMax);
    target[at + wanted.length] = middle;
  }
}

/** What bit lines (rows × lines, in any unit) mean for the outputs, rows × outputs: even less odd ones, or all less the last. */
export function differences(
  lines: Float64Array,
  rows: number,
  outputs: number,
  signs: Signs = 'differential pair',
): Float64Array {
  const out = new Float64Array(rows * outputs);
  if (signs === 'differential pair') for (let k = 0; k < out.length; k++) out[k] = lines[2 * k]! - lines[2 * k + 1]!;
  else
    for (let i = 0, k = 0; i < rows; i++) {
      const at = i * (outputs + 1);
      for (let j = 0; j < outputs; j++, k++) out[k] = lines[at + j]! - lines[at + outputs]!;
    }
  return out;
}

/** What the ADCs are given, of bit lines (rows × lines): rows × conversions. */
export const convertedLines = (lines: Float64Array, rows: number, outputs: number, signs: Signs): Float64Array =>
  signs === 'offset column' ? lines : differences(lines, rows, outputs, signs);

/** To first order, the variance that each cell (rows × lines) adds to its source of noise, by its relative variance: rows × sources. */
export function sourceVariances(lines: Float64Array, relative: Float64Array, signs: Signs): Float64Array {
  const pairs = signs === 'differential pair';
  const out = new Float64Array(pairs ? lines.length / 2 : lines.length);
  for (let k = 0; k < lines.length; k++) out[pairs ? k >> 1 : k]! += relative[k]! * lines[k]! ** 2;
  return out;
}

/** The same of a whole tile, for what looks for the values to write. */
export function signedCells(signs: Signs, outputs: number, window: Window): SignedCells {
  const lines = bitLines(signs, outputs);
  const span = signedSpan(signs, window);
  const rowsOf = (values: Float64Array, wide: number): number => values.length / wide;
  return {
    ...{ outputs, low: -span, high: span },
    cells(signed) {
      const rows = rowsOf(signed, outputs);
      const out = new Float64Array(rows * lines);
      for (let i = 0; i < rows; i++)
        rowTargets(signs, signed.subarray(i * outputs, (i + 1) * outputs), window, out, i * lines);
      return out;
    },
    combine: transfer => differences(transfer, rowsOf(transfer, lines), outputs, signs),
    sum: perCell => ownLines(perCell, rowsOf(perCell, lines), outputs, signs),
  };
}

/** Values of cells (rows × lines) summed over the bit lines of each output alone: rows × outputs. */
function ownLines(perCell: Float64Array, rows: number, outputs: number, signs: Signs): Float64Array {
  const out = new Float64Array(rows * outputs);
  const lines = bitLines(signs, outputs);
  for (let i = 0, k = 0; i < rows; i++)
    for (let j = 0; j < outputs; j++, k++)
      out[k] = signs === 'differential pair' ? perCell[2 * k]! + perCell[2 * k + 1]! : perCell[i * lines + j]!;
  return out;
}
