import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    const environment = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
    const text = execFileSync(command, [...before, input, output, ...after], { encoding: 'utf8', env: environment });
    const [times = '', ...rest] = text.split('\n');
    const bytes = readFileSync(output);
    return {
      times: times.trim().split(' ').map(Number),
      result: new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
      notes: rest.join(' ').trim(),
    };
  };
  const compiled = (name: string): string | undefined => {
    const program = join(folder, name);
    const flags = ['-O3', '-march=native', '-o', program, join(sources, `${name}.c`), '-lm'];
    return spawnSync('gcc', flags, { stdio: 'ignore' }).status === 0 ? program : undefined;
  };

  const linePcg = compiled('line-pcg');
  const operator = compiled('operator');
  if (linePcg && operator) notes.push(`C: ${firstLine('gcc', ['--version'])}, -O3 -march=native`);
  else notes.push('C: left out; gcc is not there (Debian: apt-get install gcc libc6-dev)');

  // Debian's interpreter, which has Debian's packages; another python3 on the path need not.
  const python = '/usr/bin/python3';
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

/** All numbers as doubles, in the order that bench/rivals/case.h reads. */
function writeCase(file: string, { array, volts }: Case): void {
  const { rows, cols, driver, bitSegments, sense, wordSegments, conductance } = array;
  const parts = [Float64Array.of(rows, cols), volts, driver, bitSegments, sense, wordSegments, conductance];
  writeFileSync(file, Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
}

function firstLine(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' }).split('\n')[0]!;
}
