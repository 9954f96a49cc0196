import { reject } from '../edge/error.js';

/** An access transistor as the resistance of its channel. */
export interface AccessTransistor {
  /** ohm, where its gate is on; may be 0. */
  readonly onOhm: number;
  /** S, where its gate is off; default 0. */
  readonly offSiemens?: number;
}

/**
 * Conductances (S) of 1T1R cells, each a memristor in series with its transistor: g / (1 + g R_on) where the gate is on,
 * g g_off / (g + g_off) where it is off. `on` has one entry per cell and is left out where all gates are on.
 */
export function gatedCells(
  memristors: Float64Array,
  { onOhm, offSiemens = 0 }: AccessTransistor,
  on?: ArrayLike<boolean | number>,
): Float64Array {
  if (!(onOhm >= 0 && onOhm < Infinity))
    reject('access transistor: on', `found ${onOhm} ohm`, 'expected a finite number ≥ 0 ohm');
  if (!(offSiemens >= 0 && offSiemens < Infinity))
    reject('access transistor: off', `found ${offSiemens} S`, 'expected a finite number ≥ 0 S');
  if (on && on.length !== memristors.length)
    reject('access transistor: gates', `found ${on.length}`, `expected ${memristors.length}, one per cell`);
  memristors.forEach((g, k) => {
    if (!(g >= 0 && g < Infinity))
      reject(`access transistor: memristors[${k}]`, `found ${g} S`, 'expected a finite number ≥ 0 S');
  });
  return memristors.map((g, k) => {
    if (!on || on[k]) return g / (1 + g * onOhm);
    return g === 0 ? 0 : offSiemens / (1 + offSiemens / g);
  });
}

/** Gates of rows × cols cells of which the given rows are on, and within them the given columns; default all. */
export function gates(
  rows: number,
  cols: number,
  selected: { readonly rows?: readonly number[]; readonly cols?: readonly number[] },
): Uint8Array {
  const chosen = (count: number, list?: readonly number[]): Uint8Array => {
    const marks = new Uint8Array(count).fill(list ? 0 : 1);
    for (const k of list ?? []) {
      if (!(Number.isInteger(k) && k >= 0 && k < count))
        reject('gates', `found line ${k}`, `expected a whole number from 0 to ${count - 1}`);
      marks[k] = 1;
    }
    return marks;
  };
  const [onRows, onCols] = [chosen(rows, selected.rows), chosen(cols, selected.cols)];
  return Uint8Array.from({ length: rows * cols }, (_, k) => onRows[Math.floor(k / cols)]! & onCols[k % cols]!);
}
