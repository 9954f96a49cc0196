import { reject } from '../../edge/error.js';
import type { Plot } from './raw.js';

/**
 * Plots as an ngspice raw file, which `load` and `plot` of ngspice and viewers of such files read; `parseRaw` gives the same
 * plots back, bit for bit in both forms. Vectors that are shorter than their plot are followed by zeros and marked with
 * their length. InputError where a name cannot stand in such a file, or a vector is longer than its plot.
 */
export function formatRaw(plots: readonly Plot[], form: 'binary' | 'ascii' = 'binary'): Uint8Array {
  const parts = plots.flatMap(plot => {
    const header = new TextEncoder().encode(`${headerLines(plot).join('\n')}\n`);
    return [header, form === 'binary' ? binaryValues(plot) : asciiValues(plot)];
  });
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const widthOf = ({ complex }: Plot): number => (complex ? 2 : 1);

function headerLines(plot: Plot): string[] {
  const { title, name, points, complex, vectors, types, shapes } = plot;
  for (const line of [title, name])
    if (/[\r\n]/.test(line)) reject('raw file', `found ${JSON.stringify(line)}`, 'expected a title of one line');
  return [
    `Title: ${title}`,
    `Plotname: ${name}`,
    `Flags: ${complex ? 'complex' : 'real'}`,
    `No. Variables: ${vectors.size}`,
    `No. Points: ${points}`,
    'Variables:',
    ...[...vectors].map(([vector, { length }], k) => {
      const own = length / widthOf(plot);
      if (!/^\S+$/.test(vector)) reject('raw file', `found the vector name "${vector}"`, 'expected one without spaces');
      if (!Number.isInteger(own) || own > points)
        reject(`raw file: ${vector}`, `found ${own} values`, `expected at most ${points}, one for each point`);
      const shape = shapes.get(vector) ?? (own === points ? [] : [own]);
      const dims = shape.length === 0 ? '' : ` dims=${shape.join(',')}`;
      return `\t${k}\t${vector}\t${types.get(vector) ?? 'notype'}${dims}`;
    }),
  ];
}

const mark = new TextEncoder().encode('Binary:\n');

function binaryValues(plot: Plot): Uint8Array {
  const width = widthOf(plot);
  const columns = [...plot.vectors.values()];
  const values = new Float64Array(columns.length * plot.points * width);
  for (const [v, column] of columns.entries())
    for (let k = 0; k < column.length; k++) {
      const p = Math.floor(k / width);
      values[(p * columns.length + v) * width + (k % width)] = column[k]!;
    }
  const bytes = new Uint8Array(mark.length + values.byteLength);
  bytes.set(mark);
  bytes.set(new Uint8Array(values.buffer), mark.length);
  return bytes;
}

function asciiValues(plot: Plot): Uint8Array {
  const columns = [...plot.vectors.values()];
  const lines: string[] = ['Values:\n'];
  for (let p = 0; p < plot.points; p++) {
    lines.push(` ${p}`);
    for (const column of columns)
      lines.push(
        plot.complex ? `\t${digits(column[2 * p])},${digits(column[2 * p + 1])}\n` : `\t${digits(column[p])}\n`,
      );
    lines.push('\n');
  }
  return new TextEncoder().encode(lines.join(''));
}

/** As few digits as give the same float64 back, in C's notation; 0 behind the end of a shorter vector. */
function digits(value = 0): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
