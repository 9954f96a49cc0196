import { reject } from '../../edge/error.js';

/** One plot of an ngspice raw file: the vectors of one analysis. */
export interface Plot {
  /** First line of the netlist. */
  readonly title: string;
  /** Kind of analysis in ngspice's words, e.g. `DC transfer characteristic`. */
  readonly name: string;
  readonly points: number;
  readonly complex: boolean;
  /**
   * By name in lower case, e.g. `v(out)`, `i(vs)`; the first is the scale of the others, e.g. `time`. Length points (a
   * vector may be shorter), or twice that (re, im, re, …) where complex.
   */
  readonly vectors: ReadonlyMap<string, Float64Array>;
  /** What each vector is, in ngspice's words: `voltage`, `current`, `time`, `frequency`, `notype` … */
  readonly types: ReadonlyMap<string, string>;
  /** Lengths along each dimension, last one fastest, of the vectors that have more than one dimension. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/**
 * Parses an ngspice raw file, binary or ASCII: what `write` and `ngspice -b -r` make. For each plot there is a header in
 * text; then float64 in little-endian order after `Binary:` or numbers after `Values:`, point by point. Where the flags
 * say `unpadded`, vectors that are shorter than the plot end early, otherwise zeros follow. InputError names the file and
 * the place in it.
 */
export function parseRaw(bytes: Uint8Array, file = 'raw file'): Plot[] {
  const plots: Plot[] = [];
  for (let at = skipSpace(bytes, 0); at < bytes.length; ) {
    const header = readHeader(bytes, at, file);
    const lengths = header.variables.map(({ shape }) => shape?.reduce((a, b) => a * b, 1) ?? header.points);
    checkSize(bytes, header, lengths, file);
    const { columns, end } = (header.binary ? readBinary : readAscii)(bytes, header, lengths, file);
    plots.push(plotOf(header, columns, file));
    at = skipSpace(bytes, end);
  }
  return plots;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[] | undefined;
}

interface Header {
  readonly title: string;
  readonly name: string;
  readonly points: number;
  readonly complex: boolean;
  readonly padded: boolean;
  readonly variables: readonly Variable[];
  readonly binary: boolean;
  /** Byte at which the values begin. */
  readonly values: number;
}

interface Columns {
  readonly columns: readonly Float64Array[];
  /** Byte after the values. */
  readonly end: number;
}

const text = new TextDecoder();

function readHeader(bytes: Uint8Array, start: number, file: string): Header {
  const where = `${file}: byte ${start}`;
  const begin = text.decode(bytes.subarray(start, start + 12));
  if (begin.startsWith('T\0i\0'))
    return reject(where, 'found a raw file in UTF-16, as LTspice writes it', 'expected one of ngspice');
  if (!/^title:/i.test(begin))
    return reject(where, `found ${JSON.stringify(begin)}`, 'expected "Title:", with which a raw file begins');

  const fields = new Map<string, string>();
  const lines: string[] = [];
  for (let at = start; ; ) {
    const end = bytes.indexOf(10, at);
    const line = text.decode(bytes.subarray(at, end < 0 ? bytes.length : end)).trim();
    at = end + 1;
    if (end < 0) return reject(where, 'found a header without an end', 'expected a line "Binary:" or "Values:"');
    const mark = /^(binary|values):$/i.exec(line)?.[1];
    if (mark) return { ...headerOf(fields, lines, where), binary: mark.toLowerCase() === 'binary', values: at };
    const [, key, value] = /^([^:]*): *(.*)$/.exec(line) ?? [];
    if (fields.has('variables')) lines.push(line);
    else if (key !== undefined && value !== undefined) fields.set(key.toLowerCase(), value);
  }
}

function headerOf(
  fields: ReadonlyMap<string, string>,
  lines: readonly string[],
  where: string,
): Omit<Header, 'binary' | 'values'> {
  const count = (name: string): number => {
    const found = fields.get(name.toLowerCase());
    if (found !== undefined && /^\d+$/.test(found)) return Number(found);
    return reject(where, `found "${name}: ${found ?? ''}"`, 'expected a count');
  };
  const [points, variables] = [count('No. Points'), count('No. Variables')];
  if (variables === 0) return reject(where, 'found a plot without variables', 'expected at least one');
  if (lines.length !== variables)
    return reject(where, `found ${lines.length} lines below "Variables:"`, `expected ${variables}, as the header says`);
  const shared = fields.get('dimensions');
  const flags = fields.get('flags') ?? '';
  return {
    title: fields.get('title') ?? '',
    name: fields.get('plotname') ?? '',
    points,
    complex: /\bcomplex\b/i.test(flags),
    padded: !/\bunpadded\b/i.test(flags),
    variables: lines.map(line => {
      const [, name, type = 'notype', ...options] = line.split(/\s+/);
      if (!name) return reject(where, `found the variable "${line}"`, 'expected "index name type"');
      const own = options.find(option => option.startsWith('dims='))?.slice('dims='.length) ?? shared;
      return { name: name.toLowerCase(), type, shape: own === undefined ? undefined : shapeOf(own, points, where) };
    }),
  };
}

function shapeOf(dims: string, points: number, where: string): readonly number[] {
  const shape = dims.split(',').map(Number);
  const length = shape.reduce((a, b) => a * b, 1);
  if (shape.every(count => Number.isInteger(count) && count >= 0) && length <= points) return shape;
  return reject(where, `found the dimensions ${dims}`, `expected counts whose product is at most ${points}`);
}

/** Refuses counts that the file is too short for, before anything is made or done so many times. */
function checkSize(bytes: Uint8Array, header: Header, lengths: readonly number[], file: string): void {
  const { points, padded, complex, binary, values } = header;
  const numbers = (padded ? lengths.length * points : lengths.reduce((a, b) => a + b, 0)) * (complex ? 2 : 1);
  const least = binary ? 8 * numbers : numbers; // as text a number takes a byte at least
  const found = bytes.length - values;
  if (found < least)
    reject(
      `${file}: byte ${values}`,
      `found ${found} bytes of values, cut short`,
      `expected ${binary ? '' : 'at least '}${least}: ${lengths.length} vectors of ${points} points`,
    );
  if (!padded && points > Math.max(...lengths))
    reject(
      `${file}: byte ${values}`,
      `found ${points} points, and no vector so long`,
      `expected ${Math.max(...lengths)}, as the longest vector has`,
    );
}

function readBinary(bytes: Uint8Array, header: Header, lengths: readonly number[]): Columns {
  const { points, padded, values: start } = header;
  const width = header.complex ? 2 : 1;
  const n = lengths.length;
  const numbers = padded ? n * points : lengths.reduce((a, b) => a + b, 0);
  const end = start + 8 * width * numbers;
  const values = new Float64Array(numbers * width);
  new Uint8Array(values.buffer).set(bytes.subarray(start, end)); // copied, because float64 must be aligned
  const columns = lengths.map(length => new Float64Array(length * width));
  if (padded || lengths.every(length => length === points)) gather(values, columns, points, width);
  else {
    let at = 0;
    for (let p = 0; p < points; p++)
      for (const column of columns)
        for (let c = 0; c < width && p * width + c < column.length; c++) column[p * width + c] = values[at++]!;
  }
  return { columns, end };
}

/** From point by point to vector by vector; a few points at a time, so that they stay in the cache. */
function gather(values: Float64Array, columns: readonly Float64Array[], points: number, width: number): void {
  const n = columns.length;
  const block = 64;
  for (let from = 0; from < points; from += block)
    for (let v = 0; v < n; v++) {
      const column = columns[v]!;
      const to = Math.min(from + block, points, column.length / width);
      for (let p = from; p < to; p++)
        for (let c = 0; c < width; c++) column[p * width + c] = values[(p * n + v) * width + c]!;
    }
}

function readAscii(bytes: Uint8Array, header: Header, lengths: readonly number[], file: string): Columns {
  const { points, padded, variables } = header;
  const width = header.complex ? 2 : 1;
  const end = nextTitle(bytes, header.values);
  const next = words(text.decode(bytes.subarray(header.values, end)));
  const columns = lengths.map(length => new Float64Array(length * width));
  for (let p = 0; p < points; p++) {
    const index = next();
    if (Number(index) !== p || index === '')
      return reject(`${file}: point ${p} of ${points}`, `found ${index === '' ? 'nothing, cut short' : `"${index}"`}`, `expected its index ${p}`); // biome-ignore format: one thing
    for (const [v, column] of columns.entries()) {
      if (!padded && p >= lengths[v]!) continue;
      const word = next();
      const comma = width === 1 ? -1 : word.indexOf(',');
      const re = number(comma < 0 ? word : word.slice(0, comma));
      const im = width === 1 ? 0 : number(comma < 0 ? '' : word.slice(comma + 1));
      if (re === undefined || im === undefined)
        return reject(
          `${file}: point ${p} of ${points}, ${variables[v]!.name}`,
          word === '' ? 'found nothing, cut short' : `found "${word}"`,
          width === 1 ? 'expected a number' : 'expected two numbers with a comma between them',
        );
      column[p * width] = re; // what lies behind the end of a shorter vector is dropped
      if (width === 2) column[p * width + 1] = im;
    }
  }
  return { columns, end };
}

/** Where the next plot begins: a line that starts with `Title:`. */
function nextTitle(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(84, from); at >= 0; at = bytes.indexOf(84, at + 1))
    if (bytes[at - 1] === 10 && text.decode(bytes.subarray(at, at + 6)) === 'Title:') return at;
  return bytes.length;
}

/** The next word of a text at each call; '' at its end. */
function words(of: string): () => string {
  let at = 0;
  return () => {
    while (at < of.length && of.charCodeAt(at) <= 32) at++;
    const start = at;
    while (at < of.length && of.charCodeAt(at) > 32) at++;
    return of.slice(start, at);
  };
}

/** A number as C prints it. */
function number(word: string): number | undefined {
  const value = Number(word);
  if (!Number.isNaN(value) && word !== '') return value;
  if (/^[-+]?nan/i.test(word)) return Number.NaN;
  const sign = /^([-+]?)inf(inity)?$/i.exec(word)?.[1];
  return sign === undefined ? undefined : sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function plotOf(header: Header, columns: readonly Float64Array[], file: string): Plot {
  const vectors = new Map<string, Float64Array>();
  const types = new Map<string, string>();
  const shapes = new Map<string, readonly number[]>();
  for (const [v, { name, type, shape }] of header.variables.entries()) {
    const [column, before] = [columns[v]!, vectors.get(name)];
    // `write` with a vector named twice writes it twice.
    if (before && !(before.length === column.length && before.every((value, k) => Object.is(value, column[k]))))
      return reject(file, `found two vectors ${name} in the plot "${header.name}"`, 'expected names that differ');
    vectors.set(name, column);
    types.set(name, type);
    if (shape && shape.length > 1) shapes.set(name, shape);
  }
  const { title, name, points, complex } = header;
  return { title, name, points, complex, vectors, types, shapes };
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= 32) at++;
  return at;
}
