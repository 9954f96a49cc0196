import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ArrayFile } from '../../../crossbar/file/array-file.js';
import type { WireOptions } from '../../../crossbar/file/crossbar-file.js';
import { reject } from '../../../edge/error.js';
import { readJson, writeWhole } from '../../../edge/files.js';
import { formatTable, isTable, readTable } from '../../../edge/table.js';
import { answering, type Context, describe } from '../../command.js';
import { fileToWrite } from '../../options.js';
import type { Answer } from '../../output.js';
import { windowPlace } from '../../windows.js';
import type { SolveRequest } from './findings.js';

interface Options extends WireOptions, Omit<SolveRequest, 'path'> {
  readonly transposed?: true;
  readonly inputs?: string;
  readonly output?: string;
}

export function solveCommand(): Command {
  const command = describe(
    'solve',
    'Solve one array exactly, wires included: the currents that given voltages drive through it.',
    'ohmweave solve array.json --power --plot map.svg\n' +
      'ohmweave solve g.npy --word-line "1 ohm" --bit-line "1 ohm" --inputs v.npy -o currents.npy',
  )
    .argument('<array>', 'JSON file (docs/array.md; - is stdin), or conductances in S as .npy or .csv')
    .option(
      '--inputs <file>',
      'voltages in V as .npy or .csv, one vector per row; gates where the array has supply lines',
    )
    .option('--word-line <ohm>', 'with .npy and .csv: resistance of a word-line segment')
    .option('--bit-line <ohm>', 'with .npy and .csv: resistance of a bit-line segment')
    .option('--driver <ohm>', 'with .npy and .csv: resistance of a driver')
    .option('--sense <ohm>', 'with .npy and .csv: resistance of a sense input')
    .option('--transposed', 'with .npy and .csv: drive the bit lines and read the word lines')
    .option(
      '-o, --output <file>',
      'write the currents that are read, vectors × bit lines (.npy or .csv)',
      fileToWrite('.npy', '.csv'),
    )
    .option('--operator', 'write the effective operator instead, word lines × bit lines in S')
    .option('--power', 'also say where the power goes')
    .option('--fields', 'also give every node voltage and current (with --format json)')
    .option(
      '--plot <file>',
      'draw the first input: voltages across the cells and currents in the wires (.svg)',
      fileToWrite('.svg'),
    )
    .option('--netlist <file>', 'write the circuit for any ngspice, with what to expect (.cir)', fileToWrite())
    .option(
      '--window <rows,columns>',
      'with --netlist: these alone, within the equivalent of the rest, such as 0:32,480:512',
      windowPlace,
    )
    .option('--settle <part>', 'also find when the outputs are this close to their final values, such as 0.1%', part)
    .addOption(
      new Option('--approximate <how>', 'also approximate, and measure the error').choices(['ideal', 'dmr', 'aihwkit']),
    )
    .addOption(
      new Option('--method <method>', 'one input at a time or all at once')
        .choices(['auto', 'pcg', 'operator'])
        .default('auto'),
    )
    .addOption(new Option('--engine <engine>', 'of the solver').choices(['wasm', 'plain']))
    .option('--tolerance <residual>', 'where the solver stops (default: 1e-12; cells with a law: 1e-10)', positive);
  return answering<Options>(command, solve);
}

async function solve(context: Context, options: Options, [path]: readonly string[]): Promise<Answer> {
  const { isTwoWire } = await import('../../../crossbar/file/array-file.js');
  checkFiles(path!, options);
  const name = path === '-' ? 'stdin' : path!;
  const file = await readArray(path!, name, options);
  const report = context.progress.stage('solving');
  let paused = performance.now();
  // Now and then the event loop gets its turn, so that progress is shown and Ctrl-C heard.
  const between = async (done: number, total: number): Promise<void> => {
    report(done, total);
    if (performance.now() - paused < 100) return;
    await new Promise(resolve => setImmediate(resolve));
    context.signal.throwIfAborted();
    paused = performance.now();
  };
  const request: SolveRequest = { ...options, path: name };
  const found = isTwoWire(file)
    ? await (await import('./two-wire.js')).solveTwoWireArray(file, request, between)
    : await (await import('./crossbar.js')).solveCrossbar(context, file, request, between);
  await new Promise(resolve => setImmediate(resolve));
  context.signal.throwIfAborted();
  const write = (file: string | undefined, content: string | Uint8Array | undefined): void => {
    if (file === undefined || content === undefined) return;
    writeWhole(file, content);
    context.wrote(file);
  };
  write(options.output, options.output && formatTable(options.output, found.operator ?? found.outputs));
  write(options.plot, found.map);
  write(options.netlist, found.circuit);
  const { solveAnswer } = await import('./answer.js');
  return solveAnswer(found, options);
}

/** Refuses names of files and combinations that cannot be, before anything is computed. */
function checkFiles(path: string, options: Options): void {
  if (options.window && !options.netlist)
    reject('--window', 'found no netlist to write', 'expected --netlist FILE as well');
  if (options.operator && !options.output)
    reject('--operator', 'found no file to write it to', 'expected -o FILE, .npy or .csv');
  if (options.method === 'operator' && options.tolerance !== undefined)
    reject('--tolerance', 'found it with --method operator', 'expected none: an operator is computed directly');
  if (options.inputs !== undefined && !isTable(options.inputs))
    reject(options.inputs, 'found another kind of file', 'expected a name that ends in .npy or .csv');
  const wires = ['wordLine', 'bitLine', 'driver', 'sense', 'transposed'] as const;
  const given = isTable(path) ? undefined : wires.find(name => options[name] !== undefined);
  if (given) {
    const option = `--${given.replace(/[A-Z]/, capital => `-${capital.toLowerCase()}`)}`;
    reject(
      option,
      `found ${path === '-' ? 'stdin' : path}`,
      'expected an .npy or .csv file; a JSON file says it itself',
    );
  }
}

async function readArray(path: string, name: string, options: Options): Promise<ArrayFile> {
  const table = options.inputs === undefined ? undefined : { name: options.inputs, values: readTable(options.inputs) };
  if (!isTable(path)) {
    const { readArrayFile } = await import('../../../crossbar/file/array-file.js');
    return readArrayFile(readJson(path), name, table);
  }
  const { crossbarFromTable } = await import('../../../crossbar/file/crossbar-file.js');
  return crossbarFromTable(readTable(path), options, name, table, options.transposed);
}

function part(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('expected a part between 0 and 1, such as 0.1%');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('expected a number between 0 and 1, such as 1e-10');
  return value;
}
