import { columnsOf, rowsOf } from '../../compiler/plan.js';
import { largestDifference } from '../../numeric/matrix.js';
import { type BlockJob, type BlockStates, type BlockVariant, blockStates } from './block-run.js';
import { type ErrorBudget, errorBudget } from './error-budget.js';
import { type FollowOptions, followAll } from './follow.js';
import type { RunOptions, SpicePool } from './pool.js';

/** Largest difference of a state, as a part of full scale, that still agrees where nothing else is asked for. */
export const stateTolerance = 0.01;

export interface BlockVerdict {
  readonly name: string;
  /** How many were followed, of how many there are. */
  readonly units: number;
  readonly of: number;
  readonly steps: number;
  /** `failed` where ngspice gave no states; `message` then says why. */
  readonly status: 'agrees' | 'differs' | 'failed';
  /** The largest |difference| of a state, full scale being 1; NaN if failed. */
  readonly worst: number;
  /** Where that is; -1 if failed. */
  readonly worstUnit: number;
  readonly worstStep: number;
  /** Time of the run, without the wait for a worker. */
  readonly seconds: number;
  readonly message?: string;
  /** Where the differences come from, if it was asked for and could be measured. */
  readonly budget?: ErrorBudget;
}

export interface BlockOptions extends FollowOptions<BlockVerdict> {
  /** Whether to measure where the differences come from: four more runs of each block. */
  readonly budget?: boolean;
}

/**
 * Follows blocks through their steps in ngspice, from the row voltages to the states of the volatile devices, and compares
 * these at every step with the behavioural simulator's. A block that cannot be run is `failed` and stops nothing else.
 */
export async function validateBlocks(
  jobs: readonly BlockJob[],
  options: BlockOptions = {},
): Promise<readonly BlockVerdict[]> {
  return followAll(jobs, options, (pool, job, limits) => validate(pool, job, limits, options));
}

async function validate(
  pool: SpicePool,
  job: BlockJob,
  limits: RunOptions,
  { tolerance = stateTolerance, budget }: BlockOptions,
): Promise<BlockVerdict> {
  const run = (variant?: BlockVariant): Promise<BlockStates> => blockStates(pool, job, variant, limits);
  const { spice, simulated, circuit, seconds, message } = await run();
  const steps = simulated.length / circuit.outputs;
  const of = planOf(job).outputs;
  const size = { name: job.layer, units: circuit.outputs, of, steps, seconds };
  if (!spice)
    return {
      ...size,
      status: 'failed',
      worst: Number.NaN,
      worstUnit: -1,
      worstStep: -1,
      message: message ?? 'no states',
    };
  const { worst, at } = largestDifference(spice, simulated);
  return {
    ...size,
    status: worst <= tolerance ? 'agrees' : 'differs',
    worst,
    worstUnit: at % circuit.outputs,
    worstStep: Math.floor(at / circuit.outputs),
    ...(budget && { budget: await errorBudget(job, worst, run) }),
  };
}

const planOf = ({ program, layer }: Pick<BlockJob, 'program' | 'layer'>) =>
  program.plans.find(({ name }) => name === layer)!;

/** Cells of a block for each of its units. */
export function cellsPerUnit(block: Pick<BlockJob, 'program' | 'layer'>): number {
  const plan = planOf(block);
  return plan.tiles.reduce((sum, tile) => sum + rowsOf(tile) * columnsOf(tile), 0) / plan.outputs;
}
