import type { compactModels } from '../../../devices/compact/table.js';

/** Under which drive the tests of all models see one move through most of its range. */
export interface ModelCase {
  /** V: amplitude of its sine. */
  readonly volt: number;
  /** Its frequency: where the loop is wide. */
  readonly hertz: number;
  /** Multiples of `hertz`, ascending, at which the loop only narrows. */
  readonly narrowing: readonly number[];
  /** Where it switches abruptly: how far apart in time two simulators may be, as a part of the duration; default 0. */
  readonly window?: number;
}

export const cases: Readonly<Record<keyof typeof compactModels, ModelCase>> = {
  'linear-drift': { volt: 1, hertz: 0.5, narrowing: [1, 4, 16, 64], window: 1e-4 },
  'linear-drift-joglekar': { volt: 0.9, hertz: 0.5, narrowing: [1, 4, 16, 64] },
  'linear-drift-biolek': { volt: 1, hertz: 5, narrowing: [1, 4, 16, 64] },
  'linear-drift-prodromakis': { volt: 2, hertz: 0.5, narrowing: [1, 4, 16, 64] },
  team: { volt: 3, hertz: 0.01, narrowing: [2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24], window: 1e-4 },
  vteam: { volt: 0.3, hertz: 1e6, narrowing: [1, 16, 256, 4096], window: 1e-4 },
  yakopcic: { volt: 0.5, hertz: 100, narrowing: [1, 4, 16, 64] },
  'pershin-di-ventra': { volt: 3, hertz: 1e8, narrowing: [1, 4, 16, 64] },
  'stanford-pku': { volt: 1.5, hertz: 1e3, narrowing: [1e3, 1e4, 1e5, 1e6], window: 1e-4 },
  memdiode: { volt: 1.2, hertz: 0.1, narrowing: [10, 40, 160, 640] },
  volatile: { volt: 1, hertz: 0.5, narrowing: [4, 16, 64, 256] },
  'jart-vcm-v1b': { volt: 1.2, hertz: 1, narrowing: [1e3, 1e4, 1e5, 1e6] },
  mms: { volt: 0.5, hertz: 500, narrowing: [4, 16, 64, 256] },
};
