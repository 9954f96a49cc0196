import type { Matrix } from '../../numeric/matrix.js';

/** The spikes of each neuron of a layer. */
export interface SpikeCounts {
  readonly counts: Int32Array;
  /** The time step of the first spike, counted from 0; −1 where there is none. */
  readonly first: Int32Array;
}

/** Spikes (steps × neurons, 0 or 1) counted. */
export function spikeCounts({ cols, data }: Matrix): SpikeCounts {
  const counts = new Int32Array(cols);
  const first = new Int32Array(cols).fill(-1);
  for (let at = 0; at < data.length; at++) {
    if (data[at] === 0) continue;
    const neuron = at % cols;
    if (counts[neuron]!++ === 0) first[neuron] = (at - neuron) / cols;
  }
  return { counts, first };
}

/** How the spikes of each neuron differ from those of a reference, time step by time step. */
export interface SpikeDifferences {
  /** Spikes of the reference at whose step there is none. */
  readonly lost: Int32Array;
  /** Spikes at a step where the reference has none. */
  readonly added: Int32Array;
  /** Pairs of these, one of each, at neighbouring steps: spikes that are early or late by a step. */
  readonly shifted: Int32Array;
}

/** Both are steps × neurons. RangeError where their shapes differ. */
export function spikeDifferences(spikes: Matrix, reference: Matrix): SpikeDifferences {
  if (spikes.rows !== reference.rows || spikes.cols !== reference.cols)
    throw new RangeError(`spikes of ${spikes.rows} × ${spikes.cols}, not ${reference.rows} × ${reference.cols}`);
  const lost = new Int32Array(spikes.cols);
  const added = new Int32Array(spikes.cols);
  const shifted = new Int32Array(spikes.cols);
  /** What each neuron had at the step before and no pair has taken: 1 an added spike, −1 a lost one. */
  const free = new Int8Array(spikes.cols);
  for (let at = 0; at < spikes.data.length; at++) {
    const neuron = at % spikes.cols;
    const [ours, theirs] = [spikes.data[at] !== 0, reference.data[at] !== 0];
    const difference = Number(ours) - Number(theirs);
    if (difference !== 0) (ours ? added : lost)[neuron]!++;
    const paired = difference * free[neuron]! < 0;
    if (paired) shifted[neuron]!++;
    free[neuron] = paired ? 0 : difference;
  }
  return { lost, added, shifted };
}

export const total = (counts: Int32Array): number => counts.reduce((sum, count) => sum + count, 0);
