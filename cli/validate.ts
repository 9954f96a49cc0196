import { type Command, InvalidArgumentError, Option } from 'commander';
import type { NamedCircuit } from '../compiler/emit/program.js';
import type { Program } from '../compiler/program-record.js';
import { ageLabel } from '../report/age.js';
import type { SpiceEngine, TileVerdict, ValidateOptions } from '../sim/spice/validate.js';
import { answering, type Context, describe } from './command.js';
import { type StepOptions, stepOptions } from './layer-steps.js';
import { tileCircuits } from './netlist.js';
import { readQuantity, wholeNumber, workersOption } from './options.js';
import { type Answer, finiteOrNull } from './output.js';
import { readTime } from './run.js';
import { validateProgramBlocks, withBlocks } from './validate-blocks.js';
import { version } from './version.js';

interface Options extends StepOptions {
  readonly units?: number;
  readonly budget: boolean;
  readonly tiles: number | 'all';
  readonly vectors: number;
  readonly time?: string;
  readonly timeout?: string;
  readonly workers?: number;
  readonly engine: SpiceEngine;
}

export function validateCommand(): Command {
  const command = describe(
    'validate',
    'Run tiles in ngspice (WebAssembly; nothing to install) and compare every column current with the fast simulator; blocks with volatile devices through time, state by state.',
    'ohmweave validate net.owp --tiles 4 --time "1 day"',
  )
    .argument('<program>', 'compiled network (.owp)')
    .option('--tiles <count|all>', 'how many tiles, spread evenly over the program', tileCount, 'all')
    .option('--vectors <count>', 'reads per tile', wholeNumber(1), 4)
    .option('--time <time>', 'age of the chip; default: just programmed')
    .option('--timeout <time>', 'longest time for one tile; default: 10 min')
    .addOption(
      new Option('--engine <engine>', 'which ngspice: in WebAssembly, the one on the PATH, or both and compare them')
        .choices(['wasm', 'native', 'both'])
        .default('wasm'),
    )
    .addOption(workersOption())
    .option(
      '--units <count>',
      'units of each block with volatile devices that are followed; default: up to 16',
      wholeNumber(1),
    )
    .option('--no-budget', 'do not measure where the differences of blocks come from');
  for (const option of stepOptions()) command.addOption(option);
  return answering<Options>(command, async (context, options, [file]) => {
    const { tiles, vectors, time, timeout, workers, engine, ...steps } = options;
    const { readProgram } = await import('../compiler/program-file.js');
    const program = readProgram(file!);
    const age = await readTime(time);
    const limit = timeout === undefined ? {} : { timeoutSeconds: await readQuantity(timeout, 'time', '--timeout') };
    const circuits = await tileCircuits(context, program, { time: age, vectors, tiles });
    const running = { ...limit, engine, ...(workers && { workers }) };
    const verdicts = await validateCircuits(context, circuits, running);
    const blocks = await validateProgramBlocks(context, program, { ...steps, ...running, time: age });
    return withBlocks(await validateAnswer(verdicts, program, { file: file!, time: age, engine }), blocks);
  });
}

function tileCount(text: string): number | 'all' {
  if (text === 'all') return 'all';
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a count ≥ 1, or all.');
}

export async function validateCircuits(
  { progress, signal }: Context,
  circuits: readonly NamedCircuit[],
  options: Pick<ValidateOptions, 'timeoutSeconds' | 'workers' | 'engine'> = {},
): Promise<readonly TileVerdict[]> {
  const { validateTiles } = await import('../sim/spice/validate.js');
  const report = progress.stage('running ngspice');
  report(0, circuits.length);
  const onProgress = (_: TileVerdict, done: number, total: number): void => report(done, total);
  const verdicts = await validateTiles(circuits, { ...options, signal, onProgress });
  signal.throwIfAborted();
  return verdicts;
}

export async function validateAnswer(
  verdicts: readonly TileVerdict[],
  { graph, hardware }: Program,
  made: { readonly file: string; readonly time: number; readonly engine?: SpiceEngine },
): Promise<Answer> {
  const { tableText } = await import('../report/table.js');
  const { quantity, scientific } = await import('../report/svg/format.js');
  const count = (status: TileVerdict['status']): number => verdicts.filter(v => v.status === status).length;
  const { engine = 'wasm' } = made;
  const { nativeVersion } = await import('../sim/spice/native.js');
  const installed = engine === 'wasm' ? undefined : await nativeVersion();
  const apart = engine === 'both' ? ['between engines'] : [];
  const table = tableText({
    columns: [...['tile', 'rows', 'columns', 'reads', 'ngspice', 'worst difference'], ...apart, 'time'].map(name => ({
      name,
    })),
    rows: verdicts.map(({ name, rows, cols, vectors, status, worst, enginesApart, seconds }) => [
      ...[name, rows, cols, vectors, status],
      ...[worst, ...(enginesApart === undefined ? [] : [enginesApart])].map(share =>
        status === 'failed' ? '–' : scientific(share, 2),
      ),
      quantity(seconds, 's'),
    ]),
  });
  const passed = count('agrees') === verdicts.length;
  return {
    text: [
      `${graph.name} on ${hardware.name}, ${ageLabel(made.time)}; differences are relative to the tile's largest current`,
      ...(installed === undefined
        ? []
        : [`with ${installed}${engine === 'both' ? ' and ngspice in WebAssembly' : ''}`]),
      table,
      ...verdicts.flatMap(({ name, message }) => (message === undefined ? [] : [`${name}: ${message}`])),
      passed ? `all ${verdicts.length} tiles agree` : `${count('differs')} differ, ${count('failed')} failed`,
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
      tiles: verdicts.map(verdict => ({
        name: verdict.name,
        rows: verdict.rows,
        columns: verdict.cols,
        vectors: verdict.vectors,
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
