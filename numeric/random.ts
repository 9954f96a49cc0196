import { philox4x32 } from './philox.js';

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
  /** Standard normal (Box–Muller; indices 2k and 2k+1 share one draw of the generator). */
  normal(index: number): number;
  /** Fills `out[i]` with `normal(first + i)`, at half the cost. */
  fillNormal(out: Float64Array, first: number): void;
}

export function randomStream(seed: number, ...purpose: readonly (string | number)[]): RandomStream {
  const [k0, k1] = hash(purpose.join('\u0000'));
  const seedLow = seed >>> 0;
  const seedHigh = Math.floor(seed / 2 ** 32) >>> 0;
  const bits = new Uint32Array(4);

  const draw = (index: number, family: number): void =>
    philox4x32(index >>> 0, (Math.floor(index / 2 ** 32) << 1) | family, seedLow, seedHigh, k0, k1, bits);

  const pair = (index: number, out: Float64Array, at: number): void => {
    draw(index, 1);
    const radius = Math.sqrt(-2 * Math.log(1 - unit(bits[0]!, bits[1]!)));
    const angle = 2 * Math.PI * unit(bits[2]!, bits[3]!);
    out[at] = radius * Math.cos(angle);
    out[at + 1] = radius * Math.sin(angle);
  };
  const two = new Float64Array(2);

  return {
    uniform(index) {
      draw(index, 0);
      return unit(bits[0]!, bits[1]!);
    },
    normal(index) {
      pair(Math.floor(index / 2), two, 0);
      return two[index % 2]!;
    },
    fillNormal(out, first) {
      let i = 0;
      if (first % 2 === 1 && out.length > 0) out[i++] = this.normal(first);
      for (; i + 1 < out.length; i += 2) pair((first + i) / 2, out, i);
      if (i < out.length) out[i] = this.normal(first + i);
    },
  };
}

/** 53 random bits as a number on [0, 1). */
function unit(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
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
