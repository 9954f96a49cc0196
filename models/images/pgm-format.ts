import { reject } from '../../edge/error.js';
import type { Image } from './image.js';

/** More than this in a picture is a damaged header. */
const mostPixels = 2 ** 28;

/**
 * Parses a PGM picture, P2 (numbers as text) or P5 (bytes, or two bytes each, the higher first, above 255 levels); levels are
 * divided by the largest that the header allows. InputError with the byte or the number where it goes wrong.
 * Source: netpbm's pgm(5).
 */
export function parsePgm(bytes: Uint8Array, file: string): Image {
  const words = wordsOf(bytes, file);
  const kind = words.next('P2 or P5');
  if (kind !== 'P2' && kind !== 'P5')
    return reject(file, `found ${JSON.stringify(kind.slice(0, 8))} at its start`, 'expected a PGM file: P2 or P5');
  const columns = words.count('the width', mostPixels);
  const rows = words.count('the height', mostPixels / columns);
  const white = words.count('the level of white', 65535);
  const levels = kind === 'P2' ? textLevels(words, rows * columns) : binaryLevels(bytes, words.at + 1, rows * columns, white, file); // biome-ignore format: two ways
  const high = levels.findIndex(level => level > white);
  if (high >= 0)
    return reject(
      `${file}: row ${Math.floor(high / columns)}, column ${high % columns}`,
      `found the level ${levels[high]}`,
      `expected at most ${white}, as the header says`,
    );
  return { name: file, rows, columns, pixels: levels.map(level => level / white) };
}

interface Words {
  /** Where the last word ended. */
  readonly at: number;
  next(what: string): string;
  count(what: string, most: number): number;
  level(what: string): number;
}

/** The words of the text from the start on, without comments: from # to the end of the line. */
function wordsOf(bytes: Uint8Array, file: string): Words {
  let at = 0;
  const isSpace = (byte: number | undefined): boolean =>
    byte !== undefined && (byte === 32 || (byte >= 9 && byte <= 13));
  const next = (what: string): string => {
    for (; isSpace(bytes[at]) || bytes[at] === 0x23; at++)
      if (bytes[at] === 0x23) while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
    const start = at;
    while (at < bytes.length && !isSpace(bytes[at])) at++;
    if (at === start) return reject(file, `ends at byte ${at}, before ${what}`, 'expected a whole PGM file');
    return new TextDecoder('latin1').decode(bytes.subarray(start, Math.min(at, start + 20)));
  };
  const number = (what: string, least: number, most: number): number => {
    const word = next(what);
    const value = Number(word);
    if (/^\d+$/.test(word) && value >= least && value <= most) return value;
    return reject(`${file}: ${what}`, `found ${JSON.stringify(word)}`, `expected a whole number from ${least} to ${Math.floor(most)}`); // biome-ignore format: one thing
  };
  return {
    get at() {
      return at;
    },
    next,
    count: (what, most) => number(what, 1, most),
    level: what => number(what, 0, 65535),
  };
}

const textLevels = (words: Words, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => words.level(`pixel ${k}`));

function binaryLevels(bytes: Uint8Array, start: number, count: number, white: number, file: string): Float64Array {
  const wide = white > 255 ? 2 : 1;
  const found = bytes.length - start;
  if (found !== count * wide)
    return reject(file, `found ${Math.max(0, found)} bytes of pixels`, `expected ${count * wide}, ${wide} for each of ${count}`); // biome-ignore format: one thing
  return Float64Array.from({ length: count }, (_, k) =>
    wide === 1 ? bytes[start + k]! : 256 * bytes[start + 2 * k]! + bytes[start + 2 * k + 1]!,
  );
}
