import type { CrossbarFile } from '../../../crossbar/file/crossbar-file.js';
import { voltages } from '../../../crossbar/file/solve-file.js';
import type { TerminalVoltages } from '../../../crossbar/line-system.js';
import type { Device } from '../../../devices/device.js';
import { createDevice } from '../../../devices/table.js';
import { reject } from '../../../edge/error.js';
import { matrix, toRows } from '../../../numeric/matrix.js';
import type { ReadCurrents, ReadsOptions } from '../../../sim/spice/reads.js';
import { readQuantity } from '../../options.js';
import type { AnalyseRequest } from './analyse.js';

// What analyses of devices that are written to the conductances of an array file share.

/** The device that is asked for, just as it is at 300 K, and its age in s. */
export async function deviceOf({
  file,
  path,
  options,
}: AnalyseRequest): Promise<{ device: Device; seconds: number } | undefined> {
  const { device: name, age } = options;
  if (name === undefined) {
    if (age !== undefined) reject('--age', 'found no --device', 'expected one: only devices age');
    return undefined;
  }
  if (file.law)
    reject(`${path}: cells`, 'found cells that follow a law', 'expected none: with --device it says how cells conduct');
  return {
    device: createDevice(name, {}, 300, '--device'),
    seconds: age === undefined ? 0 : await readQuantity(age, 'time', '--age', 'non-negative'),
  };
}

/** The voltages of the first input. */
export function firstInput(file: CrossbarFile, path: string): TerminalVoltages {
  if (file.inputs.rows === 0) reject(path, 'found no input vectors', 'expected "inputs"');
  return voltages(file, 0);
}

export function readsOptions({ options, signal, onProgress, between, timeoutSeconds }: AnalyseRequest): ReadsOptions {
  return { signal, onProgress, between, timeoutSeconds, ...(options.workers && { workers: options.workers }) };
}

/** Currents in the JSON: a row for each read, a column for each column. */
export function currentsJson(reads: readonly ReadCurrents[]): {
  ngspiceAmperes: number[][];
  simulatedAmperes: number[][];
} {
  const rows = (which: keyof ReadCurrents): number[][] => {
    const cols = reads[0]!.spice.length;
    return toRows(matrix(reads.length, cols, Float64Array.from(reads.flatMap(read => [...read[which]]))));
  };
  return { ngspiceAmperes: rows('spice'), simulatedAmperes: rows('simulated') };
}
