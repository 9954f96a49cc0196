import { reject } from '../../edge/error.js';
import { multiply } from '../../kernels/dense.js';
import { kernels } from '../../kernels/instance.js';
import { ProductThreads } from '../../kernels/product-threads.js';
import { concatenate, type Matrix, matrix } from '../../numeric/matrix.js';
import { type ApproximationName, approximate, missed } from '../approximate.js';
import type { CrossbarArray } from '../array.js';
import { type Heat, heat } from '../heat.js';
import { solveArray } from '../line-pcg.js';
import type { SolveOptions, TerminalVoltages } from '../line-system.js';
import { solveNonlinear } from '../nonlinear.js';
import { type EffectiveOperator, effectiveOperator, type OperatorOptions } from '../operator.js';
import { effectiveOperatorInThreads } from '../operator-threads.js';
import { readCurrents } from '../paired-read.js';
import type { ArraySolution } from '../solution.js';
import { settle, type Transient } from '../transient.js';
import { turned, turnedBack } from '../transposed.js';
import type { CrossbarFile } from './crossbar-file.js';

/** With more inputs than this the effective operator pays for itself: 16 to 35 solutions, measured for 32² to 1024². */
const fewInputs = 25;

/** With fewer cells, or fewer multiplications, a second thread is not worth its start (some 50 ms). */
const cellsForThreads = 300 * 300;
const productsForThreads = 1e9;

export interface SolveFileOptions extends SolveOptions {
  /** How; default: 'operator' for many inputs where the array allows it and no fields are asked for, else 'pcg'. */
  readonly method?: 'pcg' | 'operator' | 'auto';
  /** Keep every solution, of all nodes and wires. */
  readonly fields?: boolean;
  /** Work out where the power goes. */
  readonly heat?: boolean;
  readonly approximate?: ApproximationName;
  /** Work out the settling time of the first input, to this part of the largest output. */
  readonly settle?: number;
  /** How an operator and a settling are computed; default: in this thread, or with another where that pays. */
  readonly operate?: (array: CrossbarArray, options: OperatorOptions) => Promise<EffectiveOperator>;
  readonly follow?: (...what: Parameters<typeof settle>) => Promise<Transient>;
  /** Awaited after each solution with how many are done, of how many; may throw, to stop. */
  readonly between?: (done: number, of: number) => Promise<void>;
}

/** What `ohmweave solve` finds out; one row or entry per input vector everywhere. */
export interface SolveResult {
  /** A, by line that is read: bit lines, or word lines in a transposed read. */
  readonly outputs: Matrix;
  /** A from each terminal into its line, of the lines that are driven. */
  readonly inputCurrents: Matrix;
  /** W taken from all terminals. */
  readonly power: Float64Array;
  readonly solver:
    | { readonly method: 'operator'; readonly engine: 'wasm' | 'plain' }
    | { readonly method: 'line-pcg' | 'newton'; readonly iterations: number[] };
  readonly solutions?: readonly ArraySolution[];
  readonly heat?: readonly Heat[];
  /** The operator, where it was used; in a transposed read from bit lines to word lines. */
  readonly operator?: EffectiveOperator;
  readonly approximation?: {
    readonly name: ApproximationName;
    /** A, of what is read: of pairs their differences. */
    readonly outputs: Matrix;
    /** The largest of all inputs, relative to the largest exact output of the same input. */
    readonly largestError: number;
    /** The mean over the inputs. */
    readonly rmsError: number;
  };
  readonly transient?: Transient;
}

/**
 * Solves an array for all its inputs: each on its own where they are few or everything about them is asked for, else all at
 * once by the effective operator. InputError where what is asked for does not go together.
 */
export async function solveFile(file: CrossbarFile, options: SolveFileOptions = {}): Promise<SolveResult> {
  const { inputs, law, bitInputs } = file;
  checkRequest(file, options);
  const whole = options.fields || options.heat;
  const mustBeSingle = law ? 'cells that are not linear' : bitInputs ? 'bit lines that are driven' : undefined;
  if (options.method === 'operator' && (mustBeSingle || whole))
    reject(
      'method operator',
      `found ${mustBeSingle ?? 'fields or power by part asked for'}`,
      'expected method pcg or auto',
    );
  const together =
    options.method === 'operator' || (options.method !== 'pcg' && !mustBeSingle && !whole && inputs.rows > fewInputs);
  const solved = await (together ? solveTogether(file, options) : solveEach(file, options));
  return {
    ...solved,
    ...(options.approximate && { approximation: await approximated(file, options.approximate, options) }),
    ...(options.settle && { transient: await settling(file, options.settle, options) }),
  };
}

async function solveEach(file: CrossbarFile, options: SolveFileOptions): Promise<SolveResult> {
  const { array, inputs } = file;
  const outputs: Float64Array[] = [];
  const currents: Float64Array[] = [];
  const power = new Float64Array(inputs.rows);
  const iterations: number[] = [];
  const solutions: ArraySolution[] = [];
  const losses: Heat[] = [];
  for (let k = 0; k < inputs.rows; k++) {
    const solution = solveOne(file, k, options);
    outputs.push(file.transposed ? reversed(solution.inputs) : solution.outputs);
    currents.push(file.transposed ? reversed(solution.outputs) : solution.inputs);
    power[k] = solution.power;
    iterations.push(solution.iterations);
    if (options.fields) solutions.push(solution);
    if (options.heat) losses.push(heat(array, solution));
    await options.between?.(k + 1, inputs.rows);
  }
  return {
    outputs: matrix(inputs.rows, readLines(file), concatenate(outputs)),
    inputCurrents: matrix(inputs.rows, inputs.cols, concatenate(currents)),
    power,
    solver: { method: file.law ? 'newton' : 'line-pcg', iterations },
    ...(options.fields && { solutions }),
    ...(options.heat && { heat: losses }),
  };
}

async function solveTogether(file: CrossbarFile, { engine, operate }: SolveFileOptions): Promise<SolveResult> {
  const { rows: count, cols: rows, data: volts } = file.inputs;
  const cols = readLines(file);
  const operator = await operatorOf(file, { engine, operate });
  const threads = count * rows * (rows + cols) < productsForThreads ? undefined : await ProductThreads.open();
  const outputs = multiply(volts, count, operator.transfer.data, rows, cols);
  const currents = multiply(volts, count, operator.input.data, rows, rows);
  await threads?.close();
  const power = Float64Array.from({ length: count }, (_, k) => {
    let watts = 0;
    for (let at = k * rows; at < (k + 1) * rows; at++) watts += currents[at]! * volts[at]!;
    return watts;
  });
  return {
    outputs: matrix(count, cols, outputs),
    inputCurrents: matrix(count, rows, currents),
    power,
    operator,
    solver: { method: 'operator', engine: engine === 'plain' || !kernels() ? 'plain' : 'wasm' },
  };
}

async function approximated(
  file: CrossbarFile,
  name: ApproximationName,
  { between }: SolveFileOptions,
): Promise<SolveResult['approximation']> {
  const { rows: count } = file.inputs;
  const { array, volts } = asCrossbar(file);
  const outputs: Float64Array[] = [];
  let largestError = 0;
  let rmsError = 0;
  for (let k = 0; k < count; k++) {
    const found = approximate(array, volts(k).word, name);
    const one = missed(readOf(file, found.outputs), readOf(file, found.exact));
    outputs.push(one.outputs);
    largestError = Math.max(largestError, one.largestError);
    rmsError += one.rmsError / count;
    await between?.(k + 1, count);
  }
  return { name, outputs: matrix(count, outputs[0]!.length, concatenate(outputs)), largestError, rmsError };
}

async function settling(file: CrossbarFile, accuracy: number, options: SolveFileOptions): Promise<Transient> {
  const { engine, follow = settle } = options;
  const { array, volts } = asCrossbar(file);
  const { word, bit, cell } = file.capacitance!;
  const capacitance = file.transposed ? { word: bit, bit: word, cell } : { word, bit, cell };
  return follow(array, capacitance, volts(0), { accuracy, ...(engine && { engine }) });
}

/** The array with the lines that are driven as its word lines, and its voltages: turned where the read is transposed. */
function asCrossbar(file: CrossbarFile): {
  readonly array: CrossbarArray;
  readonly volts: (k: number) => TerminalVoltages;
} {
  if (!file.transposed) return { array: file.array, volts: k => voltages(file, k) };
  return {
    array: turned(file.array),
    volts: k => {
      const { word, bit } = voltages(file, k);
      return { word: bit.toReversed(), bit: word };
    },
  };
}

/** What is read of the currents (A) out of the bit lines of `asCrossbar`. */
function readOf(file: CrossbarFile, amps: Float64Array): Float64Array {
  return readCurrents(file, matrix(1, amps.length, file.transposed ? amps.toReversed() : amps)).data;
}

/** The effective operator from the lines that are driven to those that are read, computed as the options say. */
export async function operatorOf(
  { array, transposed }: CrossbarFile,
  { engine, operate }: Pick<SolveFileOptions, 'engine' | 'operate'>,
): Promise<EffectiveOperator> {
  const pays = array.rows * array.cols >= cellsForThreads;
  const compute = operate ?? (pays ? effectiveOperatorInThreads : effectiveOperator);
  const operator = await compute(transposed ? turned(array) : array, engine ? { engine } : {});
  return transposed ? turnedBack(operator) : operator;
}

/** How many lines are read. */
const readLines = ({ array, transposed }: CrossbarFile): number => (transposed ? array.rows : array.cols);

/** Currents the other way. */
const reversed = (amps: Float64Array): Float64Array => amps.map(value => 0 - value);

/** What is asked for must go together with the array, before anything is computed. */
function checkRequest(file: CrossbarFile, { approximate: name, settle: accuracy }: SolveFileOptions): void {
  if (name && (file.law || file.bitInputs))
    reject(
      `approximation ${name}`,
      'found nonlinear cells or driven bit lines',
      'expected linear cells, bit lines at 0 V',
    );
  if (!accuracy) return;
  if (!file.capacitance)
    reject(
      'settling',
      'found no capacitance',
      'expected "capacitance" in the array file, such as {"wordLine": "1 fF"}',
    );
  if (file.law) reject('settling', 'found cells that are not linear', 'expected linear cells');
}

/** Everything about one input vector. */
export function solveOne(file: CrossbarFile, k: number, options: SolveOptions = {}): ArraySolution {
  const volts = voltages(file, k);
  if (!file.law) return solveArray(file.array, volts, options);
  const solution = solveNonlinear(file.array, file.law, volts, options);
  checkRange(file, k, solution);
  return solution;
}

/** A law that ends somewhere must not be asked beyond: it may fall there, and then there is no one solution. */
function checkRange({ array, lawRange = Infinity }: CrossbarFile, k: number, solution: ArraySolution): void {
  const { wordVoltage, bitVoltage } = solution;
  const across = (cell: number): number => Math.abs(wordVoltage[cell]! - bitVoltage[cell]!);
  const beyond = wordVoltage.findIndex((_, cell) => across(cell) > lawRange * (1 + 1e-9));
  if (beyond < 0) return;
  const place = `(${Math.floor(beyond / array.cols)}, ${beyond % array.cols})`;
  reject(
    `polynomial law: input ${k}`,
    `found ${across(beyond).toPrecision(3)} V across cell ${place}`,
    `expected at most its range of ${lawRange} V`,
  );
}

/** The terminal voltages of one input vector. */
export function voltages({ array, inputs, bitInputs, transposed }: CrossbarFile, k: number): TerminalVoltages {
  const row = ({ cols, data }: Matrix): Float64Array => data.slice(k * cols, (k + 1) * cols);
  if (transposed) return { word: new Float64Array(array.rows), bit: row(inputs) };
  return { word: row(inputs), bit: bitInputs ? row(bitInputs) : new Float64Array(array.cols) };
}
