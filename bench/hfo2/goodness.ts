import type { Device } from '../../devices/device.js';
import { kolmogorovSmirnov } from '../../numeric/kolmogorov-smirnov.js';
import { randomStream } from '../../numeric/random.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import { levelCount, nominalLevel, type RadarData } from './data.js';

/** A level's measured cells against many of the model. */
export interface LevelGoodness {
  readonly level: number;
  /** Of the two-sample test of Kolmogorov and Smirnov. */
  readonly p: number;
  /** Difference of the means in standard errors of the measured one. */
  readonly errors: number;
  /** Deviation, and distance between the quartiles, of the model over those measured. */
  readonly spread: number;
  readonly quartiles: number;
}

export interface Verdict {
  readonly rejected: number;
  /** Levels whose means are more than 2 standard errors apart, and whose deviations differ by more than 25 %. */
  readonly meansOff: number;
  readonly spreadsOff: number;
  /** Levels where the distances between the quartiles differ by more than 25 %. */
  readonly quartilesOff: number;
}

/** Model cells, level by level in µS, against those measured, cell by cell. */
export function goodnessOf(model: readonly Float64Array[], measured: Float64Array, level: Uint8Array): LevelGoodness[] {
  return model.map((drawn, number) => {
    const cells = measured.filter((_, k) => level[k] === number);
    const error = sampleDeviation(cells) / Math.sqrt(cells.length);
    return {
      level: number,
      p: kolmogorovSmirnov(drawn, cells).p,
      errors: (mean(drawn) - mean(cells)) / error,
      spread: sampleDeviation(drawn) / sampleDeviation(cells),
      quartiles: betweenQuartiles(drawn) / betweenQuartiles(cells),
    };
  });
}

export function verdict(levels: readonly LevelGoodness[]): Verdict {
  const count = (off: (level: LevelGoodness) => boolean): number => levels.filter(off).length;
  return {
    rejected: count(({ p }) => p < 0.05),
    meansOff: count(({ errors }) => Math.abs(errors) > 2),
    spreadsOff: count(({ spread }) => Math.abs(spread - 1) > 0.25),
    quartilesOff: count(({ quartiles }) => Math.abs(quartiles - 1) > 0.25),
  };
}

/** `count` devices written to each level, in µS: just programmed, and after 30 min at 80 °C. */
export function modelCells(
  device: Device,
  seed: number,
  count: number,
): { before: Float64Array[]; after: Float64Array[] } {
  const cells = Array.from({ length: levelCount }, (_, level) => {
    const target = new Float64Array(count).fill(nominalLevel(level) * 1e-6);
    const programmed = device.programming.program(target, normals(seed, 'programming', level, count));
    const traits = device.retention.traits(target, normals(seed, 'drift', level, count));
    return { programmed, aged: device.retention.age(programmed, traits, 1800, 353.15) };
  });
  const micro = (values: Float64Array): Float64Array => values.map(g => 1e6 * g);
  return { before: cells.map(each => micro(each.programmed)), after: cells.map(each => micro(each.aged)) };
}

/** Goodness of the device before and after the bake. */
export function deviceGoodness(device: Device, data: RadarData, seed: number, count = 4000): LevelGoodness[][] {
  const { before, after } = modelCells(device, seed, count);
  return [goodnessOf(before, data.before, data.level), goodnessOf(after, data.after, data.level)];
}

export function normals(seed: number, purpose: string, level: number, count: number): Float64Array {
  const out = new Float64Array(count);
  randomStream(seed, purpose, level).fillNormal(out, 0);
  return out;
}

function betweenQuartiles(values: Float64Array): number {
  const sorted = values.slice().sort();
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low]! + (place - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
  };
  return at(0.75) - at(0.25);
}
