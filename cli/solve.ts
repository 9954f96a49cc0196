import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ArrayFile, WireOptions } from '../crossbar/array-file.js';
import type { SolveFileOptions, SolveResult } from '../crossbar/solve-file.js';
import { reject } from '../edge/error.js';
import { readJson, writeWhole } from '../edge/files.js';
import { formatTable, isTable, readTable } from '../edge/table.js';
import { type Matrix, toRows } from '../numeric/matrix.js';
import { answering, type Context, describe } from './command.js';
import type { Answer } from './output.js';
import { version } from './version.js';

interface Options extends WireOptions {
  readonly inputs?: string;
  readonly output?: string;
  readonly operator?: true;
  readonly fields?: true;
  readonly power?: true;
  readonly plot?: string;
  readonly netlist?: string;
  readonly settle?: number;
  readonly approximate?: 'ideal' | 'dmr' | 'aihwkit';
  readonly method: 'auto' | 'pcg' | 'operator';
  readonly engine?: 'wasm' | 'plain';
  readonly tolerance?: number;
}

/** Columns of the table that is printed; the rest is in files and in the JSON. */
const mostShown = 8;

/** From here on an operator and a settling take longer than starting a thread, some 0.3 s. */
const cellsOfLongOperator = 300 * 300;
const cellsOfLongSettling = 40 * 40;

export function solveCommand(): Command {
  const command = describe(
    'solve',
    'Solve one crossbar exactly, wires included: the currents that given voltages drive through it.',
    'ohmweave solve array.json --power --plot map.svg\n' +
      'ohmweave solve g.npy --word-line "1 ohm" --bit-line "1 ohm" --inputs v.npy -o currents.npy',
  )
    .argument('<array>', 'JSON file (docs/array.md; - is stdin), or conductances in S as .npy or .csv')
    .option('--inputs <file>', 'voltages in V as .npy or .csv, one vector per row')
    .option('--word-line <ohm>', 'with .npy and .csv: resistance of a word-line segment')
    .option('--bit-line <ohm>', 'with .npy and .csv: resistance of a bit-line segment')
    .option('--driver <ohm>', 'with .npy and .csv: resistance of a driver')
    .option('--sense <ohm>', 'with .npy and .csv: resistance of a sense input')
    .option('-o, --output <file>', 'write the currents out of the bit lines, vectors × bit lines (.npy or .csv)')
    .option('--operator', 'write the effective operator instead, word lines × bit lines in S')
    .option('--power', 'also say where the power goes')
    .option('--fields', 'also give every node voltage and current (with --format json)')
    .option('--plot <file>', 'draw the first input: voltages across the cells and currents in the wires (.svg)')
    .option('--netlist <file>', 'write the circuit for any ngspice, with what to expect (.cir)')
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
  const { operatorOf, solveFile } = await import('../crossbar/solve-file.js');
  checkFiles(path!, options);
  const file = await readArray(path!, options);
  const count = file.inputs.rows;
  const { power, fields, plot, netlist, settle, approximate } = options;
  const ofInputs = power || fields || plot || netlist || settle || approximate;
  if (count === 0 && (!options.operator || ofInputs))
    reject(path!, 'found no input vectors', 'expected "inputs" in the JSON file, or --inputs FILE');
  if (options.operator && file.law)
    reject('--operator', 'found cells that are not linear', 'expected linear cells: no operator stands for others');

  const report = context.progress.stage('solving');
  let paused = performance.now();
  const wanted: SolveFileOptions = {
    method: options.method,
    fields: Boolean(options.fields),
    heat: Boolean(options.power),
    ...(options.approximate && { approximate: options.approximate }),
    ...(options.settle && { settle: options.settle }),
    ...(options.engine && { engine: options.engine }),
    ...(options.tolerance && { tolerance: options.tolerance }),
    ...inBackground(context, file),
    // Now and then the event loop gets its turn, so that progress is shown and Ctrl-C heard.
    between: async (done, total) => {
      report(done, total);
      if (performance.now() - paused < 100) return;
      await new Promise(resolve => setImmediate(resolve));
      context.signal.throwIfAborted();
      paused = performance.now();
    },
  };
  const result = await solveFile(file, wanted).catch(cause => unsolvable(path!, cause));
  const operator = options.operator && (result.operator ?? (await operatorOf(file.array, wanted)));
  const map = plot && (await drawn(file, wanted));
  const circuit = netlist && (await netlistOf(path!, file, result));
  await new Promise(resolve => setImmediate(resolve));
  context.signal.throwIfAborted();
  const write = (name: string, content: string | Uint8Array): void => {
    writeWhole(name, content);
    context.wrote(name);
  };
  if (options.output) write(options.output, formatTable(options.output, operator ? operator.transfer : result.outputs));
  if (map) write(plot, map);
  if (circuit) write(netlist, circuit);
  return answer(result, file, options);
}

/** What takes long in one go is done in a thread, so that Ctrl-C is heard meanwhile. */
function inBackground(
  { signal, progress }: Context,
  { array }: ArrayFile,
): Pick<SolveFileOptions, 'operate' | 'follow'> {
  const cells = array.rows * array.cols;
  return {
    ...(cells >= cellsOfLongOperator && {
      operate: async (array, options) => {
        const { background } = await import('./background.js');
        return background('operator', { array, options }, signal, progress.stage('operator'));
      },
    }),
    ...(cells >= cellsOfLongSettling && {
      follow: async (...what) => {
        const { background } = await import('./background.js');
        return background('settle', what, signal, progress.stage('settling'));
      },
    }),
  };
}

/** An iteration that does not end is the fault of what it was given. */
function unsolvable(path: string, cause: unknown): never {
  if (cause instanceof Error && cause.name === 'ConvergenceError')
    reject(
      path === '-' ? 'stdin' : path,
      cause.message,
      'expected voltages and resistances that double precision can tell apart, or a larger --tolerance',
    );
  throw cause;
}

/** Refuses names of files and combinations that cannot be, before anything is computed. */
function checkFiles(path: string, options: Options): void {
  const { output, plot } = options;
  if (options.operator && !output)
    reject('--operator', 'found no file to write it to', 'expected -o FILE, .npy or .csv');
  if (output !== undefined && !/\.(npy|csv)$/i.test(output))
    reject(output, 'found another kind of file', 'expected a name that ends in .npy or .csv');
  if (plot !== undefined && !/\.svg$/i.test(plot))
    reject(plot, 'found another kind of file', 'expected a name that ends in .svg');
  if (options.inputs !== undefined && !isTable(options.inputs))
    reject(options.inputs, 'found another kind of file', 'expected a name that ends in .npy or .csv');
  const wires = ['wordLine', 'bitLine', 'driver', 'sense'] as const;
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

async function readArray(path: string, options: Options): Promise<ArrayFile> {
  const { arrayFromTable, readArrayFile } = await import('../crossbar/array-file.js');
  const inputs = options.inputs === undefined ? undefined : readTable(options.inputs);
  const file = path === '-' ? 'stdin' : path;
  const read = isTable(path)
    ? await arrayFromTable(readTable(path), options, file, inputs)
    : await readArrayFile(readJson(path), file, inputs);
  const { rows } = read.array;
  if (inputs && inputs.cols !== rows)
    reject(options.inputs!, `found ${inputs.cols} columns`, `expected ${rows}, one per word line of ${file}`);
  const wrong = inputs?.data.findIndex(volt => !Number.isFinite(volt)) ?? -1;
  if (wrong >= 0)
    reject(
      `${options.inputs}: row ${Math.floor(wrong / rows)}, column ${wrong % rows}`,
      `found ${inputs!.data[wrong]} V`,
      'expected a finite number',
    );
  return read;
}

/** The first input is solved once more, rather than all of them kept with their fields. */
async function drawn(file: ArrayFile, options: SolveFileOptions): Promise<string> {
  const { arrayMaps, stacked } = await import('../report/array-map.js');
  const { solveOne, voltages } = await import('../crossbar/solve-file.js');
  return stacked('Crossbar, first input', arrayMaps(file.array, voltages(file, 0), solveOne(file, 0, options)));
}

async function netlistOf(title: string, file: ArrayFile, { outputs }: SolveResult): Promise<string> {
  const { tileNetlist } = await import('../compiler/emit/tile.js');
  const { array, law, inputs, bitInputs } = file;
  return tileNetlist({
    title,
    array,
    vectors: rowsOf(inputs),
    expected: rowsOf(outputs),
    ...(law && { law }),
    ...(bitInputs && { bitVectors: rowsOf(bitInputs) }),
  });
}

const rowsOf = ({ rows, cols, data }: Matrix): Float64Array[] =>
  Array.from({ length: rows }, (_, k) => data.subarray(k * cols, (k + 1) * cols));

async function answer(result: SolveResult, file: ArrayFile, options: Options): Promise<Answer> {
  const { outputs, inputCurrents, power, solver, heat, solutions, approximation, transient } = result;
  const grid = (field: Float64Array): number[][] =>
    toRows({ rows: file.array.rows, cols: file.array.cols, data: field });
  return {
    text: await text(result, options),
    json: {
      command: 'solve',
      version,
      outputAmperes: toRows(outputs),
      inputAmperes: toRows(inputCurrents),
      powerWatts: [...power],
      solver,
      heatWatts: heat?.map(parts => ({ ...parts })),
      fields: options.fields
        ? solutions?.map(({ wordVoltage, bitVoltage, cellCurrent, wordCurrent, bitCurrent }) => ({
            wordLineVolts: grid(wordVoltage),
            bitLineVolts: grid(bitVoltage),
            cellAmperes: grid(cellCurrent),
            wordLineAmperes: grid(wordCurrent),
            bitLineAmperes: grid(bitCurrent),
          }))
        : undefined,
      approximation: approximation && {
        name: approximation.name,
        outputAmperes: toRows(approximation.outputs),
        largestError: approximation.largestError,
        rmsError: approximation.rmsError,
      },
      settling: transient && { seconds: transient.settlingTime, joules: transient.energy },
    },
  };
}

async function text({ outputs, inputCurrents, power, ...found }: SolveResult, options: Options): Promise<string> {
  const { tableText } = await import('../report/table.js');
  const { plain, quantity } = await import('../report/svg/format.js');
  const written = (value: number, unit: string): string => quantity(value, unit, 6);
  const shown = Math.min(power.length, mostShown);
  const across = (name: string, value: (k: number) => string): string[] => [
    name,
    ...Array.from({ length: shown }, (_, k) => value(k)),
  ];
  const currents = (line: string, { cols, data }: Matrix): string[][] =>
    Array.from({ length: cols }, (_, i) => across(`${line} ${i}`, k => written(data[k * cols + i]!, 'A')));
  const parts = {
    cells: 'cells',
    wordLines: 'word lines',
    bitLines: 'bit lines',
    drivers: 'drivers',
    sense: 'sense',
  } as const;
  const losses = (all: NonNullable<SolveResult['heat']>): string[][] =>
    Object.entries(parts).map(([part, name]) =>
      across(`  lost in ${name}`, k => written(all[k]![part as keyof typeof parts], 'W')),
    );
  const brief = options.output !== undefined;
  const lines = [
    ...(brief ? [`${options.operator ? 'operator' : 'currents'} written to ${options.output}`] : []),
    ...(shown > 0 && !(brief && !found.heat)
      ? [
          tableText({
            columns: [{ name: '' }, ...Array.from({ length: shown }, (_, k) => ({ name: `input ${k}` }))],
            rows: [
              ...(brief ? [] : [...currents('bit line', outputs), ...currents('word line', inputCurrents)]),
              across('power', k => written(power[k]!, 'W')),
              ...(found.heat ? losses(found.heat) : []),
            ],
          }),
        ]
      : []),
    ...(power.length > shown && !brief ? [`and ${power.length - shown} more inputs: -o FILE or --format json`] : []),
    ...(found.approximation
      ? [
          `${found.approximation.name} is off by ${(100 * found.approximation.rmsError).toPrecision(3)} % rms, ` +
            `${(100 * found.approximation.largestError).toPrecision(3)} % of the largest output at most`,
        ]
      : []),
    ...(found.transient
      ? [
          `input 0 settles to ${plain(100 * options.settle!)} % of the largest output in ` +
            `${written(found.transient.settlingTime, 's')}, drawing ${written(found.transient.energy, 'J')} on the way`,
        ]
      : []),
    ...(options.fields ? ['every voltage and current: --format json'] : []),
    ...(options.plot ? [`map drawn in ${options.plot}`] : []),
    ...(options.netlist ? [`netlist written to ${options.netlist}; run it: ngspice -b ${options.netlist}`] : []),
  ];
  return lines.join('\n');
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
