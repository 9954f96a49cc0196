import { join } from 'node:path';
import { readNpy } from '../edge/npy.js';
import type { LabelledSteps } from '../models/spiking/train/loss.js';

/**
 * Records `first` … `end` − 1 of the test set of AdaptiveAILab/brf-neurons (experiments/ecg): QTDB as spikes of four
 * channels, and which of six parts of a beat each of its 1300 steps belongs to. `folder` holds its .npy files, records ×
 * steps × channels.
 */
export function ecgRecords(folder: string, first = 0, end = Number.POSITIVE_INFINITY): LabelledSteps {
  const x = readNpy(join(folder, 'x_test_u8.npy.gz'));
  const y = readNpy(join(folder, 'y_test_u8.npy.gz'));
  const [records, steps, channels] = x.shape as [number, number, number];
  const series = Math.min(end, records) - first;
  const data = new Float64Array(series * steps * channels);
  const labels = new Int32Array(series * steps);
  for (let s = 0; s < series; s++)
    for (let t = 0; t < steps; t++) {
      const from = (s + first) * steps + t;
      const to = t * series + s;
      data.set(x.data.subarray(from * channels, (from + 1) * channels), to * channels);
      labels[to] = y.data[from]!;
    }
  return { inputs: { series, steps, channels, data }, labels };
}
