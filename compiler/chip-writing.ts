import { nearestLevel } from '../devices/cells.js';
import { fault } from '../devices/device.js';
import { responseOf } from '../devices/pulses/write-cells.js';
import type { WritingSummary, WrittenCell } from '../devices/pulses/written.js';
import { deviceOf } from './hardware.js';
import { columnsOf } from './plan.js';
import { type Program, tilesOf } from './program-record.js';

/** A cell that writing has given up; row and column count within its tile. */
export interface FailedCell extends WrittenCell {
  readonly matrix: string;
  readonly tile: string;
  /** It is stuck at gMin or gMax (`imperfections`); what `corrupt` holds is not known as such. */
  readonly stuck: boolean;
}

/** What writing the devices of a chip with pulses took, as they stand on it; errors are from the level that was written. */
export interface ChipWriting extends Omit<WritingSummary, 'failures'> {
  readonly method: 'write-verify' | 'blind';
  /** Where the response to pulses comes from. */
  readonly source: string;
  /** s with one array after the other, and of the array that takes longest, which is all where they are written at once. */
  readonly seconds: number;
  readonly longestArray: number;
  readonly failed: number;
  /** The first of them, in order of arrays, rows and columns. */
  readonly failures: readonly FailedCell[];
  /** What the reader should know before quoting a figure. */
  readonly notes: readonly string[];
}

/** Failures that are named one by one. */
const mostNamed = 10;

/** What a program's devices took to be written; null where they drew their errors instead. */
export function chipWriting(program: Program): ChipWriting | null {
  const pulses = program.hardware.device.writing;
  if (!pulses) return null;
  const logs = tilesOf(program).flatMap(({ tile }) => tile.writingLog ?? []);
  const sum = (of: (log: (typeof logs)[number]) => number): number => logs.reduce((total, log) => total + of(log), 0);
  const devices = sum(log => log.pulses.length);
  const failed = sum(log => log.failed.reduce((count, one) => count + one, 0));
  const { source, limits } = responseOf(pulses);
  return {
    method: pulses.method,
    source,
    devices,
    pulses: sum(log => log.pulses.reduce((count, own) => count + own, 0)) / devices,
    reads: sum(log => log.reads) / devices,
    mostPulses: logs.reduce((most, log) => log.pulses.reduce((a, b) => Math.max(a, b), most), 0),
    energy: sum(log => log.energy),
    seconds: sum(log => log.seconds),
    longestArray: Math.max(0, ...logs.map(log => log.seconds)),
    error: Math.sqrt(sum(log => log.squares) / (devices - failed)),
    failed,
    failures: failuresOf(program),
    notes: [
      'Writing is that of the devices, V·I·t of their pulses and verifying reads: lines, drivers and the erasing before are not in it.',
      ...limits.map(limit => `Of the pulses: ${limit}.`),
    ],
  };
}

/** The first cells that have failed. */
function failuresOf(program: Program): FailedCell[] {
  const { window } = deviceOf(program.hardware);
  const { levels } = program.hardware.imperfections;
  const failures: FailedCell[] = [];
  for (const { plan, tile } of tilesOf(program)) {
    const { cells, writingLog } = tile;
    if (!writingLog) continue;
    for (let k = writingLog.failed.indexOf(1); k >= 0; k = writingLog.failed.indexOf(1, k + 1)) {
      if (failures.length === mostNamed) return failures;
      failures.push({
        matrix: plan.name,
        tile: tile.name,
        row: Math.floor(k / columnsOf(tile)),
        col: k % columnsOf(tile),
        target: nearestLevel(cells.target[k]!, window, levels),
        programmed: cells.programmed[k]!,
        pulses: writingLog.pulses[k]!,
        stuck: cells.faults[k] !== fault.none,
      });
    }
  }
  return failures;
}
