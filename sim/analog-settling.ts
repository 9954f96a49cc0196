import { convert, inputFullScale } from '../compiler/drive.js';
import { converterSteps, type Hardware } from '../compiler/hardware.js';
import { elementOutput, type ThresholdElement, thresholdElement } from '../compiler/threshold-element.js';
import type { SettleNode } from '../models/graph.js';
import { dormandPrince } from '../numeric/dormand-prince.js';
import { type MvmState, productMatrix } from './chip.js';

/**
 * A sparse coder as a circuit during one run, in the unit of the network:
 *
 *     τ du/dt = drive − Lᵀa − u,   a = element(u),   u = 0 at the beginning
 *
 * with L the lateral array's effective operator, its wires included, and the drive what the other array gives. A row driver
 * delivers at most the read voltage, which is a = limit.
 */
export interface SettlingCoder {
  readonly atoms: number;
  /** L, codes × outputs. */
  readonly lateral: Float64Array;
  readonly element: ThresholdElement;
  /** Time constants that it is left to settle. */
  readonly duration: number;
}

/** The states and codes of one input through time. */
export interface Trajectory {
  /** τ. */
  readonly times: Float64Array;
  /** Times × atoms. */
  readonly states: Float64Array;
  readonly codes: Float64Array;
}

/** Largest error of a state in a step, as a part of the largest code that a row driver delivers. */
const stepTolerance = 1e-7;
/** τ, between the points of a trajectory at most. */
const longestStep = 0.02;

/** The coder of a node whose lateral array is open. */
export function openCoder({ threshold, width }: SettleNode, state: MvmState, hardware: Hardware): SettlingCoder {
  const { timeConstant, time } = hardware.settling!;
  return {
    atoms: width,
    lateral: productMatrix(state),
    element: thresholdElement(threshold, inputFullScale(state.plan, hardware)),
    duration: time / timeConstant,
  };
}

/** The codes that a coder has come to when its time is over, for `count` drives (row-major), each converted once. */
export function settledCodes(
  coder: SettlingCoder,
  drives: Float64Array,
  count: number,
  { adc }: Pick<Hardware, 'adc'>,
): Float64Array {
  const { atoms, element } = coder;
  const out = new Float64Array(count * atoms);
  const steps = converterSteps(adc);
  for (let k = 0; k < count; k++) {
    const states = follow(coder, drives.subarray(k * atoms, (k + 1) * atoms));
    const codes = elementOutput(states, element, states);
    for (let j = 0; j < atoms; j++) out[k * atoms + j] = element.limit * convert(codes[j]! / element.limit, steps);
  }
  return out;
}

/** The way that a coder takes under one drive, in steps of at most a fiftieth of τ. */
export function settlingTrajectory(coder: SettlingCoder, drive: Float64Array): Trajectory {
  const times = [0];
  const points = [new Float64Array(coder.atoms)];
  follow(coder, drive, (time, states) => {
    times.push(time);
    points.push(states.slice());
  });
  const states = new Float64Array(points.length * coder.atoms);
  for (const [k, point] of points.entries()) states.set(point, k * coder.atoms);
  return {
    times: Float64Array.from(times),
    states,
    codes: elementOutput(states, coder.element, new Float64Array(states.length)),
  };
}

function follow(
  { atoms, lateral, element, duration }: SettlingCoder,
  drive: Float64Array,
  onStep?: (time: number, states: Float64Array) => void,
): Float64Array {
  const codes = new Float64Array(atoms);
  const rate = (states: Float64Array, out: Float64Array): void => {
    elementOutput(states, element, codes);
    for (let j = 0; j < atoms; j++) out[j] = drive[j]! - states[j]!;
    for (let i = 0; i < atoms; i++) {
      const a = codes[i]!;
      // Most codes are 0.
      if (a === 0) continue;
      for (let j = 0, at = i * atoms; j < atoms; j++, at++) out[j]! -= a * lateral[at]!;
    }
  };
  const limits = {
    tolerance: stepTolerance * element.limit,
    maxStep: Math.min(duration, onStep ? longestStep : duration),
  };
  const steps = dormandPrince(rate, new Float64Array(atoms), limits);
  for (;;) {
    const step = steps.next().value;
    if (step.to < duration) onStep?.(step.to, step.y);
    else {
      const last = step.at(duration, new Float64Array(atoms));
      onStep?.(duration, last);
      return last;
    }
  }
}

/** The codes at the last moment of a trajectory. */
export const lastCodes = ({ times, codes }: Pick<Trajectory, 'times' | 'codes'>): Float64Array =>
  codes.subarray(codes.length - codes.length / times.length);

/** When codes (times × atoms) come within `share` of their last ones for good: by the Euclidean norm, in the unit of the times. */
export function settlingTime({ times, codes }: Pick<Trajectory, 'times' | 'codes'>, share: number): number {
  const last = lastCodes({ times, codes });
  const atoms = last.length;
  const near = share * Math.hypot(...last);
  const off = (k: number): number => {
    let squares = 0;
    for (let j = 0; j < atoms; j++) squares += (codes[k * atoms + j]! - last[j]!) ** 2;
    return Math.sqrt(squares);
  };
  let k = times.length - 1;
  while (k > 0 && off(k - 1) <= near) k--;
  if (k === 0) return times[0]!;
  // Between two points the distance is taken as a straight line.
  const [before, after] = [off(k - 1), off(k)];
  return times[k]! - ((near - after) / (before - after)) * (times[k]! - times[k - 1]!);
}
