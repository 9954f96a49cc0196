import { RunTimeout } from './errors.js';

/** Most milliseconds that a timer can count, 25 days; it takes more for none. */
const longest = 2 ** 31 - 1;

/** Calls back with a `RunTimeout` after so many seconds; the function that it gives calls that off. */
export function limitTime(seconds: number, fail: (cause: RunTimeout) => void): () => void {
  const timeout = (): void => fail(new RunTimeout(`no answer within ${seconds} s`));
  const timer = setTimeout(timeout, Math.min(longest, seconds * 1000));
  return () => clearTimeout(timer);
}
