import { clamp } from '../../numeric/curves.js';
import { type Cells, cellsWritten, faultsAt, type Imperfections, stuckAt, writtenLevels } from '../cells.js';
import type { ConductanceWindow, Device } from '../device.js';
import { type PulseModelName, pulseModel } from './pulse-models.js';
import { type MatrixDraws, type PulseResponse, pulsedDevices } from './pulse-response.js';
import { anyPulse, type ExponentialStrength, exponentialStrength } from './pulse-strength.js';
import { writeBlind, writeVerify } from './write-verify.js';
import type { BlindOptions, PulseTrain, VerifyRead, WriteOptions, Writing } from './writing.js';
import { summarise, type Written } from './written.js';

/** How cells are written with pulses, in place of the programming error of their device. Numbers and names, to be kept. */
export type PulseWriting = PulsesOfBoth &
  ({ readonly method: 'write-verify'; readonly read: DelayedRead } | { readonly method: 'blind' });

interface PulsesOfBoth {
  /** How devices follow pulses; window and scales are those of `PulseModelOptions`. */
  readonly response: PulseModelName;
  /** S; the window that weights are mapped to lies within. */
  readonly window: ConductanceWindow;
  readonly spreadScale: number;
  readonly cycleScale: number;
  readonly writeNoiseScale: number;
  readonly corrupt: number;
  /** How the step depends on voltage and width; null: not at all. */
  readonly strength: ExponentialStrength | null;
  readonly set: PulseTrain;
  readonly reset: PulseTrain;
  /** S by which a cell may miss its target, either way. */
  readonly acceptance: number;
  readonly maxPulses: number;
  /** Neighbours in a row that are written at once. */
  readonly parallel: number;
}

export interface DelayedRead extends Pick<VerifyRead, 'volt' | 'seconds'> {
  /** s between a pulse and the read that looks at what it did. */
  readonly delay: number;
}

/** What writing the cells of one array took. */
export interface WritingLog {
  /** Set and reset pulses that each cell was given. */
  readonly pulses: Uint32Array;
  /** 1 where a cell was given up, or, written blind, misses its target by more than the acceptance. */
  readonly failed: Uint8Array;
  /** Verifying reads of all cells. */
  readonly reads: number;
  /** J of all pulses and reads, V·I(V)·t; lines and drivers are not in it. */
  readonly energy: number;
  /** s, row by row, with `parallel` neighbours of a row at once. */
  readonly seconds: number;
  /** S²: sum of the squares of programmed less written level, over the cells that did not fail. */
  readonly squares: number;
}

/**
 * Writes `target` (S, `cols` columns, row-major) into devices with pulses.
 *
 * All cells begin at the least that pulses can bring the mean device to, also where the matrix is written anew: an array is
 * erased before, and that erasing is in none of the figures. The pulses bring each cell towards the level nearest to its
 * target. Verifying reads see the conductance at low voltage with the device's own read noise, `delay` after the pulse, each
 * with a draw of its own; its own current counts in the energy alone. A stuck cell takes pulses as others do and fails, unless it happens to be stuck within the acceptance of its
 * target.
 *
 * A device, what single pulses do to it and what single reads see are fixed by the seed, the matrix name, the purpose, the
 * cell's address and the number of the pulse or read: the same cells come out whatever the tiling. Retention and read noise
 * go on from what was programmed, as with `programCells`. InputError as there, and as `writeVerify` and `writeBlind` do.
 */
export function writeCells(
  device: Device,
  imperfections: Imperfections,
  pulses: PulseWriting,
  target: Float64Array,
  cols: number,
  address: Float64Array,
  draws: MatrixDraws,
): { readonly cells: Cells; readonly writingLog: WritingLog } {
  const { window } = device;
  const levels = writtenLevels(device, imperfections, target, address, draws.matrix);
  const faults = faultsAt(imperfections, address, draws);
  const response = responseOf(pulses);
  const writing: Writing = {
    ...{ response, address, draws },
    devices: pulsedDevices(response, address, draws),
    stuck: Float64Array.from(faults, state => stuckAt(state, window)),
    // Rounding may have left the window.
    target: levels.map(g => clamp(g, window.min, window.max)),
    start: new Float64Array(levels.length).fill(pulses.window.min),
  };
  const options = optionsOf(pulses, device);
  const written = 'read' in options ? writeVerify(writing, options) : writeBlind(writing, options);
  const { programmed } = written;
  return {
    cells: cellsWritten(device, { target, levels, programmed, faults }, address, draws),
    writingLog: logOf(written, cols, pulses.parallel),
  };
}

/** The response of devices to these pulses. */
export function responseOf({ response, strength, ...options }: PulseWriting): PulseResponse {
  return pulseModel(response, { ...options, strength: strength ? exponentialStrength(strength) : anyPulse });
}

/**
 * The options of `writeVerify`, or of `writeBlind`, for devices of this kind. 1/f noise of a verifying read counts from
 * where it counts for every read of the device: `delay` after the pulse is `delay` + the retention's reference time.
 */
export function optionsOf(pulses: PulseWriting, device: Device): WriteOptions | BlindOptions {
  const { set, reset, acceptance, maxPulses } = pulses;
  const { conduction, readNoise, retention } = device;
  const blind = { set, reset, acceptance, maxPulses, conduction };
  if (pulses.method === 'blind') return blind;
  const { volt, seconds, delay } = pulses.read;
  return { ...blind, readNoise, read: { volt, seconds, age: delay + retention.referenceTime } };
}

function logOf(written: Written, cols: number, parallel: number): WritingLog {
  const { target, programmed, sets, resets, reads, success } = written;
  const { energy, seconds } = summarise(written, cols, parallel);
  return {
    pulses: sets.map((count, k) => count + resets[k]!),
    failed: success.map(accepted => 1 - accepted),
    reads: reads.reduce((sum, count) => sum + count, 0),
    ...{ energy, seconds },
    squares: target.reduce((sum, g, k) => sum + (success[k] ? (programmed[k]! - g) ** 2 : 0), 0),
  };
}
