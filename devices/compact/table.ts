import { jartVcm } from './jart-vcm.js';
import { biolekDrift, joglekarDrift, linearDrift, prodromakisDrift } from './linear-drift.js';
import { memdiode } from './memdiode.js';
import { memdiodeQmm } from './memdiode-qmm.js';
import { mms } from './mms.js';
import type { CompactEntry } from './model.js';
import { pershinDiVentra } from './pershin-di-ventra.js';
import { stanfordPku } from './stanford-pku.js';
import { team } from './team.js';
import { volatileBalance } from './volatile.js';
import { vteam } from './vteam.js';
import { yakopcic } from './yakopcic.js';

/** The dynamic compact models, by name. */
export const compactModels = {
  'linear-drift': linearDrift,
  'linear-drift-joglekar': joglekarDrift,
  'linear-drift-biolek': biolekDrift,
  'linear-drift-prodromakis': prodromakisDrift,
  team,
  vteam,
  yakopcic,
  'pershin-di-ventra': pershinDiVentra,
  mms,
  'stanford-pku': stanfordPku,
  memdiode,
  'memdiode-qmm': memdiodeQmm,
  volatile: volatileBalance,
  'jart-vcm-v1b': jartVcm,
} as const satisfies Readonly<Record<string, CompactEntry>>;
