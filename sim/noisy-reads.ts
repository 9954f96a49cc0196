import type { PlacedTile } from '../compiler/plan.js';
import type { Cells } from '../devices/cells.js';
import type { NoiseSplit } from '../devices/read-noise.js';
import { type RandomStream, randomStream } from '../numeric/random.js';
import type { TileReads } from './linear-tile.js';

/** Noise that is drawn anew for each product, or for each of the reads that a product is the mean of. */
export interface ReadNoise {
  readonly per: 'product' | 'read';
  readonly draws: RandomStream;
  /** Relative variance of each cell. */
  readonly relativeVariance: Float64Array;
}

/**
 * The noise of a tile's reads that changes during a run. Where a product is one read, all of it is one draw; where it is
 * several, the part of the 1/f noise that is slower than all of them is common to them.
 */
export function readNoise(
  { name, programmedAt, cells }: PlacedTile,
  { fast, within }: NoiseSplit,
  reads: number,
  seed: number,
  time: number,
  side: 'forward' | 'backward',
): ReadNoise[] {
  const once = reads === 1;
  const kinds: (Omit<ReadNoise, 'draws'> & { readonly purpose: string })[] = [
    { per: 'product', purpose: 'read-fast', relativeVariance: relativeVariance(cells, fast, once) },
  ];
  if (!once)
    kinds.push({ per: 'read', purpose: 'read-within', relativeVariance: relativeVariance(cells, within, true) });
  return kinds
    .filter(kind => kind.relativeVariance.some(variance => variance > 0))
    .map(({ purpose, ...kind }) => {
      // Not `side`: another name would be other draws, and figures that were written down would no longer come out.
      const of = side === 'forward' ? name : `${name} reverse`;
      return { ...kind, draws: randomStream(seed, purpose, of, programmedAt, time) };
    });
}

/** Q² ln(f₂/f₁), and with the white part σ² too. */
const relativeVariance = ({ flicker, white }: Cells, logarithm: number, withWhite: boolean): Float64Array =>
  flicker.map((q, k) => logarithm * q ** 2 + (withWhite ? white[k]! ** 2 : 0));

/**
 * What the ADCs convert, read by read (A, count × conversions): one of each product where its reads would be all alike. There are
 * `sources` of noise in a read; where they are one more than its conversions, the last is that of a dummy column, taken off all.
 */
export function noisyReads(
  { currents, deviations }: TileReads,
  noise: readonly Pick<ReadNoise, 'per' | 'draws'>[],
  sources: number,
  first: number,
  average: number,
  digits: Digits = wholeInputs,
): Float64Array[] {
  const several = noise.some(({ per }) => per === 'read');
  noise.forEach(({ per, draws }, kind) => {
    if (per !== 'product') return;
    const amps =
      digits.shares.length > 1
        ? noiseOfDigits(deviations[kind]!, draws, sources, first, digits.shares, digits.whole[kind])
        : noiseOf(deviations[kind]!, draws, sources, first, 1);
    addNoise(currents, amps, sources);
  });
  if (!several) return [currents];
  const firstRead = first * digits.shares.length * average;
  return Array.from({ length: average }, (_, read) => {
    const own = currents.slice();
    noise.forEach(({ per, draws }, kind) => {
      if (per === 'read') addNoise(own, noiseOf(deviations[kind]!, draws, sources, firstRead + read, average), sources);
    });
    return own;
  });
}

/** How inputs come in digits, a read for each: what each counts for, and the deviations (A) that whole inputs would have. */
interface Digits {
  readonly shares: Float64Array;
  readonly whole: readonly Float64Array[];
}

const wholeInputs: Digits = { shares: Float64Array.of(1), whole: [] };

/** Reads are independent, so the noise (A) of a source is one normal draw; vector k is the read `first` + k·`stride`. */
function noiseOf(
  deviation: Float64Array,
  draws: RandomStream,
  sources: number,
  first: number,
  stride: number,
): Float64Array {
  const amps = new Float64Array(deviation.length);
  if (stride === 1) draws.fillNormal(amps, first * sources);
  else
    for (let at = 0, read = first; at < amps.length; at += sources, read += stride)
      draws.fillNormal(amps.subarray(at, at + sources), read * sources);
  for (let k = 0; k < amps.length; k++) amps[k]! *= deviation[k]!;
  return amps;
}

/**
 * Noise (A) that is the same for all digits of a vector: conductances that are off by δg make δg·Σᵣ shareᵣ·Vᵣ of them together, which
 * is δg times the voltage of the whole input. The draw has that deviation, and each digit as much of it as is likeliest by its own:
 * shareᵣ·σᵣ² of Σ shareᵣ²·σᵣ². Where the `whole` one is not known, the digits' errors are taken as independent.
 */
function noiseOfDigits(
  deviation: Float64Array,
  draws: RandomStream,
  sources: number,
  first: number,
  shares: Float64Array,
  whole: Float64Array | undefined,
): Float64Array {
  const digits = shares.length;
  const normal = new Float64Array(deviation.length / digits);
  draws.fillNormal(normal, first * sources);
  const amps = new Float64Array(deviation.length);
  for (let at = 0; at < normal.length; at++) {
    const start = Math.floor(at / sources) * digits * sources + (at % sources);
    let squares = 0;
    for (let r = 0; r < digits; r++) squares += (shares[r]! * deviation[start + r * sources]!) ** 2;
    if (squares === 0) continue;
    const total = normal[at]! * (whole?.[at] ?? Math.sqrt(squares));
    for (let r = 0; r < digits; r++) {
      const k = start + r * sources;
      amps[k] = (total * shares[r]! * deviation[k]! ** 2) / squares;
    }
  }
  return amps;
}

/** Adds the noise of sources to the currents that are converted. */
function addNoise(currents: Float64Array, amps: Float64Array, sources: number): void {
  const conversions = (currents.length / amps.length) * sources;
  for (let at = 0, from = 0; at < currents.length; from += sources) {
    const common = sources > conversions ? amps[from + sources - 1]! : 0;
    for (let j = 0; j < conversions; j++, at++) currents[at]! += amps[from + j]! - common;
  }
}
