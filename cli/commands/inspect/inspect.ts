import { type Command, Option } from 'commander';
import type { DeviceFormat } from '../../../compiler/device-files.js';
import type { Program } from '../../../compiler/program-record.js';
import type { FolderFile } from '../../../edge/folder.js';
import { background } from '../../background.js';
import { answering, type Context, describe } from '../../command.js';
import { fileToWrite, refuseGiven } from '../../options.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';
import { readTime } from '../run/run.js';

interface Options {
  readonly time?: string;
  readonly tile?: string;
  readonly svg?: string;
  readonly export?: string;
  readonly exportFormat: DeviceFormat;
}

export function inspectCommand(): Command {
  const command = describe(
    'inspect',
    'Look into a compiled program: stages, tiles, fill, scales, conductances, errors of weights; export every device.',
    'ohmweave inspect net.owp\nohmweave inspect net.owp --export devices/ --time "1 day"',
  )
    .argument('<program>', 'compiled network (.owp)')
    .option('--time <time>', 'age of the chip; default: just programmed')
    .option('--tile <name>', 'one tile in detail, such as "block1[0,0]"')
    .addOption(new Option('--svg <file>', 'draw the histograms of conductances (.svg)').argParser(fileToWrite('.svg')))
    .option('--export <folder>', 'write target, programmed and present conductances of every device')
    .addOption(new Option('--export-format <format>', 'of the exported files').choices(['npy', 'csv']).default('npy'));
  return answering<Options>(command, async (context, options, [file]) => {
    const { requireOwnFolder } = await import('../../../edge/folder.js');
    if (options.export !== undefined) requireOwnFolder(options.export);
    else refuseGiven(command, ['exportFormat'], 'found it without --export', 'expected --export FOLDER');
    const { readProgram } = await import('../../../compiler/program-file.js');
    const { inspectionAnswer } = await import('./answer.js');
    const program = readProgram(file!);
    const time = await readTime(options.time);
    const { progress, signal } = context;
    const wanted = { program, time, ...(options.tile !== undefined && { tile: options.tile }) };
    const inspection = await background('inspect', wanted, signal, progress.stage('inspecting tiles'));
    const written = [
      ...(options.svg === undefined ? [] : [await drawFigure(context, program, options.svg, options.tile)]),
      ...(options.export === undefined
        ? []
        : [await exportDevices(context, program, { file: file!, folder: options.export, time }, options.exportFormat)]),
    ];
    const { text, json } = inspectionAnswer(program, inspection, options.tile);
    const wrote = { svg: options.svg ?? null, exported: options.export ?? null };
    return {
      text: [text, ...written.map(path => `wrote ${path}`)].join('\n'),
      json: { command: 'inspect', version, program: file!, ...wrote, ...json },
    } satisfies Answer;
  });
}

async function drawFigure(context: Context, program: Program, path: string, tile?: string): Promise<string> {
  const { conductanceFigure } = await import('../../../report/conductance-figure.js');
  const { writeWhole } = await import('../../../edge/files.js');
  writeWhole(path, conductanceFigure(program, tile));
  context.wrote(path);
  return path;
}

/** Writes every device's conductances with an index that says what each row and column is for. */
async function exportDevices(
  context: Context,
  program: Program,
  { file, folder, time }: { readonly file: string; readonly folder: string; readonly time: number },
  format: DeviceFormat,
): Promise<string> {
  const { deviceFiles, deviceIndex } = await import('../../../compiler/device-files.js');
  const { tilesOf } = await import('../../../compiler/program-record.js');
  const { writeFolder } = await import('../../../edge/folder.js');
  const index = deviceIndex(program, format);
  const tiles = tilesOf(program);
  const report = context.progress.stage('exporting devices');
  async function* files(): AsyncGenerator<FolderFile> {
    for (const [k, { tile }] of tiles.entries()) {
      // A turn of the event loop, in which Ctrl-C is heard.
      await new Promise(resolve => setImmediate(resolve));
      context.signal.throwIfAborted();
      yield* deviceFiles(tile, index[k]!, program, time);
      report(k + 1, tiles.length);
    }
  }
  await writeFolder(folder, files(), {
    ...{ command: 'inspect', version, program: file, network: program.graph.name, hardware: program.hardware.name },
    ...{ seed: program.seed, timeSeconds: time, temperatureKelvin: program.hardware.temperature, unit: 'S' },
    tiles: index,
  });
  context.wrote(folder);
  return folder;
}
