import { kernels } from './instance.js';
import { logOf } from './log.js';
import { philox4x32 } from './philox.js';

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
 * stream. The logarithm, sine and cosine are our own (fdlibm's polynomials), so the same bits come out with and without
 * WebAssembly, on every machine.
 */
export function normalPairs(out: Float64Array, first: number, stream: NormalStream): void {
  const wasm = out.length < 2 * fewPairs ? null : kernels();
  if (!wasm) {
    normalPairsPlain(out, first, stream);
    return;
  }
  const memory = wasm.scratch(2 * Math.min(chunkPairs, out.length / 2));
  for (let done = 0; done < out.length / 2; done += chunkPairs) {
    const pairs = Math.min(chunkPairs, out.length / 2 - done);
    const { seedLow, seedHigh, k0, k1 } = stream;
    wasm.normalPairs(memory.byteOffset, pairs, first + done, seedLow, seedHigh, k0, k1);
    out.set(memory.subarray(0, 2 * pairs), 2 * done);
  }
}

/** `normalPairs` in plain TypeScript. */
export function normalPairsPlain(out: Float64Array, first: number, { seedLow, seedHigh, k0, k1 }: NormalStream): void {
  const words = new Uint32Array(4);
  for (let at = 0; at < out.length; at += 2) {
    const index = first + at / 2;
    philox4x32(index >>> 0, (Math.floor(index / 2 ** 32) << 1) | 1, seedLow, seedHigh, k0, k1, words);
    const radius = Math.sqrt(-2 * logOf(1 - unitInterval(words[0]!, words[1]!)));
    const v = unitInterval(words[2]!, words[3]!);
    // The angle 2πv as a quadrant and a rest of at most an eighth of a turn.
    const quadrant = Math.floor(4 * v + 0.5);
    const x = (v - quadrant * 0.25) * 6.283185307179586;
    const q = quadrant & 3;
    const cos = q & 1 ? sinOf(x) : cosOf(x);
    const sin = q & 1 ? cosOf(x) : sinOf(x);
    out[at] = radius * (q === 1 || q === 2 ? -cos : cos);
    out[at + 1] = radius * (q >= 2 ? -sin : sin);
  }
}

/** 53 random bits as a number on [0, 1). */
export function unitInterval(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}

/** sin x for |x| ≤ π/4: fdlibm's kernel. */
function sinOf(x: number): number {
  const z = x * x;
  const r =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x + z * x * (-0.16666666666666632 + z * r);
}

/** cos x for |x| ≤ π/4: fdlibm's kernel. */
function cosOf(x: number): number {
  const z = x * x;
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (2.480158728947673e-5 +
              z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  return 1 - (0.5 * z - z * r);
}
