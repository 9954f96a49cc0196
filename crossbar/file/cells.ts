import { InputError, reject } from '../../edge/error.js';
import { fromRows, type Matrix, matrix } from '../../numeric/matrix.js';
import { gatedCells, gates } from '../access.js';
import { type CellLaw, inSeries, linearCells, polynomialCells, selectorCells, sinhCells } from '../cell-law.js';
import { interleaved, sideBySide } from '../pairs.js';
import type { ParsedArray } from './array-schema.js';
import type { QuantityReader } from './values.js';

/** What an array file says about the cells of the whole array. */
export interface FileCells {
  /** S, row-major; with a transistor, of the two in series. */
  readonly conductance: Float64Array;
  /** Where the cells are not linear. */
  readonly law?: CellLaw;
  /** V across a cell with what is in series, either way, up to which the law is one. */
  readonly lawRange?: number;
}

/** S, of the memristors of the array, the devices of a pair side by side or above each other. */
export function memristors(parsed: ParsedArray, file: string): Matrix {
  const plus = grid(parsed, 'conductance', 'resistance', file);
  const { pairs, minusConductance, minusResistance } = parsed;
  if (!pairs) {
    const stray = minusConductance ? 'minusConductance' : minusResistance && 'minusResistance';
    if (stray) reject(`${file}: ${stray}`, 'found no "pairs"', 'expected "pairs" to say how the two devices lie');
    return plus;
  }
  const minus = grid(parsed, 'minusConductance', 'minusResistance', file);
  if (minus.rows !== plus.rows || minus.cols !== plus.cols)
    reject(
      `${file}: ${minusConductance ? 'minusConductance' : 'minusResistance'}`,
      `found ${minus.rows}×${minus.cols} cells`,
      `expected ${plus.rows}×${plus.cols}, one per cell of "${parsed.conductance ? 'conductance' : 'resistance'}"`,
    );
  const devices = { rows: plus.rows, cols: plus.cols, plus: plus.data, minus: minus.data };
  return pairs === 'side by side' ? sideBySide(devices) : interleaved(devices);
}

/** The cells with what is in series with the memristors. */
export function cellsOf(parsed: ParsedArray, found: Matrix, file: string, quantity: QuantityReader): FileCells {
  const { cells } = parsed;
  const { rows, cols, data: g } = found;
  if (cells?.transistor && 'selector' in cells && cells.selector)
    reject(`${file}: cells`, 'found both a transistor and a selector', 'expected at most one of them in series');
  const law = lawOf(parsed, g, file);
  const range = cells?.law === 'polynomial' ? { lawRange: cells.range } : {};
  if (!cells?.transistor) return { conductance: g, ...(law && { law }), ...range };

  const { onResistance, offConductance = 0, onRows, onColumns } = cells.transistor;
  const where = `${file}: cells.transistor`;
  const onOhm = quantity(onResistance, 'resistance', `${where}.onResistance`);
  if (!(onOhm > 0)) reject(`${where}.onResistance`, `found ${onOhm} ohm`, 'expected a resistance > 0 ohm');
  const on = gates(rows, cols, {
    ...(onRows && { rows: linesOf(onRows, rows, `${where}.onRows`) }),
    ...(onColumns && { cols: linesOf(onColumns, cols, `${where}.onColumns`) }),
  });
  const conductance = gatedCells(g, { onOhm, offSiemens: offConductance }, on);
  if (!law) return { conductance };
  const channels = Float64Array.from(on, gate => (gate ? 1 / onOhm : offConductance));
  return { conductance, law: inSeries(linearCells(channels), law), ...range };
}

/** The law of the memristors, with a selector in series where there is one; nothing where all is linear. */
function lawOf({ cells }: ParsedArray, g: Float64Array, file: string): CellLaw | undefined {
  try {
    const law = memristorLaw(cells, g);
    if (!cells || cells.law === 'selector' || !cells.selector) return law;
    const { conductance, b, fullVoltage } = cells.selector;
    return inSeries(selectorCells(new Float64Array(g.length).fill(conductance), b, fullVoltage), law ?? linearCells(g));
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    return reject(`${file}: ${cause.where}`, cause.found, cause.expected);
  }
}

function memristorLaw(cells: ParsedArray['cells'], g: Float64Array): CellLaw | undefined {
  switch (cells?.law) {
    case 'sinh':
      return sinhCells(g, cells.b);
    case 'selector':
      return selectorCells(g, cells.b, cells.fullVoltage);
    case 'polynomial':
      return polynomialCells(g, cells.coefficients, cells.range);
    default:
      return undefined;
  }
}

/** Lines that are selected, checked to be there. */
function linesOf(lines: readonly number[], count: number, where: string): readonly number[] {
  const beyond = lines.findIndex(k => k >= count);
  if (beyond >= 0)
    reject(`${where}[${beyond}]`, `found ${lines[beyond]}`, `expected a whole number from 0 to ${count - 1}`);
  return lines;
}

/** S; cells given by row either way. */
function grid(
  parsed: ParsedArray,
  siemens: 'conductance' | 'minusConductance',
  ohm: 'resistance' | 'minusResistance',
  file: string,
): Matrix {
  const given = parsed[siemens] ?? parsed[ohm];
  if (!given || (parsed[siemens] && parsed[ohm]))
    return reject(file, given ? 'found both' : 'found neither', `expected either "${siemens}" or "${ohm}"`);
  const name = parsed[siemens] ? siemens : ohm;
  const cols = given[0]!.length;
  if (cols === 0) reject(`${file}: ${name}[0]`, 'found no cells', 'expected at least one');
  given.forEach((row, i) => {
    if (row.length !== cols)
      reject(`${file}: ${name}[${i}]`, `found ${row.length} cells`, `expected ${cols}, as many as in row 0`);
  });
  if (parsed[siemens]) return fromRows(parsed[siemens]);
  const cells = parsed[ohm]!.flat();
  return matrix(
    given.length,
    cols,
    Float64Array.from(cells, value => (value === null ? 0 : 1 / value)),
  );
}
