import { reject } from '../edge/error.js';

/**
 * The used region of one crossbar as a linear resistive network.
 *
 * Rows are word lines, columns are bit lines; cell (i, j) joins word line i to bit line j. Word lines start at the left,
 * where their drivers are, bit lines end at the bottom, where they are sensed. A line of n cells has n segments:
 * word-line segment (i, j) lies on the driver side of cell (i, j), bit-line segment (i, j) on the sense side of it.
 *
 * Each line has one terminal: the voltage that its periphery holds, a driven one or virtual ground. The line may be
 * joined to its terminal at both ends. The driver resistance adds to the first segment of its row and the sense
 * resistance to the last segment of its column (badcrossbar's convention, with drivers and sense on top of it); the
 * far resistances lie beyond the last cell of a row and the first cell of a column. Infinity is an open end, and a line
 * open at both ends floats. Any other resistance may be 0, and any cell open.
 */
export interface CrossbarArray {
  readonly rows: number;
  readonly cols: number;
  /** S, rows × cols, row-major; 0 is an open cell. */
  readonly conductance: Float64Array;
  /** ohm of the word-line segment before column j, the same in every row; length cols. */
  readonly wordSegments: Float64Array;
  /** ohm of the bit-line segment after row i, the same in every column; length rows. */
  readonly bitSegments: Float64Array;
  /** ohm between the terminal of row i and its first segment: driver, and the line up to the used region; length rows. */
  readonly driver: Float64Array;
  /** ohm between the terminal of row i and its last cell, at the other end; length rows. */
  readonly driverFar: Float64Array;
  /** ohm between the last segment of column j and its terminal: the line below the used region, and sense; length cols. */
  readonly sense: Float64Array;
  /** ohm between the terminal of column j and its first cell, at the other end; length cols. */
  readonly senseFar: Float64Array;
}

/** The wires of an array in which every segment of a family is alike; ohm. */
export interface UniformWires {
  readonly wordLine: number;
  readonly bitLine: number;
  /** Default 0. */
  readonly driver?: number;
  /** Default 0. */
  readonly sense?: number;
  /** Default Infinity: word lines are driven at the left only. */
  readonly driverFar?: number;
  /** Default Infinity: bit lines are sensed at the bottom only. */
  readonly senseFar?: number;
}

/** Makes an array of cell conductances (S, row-major) with uniform wires. RangeError where the sizes do not fit. */
export function crossbarArray(
  rows: number,
  cols: number,
  conductance: Float64Array,
  wires: UniformWires,
): CrossbarArray {
  if (conductance.length !== rows * cols) {
    throw new RangeError(`${rows}×${cols} array needs ${rows * cols} conductances, got ${conductance.length}`);
  }
  return {
    rows,
    cols,
    conductance,
    wordSegments: new Float64Array(cols).fill(wires.wordLine),
    bitSegments: new Float64Array(rows).fill(wires.bitLine),
    driver: new Float64Array(rows).fill(wires.driver ?? 0),
    driverFar: new Float64Array(rows).fill(wires.driverFar ?? Infinity),
    sense: new Float64Array(cols).fill(wires.sense ?? 0),
    senseFar: new Float64Array(cols).fill(wires.senseFar ?? Infinity),
  };
}

/** The same array in memory of its own: what is done to the one leaves the other alone. */
export function copyOfArray(array: CrossbarArray): CrossbarArray {
  return {
    rows: array.rows,
    cols: array.cols,
    conductance: array.conductance.slice(),
    wordSegments: array.wordSegments.slice(),
    bitSegments: array.bitSegments.slice(),
    driver: array.driver.slice(),
    driverFar: array.driverFar.slice(),
    sense: array.sense.slice(),
    senseFar: array.senseFar.slice(),
  };
}

/**
 * Refuses an array that no circuit can be. InputError names the first value that is negative or not a number, and the
 * first line that has no path to any terminal: its voltage would be anything.
 */
export function checkArray(array: CrossbarArray, where = 'crossbar'): void {
  checkWires(array, where);
  checkCells(array, where);
}

/** `checkArray` but for the values of the cells. */
export function checkWires(array: CrossbarArray, where = 'crossbar'): void {
  const { rows, cols, conductance } = array;
  if (!(rows >= 1 && cols >= 1))
    reject(where, `found ${rows}×${cols} cells`, 'expected at least one word line and bit line');
  checkLength(conductance, rows * cols, `${where}: conductance`);
  checkOhms(array.wordSegments, cols, `${where}: wordSegments`);
  checkOhms(array.bitSegments, rows, `${where}: bitSegments`);
  checkOhms(array.driver, rows, `${where}: driver`, true);
  checkOhms(array.driverFar, rows, `${where}: driverFar`, true);
  checkOhms(array.sense, cols, `${where}: sense`, true);
  checkOhms(array.senseFar, cols, `${where}: senseFar`, true);
  checkPaths(array, where);
}

/** Refuses cells that are not finite numbers ≥ 0 S. */
export function checkCells({ cols, conductance }: Pick<CrossbarArray, 'cols' | 'conductance'>, where: string): void {
  for (let k = 0; k < conductance.length; k++) {
    const siemens = conductance[k]!;
    if (siemens >= 0 && siemens < Infinity) continue;
    const place = `[${Math.floor(k / cols)}][${k % cols}]`;
    reject(`${where}: conductance${place}`, `found ${siemens} S`, 'expected a finite number ≥ 0 S');
  }
}

/** Refuses voltages that are not finite numbers, or not one per `line`. */
export function checkVoltages(volts: Float64Array, length: number, line: string, where: string): void {
  if (volts.length !== length) reject(where, `found ${volts.length} voltages`, `expected ${length}, one per ${line}`);
  for (let k = 0; k < length; k++)
    if (!Number.isFinite(volts[k])) reject(`${where}[${k}]`, `found ${volts[k]} V`, 'expected a finite number');
}

/** Refuses a cell that the array does not have. */
export function checkAddress(
  { rows, cols }: Pick<CrossbarArray, 'rows' | 'cols'>,
  { row, col }: { readonly row: number; readonly col: number },
  where: string,
): void {
  const isLine = (line: number, count: number): boolean => Number.isInteger(line) && line >= 0 && line < count;
  if (!isLine(row, rows) || !isLine(col, cols))
    reject(where, `found [${row}][${col}]`, `expected a cell of ${rows}×${cols}`);
}

export function checkLength(values: Float64Array, length: number, where: string): void {
  if (values.length !== length) reject(where, `found ${values.length} values`, `expected ${length}`);
}

/** Refuses resistances that are not finite numbers ≥ 0 ohm, or not Infinity either where they may be open ends. */
export function checkOhms(values: Float64Array, length: number, where: string, mayBeOpen = false): void {
  checkLength(values, length, where);
  for (let k = 0; k < length; k++) {
    const ohm = values[k]!;
    if (ohm >= 0 && (ohm < Infinity || mayBeOpen)) continue;
    const expected = mayBeOpen
      ? 'expected a number ≥ 0 ohm, or Infinity for an open end'
      : 'expected a finite number ≥ 0 ohm';
    reject(`${where}[${k}]`, `found ${ohm} ohm`, expected);
  }
}

/** Every line must reach a terminal, its own or one beyond cells that conduct. */
function checkPaths(array: CrossbarArray, where: string): void {
  const { rows, cols, conductance, driver, driverFar, sense, senseFar } = array;
  const joined = (near: Float64Array, far: Float64Array, line: number): boolean =>
    near[line]! < Infinity || far[line]! < Infinity;
  let floating = 0;
  for (let i = 0; i < rows; i++) if (!joined(driver, driverFar, i)) floating++;
  for (let j = 0; j < cols; j++) if (!joined(sense, senseFar, j)) floating++;
  if (floating === 0) return;
  const reached = new Uint8Array(rows + cols);
  const queue: number[] = [];
  for (let line = 0; line < rows + cols; line++) {
    if (line < rows ? !joined(driver, driverFar, line) : !joined(sense, senseFar, line - rows)) continue;
    reached[line] = 1;
    queue.push(line);
  }
  for (let line = queue.pop(); line !== undefined; line = queue.pop()) {
    const across = line < rows ? cols : rows;
    for (let k = 0; k < across; k++) {
      const other = line < rows ? rows + k : k;
      const cell = line < rows ? line * cols + k : k * cols + line - rows;
      if (reached[other] || conductance[cell] === 0) continue;
      reached[other] = 1;
      queue.push(other);
    }
  }
  const lost = reached.indexOf(0);
  if (lost >= 0)
    reject(
      `${where}: ${lost < rows ? `word line ${lost}` : `bit line ${lost - rows}`}`,
      'found a floating line with no path to any terminal: both its ends are open and so are all cells that lead on',
      'expected a driver or sense resistance < Infinity ohm, or a cell > 0 S to a line that has one',
    );
}
