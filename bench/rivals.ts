import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatNpy, readNpy } from '../edge/npy.js';
import type { Matrix } from '../numeric/matrix.js';
import type { Case } from './cases.js';

/** Where the sources of the rivals are: bench/rivals, seen from dist/bench. */
const sources = join(dirname(fileURLToPath(import.meta.url)), '../../bench/rivals');

export interface Run {
  /** CPU ms of each repetition. */
  readonly times: number[];
  readonly result: Float64Array;
  /** What else the rival printed. */
  readonly notes: string;
}

/** Programs to compare with, in a folder of their own; `undefined` where this machine cannot run them. */
export interface Rivals {
  readonly linePcg?: (at: Case, tolerance: number, repetitions: number) => Run;
  readonly operator?: (at: Case, repetitions: number) => Run;
  readonly scipy?: (at: Case, which: 'one' | 'all', repetitions: number) => Run;
  readonly notes: readonly string[];
  remove(): void;
}

/** Compiles the C programs and looks for SciPy; says in `notes` what is compared with, and what is missing. */
export function rivals(): Rivals {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-bench-'));
  const notes: string[] = [];
  const run = (command: string, before: readonly string[], at: Case, after: readonly string[]): Run => {
    const input = join(folder, 'case');
    const output = join(folder, 'result');
    writeCase(input, at);
    const text = execFileSync(command, [...before, input, output, ...after], { encoding: 'utf8', env: oneThread() });
    const [times = '', ...rest] = text.split('\n');
    const bytes = readFileSync(output);
    return {
      times: times.trim().split(' ').map(Number),
      result: new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
      notes: rest.join(' ').trim(),
    };
  };
  const linePcg = compiled(folder, 'line-pcg');
  const operator = compiled(folder, 'operator');
  notes.push(linePcg && operator ? compiler() : noCompiler);
  const scipy = spawnSync(python, ['-c', 'import scipy.sparse.linalg'], { stdio: 'ignore' }).status === 0;
  if (!scipy) notes.push('SciPy: left out; it is not there (Debian: apt-get install python3-scipy)');
  const script = join(sources, 'spsolve.py');
  return {
    ...(linePcg && {
      linePcg: (at, tolerance, repetitions) => run(linePcg, [], at, [`${tolerance}`, `${repetitions}`]),
    }),
    ...(operator && { operator: (at, repetitions) => run(operator, [], at, [`${repetitions}`]) }),
    ...(scipy && { scipy: (at, which, repetitions) => run(python, [script], at, [which, `${repetitions}`]) }),
    notes,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Products of matrices, count × rows · rows × cols, by other programs. */
export interface DenseRivals {
  readonly c?: DenseRival;
  readonly numpy?: DenseRival;
  readonly notes: readonly string[];
  remove(): void;
}

/** Returns the CPU ms of each repetition. */
export type DenseRival = (
  shape: readonly [number, number, number],
  type: 'f64' | 'f32',
  repetitions: number,
) => number[];

export function denseRivals(): DenseRivals {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-bench-'));
  const run =
    (command: string, before: readonly string[]): DenseRival =>
    (shape, type, repetitions) =>
      denseRun(command, before, shape, type, repetitions).split('\n')[0]!.split(' ').map(Number);
  const program = compiled(folder, 'dense');
  const script = join(sources, 'dense.py');
  const numpy = spawnSync(python, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;
  return {
    ...(program && { c: run(program, []) }),
    ...(numpy && { numpy: run(python, [script]) }),
    notes: [
      program ? compiler() : noCompiler,
      numpy
        ? denseRun(python, [script], [2, 2, 2], 'f64', 1).split('\n')[1]!
        : 'NumPy: left out; it is not there (Debian: apt-get install python3-numpy)',
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function denseRun(
  command: string,
  before: readonly string[],
  shape: readonly number[],
  type: string,
  repetitions: number,
): string {
  const args = [...before, ...[...shape, repetitions].map(String), type];
  return execFileSync(command, args, { encoding: 'utf8', env: oneThread() });
}

/** NumPy's way of programming, ageing and reading phase-change cells (bench/rivals/devices.py). */
export interface DeviceRival {
  run(count: number, repetitions: number): { readonly times: number[]; readonly means: number[] };
  readonly notes: string;
}

export function deviceRival(): DeviceRival | undefined {
  if (spawnSync(python, ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0) return undefined;
  const lines = (count: number, repetitions: number): string[] =>
    execFileSync(python, [join(sources, 'devices.py'), `${count}`, `${repetitions}`], {
      encoding: 'utf8',
      env: oneThread(),
    }).split('\n');
  return {
    run(count, repetitions) {
      const [times, means] = lines(count, repetitions).map(line => line.split(' ').map(Number));
      return { times: times!, means: means! };
    },
    notes: lines(8, 1)[2]!,
  };
}

/** NumPy's echo state network (bench/rivals/esn.py), on so many BLAS threads. */
export interface EsnRival {
  run(
    shape: { readonly units: number; readonly length: number; readonly series: number },
    threads: number,
    repetitions: number,
  ): readonly Timing[];
  readonly notes: string;
}

/** ms by the clock, and of CPU time. */
export interface Timing {
  readonly clock: number;
  readonly cpu: number;
}

export function esnRival(): EsnRival | undefined {
  if (spawnSync(python, ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0) return undefined;
  const lines = (threads: number, ...numbers: readonly number[]): string[] =>
    execFileSync(python, [join(sources, 'esn.py'), ...numbers.map(String)], {
      encoding: 'utf8',
      env: { ...process.env, OPENBLAS_NUM_THREADS: `${threads}`, MKL_NUM_THREADS: `${threads}` },
    })
      .trim()
      .split('\n');
  return {
    run: ({ units, length, series }, threads, repetitions) =>
      lines(threads, units, length, series, repetitions).slice(0, repetitions).map(timingOf),
    notes: lines(1, 2, 2, 1, 1)[1]!,
  };
}

/** Sparse codes in NumPy; `undefined` where it is not there. */
export interface LcaRival {
  /** Repetitions with so many BLAS threads, and the codes. */
  run(task: LcaTask, form: 'dense' | 'active' | 'single', threads: number, repetitions: number): LcaRun;
  readonly notes: string;
}

export interface LcaTask {
  readonly atoms: Matrix;
  readonly inputs: Matrix;
  readonly level: number;
  readonly step: number;
  readonly iterations: number;
}

export interface LcaRun {
  readonly timings: readonly Timing[];
  readonly codes: Float64Array;
}

export function lcaRival(): LcaRival | undefined {
  if (spawnSync(python, ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0) return undefined;
  let notes = '';
  const run: LcaRival['run'] = ({ atoms, inputs, level, step, iterations }, form, threads, repetitions) => {
    const folder = mkdtempSync(join(tmpdir(), 'ohmweave-bench-'));
    try {
      for (const [name, { rows, cols, data }] of Object.entries({ atoms, inputs }))
        writeFileSync(join(folder, `${name}.npy`), formatNpy({ shape: [rows, cols], data }));
      const numbers = [level, step, iterations, repetitions].map(String);
      const lines = execFileSync(python, [join(sources, 'lca.py'), folder, ...numbers, form], {
        encoding: 'utf8',
        env: { ...process.env, OPENBLAS_NUM_THREADS: `${threads}`, MKL_NUM_THREADS: `${threads}` },
      })
        .trim()
        .split('\n');
      notes = lines.at(-1)!;
      return { timings: lines.slice(0, repetitions).map(timingOf), codes: readNpy(join(folder, 'codes.npy')).data };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const one = { rows: 1, cols: 1, data: Float64Array.of(1) };
  run({ atoms: one, inputs: one, level: 0, step: 1, iterations: 1 }, 'dense', 1, 1);
  return { run, notes };
}

/** The ECG network of bench/spiking.ts in NumPy (bench/rivals/spiking.py); `undefined` where it is not there. */
export interface SpikingRival {
  run(
    form: 'dense' | 'events',
    type: 'float64' | 'float32',
    threads: number,
    repetitions: number,
  ): { readonly timings: readonly Timing[]; readonly spikes: Float64Array; readonly classes: Float64Array };
  readonly notes: string;
  remove(): void;
}

/** For arrays as the program's docstring names them. */
export function spikingRival(arrays: Record<string, Parameters<typeof formatNpy>[0]>): SpikingRival | undefined {
  if (spawnSync(python, ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-bench-'));
  for (const [name, array] of Object.entries(arrays)) writeFileSync(join(folder, `${name}.npy`), formatNpy(array));
  const lines = (form: string, type: string, threads: number, repetitions: number): string[] =>
    execFileSync(python, [join(sources, 'spiking.py'), folder, type, form, `${repetitions}`], {
      encoding: 'utf8',
      env: { ...process.env, OPENBLAS_NUM_THREADS: `${threads}`, MKL_NUM_THREADS: `${threads}` },
    })
      .trim()
      .split('\n');
  return {
    run(form, type, threads, repetitions) {
      const timings = lines(form, type, threads, repetitions).slice(0, repetitions).map(timingOf);
      const read = (name: string): Float64Array => readNpy(join(folder, `${name}.npy`)).data;
      return { timings, spikes: read('spikes'), classes: read('classes') };
    },
    notes: lines('dense', 'float64', 1, 0).at(-1)!,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function timingOf(line: string): Timing {
  const [clock, cpu] = line.split(' ').map(Number);
  return { clock: clock!, cpu: cpu! };
}

/** Debian's interpreter, which has Debian's packages; another python3 on the path need not. */
const python = '/usr/bin/python3';

const noCompiler = 'C: left out; gcc is not there (Debian: apt-get install gcc libc6-dev)';
const compiler = (): string => `C: ${firstLine('gcc', ['--version'])}, -O3 -march=native`;
const oneThread = (): NodeJS.ProcessEnv => ({ ...process.env, OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' });

/** The program of bench/rivals/`name`.c; `undefined` where it cannot be compiled. */
function compiled(folder: string, name: string): string | undefined {
  const program = join(folder, name);
  const flags = ['-O3', '-march=native', '-o', program, join(sources, `${name}.c`), '-lm'];
  return spawnSync('gcc', flags, { stdio: 'ignore' }).status === 0 ? program : undefined;
}

/** All numbers as doubles, in the order that bench/rivals/case.h reads. */
function writeCase(file: string, { array, volts }: Case): void {
  const { rows, cols, driver, bitSegments, sense, wordSegments, conductance } = array;
  const parts = [Float64Array.of(rows, cols), volts, driver, bitSegments, sense, wordSegments, conductance];
  writeFileSync(file, Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
}

function firstLine(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' }).split('\n')[0]!;
}
