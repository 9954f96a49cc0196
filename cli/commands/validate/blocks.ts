import type { Program } from '../../../compiler/program-record.js';
import { agreeText } from '../../../report/words.js';
import type { BlockVerdict } from '../../../sim/spice/blocks.js';
import type { ErrorBudget } from '../../../sim/spice/error-budget.js';
import type { SpiceEngine } from '../../../sim/spice/validate.js';
import type { Context } from '../../command.js';
import { layerSteps, type StepOptions } from '../../layer-steps.js';
import { type Answer, finiteOrNull } from '../../output.js';

/** How blocks are followed through time. */
export interface BlockRunOptions extends StepOptions {
  /** Default: as many as there is time for. */
  readonly units?: number;
  /** False with `--no-budget`. */
  readonly budget: boolean;
  readonly time: number;
  readonly engine?: SpiceEngine;
  readonly timeoutSeconds?: number;
  readonly workers?: number;
}

/** Most units that are followed where nobody says how many. */
const mostUnits = 16;

/**
 * Most cells of a block that is followed where nobody says how many units, and followed four times more for its budget.
 * Time grows with about the square of the cells: 1 s of one core at 1000, 15 s at 2400.
 */
const mostCells = 1500;

/** Verdicts on the blocks of a program whose recurrence lives in volatile devices; none where there are none. */
export async function validateProgramBlocks(
  context: Context,
  program: Program,
  { units, time, ...options }: BlockRunOptions,
): Promise<readonly BlockVerdict[]> {
  const { volatileLayers } = await import('../../../compiler/emit/layer-circuit.js');
  const layers = volatileLayers(program);
  if (layers.length === 0) return [];
  const inputs = await layerSteps(context, program, options, time);
  const { cellsPerUnit, validateBlocks } = await import('../../../sim/spice/blocks.js');
  const { progress, signal } = context;
  const report = progress.stage('following blocks in ngspice');
  report(0, layers.length);
  const jobs = layers.map(layer => {
    const cells = cellsPerUnit({ program, layer });
    const { outputs } = program.plans.find(({ name }) => name === layer)!;
    const affordable = Math.max(1, Math.min(mostUnits, Math.floor(mostCells / cells)));
    return { program, layer, inputs: inputs.get(layer)!, time, units: Math.min(outputs, units ?? affordable) };
  });
  const small = jobs.every(job => job.units * cellsPerUnit(job) <= mostCells);
  if (options.budget && !small)
    progress.note(`note: these blocks have more than ${mostCells} cells; where differences come from is not measured`);
  const onProgress = (_: BlockVerdict, done: number, total: number): void => report(done, total);
  const budget = options.budget && small;
  const verdicts = await validateBlocks(jobs, { ...options, budget, signal, onProgress });
  signal.throwIfAborted();
  return verdicts;
}

/** The answer on tiles, and on blocks where there are any. */
export async function withBlocks(tiles: Answer, verdicts: readonly BlockVerdict[]): Promise<Answer> {
  if (verdicts.length === 0) return tiles;
  const { tableText } = await import('../../../report/table.js');
  const { quantity, scientific } = await import('../../../report/svg/format.js');
  const count = (status: BlockVerdict['status']): number => verdicts.filter(v => v.status === status).length;
  const passed = count('agrees') === verdicts.length;
  const table = tableText({
    columns: ['block', 'units', 'steps', 'ngspice', 'worst difference', 'time'].map(name => ({ name })),
    rows: verdicts.map(({ name, units, of, steps, status, worst, seconds }) => [
      ...[name, units === of ? `${units}` : `${units} of ${of}`, steps, status],
      ...[status === 'failed' ? '–' : worst === 0 ? '0' : scientific(worst, 2), quantity(seconds, 's')],
    ]),
  });
  const worst = verdicts.reduce((a, b) => (b.budget && b.worst > a.worst ? b : a), verdicts[0]!);
  return {
    text: [
      tiles.text,
      '',
      'blocks with volatile devices through time; differences of states are relative to full scale',
      table,
      ...verdicts.flatMap(({ name, message }) => (message === undefined ? [] : [`${name}: ${message}`])),
      passed ? agreeText(verdicts.length, 'block') : `${count('differs')} differ, ${count('failed')} failed`,
      ...(worst.budget ? ['', `where the difference of ${worst.name} comes from`, await budgetText(worst.budget)] : []),
    ].join('\n'),
    passed: tiles.passed !== false && passed,
    json: {
      ...tiles.json,
      blocks: verdicts.map(({ name, units, of, steps, status, worst: difference, ...verdict }) => ({
        ...{ name, units, unitsOfLayer: of, steps, status, worstDifference: finiteOrNull(difference) },
        worstUnit: verdict.worstUnit,
        worstStep: verdict.worstStep,
        elapsedSeconds: verdict.seconds,
        message: verdict.message ?? null,
        budget: verdict.budget ? budgetJson(verdict.budget) : null,
      })),
    },
  };
}

async function budgetText({ total, exactConverters, parts, effects }: ErrorBudget): Promise<string> {
  const { tableText } = await import('../../../report/table.js');
  const { scientific } = await import('../../../report/svg/format.js');
  const part = (change: number): string => (change === 0 ? '0' : scientific(change, 2));
  return tableText({
    columns: ['largest change of a state', 'of', 'by'].map(name => ({ name })),
    rows: [
      [part(total), 'ngspice – simulator', 'both as they are'],
      [part(exactConverters), 'ngspice – simulator', 'exact converters in both'],
      ...parts.map(({ name, how, change }) => [part(change), 'ngspice', `${name}: ${how}`]),
      ...effects.map(({ name, how, change }) => [part(change), 'simulator', `${name}: ${how}`]),
    ],
  });
}

const budgetJson = ({ total, exactConverters, parts, effects }: ErrorBudget) => ({
  total,
  exactConverters: finiteOrNull(exactConverters),
  spice: parts.map(({ name, how, change }) => ({ name, how, change: finiteOrNull(change) })),
  simulator: effects.map(({ name, how, change }) => ({ name, how, change: finiteOrNull(change) })),
});
