import type { Command } from 'commander';
import type { CrossbarFile } from '../../../crossbar/file/crossbar-file.js';
import { reject } from '../../../edge/error.js';
import { readJson, writeWhole } from '../../../edge/files.js';
import type { Json } from '../../../edge/json.js';
import { answering, type Context, describe } from '../../command.js';
import { fileToWrite, readQuantity, refuseGiven, seedOption, wholeNumber, workersOption } from '../../options.js';
import type { Answer } from '../../output.js';
import { version } from '../../version.js';

export interface AnalyseOptions {
  readonly ac?: number;
  readonly monteCarlo?: number;
  readonly temperature?: string;
  readonly pulses?: number;
  readonly device?: string;
  readonly age?: string;
  readonly model?: string;
  readonly width?: string;
  readonly edge?: string;
  readonly gap?: string;
  readonly seed: number;
  readonly workers?: number;
  readonly timeout?: string;
  readonly plot?: string;
  readonly netlist?: string;
}

/** What an analysis works with: the array file, with its name for messages and titles. */
export interface AnalyseRequest {
  readonly file: CrossbarFile;
  readonly path: string;
  readonly options: AnalyseOptions;
  readonly signal: AbortSignal;
  /** s that one netlist may take. */
  readonly timeoutSeconds: number;
  readonly onProgress: (done: number, total: number) => void;
  /** Gives the event loop its turn now and then, so that Ctrl-C is heard. */
  readonly between: () => Promise<void>;
}

/** What it found. */
export interface AnalyseFindings {
  readonly text: string;
  readonly json: { readonly [name: string]: Json | undefined };
  /** The largest difference between ngspice and the simulator, and what it may be. */
  readonly worst: number;
  readonly tolerance: number;
  readonly netlist: string;
  /** Drawn where it is asked for. */
  readonly plot: () => Promise<string>;
}

type Kind = 'ac' | 'monteCarlo' | 'temperature' | 'pulses';

/** The analyses, each with the options that it has besides those of all. */
const kinds: Readonly<Record<Kind, readonly (keyof AnalyseOptions)[]>> = {
  ac: [],
  monteCarlo: ['device', 'age', 'seed', 'workers'],
  temperature: ['device', 'age', 'seed', 'workers'],
  pulses: ['model', 'width', 'edge', 'gap'],
};

export function analyseCommand(): Command {
  const command = describe(
    'analyse',
    'Analyse one array in ngspice (WebAssembly; nothing to install) and by the simulator, and compare the two: bandwidth, many chips, temperatures, or write pulses.',
    'ohmweave analyse array.json --ac 0 --plot bandwidth.svg\n' +
      'ohmweave analyse array.json --monte-carlo 100 --device rram-hfo2-radar\n' +
      'ohmweave analyse array.json --temperature "300 K, 350 K, 400 K"\n' +
      'ohmweave analyse write.json --pulses 5 --model vteam --width "20 ns"',
  )
    .argument('<array>', 'JSON file of a crossbar (docs/array.md; - is stdin)')
    .option('--ac <row>', 'bandwidth of every column from this row, by the capacitances of the file', wholeNumber(0))
    .option('--monte-carlo <chips>', 'currents of the first input over many chips of --device', wholeNumber(1))
    .option('--temperature <list>', 'currents of the first input at these temperatures, of wires and --device')
    .option('--pulses <count>', 'write the cell of "write" with pulses on cells of --model', wholeNumber(1))
    .option('--device <name>', 'statistical device (ohmweave devices) that is written to the conductances')
    .option('--age <time>', 'of the devices; default: just written')
    .option('--model <name>', 'dynamic model (ohmweave devices) of all cells')
    .option('--width <time>', 'of a pulse, at its voltage')
    .option('--edge <time>', 'of a pulse, from 0 V to its voltage and back; default: a twentieth of the width')
    .option('--gap <time>', 'after each pulse; default: the width')
    .addOption(seedOption('names the first chip; others have the seeds that follow'))
    .addOption(workersOption())
    .option('--timeout <time>', 'longest time for one netlist; default: 10 min')
    .option('--plot <file>', 'draw the result (.svg)', fileToWrite('.svg'))
    .option(
      '--netlist <file>',
      'write the circuit for any ngspice (.cir); of many the first chip or last temperature',
      fileToWrite(),
    );
  return answering<AnalyseOptions>(command, (...given) => analyse(command, ...given));
}

async function analyse(
  command: Command,
  context: Context,
  options: AnalyseOptions,
  [path]: readonly string[],
): Promise<Answer> {
  const kind = kindOf(command, options);
  const name = path === '-' ? 'stdin' : path!;
  const request: AnalyseRequest = {
    ...{ options, path: name, signal: context.signal },
    file: await readCrossbarFile(path!, name),
    timeoutSeconds: options.timeout === undefined ? 600 : await readQuantity(options.timeout, 'time', '--timeout'),
    onProgress: context.progress.stage('ngspice'),
    between: breaks(context.signal),
  };
  const found = await run(kind, request).catch(cause => impossible(name, cause));
  context.signal.throwIfAborted();
  const write = (to: string | undefined, content: string): void => {
    if (to === undefined) return;
    writeWhole(to, content);
    context.wrote(to);
  };
  write(options.plot, options.plot === undefined ? '' : await found.plot());
  write(options.netlist, found.netlist);
  const { scientific } = await import('../../../report/svg/format.js');
  const passed = found.worst <= found.tolerance;
  const lines = [
    found.text,
    passed
      ? `ngspice and the simulator agree within ${scientific(roundedUp(found.worst))} of the largest`
      : `ngspice and the simulator DIFFER by ${scientific(found.worst)} of the largest; ${scientific(found.tolerance)} is allowed`,
    ...(options.plot ? [`drawn in ${options.plot}`] : []),
    ...(options.netlist
      ? [`netlist written to ${options.netlist}; run it: ngspice -b -r out.raw ${options.netlist}`]
      : []),
  ];
  return {
    text: lines.join('\n'),
    json: { command: 'analyse', version, ...found.json, worst: found.worst, tolerance: found.tolerance },
    passed,
  };
}

/** The power of ten above, from 1e-9 on: what is below is rounding. */
const roundedUp = (part: number): number => Number(`1e${Math.max(-9, Math.ceil(Math.log10(part || 1e-9)))}`);

/** The one analysis that is asked for. InputError where there is none, more than one, or an option of another. */
function kindOf(command: Command, options: AnalyseOptions): Kind {
  const spelled = (name: string): string => `--${name.replace(/[A-Z]/, capital => `-${capital.toLowerCase()}`)}`;
  const names = Object.keys(kinds) as Kind[];
  const asked = names.filter(name => options[name] !== undefined);
  const [kind] = asked;
  if (!kind || asked.length > 1)
    return reject(
      'analyse',
      asked.length > 1 ? `found ${asked.map(spelled).join(' and ')}` : 'found no analysis',
      `expected one of ${names.map(spelled).join(', ')}`,
    );
  const others = names.flatMap(name => kinds[name]).filter(name => !kinds[kind].includes(name));
  refuseGiven(command, others, `found it with ${spelled(kind)}`, 'expected it with an analysis that depends on it');
  if (kind === 'temperature' && options.device === undefined)
    refuseGiven(command, ['seed'], 'found it without --device', 'expected one: chips differ in their devices');
  return kind;
}

async function readCrossbarFile(path: string, name: string): Promise<CrossbarFile> {
  const { isTwoWire, readArrayFile } = await import('../../../crossbar/file/array-file.js');
  const file = await readArrayFile(readJson(path), name);
  if (isTwoWire(file)) return reject(name, 'found an array with supply lines', 'expected a crossbar');
  if (file.transposed)
    return reject(`${name}: read`, 'found "word lines"', 'expected "bit lines": columns are what is read');
  return file;
}

async function run(kind: Kind, request: AnalyseRequest): Promise<AnalyseFindings> {
  if (kind === 'ac') return (await import('./frequency.js')).findBandwidths(request);
  if (kind === 'monteCarlo') return (await import('./chips.js')).findChips(request);
  if (kind === 'temperature') return (await import('./temperature.js')).findTemperatures(request);
  return (await import('./pulses.js')).findPulses(request);
}

function breaks(signal: AbortSignal): () => Promise<void> {
  let paused = performance.now();
  return async () => {
    if (performance.now() - paused < 100) return;
    await new Promise(resolve => setImmediate(resolve));
    signal.throwIfAborted();
    paused = performance.now();
  };
}

/** What cannot be solved is the fault of the circuit. */
function impossible(path: string, cause: unknown): never {
  const names = ['SpiceError', 'ConvergenceError', 'IntegrationError'];
  if (cause instanceof Error && names.includes(cause.name))
    reject(path, cause.message, 'expected a circuit that can be solved');
  throw cause;
}
