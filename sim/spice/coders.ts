import type { LcaCircuit } from '../../compiler/emit/lca-circuit.js';
import { settlingCircuits } from '../../compiler/settling-circuit.js';
import { mvmNodes } from '../../models/graph.js';
import { sparseCodes } from '../../models/lca/code.js';
import { supportOverlap } from '../../models/lca/energy.js';
import { largestDifference, matrix, maxAbs } from '../../numeric/matrix.js';
import { lastCodes, settlingTime, type Trajectory } from '../analog-settling.js';
import type { SettlingEnergy } from '../settling-energy.js';
import { type CoderJob, type CoderRun, coderRun, type Settling } from './coder-run.js';
import { type FollowOptions, followAll } from './follow.js';

/** Largest difference of a code, as a part of the largest, that still agrees where nothing else is asked for. */
export const codeTolerance = 1e-3;

/** When codes are within 1 % and 0.1 % of their last ones for good (s), and what settling took. */
export interface SettlingFigures {
  readonly toPercent: number;
  readonly toPermille: number;
  readonly energy: SettlingEnergy;
}

export interface CoderVerdict {
  readonly name: string;
  readonly inputs: number;
  readonly atoms: number;
  /** Of all arrays. */
  readonly cells: number;
  /** Whether the arrays stood as the networks between their terminals that they are equivalent to. */
  readonly reduced: boolean;
  /** `failed` where ngspice gave no codes; `message` then says why. */
  readonly status: 'agrees' | 'differs' | 'failed';
  /** The largest |difference| of a settled code, over the largest code; NaN if failed. */
  readonly worst: number;
  readonly worstAtom: number;
  /** The largest |difference| of a state at any moment, over the largest state. */
  readonly underway: number;
  /**
   * The same of the settled codes from the fixed point of the float64 reference, which has no devices, and how much of their
   * supports they share; null with the hard threshold, whose fixed point depends on the way.
   */
  readonly reference: { readonly worst: number; readonly overlap: number } | null;
  readonly spice: SettlingFigures | null;
  readonly simulated: SettlingFigures;
  /** The largest change that a state still makes in a time constant in the end, over the largest state. */
  readonly unrest: number;
  /** Atoms whose row drivers come to the read voltage at some moment: it holds their codes down. */
  readonly limited: number;
  /** Time of the run, without the wait for a worker. */
  readonly seconds: number;
  readonly message?: string;
}

export type CoderOptions = FollowOptions<CoderVerdict>;

/**
 * Follows sparse coders that settle as circuits in ngspice, each under one input from 0 V until its time is over, and compares
 * the codes with those of the simulator and of the reference. One that cannot be run is `failed` and stops nothing else.
 */
export async function validateCoders(
  jobs: readonly CoderJob[],
  options: CoderOptions = {},
): Promise<readonly CoderVerdict[]> {
  return followAll(jobs, options, async (pool, job, limits) =>
    coderVerdict(job, await coderRun(pool, job, limits), options.tolerance),
  );
}

/** What became of a coder, by the codes that it settled to. */
export function coderVerdict(job: CoderJob, run: CoderRun, tolerance = codeTolerance): CoderVerdict {
  const { circuit, cells, reduced, spice, simulated, seconds } = run;
  const { inputs, atoms, settling } = circuit;
  const known = {
    ...{ name: job.layer, inputs, atoms, cells, reduced, seconds },
    simulated: figures(simulated),
    unrest: unrest(simulated.trajectory, settling.timeConstant),
    limited: limitedAtoms(simulated.trajectory, circuit),
  };
  if (!spice) {
    const none = { status: 'failed', worst: Number.NaN, worstAtom: -1, underway: Number.NaN } as const;
    return { ...known, ...none, reference: null, spice: null, message: run.message ?? 'no codes' };
  }
  const [found, expected] = [lastCodes(spice.trajectory), lastCodes(simulated.trajectory)];
  const { worst, at } = largestDifference(found, expected);
  const share = worst / (maxAbs(expected) || 1);
  return {
    ...known,
    status: share <= tolerance ? 'agrees' : 'differs',
    worst: share,
    worstAtom: at,
    underway: alongTheWay(spice.trajectory, simulated.trajectory),
    reference: fromReference(job, found),
    spice: figures(spice),
  };
}

const figures = ({ trajectory, energy }: Settling): SettlingFigures => ({
  toPercent: settlingTime(trajectory, 0.01),
  toPermille: settlingTime(trajectory, 0.001),
  energy,
});

function unrest({ times, states }: Trajectory, timeConstant: number): number {
  const atoms = states.length / times.length;
  const [before, last] = [states.subarray(-2 * atoms, -atoms), states.subarray(-atoms)];
  const constants = (times.at(-1)! - times.at(-2)!) / timeConstant;
  return largestDifference(before, last).worst / constants / (maxAbs(last) || 1);
}

function limitedAtoms({ codes }: Trajectory, { atoms, element, voltsPerUnit }: LcaCircuit): number {
  const limit = element.limit / voltsPerUnit;
  const found = new Set<number>();
  codes.forEach((a, at) => {
    if (Math.abs(a) >= limit * (1 - 1e-12)) found.add(at % atoms);
  });
  return found.size;
}

/** The largest difference of a state between two trajectories at the moments of the first, over the largest state. */
function alongTheWay(a: Trajectory, b: Trajectory): number {
  const atoms = a.states.length / a.times.length;
  let worst = 0;
  for (let k = 0, p = 1; k < a.times.length; k++) {
    while (p < b.times.length - 1 && b.times[p]! < a.times[k]!) p++;
    const share = Math.min(1, (a.times[k]! - b.times[p - 1]!) / (b.times[p]! - b.times[p - 1]!));
    for (let j = 0; j < atoms; j++) {
      const [before, after] = [b.states[(p - 1) * atoms + j]!, b.states[p * atoms + j]!];
      worst = Math.max(worst, Math.abs(a.states[k * atoms + j]! - before - share * (after - before)));
    }
  }
  return worst / (maxAbs(b.states) || 1);
}

/** What is 0 of a code that ngspice found, as a part of the largest. */
const noCode = 1e-6;

/** Change of a state in an iteration over the step at which the reference has come to rest, and the most iterations. */
const rest = { tolerance: 1e-9, iterations: 200_000 };

function fromReference({ program, layer, input }: CoderJob, codes: Float64Array): CoderVerdict['reference'] {
  const { threshold } = settlingCircuits(program).find(({ from }) => from === layer)!;
  if (threshold.shape === 'hard') return null;
  const { weights } = mvmNodes(program.graph).find(({ name }) => name === layer)!;
  const wanted = sparseCodes(weights, matrix(1, input.length, input), { threshold, ...rest }).codes;
  const { worst } = largestDifference(codes, wanted.data);
  // The solver of a circuit has no exact zeros.
  const least = noCode * maxAbs(codes);
  const support = codes.map(a => (Math.abs(a) > least ? a : 0));
  return {
    worst: worst / (maxAbs(wanted.data) || 1),
    overlap: supportOverlap(matrix(1, codes.length, support), wanted),
  };
}
