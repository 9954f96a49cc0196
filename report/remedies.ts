import type { ChipsPoint, ChipsRun } from '../sim/chips.js';
import { type DriftCompensation, driftCompensations } from '../sim/compensation.js';
import { type ReadoutTraining, readoutTrainings } from '../sim/lifetime.js';
import { unbroken } from './words.js';

/** One thing that can be done about an ageing chip, and how it fares at each age. */
export interface Remedy {
  readonly name: string;
  /** One per age. */
  readonly points: readonly ChipsPoint[];
}

/** What the readouts are called, and what that means. */
export const readouts: Readonly<Record<ReadoutTraining, { readonly name: string; readonly meaning: string }>> = {
  float: { name: 'Float readout', meaning: 'the weights of the network file, written with the chip' },
  hardware: {
    name: 'Trained on the chip',
    meaning: 'fitted to the features that the chip measured just after programming, and written then',
  },
  retrained: {
    name: 'Retrained at that age',
    meaning: 'fitted to the features that the chip measures at that age, and written then',
  },
};

/** What is added to the name of a readout. */
const compensations: Readonly<Record<DriftCompensation, string>> = {
  none: '',
  global: ', compensated',
  column: ', compensated by column',
};

/** "Trained on the chip, compensated". */
export const remedyName = ({ readout, compensation }: ChipsPoint): string =>
  readouts[readout].name + compensations[compensation];

/** The ages of a run, youngest first, and its remedies, the least effort first. */
export function accuracyGrid({ points }: ChipsRun): { ages: readonly number[]; remedies: readonly Remedy[] } {
  const ages = [...new Set(points.map(point => point.time))].sort((a, b) => a - b);
  const remedies = readoutTrainings.flatMap(readout =>
    driftCompensations.map(compensation =>
      points
        .filter(point => point.readout === readout && point.compensation === compensation)
        .sort((a, b) => a.time - b.time),
    ),
  );
  return {
    ages,
    remedies: remedies.filter(found => found.length > 0).map(found => ({ name: remedyName(found[0]!), points: found })),
  };
}

/** The remedy with the highest mean accuracy at the i-th age; of equals, the one that takes less effort. */
export function bestAt(run: ChipsRun, age: number): ChipsPoint {
  const candidates = accuracyGrid(run).remedies.map(remedy => remedy.points[age]!);
  return candidates.reduce((best, point) => (point.mean > best.mean ? point : best));
}

/** "97.3 ± 0.4 %"; "97.3 %" for one chip. */
export const accuracyText = (point: ChipsPoint): string => unbroken(`${percentText(point)} %`);

/** The same without the sign. */
export function percentText({ mean, deviation, accuracies }: ChipsPoint): string {
  const spread = accuracies.length > 1 ? ` ± ${(100 * deviation).toFixed(1)}` : '';
  return unbroken((100 * mean).toFixed(1) + spread);
}
