import { type Command, Option } from 'commander';
import type { Program } from '../compiler/program-record.js';
import { mostReads, type Overlap, overlaps } from '../compiler/timeline/tasks.js';
import type { Timeline } from '../compiler/timeline/timeline.js';
import { type UnitKind, unitKinds } from '../compiler/timeline/units.js';
import { writeWhole } from '../edge/files.js';
import { plain, quantity } from '../report/svg/format.js';
import type { Table } from '../report/table.js';
import { background } from './background.js';
import { answering, type Context, describe } from './command.js';
import { fileToWrite, requireDistinct, requireUnread, wholeNumber } from './options.js';
import type { Answer } from './output.js';
import type { ScheduleOutput } from './schedule-job.js';
import { version } from './version.js';

interface Options {
  readonly preset?: string;
  readonly steps?: number;
  readonly overlap: Overlap;
  readonly show: number;
  readonly svg?: string;
  readonly trace?: string;
}

/** Rows of the table of utilisations; the JSON has every unit. */
const mostPlaces = 16;

export function scheduleCommand(): Command {
  const command = describe(
    'schedule',
    'When every unit of the chip does what in one inference: latency, interval, critical path, utilisation.',
    'ohmweave schedule net.owp --svg gantt.svg --trace trace.json',
  )
    .argument('<program>', 'compiled network (.owp)')
    .option(
      '--preset <name>',
      "peripherals whose latencies count, built-in ones or the program's own; default: its first",
    )
    .option('--steps <count>', 'time steps of the series; default: mean of the calibration inputs', wholeNumber(1))
    .addOption(
      new Option('--overlap <how>', 'whether a stage takes a step when it is done with the last, or its units are')
        .choices(overlaps)
        .default('stages'),
    )
    .option('--show <count>', 'time steps in the picture and the trace', wholeNumber(1, 10_000), 4)
    .option('--svg <file>', 'a Gantt chart of the stages', fileToWrite('.svg'))
    .option('--trace <file>', 'all operations, to be opened in Perfetto (ui.perfetto.dev)', fileToWrite('.json'));
  return answering<Options>(command, async (context, options, [file]) => {
    requireDistinct({ '--svg': options.svg, '--trace': options.trace });
    requireUnread({ '<program>': file }, { '--svg': options.svg, '--trace': options.trace });
    const { readProgram } = await import('../compiler/program-file.js');
    const program = readProgram(file!);
    const { choiceOf, peripheralsNamed } = await import('../compiler/cost/peripherals.js');
    const choice = choiceOf(program.hardware.peripherals, options.preset);
    const preset = peripheralsNamed(choice).name;
    const { signal, progress } = context;
    const { overlap, show } = options;
    const input = { program, preset: choice, steps: options.steps ?? meanSteps(program), overlap, shown: show };
    const found = await background('schedule', input, signal, progress.stage('scheduling'));
    await write(context, program, found.timeline, preset, options);
    return scheduleAnswer(found, program, { ...options, preset, program: file! });
  });
}

function meanSteps({ calibration: { series } }: Program): number {
  return Math.max(1, Math.round(series.reduce((sum, { length }) => sum + length, 0) / series.length));
}

async function write(
  { wrote }: Context,
  { graph, hardware }: Program,
  timeline: Timeline,
  preset: string,
  { svg, trace }: Options,
): Promise<void> {
  if (svg !== undefined) {
    const { ganttFigure } = await import('../report/gantt-figure.js');
    writeWhole(svg, ganttFigure(`${graph.name} on ${hardware.name}, ${preset}`, timeline));
    wrote(svg);
  }
  if (trace !== undefined) {
    const { traceEvents } = await import('../compiler/timeline/trace-events.js');
    const about = { network: graph.name, hardware: hardware.name, preset, ohmweave: version };
    writeWhole(trace, `${JSON.stringify(traceEvents(timeline, about))}\n`);
    wrote(trace);
  }
}

async function scheduleAnswer(
  { timeline, settling }: ScheduleOutput,
  program: Program,
  made: Options & { readonly program: string; readonly preset: string },
): Promise<Answer> {
  const { tableText } = await import('../report/table.js');
  const { graph, hardware } = program;
  const { units, steps, latency, inference, interval, bound, path, busy, shown } = timeline;
  const share = (unit: number): number => (inference > 0 ? busy[unit]! / inference : 0);
  const notes = notesOf({ timeline, settling }, program, made);
  const written = [made.svg, made.trace].filter(file => file !== undefined);
  return {
    text: [
      `${graph.name} on ${hardware.name} with ${made.preset}: one inference of ${plain(steps)} time ${steps === 1 ? 'step' : 'steps'}`,
      [
        `latency of one time step  ${quantity(latency, 's')}`,
        `interval between steps    ${quantity(interval, 's')}; at least ${quantity(bound.seconds, 's')}, by ${bound.by}`,
        `whole inference           ${quantity(inference, 's')}`,
      ].join('\n'),
      tableText({
        columns: [
          { name: 'critical path' },
          { name: 'work' },
          { name: 'time', unit: 's' },
          { name: 'share', unit: '%' },
        ],
        rows: path.map(part => [part.stage, part.work, part.seconds, part.seconds / latency]),
      }),
      tableText(utilisation(timeline)),
      [...notes, ...written.map(file => `wrote ${file}`)].join('\n'),
    ].join('\n\n'),
    json: {
      command: 'schedule',
      version,
      program: made.program,
      ...{ network: graph.name, hardware: hardware.name, preset: made.preset, overlap: made.overlap },
      ...{ steps, shownSteps: shown },
      ...{ latencySeconds: latency, intervalSeconds: interval, inferenceSeconds: inference },
      bound: { by: bound.by, seconds: bound.seconds },
      path: path.map(({ stage, work, seconds }) => ({ stage, work, seconds })),
      units: units.map(({ name, kind, place }, unit) => ({
        ...{ name, kind, place, busySeconds: busy[unit]!, utilisation: share(unit) },
      })),
      settling: settling.map(({ tile, seconds }) => ({ tile, seconds })),
      svg: made.svg ?? null,
      trace: made.trace ?? null,
      notes,
    },
  };
}

/** Of each array and stage the busiest unit of each kind, as a share of the whole inference. */
function utilisation({ units, busy, inference }: Timeline): Table {
  const places = [...new Set(units.map(({ place }) => place))];
  const most = (place: string, kind: UnitKind): number =>
    units.reduce((most, unit, k) => (unit.place === place && unit.kind === kind ? Math.max(most, busy[k]!) : most), 0);
  const kinds = unitKinds.filter(kind => places.some(place => most(place, kind) > 0));
  const rows = places
    .map(place => kinds.map(kind => most(place, kind)))
    .map((seconds, k) => ({ place: places[k]!, seconds, busiest: Math.max(...seconds) }))
    .filter(({ busiest }) => busiest > 0)
    .sort((a, b) => b.busiest - a.busiest);
  const shown = rows.slice(0, mostPlaces);
  const rest = rows.length - shown.length;
  return {
    columns: ['utilisation', ...kinds].map(name => ({ name })),
    rows: [
      ...shown.map(({ place, seconds }) => [
        place,
        ...seconds.map(one => (one > 0 ? quantity(one / inference, '%') : '')),
      ]),
      ...(rest > 0 ? [[`… ${rest} more`, ...kinds.map(() => '')]] : []),
    ],
  };
}

function notesOf(
  { timeline, settling }: ScheduleOutput,
  { hardware, backward, schedule }: Program,
  made: Options,
): string[] {
  const most = Math.max(0, ...schedule.stages.map(({ reads }) => reads));
  return [
    settlingNote(settling, hardware.read.time),
    ...(most > mostReads
      ? [`Of more than ${mostReads} reads of a stage several are taken together, up to ${Math.ceil(most / mostReads)}.`]
      : []),
    ...(backward.length > 0 ? ['Arrays that are read from both sides convert on one set of ADCs.'] : []),
    ...(made.trace || made.svg ? [shownNote(timeline)] : []),
  ];
}

function settlingNote(settling: ScheduleOutput['settling'], read: number): string {
  const longest = settling.reduce((most, one) => (one.seconds > most.seconds ? one : most), { tile: '', seconds: 0 });
  if (longest.seconds === 0)
    return `Arrays settle within the ${quantity(read, 's')} of a read: the hardware gives no capacitances of lines and cells.`;
  return `Before each read of ${quantity(read, 's')} an array settles to half a step of its ADC: at most ${quantity(longest.seconds, 's')} (${longest.tile}).`;
}

const shownNote = ({ shown, steps }: Timeline): string =>
  shown < steps ? `Picture and trace show the first ${shown} of ${steps} time steps.` : 'Picture and trace show all.';
