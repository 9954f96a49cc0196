/** Where two arrays that should be one differ, as far as their currents tell. */
export interface Suspect {
  /** `cell` is a device; `word line` and `bit line` are wires, with the driver or the sense input at their end. */
  readonly kind: 'cell' | 'word line' | 'bit line' | 'several places';
  /** Of the largest difference. */
  readonly row: number;
  readonly column: number;
  /** The share of that cell, row or column in the sum of squared differences. */
  readonly share: number;
}

/** As much of the squared difference as must be in one place for it to be named. */
const enough = 0.9;

/**
 * Reads the place of a fault from two transfers (rows × cols, S): the currents of all columns for one row at a time. A wrong
 * device shows in one entry, since its current is seen through wires that are right; a wrong wire or driver of a word line
 * in all of its row, and one of a bit line in all of its column.
 */
export function suspect(found: Float64Array, expected: Float64Array, cols: number): Suspect {
  const rows = expected.length / cols;
  const squares = found.map((value, k) => (value - expected[k]!) ** 2);
  const [byRow, byColumn] = [new Float64Array(rows), new Float64Array(cols)];
  squares.forEach((square, k) => {
    byRow[Math.floor(k / cols)]! += square;
    byColumn[k % cols]! += square;
  });
  const all = byRow.reduce((sum, square) => sum + square, 0) || 1;
  const largest = (values: Float64Array): number => values.indexOf(values.reduce((most, v) => Math.max(most, v), 0));
  const at = largest(squares);
  const cell = { row: Math.floor(at / cols), column: at % cols };
  const kinds = [
    { kind: 'cell', ...cell, square: squares[at]! },
    { kind: 'word line', row: largest(byRow), column: cell.column, square: Math.max(...byRow) },
    { kind: 'bit line', row: cell.row, column: largest(byColumn), square: Math.max(...byColumn) },
  ] as const;
  const [first = kinds[0]] = kinds.filter(({ square }) => square >= enough * all);
  const { kind, row, column, square } = first;
  return { kind: square >= enough * all ? kind : 'several places', row, column, share: square / all };
}
