import { reject } from '../../edge/error.js';

/** What writing did, device by device. */
export interface Written {
  /** S it was to have, and how far from that was accepted. */
  readonly target: Float64Array;
  readonly acceptance: number;
  /** S it shows after the last pulse, free of read noise, and S that further pulses would move. */
  readonly programmed: Float64Array;
  readonly resting: Float64Array;
  readonly sets: Uint32Array;
  readonly resets: Uint32Array;
  readonly reads: Uint32Array;
  /** J of all its pulses and reads; s of them one after the other. */
  readonly energy: Float64Array;
  readonly seconds: Float64Array;
  /** 1 where it was accepted. */
  readonly success: Uint8Array;
}

export interface WrittenCell {
  readonly row: number;
  readonly col: number;
  /** S. */
  readonly target: number;
  readonly programmed: number;
  /** Set and reset pulses it was given in vain. */
  readonly pulses: number;
}

export interface WritingSummary {
  readonly devices: number;
  /** Mean number of pulses and of reads a device took. */
  readonly pulses: number;
  readonly reads: number;
  readonly mostPulses: number;
  /** J of all devices. */
  readonly energy: number;
  /** s for the whole array, with so many devices of a row written at once. */
  readonly seconds: number;
  /** S: root of the mean square of programmed less target, of the devices that were accepted; NaN for none. */
  readonly error: number;
  readonly failures: readonly WrittenCell[];
}

/**
 * Sums over an array of `cols` columns, row-major. `parallel` devices of a row are written at once, neighbours, and the
 * slowest of them sets their time, as if drivers could give set and reset pulses at the same time; where they cannot, it
 * takes up to twice as long. Rows follow one after the other.
 */
export function summarise(written: Written, cols: number, parallel = 1): WritingSummary {
  const count = written.target.length;
  if (!(Number.isInteger(cols) && cols >= 1 && count % cols === 0))
    reject('writing: cols', `found ${cols}`, `expected a whole number of columns that ${count} devices fill`);
  if (!(Number.isInteger(parallel) && parallel >= 1))
    reject('writing: parallel', `found ${parallel}`, 'expected a whole number of devices ≥ 1');
  let [pulses, reads, mostPulses, energy, seconds, squares] = [0, 0, 0, 0, 0, 0];
  let slowest = 0;
  const failures: WrittenCell[] = [];
  for (let k = 0; k < count; k++) {
    const [row, col] = [Math.floor(k / cols), k % cols];
    const own = written.sets[k]! + written.resets[k]!;
    pulses += own;
    reads += written.reads[k]!;
    mostPulses = Math.max(mostPulses, own);
    energy += written.energy[k]!;
    slowest = Math.max(slowest, written.seconds[k]!);
    if ((col + 1) % parallel === 0 || col === cols - 1) {
      seconds += slowest;
      slowest = 0;
    }
    const [target, programmed] = [written.target[k]!, written.programmed[k]!];
    if (written.success[k]) squares += (programmed - target) ** 2;
    else failures.push({ row, col, target, programmed, pulses: own });
  }
  return {
    devices: count,
    pulses: pulses / count,
    reads: reads / count,
    ...{ mostPulses, energy, seconds },
    error: Math.sqrt(squares / (count - failures.length)),
    failures,
  };
}
