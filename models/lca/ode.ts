import { reject } from '../../edge/error.js';
import { dormandPrince, type OdeStep } from '../../numeric/dormand-prince.js';
import { type Matrix, matrix, maxAbs } from '../../numeric/matrix.js';
import { gramField, startOf } from './code.js';
import { largestEigenvalue, requireUnitAtoms } from './dictionary.js';
import { applyThreshold, type Threshold } from './threshold.js';

export interface SettlingOptions {
  readonly threshold: Threshold;
  /** τ, s. */
  readonly timeConstant: number;
  /** s, ascending from 0 or later: when the states are wanted. */
  readonly times?: readonly number[];
  /** u at 0 s, inputs × atoms; 0 where it is not given. */
  readonly start?: Float64Array;
  /** How far codes may still be from their final values when they count as settled, as a part of the input's largest; 0.01. */
  readonly accuracy?: number;
  /** Estimated error of a step, as a part of the largest drive; 1e-9. */
  readonly tolerance?: number;
}

/** The way of the states of an LCA in continuous time. */
export interface Settling {
  /** u at each of the times asked for, inputs × atoms. */
  readonly path: readonly Matrix[];
  /** u and a at rest, inputs × atoms. */
  readonly states: Matrix;
  readonly codes: Matrix;
  /** s, of each input: from when on its codes stay within `accuracy` of those at rest. */
  readonly settlingTimes: Float64Array;
  /** s, when nothing moved any more. */
  readonly restTime: number;
}

/** States are at rest where τ du/dt is no more than this part of the largest drive. */
const rest = 1e-12;
const mostSteps = 20_000;
/** Rounding would be taken for error below this. */
const leastTolerance = 1e-14;
/** Within which part of a step settling times are found. */
const resolution = 1e-6;

/**
 * The locally competitive algorithm as its circuit does it, in continuous time (Rozell et al., Neural Computation 20:2526,
 * 2008, eq. 2.5), followed until it rests:
 *
 *     τ du/dt = Φᵀs − u − (ΦᵀΦ − I) a,   a = T(u)
 *
 * by Dormand and Prince's method with steps chosen by their error. The fixed points are those of `sparseCodes`. The hard
 * threshold lets the right side jump where states cross it, which takes a few short steps each time. InputError where sizes,
 * times or atoms do not fit, and where the states do not come to rest in 20 000 steps.
 */
export function settleContinuously(atoms: Matrix, inputs: Matrix, options: SettlingOptions): Settling {
  const { threshold, timeConstant, times = [], accuracy = 0.01, tolerance = 1e-9 } = options;
  if (inputs.cols !== atoms.cols)
    reject('inputs', `found ${inputs.cols} values each`, `expected ${atoms.cols}, as each atom has`);
  requireUnitAtoms(atoms, 'dictionary');
  for (const [name, value] of Object.entries({ timeConstant, accuracy, tolerance }))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      reject(`LCA: ${name}`, `found ${value}`, 'expected a number above 0');
  if (tolerance < leastTolerance) reject('LCA: tolerance', `found ${tolerance}`, `expected at least ${leastTolerance}`);
  times.forEach((seconds, k) => {
    if (!(seconds >= (times[k - 1] ?? 0) && seconds < Number.POSITIVE_INFINITY))
      reject(`LCA: times[${k}]`, `found ${seconds} s`, 'expected times that ascend from 0');
  });

  const [count, width] = [inputs.rows, atoms.rows];
  const start = startOf(options.start, count, width);
  const field = gramField(atoms, inputs);
  const codes = new Float64Array(start.length);
  const scale = Math.max(maxAbs(field(codes)), Number.MIN_VALUE);
  const rate = (u: Float64Array, out: Float64Array): void => {
    const pull = field(applyThreshold(u, threshold, codes));
    for (let k = 0; k < out.length; k++) out[k] = pull[k]! - u[k]!;
  };
  // Time in units of τ. Dormand and Prince's method is stable on (−3.3, 0) over the decay rates, the largest of which is L.
  const limits = { tolerance: tolerance * scale, maxStep: 3 / Math.max(1, largestEigenvalue(atoms)) };
  const steps: OdeStep[] = [];
  for (const step of dormandPrince(rate, start, limits)) {
    steps.push(step);
    if (maxAbs(step.rate) <= rest * scale) break;
    if (steps.length === mostSteps)
      reject(
        'LCA',
        `found states not at rest after ${(step.to * timeConstant).toPrecision(3)} s and ${mostSteps} steps`,
        'expected them to come to rest: active atoms that are nearly parallel take long, and so does a small tolerance',
      );
  }

  const last = steps.at(-1)!;
  const final = applyThreshold(last.y, threshold);
  const path = times.map(seconds => {
    const time = seconds / timeConstant;
    const step = steps.find(({ to }) => time <= to);
    return matrix(count, width, step ? step.at(time, new Float64Array(start.length)) : last.y.slice());
  });
  return {
    path,
    states: matrix(count, width, last.y),
    codes: matrix(count, width, final),
    settlingTimes: settlingTimes(steps, matrix(count, width, final), threshold, accuracy).map(t => t * timeConstant),
    restTime: last.to * timeConstant,
  };
}

/** Of each input the last time at which a code is further than `accuracy` from its final value; 0 where none ever is. */
function settlingTimes(
  steps: readonly OdeStep[],
  { rows, cols, data: final }: Matrix,
  threshold: Threshold,
  accuracy: number,
): Float64Array {
  const states = new Float64Array(final.length);
  const codes = new Float64Array(final.length);
  /** Which inputs are away from their codes at a time within a step. */
  const away = (step: OdeStep, time: number): boolean[] => {
    applyThreshold(step.at(time, states), threshold, codes);
    return Array.from({ length: rows }, (_, i) => {
      const [from, to] = [i * cols, (i + 1) * cols];
      const allowed = accuracy * maxAbs(final.subarray(from, to));
      for (let k = from; k < to; k++) if (Math.abs(codes[k]! - final[k]!) > allowed) return true;
      return false;
    });
  };
  const found = new Float64Array(rows).fill(-1);
  for (const step of steps.toReversed()) {
    for (const [i, late] of away(step, step.from).entries()) {
      if (!late || found[i]! >= 0) continue;
      let [before, after] = [step.from, step.to];
      while (after - before > resolution * (step.to - step.from)) {
        const middle = (before + after) / 2;
        if (away(step, middle)[i]) before = middle;
        else after = middle;
      }
      found[i] = after;
    }
    if (found.every(time => time >= 0)) break;
  }
  return found.map(time => Math.max(0, time));
}
