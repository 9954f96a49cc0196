import { reject } from '../../edge/error.js';
import { parseCsv } from '../../edge/table.js';
import { formatVcd } from '../../edge/vcd.js';
import type { Plot } from './raw.js';

/** ngspice's words for what a vector is, and its unit. */
const units: Readonly<Record<string, string>> = {
  voltage: 'V',
  current: 'A',
  time: 's',
  frequency: 'Hz',
  'voltage-density': 'V/sqrt(Hz)',
  'current-density': 'A/sqrt(Hz)',
  'voltage^2-density': 'V^2/Hz',
  'current^2-density': 'A^2/Hz',
  temperature: 'Celsius',
  impedance: 'Ohms',
  admittance: 'Mhos',
  power: 'W',
  phase: 'Degree',
  decibel: 'dB',
};

/**
 * A plot as a table with one row for each point and one column for each vector, headed by name and unit: `v(out) [V]`. A
 * complex vector has two columns, `re v(out) [V]` and `im v(out) [V]`. Numbers have all their digits; behind the end of a
 * shorter vector there is nothing.
 */
export function formatPlotCsv({ points, complex, vectors, types }: Plot): string {
  const columns = [...vectors].flatMap(([name, values]) => {
    const unit = units[types.get(name) ?? ''];
    const head = unit === undefined ? name : `${name} [${unit}]`;
    if (!complex) return [{ head, at: (p: number) => values[p] }];
    return [
      { head: `re ${head}`, at: (p: number) => values[2 * p] },
      { head: `im ${head}`, at: (p: number) => values[2 * p + 1] },
    ];
  });
  const lines = [columns.map(({ head }) => quoted(head)).join(',')];
  for (let p = 0; p < points; p++) lines.push(columns.map(({ at }) => at(p) ?? '').join(','));
  return `${lines.join('\n')}\n`;
}

const quoted = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/**
 * Reads a table of real vectors, as `formatPlotCsv` writes it: a line of names, with units in brackets where they have
 * one, then numbers, NaN where there is none. The first column is the scale, e.g. the time. InputError names the file and the place.
 */
export function parsePlotCsv(text: string, file: string): Plot {
  const end = text.indexOf('\n');
  const heads = fields(text.slice(0, end < 0 ? text.length : end).trim());
  // The names become a remark, so that errors count the lines as they stand.
  const { rows, cols, data } = parseCsv(`#${end < 0 ? '' : text.slice(end)}`, file, true);
  if (heads.length !== cols)
    return reject(`${file}: line 1`, `found ${heads.length} names`, `expected ${cols}, one for each column`);
  const vectors = new Map<string, Float64Array>();
  const types = new Map<string, string>();
  for (const [j, head] of heads.entries()) {
    const [, name = '', unit] = /^(.*?)(?: *\[([^\]]*)\])?$/.exec(head.trim()) ?? [];
    const vector = name.trim().replace(/\s+/g, '_').toLowerCase();
    if (vector === '' || vectors.has(vector))
      return reject(`${file}: line 1, column ${j + 1}`, `found the name "${head}"`, 'expected names that differ');
    vectors.set(
      vector,
      Float64Array.from({ length: rows }, (_, i) => data[i * cols + j]!),
    );
    types.set(vector, Object.keys(units).find(type => units[type] === unit) ?? 'notype');
  }
  return { title: file, name: 'Table', points: rows, complex: false, vectors, types, shapes: new Map() };
}

/** The fields of a line of CSV. */
function fields(line: string): string[] {
  const found = line.matchAll(/(?:^|[,;])(?:"((?:[^"]|"")*)"|([^,;]*))/g);
  return [...found].map(([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain ?? '');
}

/** The vectors of a transient as signals with real values over its time. InputError where the plot is no such thing. */
export function formatPlotVcd({ name, complex, vectors, types }: Plot, file: string): string {
  const [[scale, times] = ['', new Float64Array()], ...others] = vectors;
  if (complex || types.get(scale) !== 'time')
    return reject(
      `${file}: ${name}`,
      `found vectors over ${complex ? 'complex values' : `"${scale}"`}`,
      'expected a transient, since a VCD file holds what happens in time',
    );
  return formatVcd(others.map(([signal, values]) => ({ name: signal, kind: 'real', times, values })));
}
