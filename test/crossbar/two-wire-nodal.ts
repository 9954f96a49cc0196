import type { TwoWireArray } from '../../crossbar/two-wire.js';
import { eliminate, type Field } from './rational.js';

/** What a column does at 1 V between its terminals, in rows from the first to the last. */
export interface ColumnAtOneVolt<T> {
  readonly supply: T[];
  readonly bit: T[];
  readonly cells: T[];
  readonly output: T;
}

/**
 * Nodal analysis of one column, as an oracle: one unknown per set of nodes that 0 ohm joins, stamps, dense Gaussian
 * elimination in any arithmetic. Shares nothing with the solver.
 */
export function columnOracle<T>(
  field: Field<T>,
  array: TwoWireArray,
  j: number,
  on: (row: number) => boolean = () => true,
): ColumnAtOneVolt<T> {
  const { rows, cols } = array;
  const { of, add, sub, mul, div } = field;
  const [ground, source] = [2 * rows, 2 * rows + 1];
  const parent = Array.from({ length: 2 * rows + 2 }, (_, k) => k);
  const root = (k: number): number => (parent[k] === k ? k : root(parent[k]!));
  const branches: [number, number, T][] = [];
  const wire = (a: number, b: number, ...ohms: readonly number[]): void => {
    if (ohms.includes(Infinity)) return;
    const ohm = ohms.map(of).reduce(add);
    if (field.isZero(ohm))
      parent[Math.min(root(a), root(b))] = Math.max(root(a), root(b)); // a terminal becomes the root
    else branches.push([a, b, div(of(1), ohm)]);
  };
  for (let i = 0; i < rows; i++) {
    if (i === 0) wire(source, 0, array.driver[j]!, array.supplySegments[0]!);
    else wire(i - 1, i, array.supplySegments[i]!);
    if (i === rows - 1) wire(rows + i, ground, array.bitSegments[i]!, array.sense[j]!);
    else wire(rows + i, rows + i + 1, array.bitSegments[i]!);
    if (on(i)) branches.push([i, rows + i, of(array.conductance[i * cols + j]!)]);
  }
  wire(rows - 1, source, array.driverFar[j]!);
  wire(rows, ground, array.senseFar[j]!);

  const unknowns = [...new Set(parent.map((_, k) => root(k)))].filter(k => k < ground);
  const index = new Map(unknowns.map((k, at) => [k, at]));
  const matrix = unknowns.map(() => unknowns.map(() => of(0)));
  const currents = unknowns.map(() => of(0));
  for (const [from, to, siemens] of branches)
    for (const [a, b] of [
      [root(from), root(to)],
      [root(to), root(from)],
    ] as const) {
      const at = index.get(a);
      if (at === undefined || a === b) continue;
      matrix[at]![at] = add(matrix[at]![at]!, siemens);
      const other = index.get(b);
      if (other !== undefined) matrix[at]![other] = sub(matrix[at]![other]!, siemens);
      else if (b === source) currents[at] = add(currents[at]!, siemens);
    }
  const solved = eliminate(field, matrix, currents);
  const volts = (k: number): T => {
    const at = index.get(root(k));
    return at === undefined ? of(root(k) === source ? 1 : 0) : solved[at]!;
  };
  const all = Array.from({ length: 2 * rows }, (_, k) => volts(k));
  return {
    supply: all.slice(0, rows),
    bit: all.slice(rows),
    cells: Array.from({ length: rows }, (_, i) =>
      on(i) ? mul(of(array.conductance[i * cols + j]!), sub(all[i]!, all[rows + i]!)) : of(0),
    ),
    output: branches
      .map(([a, b, siemens]) => {
        if (root(a) === root(b)) return of(0);
        if (root(a) === ground) return mul(siemens, volts(b));
        return root(b) === ground ? mul(siemens, volts(a)) : of(0);
      })
      .reduce(add, of(0)),
  };
}
