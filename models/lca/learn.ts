import { reject } from '../../edge/error.js';
import { multiply } from '../../kernels/dense.js';
import { type Matrix, matrix, transpose } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';
import { reconstructions, sparseCodes } from './code.js';
import { normalized } from './dictionary.js';
import type { Threshold } from './threshold.js';

/** How a dictionary is learned. */
export interface LearnOptions {
  readonly atoms: number;
  readonly threshold: Threshold;
  readonly batches: number;
  /** Of the first batch and the last, from 0 to 1; those between fall by the same factor each. Default: 0.5 to 0.02. */
  readonly rate?: { readonly first: number; readonly last: number };
  /** At most so many for each code; default 100. */
  readonly iterations?: number;
  /** Codes are done where no state changes by more, relative to the step; default: a hundredth of the threshold. */
  readonly tolerance?: number;
  /** Names the atoms before the first batch where `start` does not give them. */
  readonly seed: number;
  /** Atoms before the first batch, atoms × pixels, of any length above 0; random noise where they are not given. */
  readonly start?: Matrix | undefined;
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** A dictionary and how it came about. */
export interface LearnedDictionary {
  /** atoms × pixels, each of length 1. */
  readonly atoms: Matrix;
  /** How many atoms were replaced because nothing used them. */
  readonly replaced: number;
}

/** An atom that no code of so many batches in a row has used is replaced, but for the last part of the batches. */
const patience = 10;
const lastPart = 0.2;

/**
 * Learns atoms in which the inputs have sparse codes: descent on E (energy.ts) by the atoms, from random ones. `inputs(k)` are
 * those of batch k, inputs × pixels. For each batch codes a are found by the LCA, and then atom by atom
 *
 *     φⱼ ← φⱼ + rate · Σ aⱼ(s − Φa) / (Σ aⱼ² + q),   then φⱼ ← φⱼ/‖φⱼ‖,   sums over the batch
 *
 * q being the mean square of all coefficients that are not 0. At rate 1 and q = 0 that is the best atom with all else as it
 * is. It is lca-pytorch's rule (lcapt/lca.py, `update_weights`), which divides by how often an atom was active and 1, with
 * squares in the place of counts, so that rates mean the same for inputs of every scale.
 *
 * Atoms that nothing uses any more learn nothing. They are replaced by the inputs of the batch that are represented worst
 * (the largest ‖s − Φa‖), each by another, as long as there is time for them to be learned.
 *
 * With steps of 1/L a round is 1/L of a time constant, so that inputs with a common part (digits that are not whitened) leave
 * codes far from rest unless there are several times L rounds. InputError where a rate is
 * not above 0 and at most 1, and where the start does not fit.
 */
export function learnDictionary(inputs: (batch: number) => Matrix, options: LearnOptions): LearnedDictionary {
  const { threshold, batches, rate = { first: 0.5, last: 0.02 }, iterations = 100, progress } = options;
  const { tolerance = threshold.level / 100 } = options;
  for (const [name, value] of Object.entries(rate))
    if (!(value > 0 && value <= 1)) reject(`rate: ${name}`, `found ${value}`, 'expected a number above 0, at most 1');
  let atoms = startOf(options, inputs(0).cols);
  const idle = new Int32Array(options.atoms);
  let replaced = 0;
  for (let batch = 0; batch < batches; batch++) {
    const some = inputs(batch);
    const { codes } = sparseCodes(atoms, some, { threshold, iterations, tolerance });
    const residuals = differences(some, reconstructions(atoms, codes));
    const now = rate.first * (rate.last / rate.first) ** (batch / Math.max(1, batches - 1));
    const { moved, active } = update(atoms, codes, residuals, now);
    active.forEach((isActive, j) => {
      idle[j] = isActive ? 0 : idle[j]! + 1;
    });
    const unused = [...idle.keys()].filter(j => idle[j]! >= patience);
    if (unused.length > 0 && batch < (1 - lastPart) * batches) {
      replaced += replaceAtoms(moved, unused, some, residuals, idle);
    }
    atoms = normalized(moved);
    progress?.(batch + 1, batches);
  }
  return { atoms, replaced };
}

function startOf({ start, atoms, seed }: LearnOptions, pixels: number): Matrix {
  if (!start) return randomAtoms(atoms, pixels, seed);
  if (start.rows !== atoms || start.cols !== pixels)
    reject('start', `found ${start.rows} atoms of ${start.cols} pixels`, `expected ${atoms} of ${pixels}`);
  const lengths = rowSquares(start);
  const without = lengths.findIndex(length => !(length > 0 && length < Infinity));
  if (without >= 0) reject(`start: atom ${without}`, `found ‖φ‖² = ${lengths[without]}`, 'expected a length above 0');
  return normalized(start);
}

function randomAtoms(atoms: number, pixels: number, seed: number): Matrix {
  const data = new Float64Array(atoms * pixels);
  randomStream(seed, 'dictionary').fillNormal(data, 0);
  return normalized(matrix(atoms, pixels, data));
}

const differences = (a: Matrix, b: Matrix): Matrix =>
  matrix(
    a.rows,
    a.cols,
    a.data.map((value, k) => value - b.data[k]!),
  );

/** The atoms after a step, not yet of length 1, and which of them were active in the batch. */
function update(atoms: Matrix, codes: Matrix, residuals: Matrix, rate: number): { moved: Matrix; active: boolean[] } {
  const squares = new Float64Array(atoms.rows);
  let used = 0;
  codes.data.forEach((a, k) => {
    if (a === 0) return;
    squares[k % atoms.rows]! += a * a;
    used++;
  });
  const usual = used > 0 ? squares.reduce((sum, square) => sum + square, 0) / used : 1;
  const pull = multiply(transpose(codes).data, atoms.rows, residuals.data, codes.rows, atoms.cols);
  const data = atoms.data.map((value, k) => {
    const square = squares[Math.floor(k / atoms.cols)]!;
    return value + (rate * pull[k]!) / (square + usual);
  });
  return { moved: matrix(atoms.rows, atoms.cols, data), active: Array.from(squares, square => square > 0) };
}

/** Puts inputs in the place of atoms, the worst represented first, and returns how many. Inputs that are all 0 are none. */
function replaceAtoms(
  atoms: Matrix,
  unused: readonly number[],
  inputs: Matrix,
  residuals: Matrix,
  idle: Int32Array,
): number {
  const errors = rowSquares(residuals);
  const sizes = rowSquares(inputs);
  const worst = [...errors.keys()].filter(i => sizes[i]! > 0).sort((a, b) => errors[b]! - errors[a]!);
  const chosen = unused.slice(0, worst.length);
  chosen.forEach((atom, k) => {
    const from = worst[k]! * inputs.cols;
    atoms.data.set(inputs.data.subarray(from, from + inputs.cols), atom * inputs.cols);
    idle[atom] = 0;
  });
  return chosen.length;
}

const rowSquares = ({ rows, cols, data }: Matrix): Float64Array => {
  const out = new Float64Array(rows);
  data.forEach((value, k) => {
    out[Math.floor(k / cols)]! += value * value;
  });
  return out;
};
