import type { Command } from 'commander';
import type { NamedCircuit } from '../compiler/emit/program.js';
import type { Program } from '../compiler/program-record.js';
import { ageLabel } from '../report/age.js';
import type { TileVerdict, ValidateOptions } from '../sim/spice/validate.js';
import { answering, type Context, describe } from './command.js';
import { type StepOptions, stepOptions } from './layer-steps.js';
import { tileCircuits } from './netlist.js';
import { countOrAll, readQuantity, wholeNumber, workersOption } from './options.js';
import { type Answer, finiteOrNull } from './output.js';
import { readTime } from './run.js';
import { validateProgramBlocks, withBlocks } from './validate-blocks.js';
import { version } from './version.js';

interface Options extends StepOptions {
  readonly units: number;
  readonly budget: boolean;
  readonly tiles: number | 'all';
  readonly vectors: number;
  readonly time?: string;
  readonly timeout?: string;
  readonly workers?: number;
}

export function validateCommand(): Command {
  const command = describe(
    'validate',
    'Run tiles in ngspice (WebAssembly; nothing to install) and compare every column current with the fast simulator; blocks with volatile devices through time, state by state.',
    'ohmweave validate net.owp --tiles 4 --time "1 day"',
  )
    .argument('<program>', 'compiled network (.owp)')
    .option('--tiles <count|all>', 'how many tiles, spread evenly over the program', countOrAll, 'all')
    .option('--vectors <count>', 'reads per tile', wholeNumber(1), 4)
    .option('--time <time>', 'age of the chip; default: just programmed')
    .option('--timeout <time>', 'longest time for one tile; default: 10 min')
    .addOption(workersOption())
    .option('--units <count>', 'units of each block with volatile devices that are followed', wholeNumber(1), 16)
    .option('--no-budget', 'do not measure where the differences of blocks come from');
  for (const option of stepOptions()) command.addOption(option);
  return answering<Options>(command, async (context, { tiles, vectors, time, timeout, workers, ...steps }, [file]) => {
    const { readProgram } = await import('../compiler/program-file.js');
    const program = readProgram(file!);
    const age = await readTime(time);
    const limit = timeout === undefined ? {} : { timeoutSeconds: await readQuantity(timeout, 'time', '--timeout') };
    const circuits = await tileCircuits(context, program, { time: age, vectors, tiles });
    const verdicts = await validateCircuits(context, circuits, { ...limit, ...(workers && { workers }) });
    const blocks = await validateProgramBlocks(context, program, {
      ...{ ...steps, ...limit, ...(workers && { workers }) },
      time: age,
    });
    return withBlocks(await validateAnswer(verdicts, program, { file: file!, time: age }), blocks);
  });
}

export async function validateCircuits(
  { progress, signal }: Context,
  circuits: readonly NamedCircuit[],
  options: Pick<ValidateOptions, 'timeoutSeconds' | 'workers'> = {},
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
  made: { readonly file: string; readonly time: number },
): Promise<Answer> {
  const { tableText } = await import('../report/table.js');
  const { quantity, scientific } = await import('../report/svg/format.js');
  const count = (status: TileVerdict['status']): number => verdicts.filter(v => v.status === status).length;
  const table = tableText({
    columns: ['tile', 'rows', 'columns', 'reads', 'ngspice', 'worst difference', 'time'].map(name => ({ name })),
    rows: verdicts.map(({ name, rows, cols, vectors, status, worst, seconds }) => [
      ...[name, rows, cols, vectors, status],
      ...[status === 'failed' ? '–' : scientific(worst, 2), quantity(seconds, 's')],
    ]),
  });
  const passed = count('agrees') === verdicts.length;
  return {
    text: [
      `${graph.name} on ${hardware.name}, ${ageLabel(made.time)}; differences are relative to the tile's largest current`,
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
        elapsedSeconds: verdict.seconds,
        message: verdict.message ?? null,
      })),
    },
  };
}
