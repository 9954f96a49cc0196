import { reject } from '../../edge/error.js';
import type { SeriesSet } from '../series.js';
import { collect, type NamedSeries } from './collect.js';
import { readValue } from './value.js';

/** What the header of a .ts file says, as far as it matters here. */
interface Header {
  name?: string;
  labelled: boolean;
  classes: string[];
  dimensions?: number;
  equalLength: boolean;
  seriesLength?: number;
}

/** A data line read in. */
interface DataLine extends NamedSeries {
  readonly channels: number;
}

/**
 * Parses the `.ts` time-series format of sktime and aeon (www.timeseriesclassification.com): comments (`#`, `%`), header
 * lines (`@problemName`, `@classLabel` …), then after `@data` one series per line, its channels separated by `:`, its
 * values by `,`, its label last. Series may differ in length; `?` and `NaN` are missing. Files without labels are read
 * with labels −1; files with time stamps or with a regression target are refused.
 */
export function parseTs(text: string, file: string, name: string): SeriesSet {
  const header: Header = { labelled: false, classes: [], equalLength: false };
  const series: DataLine[] = [];
  let inData = false;
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    const where = `${file}:${i + 1}`;
    if (line === '' || line.startsWith('#') || line.startsWith('%')) return;
    if (inData) series.push(parseSeries(line, header, series[0], where));
    else if (!line.startsWith('@')) reject(where, 'found data before @data', 'expected header lines, then @data');
    else inData = readTag(line, header, where);
  });
  if (series.length === 0) return reject(file, 'holds no series', 'expected one per line after @data');
  return collect(header.name ?? name, series[0]!.channels, series, header.classes);
}

/** Takes in one header line; true once it is `@data`. Tags that say nothing about how to read the numbers are skipped. */
function readTag(line: string, header: Header, where: string): boolean {
  const [tag, ...words] = line.slice(1).split(/\s+/) as [string, ...string[]];
  const flag = (): boolean => {
    const word = words[0]?.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    return reject(where, `found @${tag} ${words[0] ?? ''}`, 'expected true or false');
  };
  const count = (): number => {
    const value = Number(words[0]);
    return Number.isInteger(value) && value > 0
      ? value
      : reject(where, `found @${tag} ${words[0]}`, 'expected a count');
  };
  switch (tag.toLowerCase()) {
    case 'problemname':
      if (words.length > 0) header.name = words.join(' ');
      break;
    case 'timestamps':
      if (flag()) refuseTimeStamps(where, '@timeStamps true');
      break;
    case 'targetlabel':
      if (flag()) reject(where, 'found a regression target', 'expected class labels: @classLabel true name name …');
      break;
    case 'univariate':
      if (flag()) header.dimensions = 1;
      break;
    case 'dimension':
    case 'dimensions':
      header.dimensions = count();
      break;
    case 'equallength':
      header.equalLength = flag();
      break;
    case 'serieslength':
      header.seriesLength = count();
      break;
    case 'classlabel':
      header.labelled = flag();
      if (header.labelled) header.classes = words.slice(1);
      break;
    case 'data':
      return true;
  }
  return false;
}

function parseSeries(line: string, header: Header, first: DataLine | undefined, where: string): DataLine {
  if (line.includes('(')) return refuseTimeStamps(where, '"("');
  const parts = line.split(':');
  const label = header.labelled ? parts.pop()!.trim() : undefined;
  if (label !== undefined && (parts.length === 0 || label === ''))
    return reject(where, 'found no label', 'expected :label at the end, as @classLabel true announces');

  const channels = parts.length;
  const expectedChannels = header.dimensions ?? first?.channels ?? channels;
  if (channels !== expectedChannels)
    return reject(where, `found ${channels} channels`, `expected ${expectedChannels}, separated by ":"`);

  const columns = parts.map(part => part.split(','));
  const length = columns[0]!.length;
  const expectedLength = header.equalLength ? (header.seriesLength ?? first?.length ?? length) : length;
  if (length !== expectedLength)
    return reject(where, `found ${length} time steps`, `expected ${expectedLength}, as the header says equal lengths`);

  const values = new Float64Array(length * channels);
  columns.forEach((column, c) => {
    if (column.length !== length)
      reject(where, `channel ${c + 1} has ${column.length} time steps`, `expected ${length}, as channel 1`);
    for (let t = 0; t < length; t++)
      values[t * channels + c] = readValue(column[t]!, () => `${where}: channel ${c + 1}, step ${t + 1}`);
  });
  return { values, length, channels, label, where };
}

function refuseTimeStamps(where: string, found: string): never {
  return reject(where, `found ${found}: values with time stamps`, 'expected evenly spaced values without time stamps');
}

/** Writes a set in the `.ts` format; `parseTs` gives back the same numbers, bit for bit. Missing values become `?`. */
export function formatTs(set: SeriesSet): string {
  const odd = set.classes.find(name => !/^[^\s:,]+$/.test(name));
  if (odd !== undefined)
    return reject(set.name, `class ${JSON.stringify(odd)}`, 'expected class names without spaces, ":" or ","');
  const labelled = set.series.every(one => one.label >= 0);
  const lengths = new Set(set.series.map(one => one.length));
  const equalLength = lengths.size === 1;
  const header = [
    `@problemName ${set.name}`,
    '@timeStamps false',
    `@missing ${set.series.some(one => one.values.some(Number.isNaN))}`,
    `@univariate ${set.channels === 1}`,
    ...(set.channels > 1 ? [`@dimensions ${set.channels}`] : []),
    `@equalLength ${equalLength}`,
    ...(equalLength ? [`@seriesLength ${set.series[0]!.length}`] : []),
    labelled ? `@classLabel true ${set.classes.join(' ')}` : '@classLabel false',
    '@data',
  ];
  const lines = set.series.map(one => {
    const parts = Array.from({ length: set.channels }, (_, c) =>
      Array.from({ length: one.length }, (_, t) => written(one.values[t * set.channels + c]!)).join(','),
    );
    return [...parts, ...(labelled ? [set.classes[one.label]!] : [])].join(':');
  });
  return `${[...header, ...lines].join('\n')}\n`;
}

const written = (value: number): string => (Number.isNaN(value) ? '?' : Object.is(value, -0) ? '-0' : String(value));
