import type { Command } from 'commander';
import { passes, passOfStage } from '../../compiler/passes.js';
import type { CalibratedTile, MappedTile } from '../../compiler/plan.js';
import type { PredistortedTile } from '../../compiler/predistort.js';
import type { Program } from '../../compiler/program-record.js';
import type { RepairedTile } from '../../compiler/repair.js';
import type { Layout } from '../../models/data/layout.js';
import { background } from '../background.js';
import { answering, type Context, describe } from '../command.js';
import type { CompileInput } from '../jobs.js';
import { isForeign, nirOption, openNetwork } from '../open-network.js';
import {
  calibrationOption,
  fileToWrite,
  layoutOption,
  outputOption,
  refuseLoneLayout,
  requireDistinct,
  seedOption,
  wholeNumber,
} from '../options.js';
import type { Answer } from '../output.js';
import { version } from '../version.js';

interface Options {
  readonly hardware: string;
  readonly nir?: string;
  readonly calibration?: string;
  readonly layout?: Layout;
  readonly longest?: number;
  readonly seed: number;
  readonly output: string;
  readonly dumpStage?: string;
}

export function compileCommand(): Command {
  const command = describe(
    'compile',
    'Compile a network for a hardware description: place its weights on crossbars and program one chip.',
    'ohmweave compile net.json --hardware pcm-256 -o net.owp',
  )
    .argument('<network>', 'network file (docs/network.md), NIR graph (docs/nir.md) or ONNX model (docs/onnx.md)')
    .requiredOption(
      '--hardware <file|preset>',
      'hardware description (docs/hardware.md); `ohmweave hardware` lists presets',
    )
    .addOption(nirOption())
    .addOption(calibrationOption())
    .addOption(layoutOption())
    .option(
      '--longest <steps>',
      'the longest series that the chip is built for; longer ones are refused',
      wholeNumber(1),
    )
    .addOption(seedOption('names the chip: every device draws its errors from it'))
    .option('--dump-stage <name>', `write what a pass of the compiler leaves in place of the program: ${stageNames}`)
    .addOption(outputOption('the program to write (.owp), or the stage (.json, .msgpack)'))
    .addHelpText('after', `\nStages:\n${stageHelp}`);
  return answering<Options>(command, async (context, { output, nir, dumpStage, ...options }, [file]) => {
    if (dumpStage !== undefined) await requireStage(dumpStage, output);
    refuseLoneLayout(options.layout, options.calibration, '--calibration');
    const { hardware, calibration } = options;
    requireDistinct({ network: file!, '--hardware': hardware, '--calibration': calibration, '--output': output });
    const opened =
      isForeign(file!) || nir !== undefined ? await openNetwork(file!, nir, one => context.progress.note(one)) : file!;
    if (dumpStage !== undefined) return dump(context, { network: opened, stage: dumpStage, ...options }, output);
    const program = await compileProgram(context, { network: opened, ...options });
    await saveProgram(context, program, output);
    return compileAnswer(program, output);
  });
}

const stageNames = passes.map(({ stage }) => stage).join(', ');
const stageHelp = passes.map(({ name, stage, what }) => `  ${stage.padEnd(12)} ${what} (${name})`).join('\n');

/** InputError, before any work, where there is no such stage, or no way to write it to that file. */
async function requireStage(stage: string, output: string): Promise<void> {
  passOfStage(stage);
  const { stageEndings } = await import('../../compiler/stage-file.js');
  fileToWrite(...stageEndings)(output);
}

async function dump(
  { progress, signal, wrote }: Context,
  input: CompileInput & { readonly stage: string },
  output: string,
): Promise<Answer> {
  const { stageFile } = await import('../../compiler/stage-file.js');
  const { writeWhole } = await import('../../edge/files.js');
  const dumped = await background('stage', input, signal, progress.stage('compiling'));
  writeWhole(output, stageFile(output, dumped));
  wrote(output);
  const { stage, network, hardware, seed } = dumped;
  return {
    text: `stage ${stage} of ${network} on ${hardware}, chip seed ${seed}\nwrote ${output}`,
    json: { command: 'compile', version, network, hardware, seed, stage, file: output },
  };
}

export async function compileProgram({ progress, signal }: Context, input: CompileInput): Promise<Program> {
  return background('compile', input, signal, progress.stage('compiling'));
}

export async function saveProgram(context: Context, program: Program, path: string): Promise<void> {
  const { writeProgram } = await import('../../compiler/program-file.js');
  writeProgram(path, program, version);
  context.wrote(path);
}

export async function compileAnswer(program: Program, file: string): Promise<Answer> {
  const { columnsOf, rowsOf } = await import('../../compiler/plan.js');
  const { arrayCount, tilesOf } = await import('../../compiler/program-record.js');
  const { chipWriting } = await import('../../compiler/chip-writing.js');
  const { tableText } = await import('../../report/table.js');
  const { writingJson, writingText } = await import('../writing-answer.js');
  const { graph, hardware, plans, seed, calibration } = program;
  const layers = plans.map(plan => ({
    ...{ name: plan.name, inputs: plan.inputs, outputs: plan.outputs, copies: plan.copies },
    ...{ outputCopies: plan.outputCopies, biasRows: plan.biasRows },
    ...(plan.slices && { slices: plan.slices.count }),
    ...(plan.clipped && { clipped: { ...plan.clipped } }),
    ...irDropOf(plan.tiles),
    ...faultsOf([plan.tiles, ...(plan.duplicates ?? [])].flat()),
    tiles: plan.tiles.map(tile => ({
      name: tile.name,
      array: tile.macro,
      rows: rowsOf(tile),
      columns: columnsOf(tile),
    })),
  }));
  const { rows, columns } = hardware.array;
  const arrays = arrayCount(program);
  const cells = tilesOf(program).reduce((sum, { tile }) => sum + rowsOf(tile) * columnsOf(tile), 0);
  const usedCells = cells / (arrays * rows * columns || 1);
  const table = tableText({
    columns: ['layer', 'inputs', 'outputs', 'rows per weight', 'bias rows', 'tiles', 'largest'].map(name => ({ name })),
    rows: layers.map(layer => [
      ...[layer.name, layer.inputs, layer.outputs, layer.copies, layer.biasRows, layer.tiles.length],
      `${Math.max(...layer.tiles.map(tile => tile.rows))}×${Math.max(...layer.tiles.map(tile => tile.columns))}`,
    ]),
  });
  const clippings = layers.flatMap(({ name, inputs, outputs, clipped }) =>
    clipped
      ? [
          `${name}: ${clipped.count} of ${inputs * outputs} weights clipped to ±${clipped.limit.toPrecision(3)}, by ${clipped.largestError.toPrecision(3)} at most\n`,
        ]
      : [],
  );
  const compensations = layers.flatMap(({ name, irDrop }) =>
    irDrop
      ? [
          `${name}: IR drop compensated at ${irDrop.share.toPrecision(3)} of the scale, error of the weights ${irDrop.before.toPrecision(2)} before, ${irDrop.after.toExponential(1)} after, ${irDrop.cutOff} cut off\n`,
        ]
      : [],
  );
  const repairs = layers.flatMap(({ name, faults }) => {
    if (!faults) return [];
    const { stuck, devices, accepted, partners, rows: byRows, outputs } = faults;
    const [first, ...others] = [accepted, partners, byRows, outputs].map(error => error.toPrecision(2));
    return [
      `${name}: ${stuck} of ${devices} devices stuck, error of the outputs ${first} as mapped, ${others[0]} with partners written for it, ${others[1]} with rows moved, ${others[2]} with outputs moved\n`,
    ];
  });
  const writing = chipWriting(program);
  return {
    text: `${table}
${[...clippings, ...compensations, ...repairs].join('')}${graph.name} on ${hardware.name}, chip seed ${seed}: ${arrays} ${arrays === 1 ? 'array' : 'arrays'} of ${rows}×${columns}, ${(100 * usedCells).toFixed(1)} % of their cells used${writing ? `\n\n${writingText(writing)}\n` : ''}
wrote ${file}`,
    json: {
      command: 'compile',
      version,
      network: graph.name,
      hardware: hardware.name,
      file,
      seed,
      arrays,
      arrayRows: rows,
      arrayColumns: columns,
      usedCells,
      calibrationSeries: calibration.series.length,
      layers,
      writing: writing ? writingJson(writing) : undefined,
    },
  };
}

/** What making up for IR drop came to in the worst tile of a layer, and how many weights the window cuts off in all of them. */
function irDropOf(tiles: readonly MappedTile[]) {
  const found = tiles.flatMap(({ predistortion }) => predistortion ?? []);
  if (found.length === 0) return {};
  const most = (of: (tile: PredistortedTile) => number): number => Math.max(...found.map(of));
  return {
    irDrop: {
      before: most(({ before }) => before),
      after: most(({ after }) => after),
      share: -most(({ share }) => -share),
      cutOff: found.reduce((sum, { clipped }) => sum + clipped.length, 0),
    },
  };
}

/** What stuck devices do to the outputs of a layer, in all its sets of arrays: RMS errors relative to the RMS of the outputs. */
function faultsOf(tiles: readonly CalibratedTile[]) {
  const found = tiles.flatMap(({ repair }) => repair ?? []);
  if (found.length === 0) return {};
  const sum = (of: (one: RepairedTile) => number): number => found.reduce((total, one) => total + of(one), 0);
  const signal = sum(one => one.signal);
  // Of weights that are all zero nothing was wanted, and any error is infinite.
  const share = (of: (one: RepairedTile) => number): number => (sum(of) === 0 ? 0 : Math.sqrt(sum(of) / signal));
  return {
    faults: {
      devices: sum(one => one.devices),
      stuck: sum(one => one.stuck),
      accepted: share(one => one.accepted),
      partners: share(one => one.partners),
      rows: share(one => one.rows),
      outputs: share(one => one.outputs),
    },
  };
}
