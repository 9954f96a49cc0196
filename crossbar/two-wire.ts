import { reject } from '../edge/error.js';
import { checkCells, checkLength, checkOhms, checkVoltages } from './array.js';
import { condenseColumn, expandColumn, type LadderColumn, weightsPerCell } from './two-wire-column.js';

/**
 * An array of 1T1R cells in which every column has a supply line beside its bit line. Cell (i, j) joins the supply line of
 * column j to its bit line through a memristor and its access transistor in series; the input of row i drives the gates
 * of that row and nothing else. No current flows along rows: each column is a ladder of its own between two terminals.
 *
 *   supply terminal ─ driver ─ seg 0 ─●─ seg 1 ─●─ … ─●─ driverFar ─ supply terminal
 *                                     │ g 0     │ g 1  │
 *      bit terminal ─ senseFar ───────●─ seg 0 ─●─ … ─●─ seg M−1 ─ sense ─ bit terminal
 *                                   row 0     row 1   row M−1
 *
 * The conventions are those of `CrossbarArray`: a line of n cells has n segments, the driver resistance adds to the
 * first one of its supply line, at row 0, and the sense resistance to the last one of its bit line; the far resistances
 * lie at the other ends. Infinity is an open end. Any other resistance may be 0, and any cell open. Thus supply and sense
 * are at opposite ends where both far ends are open, and at the same end where `driver` and `sense`, or both far ones, are.
 */
export interface TwoWireArray {
  readonly rows: number;
  readonly cols: number;
  /** S, rows × cols, row-major, with the gates on (`gatedCells`); 0 is an open cell. */
  readonly conductance: Float64Array;
  /** ohm of the supply-line segment before row i, the same in every column; length rows. */
  readonly supplySegments: Float64Array;
  /** ohm of the bit-line segment after row i, the same in every column; length rows. */
  readonly bitSegments: Float64Array;
  /** ohm between the supply terminal of column j and its first segment, at row 0; length cols. */
  readonly driver: Float64Array;
  /** ohm between the supply terminal of column j and its last cell, at the other end; length cols. */
  readonly driverFar: Float64Array;
  /** ohm between the last segment of column j and its bit terminal; length cols. */
  readonly sense: Float64Array;
  /** ohm between the bit terminal of column j and its first cell, at the other end; length cols. */
  readonly senseFar: Float64Array;
}

/** The wires of a two-wire array in which every segment of a family is alike; ohm. */
export interface UniformPair {
  readonly supplyLine: number;
  readonly bitLine: number;
  /** Default 0. */
  readonly driver?: number;
  /** Default 0. */
  readonly sense?: number;
  /** Default Infinity: supply lines are driven at row 0 only. */
  readonly driverFar?: number;
  /** Default Infinity: bit lines are sensed after the last row only. */
  readonly senseFar?: number;
}

/** V held at the terminals of the lines of each column; length cols. */
export interface TwoWireVoltages {
  readonly supply: Float64Array;
  readonly bit: Float64Array;
}

/** Which rows have their gates on: 1 or true, 0 or false; length rows. */
export type RowGates = ArrayLike<boolean | number>;

/** Everything there is to know about a two-wire array at one input. Fields are rows × cols, row-major. */
export interface TwoWireSolution {
  /** A, out of each bit line into its terminal, through both ends; length cols. */
  readonly outputs: Float64Array;
  /** A, out of each supply terminal into its line, through both ends; length cols. */
  readonly inputs: Float64Array;
  /** The part of `outputs` that leaves through the far end, at the first row. */
  readonly farOutputs: Float64Array;
  /** The part of `inputs` that enters through the far end, at the last row. */
  readonly farInputs: Float64Array;
  /** V, of supply line j at cell (i, j). */
  readonly supplyVoltage: Float64Array;
  /** V, of bit line j at cell (i, j). */
  readonly bitVoltage: Float64Array;
  /** A, from supply line to bit line. */
  readonly cellCurrent: Float64Array;
  /** A, towards the last row in supply-line segment (i, j). */
  readonly supplyCurrent: Float64Array;
  /** A, towards the last row in bit-line segment (i, j). */
  readonly bitCurrent: Float64Array;
  /** W taken from all terminals. */
  readonly power: number;
}

/** Makes an array of cell conductances (S, row-major) with uniform wires. RangeError where the sizes do not fit. */
export function twoWireArray(rows: number, cols: number, conductance: Float64Array, wires: UniformPair): TwoWireArray {
  if (conductance.length !== rows * cols) {
    throw new RangeError(`${rows}×${cols} array needs ${rows * cols} conductances, got ${conductance.length}`);
  }
  return {
    rows,
    cols,
    conductance,
    supplySegments: new Float64Array(rows).fill(wires.supplyLine),
    bitSegments: new Float64Array(rows).fill(wires.bitLine),
    driver: new Float64Array(cols).fill(wires.driver ?? 0),
    driverFar: new Float64Array(cols).fill(wires.driverFar ?? Infinity),
    sense: new Float64Array(cols).fill(wires.sense ?? 0),
    senseFar: new Float64Array(cols).fill(wires.senseFar ?? Infinity),
  };
}

/**
 * Solves a two-wire array for the voltages (V) of its supply lines with the bit lines at virtual ground, or for those of
 * both, with the gates of some rows on; default all. Direct, O(rows × cols).
 *
 * Currents at the terminals hold a relative accuracy of about rows · 10⁻¹⁶ each, whatever the resistances
 * (`condenseColumn`), and so do node voltages as parts of the voltage between the terminals. The current of a cell is g
 * times a difference of two voltages, good to 10⁻¹⁶ of what that voltage drives through the cell or through the wire next
 * to it (`expandColumn`). Currents in wires are sums of those in cells: Kirchhoff's current law holds to rounding.
 *
 * InputError where the array, the voltages or the gates are impossible, and where a line floats: it is open at both ends
 * and no cell of its column conducts. A column without conducting cells of which both lines are joined to their
 * terminals is no error: no current flows.
 */
export function solveTwoWire(
  array: TwoWireArray,
  voltages: Float64Array | TwoWireVoltages,
  on?: RowGates,
): TwoWireSolution {
  const { rows, cols } = array;
  const volts = terminalVoltages(array, voltages);
  const gates = rowGates(array, on);
  checkTwoWire(array, gates);
  const size = rows * cols;
  const outputs = new Float64Array(cols);
  const inputs = new Float64Array(cols);
  const farOutputs = new Float64Array(cols);
  const farInputs = new Float64Array(cols);
  const supplyVoltage = new Float64Array(size);
  const bitVoltage = new Float64Array(size);
  const cellCurrent = new Float64Array(size);
  const supplyCurrent = new Float64Array(size);
  const bitCurrent = new Float64Array(size);
  let power = 0;
  const column = columnOf(array);
  const weights = new Float64Array(weightsPerCell * rows);
  const parts = {
    supply: new Float64Array(rows),
    supplyDrop: new Float64Array(rows),
    bit: new Float64Array(rows),
    bitDrop: new Float64Array(rows),
    across: new Float64Array(rows),
  };
  const { supply, supplyDrop, bit, bitDrop, across } = parts;
  for (let j = 0; j < cols; j++) {
    fillColumn(column, array, j, gates);
    condenseColumn(column, weights);
    expandColumn(weights, parts);
    const high = volts.supply[j]!;
    const low = volts.bit[j]!;
    const drop = high - low;
    farInputs[j] = column.driverFar * supplyDrop[rows - 1]! * drop;
    farOutputs[j] = column.senseFar * bit[0]! * drop;
    inputs[j] = column.driver * supplyDrop[0]! * drop + farInputs[j]!;
    outputs[j] = column.sense * bit[rows - 1]! * drop + farOutputs[j]!;
    power += drop * outputs[j]!;
    let wire = 0 - farOutputs[j]!;
    for (let i = 0; i < rows; i++) {
      const k = i * cols + j;
      supplyVoltage[k] = high * supply[i]! + low * supplyDrop[i]!;
      bitVoltage[k] = high * bit[i]! + low * bitDrop[i]!;
      cellCurrent[k] = column.cells[i]! * across[i]! * drop;
      wire += cellCurrent[k]!;
      bitCurrent[k] = wire;
    }
    wire = 0 - farInputs[j]!;
    for (let k = (rows - 1) * cols + j; k >= 0; k -= cols) {
      wire += cellCurrent[k]!;
      supplyCurrent[k] = wire;
    }
  }
  return {
    outputs,
    inputs,
    farOutputs,
    farInputs,
    supplyVoltage,
    bitVoltage,
    cellCurrent,
    supplyCurrent,
    bitCurrent,
    power,
  };
}

/**
 * The conductance (S) of each column between its terminals with the gates of some rows on, default all; length cols. Times
 * the voltage between them it is the output of the column: all that is to be known for an input, in a fraction of the time
 * of `solveTwoWire`, to a relative accuracy of about rows · 10⁻¹⁶ each. InputError as there.
 */
export function columnConductances(array: TwoWireArray, on?: RowGates): Float64Array {
  const gates = rowGates(array, on);
  checkTwoWire(array, gates);
  const column = columnOf(array);
  const weights = new Float64Array(weightsPerCell * array.rows);
  return Float64Array.from({ length: array.cols }, (_, j) => {
    fillColumn(column, array, j, gates);
    return condenseColumn(column, weights);
  });
}

/**
 * Stands for 0 ohm at the terminals, so that 1/R is a number. Nothing cancels in the elimination: it shifts results by about
 * 10⁻³⁰ n² g, far below their last bit.
 */
const shortOhm = 1e-30;

/** A column to be filled. */
function columnOf({ rows, supplySegments, bitSegments }: TwoWireArray): LadderColumn {
  const cells = new Float64Array(rows);
  return { cells, supplySegments, bitSegments, driver: 0, driverFar: 0, sense: 0, senseFar: 0 };
}

function fillColumn(column: LadderColumn, array: TwoWireArray, j: number, gates: Uint8Array): void {
  const { rows, cols, conductance, supplySegments, bitSegments } = array;
  const siemens = (ohm: number): number => 1 / Math.max(ohm, shortOhm);
  for (let i = 0; i < rows; i++) column.cells[i] = gates[i] ? conductance[i * cols + j]! : 0;
  column.driver = siemens(array.driver[j]! + supplySegments[0]!);
  column.driverFar = siemens(array.driverFar[j]!);
  column.sense = siemens(array.sense[j]! + bitSegments[rows - 1]!);
  column.senseFar = siemens(array.senseFar[j]!);
}

/** The voltages at all terminals, checked. */
function terminalVoltages({ cols }: TwoWireArray, voltages: Float64Array | TwoWireVoltages): TwoWireVoltages {
  const volts = voltages instanceof Float64Array ? { supply: voltages, bit: new Float64Array(cols) } : voltages;
  const name = voltages === volts.supply ? 'voltages' : 'voltages.supply';
  checkVoltages(volts.supply, cols, 'supply line', `two-wire array: ${name}`);
  checkVoltages(volts.bit, cols, 'bit line', 'two-wire array: voltages.bit');
  return volts;
}

/** 1 for each row that is on, checked. */
function rowGates({ rows }: TwoWireArray, on?: RowGates): Uint8Array {
  const gates = new Uint8Array(rows).fill(1);
  if (!on) return gates;
  if (on.length !== rows) reject('two-wire array: gates', `found ${on.length}`, `expected ${rows}, one per row`);
  for (let i = 0; i < rows; i++) {
    const gate = Number(on[i]);
    if (gate !== 0 && gate !== 1)
      reject(
        `two-wire array: gates[${i}]`,
        `found ${on[i]}`,
        'expected 1 (on) or 0 (off): a gate has no states between',
      );
    gates[i] = gate;
  }
  return gates;
}

/**
 * Refuses an array that no circuit can be. InputError names the first value that is negative or not a number, and the
 * first line that floats with these rows on (default all): its voltage would be anything.
 */
export function checkTwoWire(array: TwoWireArray, on?: RowGates, where = 'two-wire array'): void {
  const { rows, cols, conductance } = array;
  if (!(rows >= 1 && cols >= 1)) reject(where, `found ${rows}×${cols} cells`, 'expected at least one row and column');
  checkLength(conductance, rows * cols, `${where}: conductance`);
  checkOhms(array.supplySegments, rows, `${where}: supplySegments`);
  checkOhms(array.bitSegments, rows, `${where}: bitSegments`);
  checkOhms(array.driver, cols, `${where}: driver`, true);
  checkOhms(array.driverFar, cols, `${where}: driverFar`, true);
  checkOhms(array.sense, cols, `${where}: sense`, true);
  checkOhms(array.senseFar, cols, `${where}: senseFar`, true);
  checkCells(array, where);
  const gates = rowGates(array, on);
  for (let j = 0; j < cols; j++) {
    const supplied = array.driver[j]! < Infinity || array.driverFar[j]! < Infinity;
    const sensed = array.sense[j]! < Infinity || array.senseFar[j]! < Infinity;
    if (supplied && sensed) continue;
    if ((supplied || sensed) && gates.some((on, i) => on && conductance[i * cols + j]! > 0)) continue;
    reject(
      `${where}: ${supplied ? 'bit' : 'supply'} line ${j}`,
      'found a floating line with no path to any terminal: both its ends are open and no cell leads on',
      `expected a ${supplied ? 'sense' : 'driver'} resistance < Infinity ohm, or a cell > 0 S in a row that is on`,
    );
  }
}
