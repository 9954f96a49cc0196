import { type CrossbarArray, checkAddress, checkWires } from '../../crossbar/array.js';
import { pointsPerDecade, type Sweep } from '../../crossbar/bandwidth.js';
import type { CellLaw } from '../../crossbar/cell-law.js';
import { type Capacitance, checkCapacitance } from '../../crossbar/charged-array.js';
import type { TerminalVoltages } from '../../crossbar/line-system.js';
import { bitLines, capacitors, cells, wholeOf, wordLines } from './array-text.js';
import { newtonOptions, oneLine, wrap } from './spice-text.js';
import { columnCurrent } from './tile.js';

/** An array with capacitances, of which one row is driven with a small alternating voltage. */
export interface FrequencyCircuit {
  readonly title: string;
  readonly array: CrossbarArray;
  readonly law?: CellLaw;
  readonly capacitance: Capacitance;
  /** V at the terminals, about which the cells are linear. */
  readonly bias: TerminalVoltages;
  readonly row: number;
  /** S into every column at the first frequency of the sweep, what the simulator says. */
  readonly expected?: Float64Array;
}

/**
 * The `.ac` analysis of an array: 1 V of a small signal at the terminal of one row on top of the bias, and the current that
 * comes out of every column, which is then its transfer in S. Names are those of `tileNetlist`, with the row sources
 * vin{i}, the bit-line voltages vhold{j} and the capacitors cw{i}_{j}, cb{i}_{j} and cc{i}_{j}. InputError where a value is
 * impossible.
 */
export function frequencyNetlist(
  { title, array, law, capacitance, bias, row, expected }: FrequencyCircuit,
  sweep: Sweep,
): string {
  checkWires(array, title);
  checkCapacitance(capacitance);
  checkAddress(array, { row, col: 0 }, `${title}: driven row`);
  const whole = wholeOf(array);
  const { word, bit, cell } = capacitance;
  const currents = Array.from({ length: array.cols }, (_, j) => columnCurrent(j));
  return [
    oneLine(title) || 'array',
    `* ${array.rows} rows x ${array.cols} columns: 1 V of a small signal at row ${row}. Written by Ohmweave.`,
    '* Run:    ngspice -b FILE              prints the currents (A) out of the columns by the frequency (Hz)',
    '*         ngspice -b -r out.raw FILE   writes them with full precision',
    ...(expected
      ? [
          `* Expect: the magnitudes below (A) at ${sweep.from} Hz, from the behavioural simulator, to 1e-6 of the largest.`,
          ...wrap(Array.from(expected, String))
            .split('\n')
            .map(line => `* ${line}`),
        ]
      : []),
    '',
    ...Array.from({ length: array.rows }, (_, i) => `vin${i} in${i} 0 dc ${bias.word[i]} ac ${i === row ? 1 : 0}`),
    ...wordLines(array, whole),
    ...bitLines(array, whole),
    ...Array.from({ length: array.cols }, (_, j) => [
      `vsense${j} out${j} hold${j} 0`,
      `vhold${j} hold${j} 0 dc ${bias.bit[j]}`,
    ]).flat(),
    ...cells({ title, array, ...(law && { law }) }, whole),
    ...capacitors(array, {
      ...(word > 0 && { word: `${word}` }),
      ...(bit > 0 && { bit: `${bit}` }),
      ...(cell > 0 && { cell: `${cell}` }),
    }),
    law ? `.options klu ${newtonOptions}` : '.options klu',
    `.ac dec ${pointsPerDecade} ${sweep.from} ${sweep.to}`,
    wrap(['.save', ...currents]),
    wrap(['.print ac', ...currents]),
    '.end',
    '',
  ].join('\n');
}
