import { reject } from '../../edge/error.js';

/** How a table or an array holds series, where the file cannot say so itself. */
export interface Layout {
  /** Where the class label of a series stands in its row. Default: first in .txt and .tsv, last in .csv, none in arrays. */
  readonly label?: Label;
  /** Channels of a series that stands in one row. Default: 1. */
  readonly channels?: number;
  /**
   * `interleaved`: the channels of a time step side by side, then those of the next. `planar`: all time steps of a
   * channel, then those of the next. Default: interleaved in rows, planar in arrays of three dimensions.
   */
  readonly order?: Order;
  /** `series`: each row is a series (the default). `steps`: the file is one series, each row a time step, columns channels. */
  readonly rows?: Rows;
  /** Of an .npy file: another beside it with a label for each series, or for each of its time steps (series × steps). */
  readonly labelFile?: string;
}

type Label = 'first' | 'last' | 'none';
type Order = 'interleaved' | 'planar';
type Rows = 'series' | 'steps';

const readers: { readonly [Key in keyof Required<Layout>]: (text: string, where: string) => Layout } = {
  label: (text, where) => ({ label: oneOf(text, ['first', 'last', 'none'], where) }),
  channels: (text, where) => ({ channels: countOf(text, where) }),
  order: (text, where) => ({ order: oneOf(text, ['interleaved', 'planar'], where) }),
  rows: (text, where) => ({ rows: oneOf(text, ['series', 'steps'], where) }),
  labelFile: (text, where) => ({ labelFile: text || reject(where, 'found nothing', 'expected an .npy file') }),
};

/** Reads a layout as the command line has it: `label=last,channels=2`. InputError names `where` and the key. */
export function parseLayout(text: string, where = '--layout'): Layout {
  const known = Object.keys(readers);
  const keys = new Set<string>();
  const parts = text.split(',').map(part => {
    const [key = '', value, ...more] = part.split('=').map(word => word.trim());
    if (value === undefined || more.length > 0)
      return reject(where, `found ${JSON.stringify(part)}`, 'expected key=value, for example label=last,channels=2');
    if (!known.includes(key)) return reject(where, `found ${key}`, `expected one of ${known.join(', ')}`);
    if (keys.has(key)) return reject(where, `found ${key} twice`, 'expected each key once');
    keys.add(key);
    return readers[key as keyof Layout](value, `${where}: ${key}`);
  });
  return Object.assign({}, ...parts);
}

function oneOf<const T extends string>(text: string, words: readonly T[], where: string): T {
  const found = words.find(word => word === text);
  return found ?? reject(where, `found ${text || 'nothing'}`, `expected ${words.join(' or ')}`);
}

function countOf(text: string, where: string): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : reject(where, `found ${text || 'nothing'}`, 'expected a count ≥ 1');
}
