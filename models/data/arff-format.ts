import { reject } from '../../edge/error.js';
import type { SeriesSet } from '../series.js';
import { collect, type NamedSeries } from './collect.js';
import { seriesInRow } from './rows.js';
import { readValue } from './value.js';

/** A column of the data, as @attribute declares it; a nominal one with its values. */
type Attribute =
  | { readonly kind: 'numeric' | 'relational'; readonly name: string }
  | { readonly kind: 'nominal'; readonly name: string; readonly values: readonly string[] };

/** What the header says so far. */
interface Header {
  name: string;
  readonly attributes: Attribute[];
  /** Time steps that the relational attribute declares. */
  steps: number;
  /** Whether the relational attribute is still being declared. */
  open: boolean;
}

/** A data row: its label, and its channels, each with a value for every time step. */
interface DataRow {
  readonly channels: readonly (readonly string[])[];
  readonly label: string | undefined;
  readonly where: string;
}

/**
 * Parses series in Weka's ARFF (https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable), as the UCR/UEA
 * archive writes them: univariate, with a numeric attribute for each time step; or multivariate, with one relational
 * attribute whose lines are the channels ('v,v,…\nv,v,…'). The nominal attribute, if there is one, is the class. `?` is
 * missing, and cut off at the end of a series. InputError for sparse data, other types, two classes, unequal channels.
 */
export function parseArff(text: string, file: string, name: string): SeriesSet {
  const header: Header = { name, attributes: [], steps: 0, open: false };
  const rows: DataRow[] = [];
  let inData = false;
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    const where = `${file}:${i + 1}`;
    if (line === '' || line.startsWith('%')) return;
    if (inData) rows.push(parseRow(line, header, where));
    else if (/^@data\b/i.test(line)) inData = checkHeader(header, where);
    else parseDeclaration(line, header, where);
  });
  const first = rows[0];
  if (!first) return reject(file, 'holds no series', 'expected one per line after @data');
  const channels = first.channels.length;
  const series = rows.map(row => readSeries(row, channels));
  const nominal = header.attributes.find(one => one.kind === 'nominal');
  return collect(header.name, channels, series, nominal?.values);
}

function parseDeclaration(line: string, header: Header, where: string): void {
  const [, tag = '', rest = ''] = /^@(\w+)\s*(.*)$/.exec(line) ?? [];
  switch (tag.toLowerCase()) {
    case 'relation':
      header.name = splitWords(rest, where)[0] || header.name;
      break;
    case 'end':
      header.open = false;
      break;
    case 'attribute':
      declare(rest, header, where);
      break;
    default:
      reject(where, `found ${JSON.stringify(line.slice(0, 40))}`, 'expected @relation, @attribute, @end or @data');
  }
}

function declare(text: string, header: Header, where: string): void {
  const [, quoted, type = ''] = /^('[^']*'|"[^"]*"|[^\s{]+)\s*(.*)$/.exec(text) ?? [];
  const name = (quoted ?? '').replace(/^(['"])(.*)\1$/, '$2');
  const kind = type.startsWith('{') ? 'nominal' : type.toLowerCase();
  if (kind === 'nominal') {
    if (header.open) reject(where, 'found a nominal attribute within a relational one', 'expected numeric ones');
    const values = splitWords(type.replace(/^\{(.*)\}$/, '$1'), where);
    header.attributes.push({ kind, name, values });
  } else if (kind === 'relational') {
    header.attributes.push({ kind, name });
    header.open = true;
  } else if (['numeric', 'real', 'integer'].includes(kind)) {
    if (/^(class|target)$/i.test(name)) reject(where, 'found a regression target', 'expected a class: {name, name …}');
    if (header.open) header.steps++;
    else header.attributes.push({ kind: 'numeric', name });
  } else
    reject(
      where,
      `found an attribute of type ${type || 'nothing'}`,
      'expected numeric, relational or {class, class …}',
    );
}

/** True; refuses a header whose rows would be no series with a class. */
function checkHeader({ attributes, open }: Header, where: string): true {
  const count = (kind: Attribute['kind']): number => attributes.filter(one => one.kind === kind).length;
  if (open) return reject(where, 'found @data within a relational attribute', 'expected @end and its name before');
  if (count('nominal') > 1)
    return reject(where, `found ${count('nominal')} nominal attributes`, 'expected one, the class, and numeric ones');
  if (!(count('relational') === 1 && count('numeric') === 0) && !(count('relational') === 0 && count('numeric') > 0))
    return reject(
      where,
      `found ${count('numeric')} numeric and ${count('relational')} relational attributes`,
      'expected a numeric attribute for each time step, or one relational attribute',
    );
  return true;
}

function parseRow(line: string, { attributes, steps }: Header, where: string): DataRow {
  if (line.startsWith('{')) return reject(where, 'found sparse data', 'expected all values of a row');
  const words = splitWords(line, where);
  if (words.length !== attributes.length)
    return reject(where, `found ${words.length} values`, `expected ${attributes.length}, one for each attribute`);
  const of = (kind: Attribute['kind']): string[] => words.filter((_, i) => attributes[i]!.kind === kind);
  const [relational] = of('relational');
  const channels = relational === undefined ? [of('numeric')] : relational.split('\n').map(one => one.split(','));
  channels.forEach((channel, c) => {
    if (relational !== undefined && channel.length !== steps)
      reject(where, `channel ${c + 1} has ${channel.length} time steps`, `expected ${steps}, as the header declares`);
  });
  const [label] = of('nominal');
  if (label === '?' || label === '') return reject(where, 'found no label', 'expected one of the classes');
  return { channels, label, where };
}

function readSeries({ channels, label, where }: DataRow, expected: number): NamedSeries {
  if (channels.length !== expected)
    return reject(where, `found ${channels.length} channels`, `expected ${expected}, as in the first series`);
  const values = channels.flatMap((channel, c) =>
    channel.map((word, t) => readValue(word, () => `${where}: channel ${c + 1}, step ${t + 1}`)),
  );
  return seriesInRow({ values: Float64Array.from(values), label, where }, channels.length, 'planar');
}

/**
 * The words of a list, separated by commas. In quotes, a comma is part of the word, `\n` a line break, and `\` before any
 * other character that character.
 */
function splitWords(text: string, where: string): string[] {
  const word = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,'"]*))\s*(,|$)/y;
  const words: string[] = [];
  for (let more = true; more; ) {
    const match = word.exec(text);
    if (!match)
      return reject(
        where,
        'found a quote that does not end where its word does',
        'expected words, separated by commas',
      );
    const quoted = match[1] ?? match[2];
    words.push(
      quoted === undefined ? match[3]!.trim() : quoted.replace(/\\(.)/g, (_, sign) => (sign === 'n' ? '\n' : sign)),
    );
    more = match[4] === ',';
  }
  return words;
}
