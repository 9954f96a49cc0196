import type { Program } from '../../../compiler/program-record.js';
import { agreeText } from '../../../report/words.js';
import type { NeuronVerdict, RasterComparison } from '../../../sim/spice/neurons.js';
import type { SpiceEngine } from '../../../sim/spice/validate.js';
import type { Context } from '../../command.js';
import { chosenSeries, type StepOptions } from '../../layer-steps.js';
import { type Answer, finiteOrNull } from '../../output.js';

/** How layers of neurons are followed. */
export interface NeuronRunOptions extends StepOptions {
  readonly units?: number;
  readonly reduced?: boolean;
  readonly time: number;
  readonly engine?: SpiceEngine;
  readonly timeoutSeconds?: number;
  readonly workers?: number;
}

/** Verdicts on the layers of a program whose neurons are circuits, each through the first steps of a series. */
export async function validateProgramNeurons(
  context: Context,
  program: Program,
  { reduced, units, time, steps, ...options }: NeuronRunOptions,
): Promise<readonly NeuronVerdict[]> {
  const { spikingCircuits } = await import('../../../compiler/spiking-circuit.js');
  const layers = spikingCircuits(program);
  if (layers.length === 0) return [];
  const series = await chosenSeries(program, options, options.series);
  const { validateNeurons } = await import('../../../sim/spice/neurons.js');
  const { progress, signal } = context;
  const report = progress.stage('neurons in ngspice');
  report(0, layers.length);
  const jobs = layers.map(({ name }) => ({
    ...{ program, layer: name, series, steps: Math.min(steps, series.length), time },
    ...(reduced !== undefined && { reduced }),
    ...(units !== undefined && { units }),
  }));
  const { engine, timeoutSeconds, workers } = options;
  const limits = { ...(engine && { engine }), ...(timeoutSeconds && { timeoutSeconds }), ...(workers && { workers }) };
  const onProgress = (_: NeuronVerdict, done: number, total: number): void => report(done, total);
  const verdicts = await validateNeurons(jobs, { ...limits, signal, onProgress });
  signal.throwIfAborted();
  return verdicts;
}

/** The answer so far, and that on neurons where there are any. */
export async function withNeurons(answer: Answer, verdicts: readonly NeuronVerdict[]): Promise<Answer> {
  if (verdicts.length === 0) return answer;
  const passed = verdicts.every(({ status }) => status === 'agrees');
  const count = (status: NeuronVerdict['status']): number => verdicts.filter(v => v.status === status).length;
  return {
    text: [
      answer.text,
      '',
      'neurons as circuits, from 0 V; a membrane differs relative to the largest or the swing, a decision where it spikes or not',
      await neuronTable(verdicts),
      ...verdicts.flatMap(notesOf),
      passed
        ? agreeText(verdicts.length, 'layer of neurons', 'layers of neurons')
        : `${count('differs')} differ, ${count('failed')} failed`,
    ].join('\n'),
    passed: answer.passed !== false && passed,
    json: { ...answer.json, neurons: verdicts.map(verdictJson) },
  };
}

async function neuronTable(verdicts: readonly NeuronVerdict[]): Promise<string> {
  const { tableText } = await import('../../../report/table.js');
  const { quantity, scientific } = await import('../../../report/svg/format.js');
  const names = [
    'layer',
    'neurons',
    'steps',
    'arrays',
    'ngspice',
    'worst membrane',
    'spikes',
    'other decisions',
    'time',
  ];
  return tableText({
    columns: names.map(name => ({ name })),
    rows: verdicts.map(({ name, units, width, steps, cells, reduced, status, worst, spikes, spice, seconds }) => [
      ...[name, units === width ? width : `${units} of ${width}`, steps, `${cells} cells${reduced ? ', reduced' : ''}`],
      ...[status, status === 'failed' ? '–' : scientific(worst, 2), spikes, spice?.differing ?? '–'],
      quantity(seconds, 's'),
    ]),
  });
}

const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;

function notesOf({ name, message, reduced, spice, reference, near, nearest, spikes }: NeuronVerdict): string[] {
  return [
    ...(message === undefined ? [] : [`${name}: ${message}`]),
    ...(reduced
      ? [`${name}: arrays stand as the networks between their terminals that they are equivalent to, exactly`]
      : []),
    ...(spice ? partingOf(name, 'ngspice and the simulator part', spice) : []),
    ...(reference
      ? [
          `${name}: the float64 reference has ${reference.spikes} spikes, the simulator ${spikes}; ${reference.differing} decisions differ`,
          ...partingOf(name, 'the reference and the simulator part', reference),
        ]
      : []),
    ...(near > 0
      ? [`${name}: ${near} decisions are within 0.1 % of the swing of their threshold, the nearest ${percent(nearest)}`]
      : []),
  ];
}

function partingOf(name: string, who: string, { parting }: RasterComparison): string[] {
  if (!parting) return [];
  const { step, neuron, margin } = parting;
  return [`${name}: ${who} at step ${step}, neuron ${neuron}, ${percent(margin)} of the swing from the threshold`];
}

const verdictJson = ({ worst, nearest, largest, seconds, message, spice, reference, ...verdict }: NeuronVerdict) => ({
  ...verdict,
  worstRelativeDifference: finiteOrNull(worst),
  nearestToThreshold: finiteOrNull(nearest),
  largestMembraneVolts: largest,
  spice: spice && rasterJson(spice),
  reference: reference && rasterJson(reference),
  elapsedSeconds: seconds,
  message: message ?? null,
});

const rasterJson = ({ spikes, differing, parting }: RasterComparison) => ({
  ...{ spikes, differing },
  parting: parting && { ...parting },
});
