import type { Program } from '../../../compiler/program-record.js';
import { agreeText } from '../../../report/words.js';
import type { CoderVerdict } from '../../../sim/spice/coders.js';
import type { SpiceEngine } from '../../../sim/spice/validate.js';
import type { Context } from '../../command.js';
import { layerSteps, type StepOptions } from '../../layer-steps.js';
import { type Answer, finiteOrNull } from '../../output.js';

/** How coders are followed while they settle. */
export interface CoderRunOptions extends StepOptions {
  /** Default: where they have more cells than there is time for. */
  readonly reduced?: boolean;
  readonly time: number;
  readonly engine?: SpiceEngine;
  readonly timeoutSeconds?: number;
  readonly workers?: number;
}

/** Verdicts on the sparse coders of a program that settle as circuits, each under the first input of the series. */
export async function validateProgramCoders(
  context: Context,
  program: Program,
  { reduced, time, ...options }: CoderRunOptions,
): Promise<readonly CoderVerdict[]> {
  const { lcaCircuits } = await import('../../../compiler/emit/lca-circuit.js');
  const layers = lcaCircuits(program);
  if (layers.length === 0) return [];
  const inputs = await layerSteps(context, program, { ...options, steps: 1 }, time);
  const { validateCoders } = await import('../../../sim/spice/coders.js');
  const { progress, signal } = context;
  const report = progress.stage('settling coders in ngspice');
  report(0, layers.length);
  const jobs = layers.map(layer => ({
    ...{ program, layer, input: inputs.get(layer)!, time },
    ...(reduced !== undefined && { reduced }),
  }));
  const onProgress = (_: CoderVerdict, done: number, total: number): void => report(done, total);
  const verdicts = await validateCoders(jobs, { ...options, signal, onProgress });
  signal.throwIfAborted();
  return verdicts;
}

/** The answer so far, and that on coders where there are any. */
export async function withCoders(answer: Answer, program: Program, verdicts: readonly CoderVerdict[]): Promise<Answer> {
  if (verdicts.length === 0) return withDigitalCoders(answer, program);
  const passed = verdicts.every(({ status }) => status === 'agrees');
  const count = (status: CoderVerdict['status']): number => verdicts.filter(v => v.status === status).length;
  return {
    text: [
      answer.text,
      '',
      'sparse coders that settle as circuits, from 0 V; differences are relative to the largest code',
      await coderTable(verdicts),
      ...verdicts.flatMap(notesOf),
      passed ? agreeText(verdicts.length, 'coder') : `${count('differs')} differ, ${count('failed')} failed`,
    ].join('\n'),
    passed: answer.passed !== false && passed,
    json: { ...answer.json, coders: verdicts.map(verdictJson) },
  };
}

/** Rounds of reads are arithmetic between them: there is no circuit of a coder that could be followed. */
function withDigitalCoders(answer: Answer, { graph }: Program): Answer {
  const coders = graph.nodes.filter(node => node.op === 'settle').map(({ name }) => name);
  if (coders.length === 0) return answer;
  const note = `${coders.join(', ')}: settles in rounds of digital arithmetic; only the arrays that it reads are validated`;
  return { ...answer, text: `${answer.text}\n${note}` };
}

async function coderTable(verdicts: readonly CoderVerdict[]): Promise<string> {
  const { tableText } = await import('../../../report/table.js');
  const { quantity, scientific } = await import('../../../report/svg/format.js');
  const part = (share: number): string => (share === 0 ? '0' : scientific(share, 2));
  const names = [
    'coder',
    'atoms',
    'arrays',
    'ngspice',
    'worst code',
    'underway',
    'to 1 %',
    'to 0.1 %',
    'energy',
    'time',
  ];
  return tableText({
    columns: names.map(name => ({ name })),
    rows: verdicts.map(({ name, inputs, atoms, cells, reduced, status, worst, underway, spice, seconds }) => [
      ...[name, `${inputs} × ${atoms}`, `${cells} cells${reduced ? ', reduced' : ''}`, status],
      ...(spice ? [part(worst), part(underway), quantity(spice.toPercent, 's'), quantity(spice.toPermille, 's')] : []),
      ...(spice ? [quantity(spice.energy.arrays + spice.energy.integrators, 'J')] : ['–', '–', '–', '–', '–']),
      quantity(seconds, 's'),
    ]),
  });
}

function notesOf({ name, reference, unrest, limited, reduced, message }: CoderVerdict): string[] {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
  return [
    ...(message === undefined ? [] : [`${name}: ${message}`]),
    ...(reduced
      ? [`${name}: arrays stand as the networks between their terminals that they are equivalent to, exactly`]
      : []),
    ...(reference
      ? [
          `${name}: from the float64 reference its codes are ${percent(reference.worst)} of the largest away; supports overlap by ${percent(reference.overlap)}`,
        ]
      : []),
    ...(unrest > 0.001
      ? [`${name}: its states still change by ${percent(unrest)} in a time constant: settling.time is short`]
      : []),
    ...(limited > 0
      ? [
          `${name}: rows of ${limited} ${limited === 1 ? 'atom' : 'atoms'} come to the read voltage, which holds codes down: more dac.headroom leaves them room`,
        ]
      : []),
  ];
}

const verdictJson = ({ worst, underway, message, ...verdict }: CoderVerdict) => {
  const {
    name,
    inputs,
    atoms,
    cells,
    reduced,
    status,
    worstAtom,
    reference,
    spice,
    simulated,
    unrest,
    limited,
    seconds,
  } = verdict;
  return {
    ...{ name, inputs, atoms, cells, reduced, status, worstAtom, unrest, limitedAtoms: limited },
    worstRelativeDifference: finiteOrNull(worst),
    worstRelativeDifferenceUnderway: finiteOrNull(underway),
    reference,
    spice: spice && figuresJson(spice),
    simulated: figuresJson(simulated),
    elapsedSeconds: seconds,
    message: message ?? null,
  };
};

const figuresJson = ({ toPercent, toPermille, energy }: CoderVerdict['simulated']) => ({
  secondsToPercent: toPercent,
  secondsToPermille: toPermille,
  arrayJoules: energy.arrays,
  integratorJoules: energy.integrators,
});
