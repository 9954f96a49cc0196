import type { compactModels } from '../../../devices/compact/table.js';

/** What the tests of all models must know of one besides the sine it is shown under. */
export interface ModelCase {
  /** Multiples of the frequency it is shown at, ascending, at which the loop only narrows. */
  readonly narrowing: readonly number[];
  /** Where it switches abruptly: how far apart in time two simulators may be, as a part of the duration; default 0. */
  readonly window?: number;
}

export const cases: Readonly<Record<keyof typeof compactModels, ModelCase>> = {
  'linear-drift': { narrowing: [1, 4, 16, 64], window: 1e-4 },
  'linear-drift-joglekar': { narrowing: [1, 4, 16, 64] },
  'linear-drift-biolek': { narrowing: [1, 4, 16, 64] },
  'linear-drift-prodromakis': { narrowing: [1, 4, 16, 64] },
  team: { narrowing: [2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24], window: 1e-4 },
  vteam: { narrowing: [1, 16, 256, 4096], window: 1e-4 },
  yakopcic: { narrowing: [1, 4, 16, 64] },
  'pershin-di-ventra': { narrowing: [1, 4, 16, 64] },
  'stanford-pku': { narrowing: [1e3, 1e4, 1e5, 1e6], window: 1e-4 },
  memdiode: { narrowing: [10, 40, 160, 640] },
  // Its hysteron has no rate and its loop no frequency: only above 1/τ, 1 kHz, is there anything to narrow it.
  'memdiode-qmm': { narrowing: [1e4, 4e4, 16e4, 64e4] },
  volatile: { narrowing: [4, 16, 64, 256] },
  'jart-vcm-v1b': { narrowing: [1e3, 1e4, 1e5, 1e6] },
  mms: { narrowing: [4, 16, 64, 256] },
};
