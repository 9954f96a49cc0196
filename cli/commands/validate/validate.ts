import { type Command, Option } from 'commander';
import type { NamedCircuit } from '../../../compiler/emit/program.js';
import type { Hardware } from '../../../compiler/hardware.js';
import type { Program } from '../../../compiler/program-record.js';
import { ageLabel } from '../../../report/age.js';
import { agreeText } from '../../../report/words.js';
import type { SpiceEngine, TileVerdict, ValidateOptions, ValidateProgress } from '../../../sim/spice/validate.js';
import { answering, type Context, describe } from '../../command.js';
import { type StepOptions, stepOptions } from '../../layer-steps.js';
import { countOrAll, fileToWrite, readQuantity, wholeNumber, workersOption } from '../../options.js';
import { type Answer, finiteOrNull } from '../../output.js';
import { version } from '../../version.js';
import { type WindowSize, windowJobs, windowSize } from '../../windows.js';
import { requireArrays, tileCircuits } from '../netlist/netlist.js';
import { readTime } from '../run/run.js';
import { validateProgramBlocks, withBlocks } from './blocks.js';
import { validateProgramCoders, withCoders } from './coders.js';
import { refuseUnheeded } from './followed.js';
import type { ValidateJob } from './job.js';
import { validateProgramNeurons, withNeurons } from './neurons.js';

interface Options extends StepOptions {
  readonly units?: number;
  readonly budget: boolean;
  readonly reduced?: boolean;
  readonly tiles: number | 'all';
  readonly vectors: number;
  readonly time?: string;
  readonly timeout?: string;
  readonly workers?: number;
  readonly window?: WindowSize;
  readonly engine: SpiceEngine;
  readonly job?: string;
}

export function validateCommand(): Command {
  const command = describe(
    'validate',
    'Run tiles in ngspice (WebAssembly; nothing to install) and compare every column current with the fast simulator; blocks with volatile devices, coders that settle as circuits and neurons that are circuits through time.',
    'ohmweave validate net.owp --tiles 4 --time "1 day"',
  )
    .argument('<program>', 'compiled network (.owp)')
    .option('--tiles <count|all>', 'how many tiles, spread evenly over the program', countOrAll, 'all')
    .option('--vectors <count>', 'reads per tile', wholeNumber(1), 4)
    .option('--time <time>', 'age of the chip; default: just programmed')
    .option(
      '--window <rows x columns>',
      'simulate windows of larger tiles, each within the exact equivalent of the rest; default: 32x32 of those too large for ngspice',
      windowSize,
    )
    .option('--timeout <time>', 'longest time for one tile; default: 10 min')
    .addOption(
      new Option('--engine <engine>', 'which ngspice: in WebAssembly, the one on the PATH, or both and compare them')
        .choices(['wasm', 'native', 'both'])
        .default('wasm'),
    )
    .option(
      '--job <file>',
      'keep every verdict in this file as it comes; after an interruption the same command goes on there',
      fileToWrite(),
    )
    .addOption(workersOption())
    .option(
      '--units <count>',
      'units of each block with volatile devices that are followed, default up to 16, and of each layer of neurons that are circuits, default all',
      wholeNumber(1),
    )
    .option(
      '--reduced',
      'arrays of sparse coders and neurons that are circuits as the equivalent networks between their terminals; default: of large ones',
    )
    .option('--no-budget', 'do not measure where the differences of blocks come from');
  for (const option of stepOptions()) command.addOption(option);
  return answering<Options>(command, async (context, options, [file]) => {
    const { tiles, vectors, time, timeout, workers, engine, window, job: path, ...steps } = options;
    const { readProgram } = await import('../../../compiler/program-file.js');
    const program = readProgram(file!);
    requireArrays(program, file!);
    await refuseUnheeded(command, program);
    const age = await readTime(time);
    const limit = timeout === undefined ? {} : { timeoutSeconds: await readQuantity(timeout, 'time', '--timeout') };
    const job = path === undefined ? undefined : await openJobOf(context, path, program, { ...options, time: age });
    const circuits = await tileCircuits(context, program, { time: age, vectors, tiles });
    const running = { ...limit, engine, ...(workers && { workers }) };
    const verdicts = await validateCircuits(context, circuits, program.hardware, {
      ...running,
      ...(window && { window }),
      ...(job && { job }),
    });
    const blocks = await validateProgramBlocks(context, program, { ...steps, ...running, time: age });
    const coders = await validateProgramCoders(context, program, { ...steps, ...running, time: age });
    const tilesAndBlocks = await withBlocks(
      await validateAnswer(verdicts, program, { file: file!, time: age, engine }),
      blocks,
    );
    const neurons = await validateProgramNeurons(context, program, { ...steps, ...running, time: age });
    return withNeurons(await withCoders(tilesAndBlocks, program, coders), neurons);
  });
}

async function openJobOf(
  context: Context,
  path: string,
  program: Program,
  { time, tiles, vectors, engine, window }: Omit<Options, 'time' | 'budget'> & { readonly time: number },
): Promise<ValidateJob> {
  const { createHash } = await import('node:crypto');
  const { encodeProgram } = await import('../../../compiler/program-file.js');
  const { engineName } = await import('../../../sim/spice/engine.js');
  const { nativeVersion } = await import('../../../sim/spice/native.js');
  const { rejectEngine } = await import('../../../sim/spice/validate.js');
  const { openJob } = await import('./job.js');
  const installed = engine === 'wasm' ? undefined : await nativeVersion();
  if (engine !== 'wasm' && installed === undefined) return rejectEngine(engine);
  const engines = [...(engine === 'native' ? [] : [engineName]), ...(installed === undefined ? [] : [installed])];
  const hash = createHash('sha256').update(encodeProgram(program, version)).digest('hex');
  const job = openJob(path, {
    ...{ program: hash, timeSeconds: time, tiles, vectors, engine: engines.join(', '), version },
    window: window ? `${window.rows}x${window.cols}` : 'where a tile is too large',
  });
  const { size } = job.verdicts;
  if (size > 0) context.progress.note(`${path}: ${size} ${size === 1 ? 'verdict is' : 'verdicts are'} there already`);
  context.wrote(path);
  return job;
}

interface CircuitOptions extends Pick<ValidateOptions, 'timeoutSeconds' | 'workers' | 'engine'> {
  readonly window?: WindowSize;
  readonly job?: ValidateJob;
}

/**
 * Runs ngspice on the circuits, or windows of them, whose verdict is not in the job file; all verdicts, in order of the
 * circuits.
 */
export async function validateCircuits(
  context: Context,
  circuits: readonly NamedCircuit[],
  hardware: Hardware,
  { job, window, ...options }: CircuitOptions = {},
): Promise<readonly TileVerdict[]> {
  const { validateTiles } = await import('../../../sim/spice/validate.js');
  const { progress, signal } = context;
  const jobs = await windowJobs(context, circuits, hardware, { ...options, ...(window && { window }) });
  const left = [...jobs.keys()].filter(k => !job?.verdicts.has(k));
  const report = progress.stage('running ngspice');
  const before = jobs.length - left.length;
  report(before, jobs.length);
  const onVerdict = (verdict: TileVerdict, k: number, { done, secondsLeft }: ValidateProgress): void => {
    report(before + done, jobs.length, secondsLeft);
    if (!signal.aborted) job?.append(left[k]!, verdict);
  };
  const found = await validateTiles(left.map(k => jobs[k]!), { ...options, signal, onVerdict }); // biome-ignore format: one thing
  signal.throwIfAborted();
  const verdicts = new Map([...(job?.verdicts ?? []), ...left.map((k, at) => [k, found[at]!] as const)]);
  return Array.from(jobs, (_, k) => verdicts.get(k)!);
}

export async function validateAnswer(
  verdicts: readonly TileVerdict[],
  program: Program,
  made: { readonly file: string; readonly time: number; readonly engine?: SpiceEngine },
): Promise<Answer> {
  const { graph, hardware } = program;
  const { tableText } = await import('../../../report/table.js');
  const { quantity, scientific } = await import('../../../report/svg/format.js');
  const count = (status: TileVerdict['status']): number => verdicts.filter(v => v.status === status).length;
  const { engine = 'wasm' } = made;
  const { nativeVersion } = await import('../../../sim/spice/native.js');
  const { volatileLoops } = await import('../../../compiler/emit/layer-circuit.js');
  const loops = volatileLoops(program);
  const installed = engine === 'wasm' ? undefined : await nativeVersion();
  const apart = engine === 'both' ? ['between engines'] : [];
  const table = tableText({
    columns: [...['tile', 'rows', 'columns', 'reads', 'ngspice', 'worst difference'], ...apart, 'time'].map(name => ({
      name,
    })),
    rows: verdicts.map(({ name, rows, cols, window, vectors, status, worst, enginesApart, seconds }) => [
      ...[
        name,
        window ? span(window.i0, window.i1) : rows,
        window ? span(window.j0, window.j1) : cols,
        vectors,
        status,
      ],
      ...[worst, ...(enginesApart === undefined ? [] : [enginesApart])].map(share =>
        status === 'failed' ? '–' : scientific(share, 2),
      ),
      quantity(seconds, 's'),
    ]),
  });
  const passed = count('agrees') === verdicts.length;
  const windows = verdicts.filter(({ window }) => window).length;
  const what = windows === 0 ? 'tile' : 'window';
  const many = windows === 0 || windows === verdicts.length ? `${what}s` : 'tiles and windows';
  return {
    text: [
      `${graph.name} on ${hardware.name}, ${ageLabel(made.time)}; differences are relative to the tile's largest current`,
      ...(installed === undefined
        ? []
        : [`with ${installed}${engine === 'both' ? ' and ngspice in WebAssembly' : ''}`]),
      table,
      ...verdicts.flatMap(({ name, message }) => (message === undefined ? [] : [`${name}: ${message}`])),
      ...(windows > 0 ? [await windowNote(hardware)] : []),
      passed ? agreeText(verdicts.length, what, many) : `${count('differs')} differ, ${count('failed')} failed`,
      ...loops.map(loopNote),
    ].join('\n'),
    passed,
    json: {
      command: 'validate',
      version,
      program: made.file,
      timeSeconds: made.time,
      engine,
      nativeVersion: installed ?? null,
      agree: count('agrees'),
      differ: count('differs'),
      failed: count('failed'),
      notFollowed: loops,
      tiles: verdicts.map(verdict => ({
        name: verdict.name,
        rows: verdict.rows,
        columns: verdict.cols,
        vectors: verdict.vectors,
        window: verdict.window !== undefined,
        firstRow: verdict.window?.i0 ?? 0,
        firstColumn: verdict.window?.j0 ?? 0,
        status: verdict.status,
        worstRelativeDifference: finiteOrNull(verdict.worst),
        worstColumn: verdict.worstColumn,
        worstVector: verdict.worstVector,
        enginesRelativeDifference: finiteOrNull(verdict.enginesApart ?? Number.NaN),
        elapsedSeconds: verdict.seconds,
        message: verdict.message ?? null,
      })),
    },
  };
}

const loopNote = (loop: string): string =>
  `${loop}: its arrays are compared; the volatile devices of its loop are not followed through time in ngspice`;

/** Lines from the first to before `end`. */
const span = (first: number, end: number): string => (end - first > 1 ? `${first}–${end - 1}` : `no. ${first}`);

/** What a row of the table with such spans means. */
async function windowNote(hardware: Hardware): Promise<string> {
  const { tileLaw } = await import('../../../compiler/tile-array.js');
  const exact = tileLaw(new Float64Array(0), hardware)
    ? 'at the operating point of each read, since its cells are not linear'
    : 'exactly, since its cells are linear';
  return `rows and columns a–b: a window of the tile, its cells compared too; the rest stands as the network equivalent to it, ${exact}`;
}
