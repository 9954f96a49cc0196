import { kernelsAt } from './blocks.js';
import { expOf, logOf } from './elementary.js';
import { kernels } from './instance.js';
import { philox4x32 } from './philox.js';
import { layers, tail, ziggurat } from './ziggurat.js';

/** What a stream of normal numbers is made from: 64 bits of seed (in the counter) and 64 bits of key. */
export interface NormalStream {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly k0: number;
  readonly k1: number;
}

/** Pairs made at a time in the kernel's memory. */
const chunkPairs = 8192;
/** Below this many pairs the copy out of the kernel's memory costs more than it saves. */
const fewPairs = 8;

/**
 * Fills `out` (even length) with pairs of standard normal numbers; `out[2i]`, `out[2i + 1]` are pair `first + i` of the
 * stream, by a ziggurat on Philox. Its exponential and logarithm are our own (fdlibm's polynomials), so the same bits come out
 * with and without WebAssembly, on every machine.
 */
export function normalPairs(out: Float64Array, first: number, stream: NormalStream): void {
  const { seedLow, seedHigh, k0, k1 } = stream;
  const there = kernelsAt(out);
  if (there) {
    there.normalPairs(out.byteOffset, out.length / 2, first, seedLow, seedHigh, k0, k1);
    return;
  }
  const wasm = out.length < 2 * fewPairs ? null : kernels();
  if (!wasm) {
    normalPairsPlain(out, first, stream);
    return;
  }
  const memory = wasm.scratch(2 * Math.min(chunkPairs, out.length / 2));
  for (let done = 0; done < out.length / 2; done += chunkPairs) {
    const pairs = Math.min(chunkPairs, out.length / 2 - done);
    wasm.normalPairs(memory.byteOffset, pairs, first + done, seedLow, seedHigh, k0, k1);
    out.set(memory.subarray(0, 2 * pairs), 2 * done);
  }
}

/** `normalPairs` in plain TypeScript. */
export function normalPairsPlain(out: Float64Array, first: number, stream: NormalStream): void {
  const words = new Uint32Array(4);
  for (let at = 0; at < out.length; at += 2) {
    const pair = first + at / 2;
    draw(stream, pair, 0, words);
    const [a, b, c, d] = words as unknown as Words;
    out[at] = quickNormal(a, b) ?? slowNormal(stream, pair, 0, a, b);
    out[at + 1] = quickNormal(c, d) ?? slowNormal(stream, pair, 2, c, d);
  }
}

type Words = [number, number, number, number];

/** The random bits of a pair: two words for either number. Who needs more takes those of a further attempt. */
function draw({ seedLow, seedHigh, k0, k1 }: NormalStream, pair: number, attempt: number, words: Uint32Array): void {
  const high = (Math.floor(pair / 2 ** 32) << 1) | 1 | (attempt << 24);
  philox4x32(pair >>> 0, high, seedLow, seedHigh, k0, k1, words);
}

/** 52 of the bits as a number on [0, 1); the other word's lower nine give the layer and the sign. */
const fraction = (high: number, low: number): number => (high * 1048576 + (low >>> 12)) / 4503599627370496;

/** Where the number lies within what its layer and the next one share. */
function quickNormal(high: number, low: number): number | undefined {
  const layer = low & 255;
  const u = fraction(high, low);
  if (u >= ziggurat[layers + layer]!) return undefined;
  return signed(u * ziggurat[layer]!, low);
}

const signed = (x: number, low: number): number => (low & 256 ? -x : x);

/** Where it does not: from the tail, or from the rest of a layer as far as it lies under the bell, or from another attempt. */
function slowNormal(stream: NormalStream, pair: number, lane: 0 | 2, high: number, low: number): number {
  const words = new Uint32Array(4);
  for (let attempt = 1; ; ) {
    const layer = low & 255;
    if (layer === 0) return signed(tail + beyondTail(stream, pair, lane, attempt), low);
    const x = fraction(high, low) * ziggurat[layer]!;
    const [ends, nextEnds] = [ziggurat[layer]!, layer + 1 < layers ? ziggurat[layer + 1]! : 0];
    const lower = expOf(-0.5 * (ends * ends - x * x));
    const upper = expOf(-0.5 * (nextEnds * nextEnds - x * x));
    draw(stream, pair, attempt++, words);
    if (upper + fraction(words[lane]!, words[lane + 1]!) * (lower - upper) < 1) return signed(x, low);
    draw(stream, pair, attempt++, words);
    [high, low] = [words[lane]!, words[lane + 1]!];
    const quick = quickNormal(high, low);
    if (quick !== undefined) return quick;
  }
}

/** How far beyond x₁ a number of the tail lies: exponential, accepted with e^(−x²/2). */
function beyondTail(stream: NormalStream, pair: number, lane: 0 | 2, attempt: number): number {
  const words = new Uint32Array(4);
  for (;;) {
    draw(stream, pair, attempt++, words);
    const x = -logOf(1 - fraction(words[lane]!, words[lane + 1]!)) / tail;
    draw(stream, pair, attempt++, words);
    if (-2 * logOf(1 - fraction(words[lane]!, words[lane + 1]!)) > x * x) return x;
  }
}

/** 53 random bits as a number on [0, 1). */
export function unitInterval(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}
