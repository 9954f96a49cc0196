import { reject } from '../../edge/error.js';

/** One number of a data file; `?` and `NaN` are missing values, held as NaN. `where` is asked only for the message. */
export function readValue(text: string, where: () => string): number {
  const word = text.trim();
  const value = Number(word);
  if (word !== '' && Number.isFinite(value)) return value;
  if (word === '?' || word.toLowerCase() === 'nan') return Number.NaN;
  return reject(where(), `found ${word === '' ? 'nothing' : JSON.stringify(word)}`, 'expected a number, ? or NaN');
}
