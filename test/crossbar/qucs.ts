import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { CrossbarArray } from '../../crossbar/array.js';
import { xbar } from './circuits.js';

/** One of badcrossbar's test cases, solved by its authors with Qucs 0.0.20, a circuit simulator. */
export interface QucsCase {
  readonly name: string;
  readonly resistances: readonly (readonly (number | 'inf')[])[];
  readonly applied_voltages: number[][];
  readonly r_word_line: number;
  readonly r_bit_line: number;
  readonly i_output: number[][];
  readonly i_device: number[][];
  readonly i_word_line: number[][];
  readonly i_bit_line: number[][];
  readonly v_word_line: number[][];
  readonly v_bit_line: number[][];
}

/** All 33 of them with their arrays; none, and the test says so, where OHMWEAVE_DATA names no data. */
export function qucsCases(t: ExecutionContext): readonly (QucsCase & { readonly array: CrossbarArray })[] {
  const folder = process.env.OHMWEAVE_DATA;
  if (!folder) {
    t.log('OHMWEAVE_DATA is not set: skipped the 33 Qucs cases');
    t.pass();
    return [];
  }
  const text = readFileSync(join(folder, 'crossbar-qucs/cases.json'), 'utf8');
  const { cases } = JSON.parse(text) as { cases: QucsCase[] };
  t.is(cases.length, 33);
  return cases.map(c => {
    const cells = c.resistances.map(row => row.map(ohm => (ohm === 'inf' ? 0 : 1 / ohm)));
    return { ...c, array: xbar(cells, { wordLine: c.r_word_line, bitLine: c.r_bit_line }) };
  });
}
