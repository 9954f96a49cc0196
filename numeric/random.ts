import { normalPairs, unitInterval } from '../kernels/normal.js';
import { philox4x32 } from '../kernels/philox.js';

/**
 * A stream of random numbers addressed by index: `uniform(i)` is the same number whenever and wherever it is asked for.
 *
 * A stream is made from a seed and a list of names and numbers that say what it is for, for example
 * `randomStream(7, 'programming', 'block1')`; streams of different purposes are independent. Indices are whole
 * numbers below 2⁵³, typically the address of a device in its matrix.
 */
export interface RandomStream {
  /** Uniform on [0, 1), 53 bits. */
  uniform(index: number): number;
  /** Standard normal (a ziggurat; indices 2k and 2k+1 share one draw of the generator). */
  normal(index: number): number;
  /** Fills `out[i]` with `normal(first + i)`, at half the cost. */
  fillNormal(out: Float64Array, first: number): void;
}

export function randomStream(seed: number, ...purpose: readonly (string | number)[]): RandomStream {
  const [k0, k1] = hash(purpose.join('\u0000'));
  const stream = { seedLow: seed >>> 0, seedHigh: Math.floor(seed / 2 ** 32) >>> 0, k0, k1 };
  const bits = new Uint32Array(4);
  const pair = new Float64Array(2);
  const normal = (index: number): number => {
    normalPairs(pair, Math.floor(index / 2), stream);
    return pair[index % 2]!;
  };
  return {
    uniform(index) {
      philox4x32(index >>> 0, Math.floor(index / 2 ** 32) << 1, stream.seedLow, stream.seedHigh, k0, k1, bits);
      return unitInterval(bits[0]!, bits[1]!);
    },
    normal,
    fillNormal(out, first) {
      const start = first % 2;
      const end = out.length - ((out.length - start) % 2);
      if (start === 1 && out.length > 0) out[0] = normal(first);
      if (end > start) normalPairs(out.subarray(start, end), (first + start) / 2, stream);
      if (end < out.length && end >= start) out[end] = normal(first + end);
    },
  };
}

/**
 * `normal(addresses[k])` for every k, into `out`; returns it. Runs of consecutive addresses are drawn together; who draws
 * from several streams at the same addresses finds the ends of the runs once (`endsOfRuns`).
 */
export function normalsAt(
  stream: RandomStream,
  addresses: Float64Array,
  out: Float64Array = new Float64Array(addresses.length),
  ends: readonly number[] = endsOfRuns(addresses),
): Float64Array {
  let start = 0;
  for (const end of ends) {
    stream.fillNormal(out.subarray(start, end), addresses[start]!);
    start = end;
  }
  return out;
}

/** Where the runs of consecutive addresses end. */
export function endsOfRuns(addresses: Float64Array): number[] {
  const ends: number[] = [];
  for (let end = 0; end < addresses.length; ) {
    end = endOfRun(addresses, end);
    ends.push(end);
  }
  return ends;
}

/** Where the run of consecutive addresses that begins at `start` ends: by fours, then one by one. */
function endOfRun(addresses: Float64Array, start: number): number {
  let end = start + 1;
  let next = addresses[start]! + 1;
  for (; end + 3 < addresses.length; end += 4, next += 4)
    if (
      addresses[end] !== next ||
      addresses[end + 1] !== next + 1 ||
      addresses[end + 2] !== next + 2 ||
      addresses[end + 3] !== next + 3
    )
      break;
  for (; end < addresses.length && addresses[end] === next; end++) next++;
  return end;
}

/** Two 32-bit words from a purpose: FNV-1a with two offsets. Names only have to differ, not to be secret. */
function hash(text: string): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
    b ^= b >>> 13;
  }
  return [a >>> 0, b >>> 0];
}
