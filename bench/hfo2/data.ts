import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The measurements of Levy et al. (doi 10.1109/TED.2021.3097975), read from a folder of theirs; see bench/fit-hfo2.ts. */
export interface RadarData {
  /** µS of 1024 cells on 32 levels, just before a bake of 30 min at 80 °C and after it. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** The conductance each of them was written to, µS (`nominalLevel`), and its level: 0 the lowest. */
  readonly nominal: Float64Array;
  readonly level: Uint8Array;
  readonly bakes: readonly Bake[];
  /** V at which 8193 cells formed, in steps of `formingStep`. */
  readonly forming: Float64Array;
  /** ln(R/ohm) of 100 cells over 300 cycles: cell by cell, cycle after cycle. */
  readonly cycling: Readonly<Record<'hrs' | 'lrs', readonly Float64Array[]>>;
  readonly pulses: readonly PulseRecord[];
  /** Estimated bit error rates: bits per cell, K, s, share. */
  readonly errorRates: readonly (readonly number[])[];
}

/** Cells that were baked for 30 min at one temperature. */
export interface Bake {
  readonly name: string;
  readonly kelvin: number;
  readonly levels: readonly { readonly before: Float64Array; readonly after: Float64Array }[];
  /** Reads of the same cells, one right after another, where there are several: level by level, read by read. */
  readonly rereads: readonly (readonly Float64Array[])[];
}

/** Cells written by pulses until they read between `low` and `high` ohm. */
export interface PulseRecord {
  readonly run: string;
  readonly low: number;
  readonly high: number;
  readonly pulses: Float64Array;
  readonly success: number;
}

export const levelCount = 32;
export const formingStep = 0.05;

/**
 * The centre of a level's window, µS: windows of 7.5 µS one above the other, the uppermost without an end. The notes put
 * them between 17.5 µS and 250 µS; what was read lies 20 µS below that over the whole upper half, where cells hardly
 * relax, so the windows are taken 20 µS lower.
 */
export const nominalLevel = (level: number): number => 7.5 * level + 1.25;

export function readRadar(folder: string): RadarData {
  const retention = (name: string): Float64Array => siemens(rows(join(folder, 'retention', name)));
  const level = Uint8Array.from({ length: 1024 }, (_, k) => levelCount - 1 - levelOf(k, levelCount));
  const cycling = rows(join(folder, 'misc/cycling/cycling-5-25-20'));
  const alternate = (first: number): Float64Array[] =>
    cycling.map(row => Float64Array.from(row.filter((_, k) => k > 0 && k % 2 === first)).map(Math.log));
  return {
    before: retention('relaxation-prebake'),
    after: retention('relaxation-postbake'),
    level,
    nominal: Float64Array.from(level, nominalLevel),
    bakes: statedBakes.map(([bits, experiment, celsius]) => bake(retention, bits, experiment, celsius)),
    forming: Float64Array.from(rows(join(folder, 'misc/forming/form-6-10-20')), row => row[2]!),
    cycling: { hrs: alternate(1), lrs: alternate(0) },
    pulses: pulseRuns.flatMap(run => pulseRecords(run, rows(join(folder, run)))),
    errorRates: rows(join(folder, 'retention/ber-time-temp')).slice(1),
  };
}

/** Bits per cell, experiment and °C, of those bakes whose temperature is stated and whose cells were not worn before. */
const statedBakes: [bits: 2 | 3, experiment: number, celsius: number][] = [
  [3, 1, 80],
  [3, 2, 100],
  [3, 3, 100],
  [3, 4, 120],
  [2, 2, 127],
  [2, 3, 127],
  [2, 1, 157],
];

const pulseRuns = [
  'ispp/2bpc/ispp-wl0.060-bl5.00-5.00-sl5.00-5.00-7-24-20',
  'fppv/2bpc/fppv-4wl-eval-chip1-8-7-20',
  'ispp/3bpc/ispp-wl0.050-bl0.80-sl0.30-0.30-7-13-20',
  'ispp/3bpc/ispp-wl0.100-bl0.80-sl0.30-0.30-7-13-20',
];

function bake(read: (name: string) => Float64Array, bits: number, experiment: number, celsius: number): Bake {
  const name = `readtest${bits}bpc${experiment}`;
  const [before, after] = [read(`${name}-prebake`), read(`${name}-postbake`)];
  const count = 2 ** bits;
  const pick = (values: Float64Array, level: number, block = 0): Float64Array =>
    values.slice(1024 * block, 1024 * (block + 1)).filter((_, k) => levelOf(k, count) === level);
  const levels = Array.from({ length: count }, (_, level) => level);
  return {
    name: `${bits} bits per cell, no. ${experiment}`,
    kelvin: celsius + 273.15,
    levels: levels.map(level => ({ before: pick(before, level), after: pick(after, level) })),
    rereads: levels.map(level => Array.from({ length: after.length / 1024 }, (_, block) => pick(after, level, block))),
  };
}

function pulseRecords(run: string, table: readonly number[][]): PulseRecord[] {
  const windows = [...new Set(table.map(row => row[6]!))].sort((a, b) => a - b);
  return windows.map(low => {
    const cells = table.filter(row => row[6] === low);
    return {
      run: run.split('/')[2]!,
      low,
      high: cells[0]![7]!,
      pulses: Float64Array.from(cells, row => row[2]! + row[3]!),
      success: cells.reduce((sum, row) => sum + row[8]!, 0) / cells.length,
    };
  });
}

/** The files go through the levels cell by cell, and begin one level on in every row of 32. */
const levelOf = (cell: number, levels: number): number => (cell + Math.floor(cell / 32)) % levels;

const siemens = (ohms: readonly number[][]): Float64Array => Float64Array.from(ohms, ([ohm]) => 1e6 / ohm!);

/** The rows of a table, `name`.csv or `name`.csv.gz. */
function rows(name: string): number[][] {
  const text = existsSync(`${name}.csv`)
    ? readFileSync(`${name}.csv`, 'utf8')
    : gunzipSync(readFileSync(`${name}.csv.gz`)).toString();
  return text.trim().split('\n').map(line => line.split(/[\t,]/).map(Number)); // biome-ignore format: one thing
}
