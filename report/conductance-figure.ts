import { setsOf } from '../compiler/placement/duplicates.js';
import type { Program } from '../compiler/program-record.js';
import { concatenate } from '../numeric/matrix.js';
import { histogram } from './svg/histogram.js';
import { stacked } from './svg/stacked.js';
import { counted } from './words.js';

/** Targets and programmed conductances of every product, as histograms below each other; of one tile only where it is named. */
export function conductanceFigure({ graph, hardware, plans }: Program, only?: string): string {
  const figures = plans.flatMap(setsOf).flatMap(({ name, tiles }) => {
    const shown = tiles.filter(tile => only === undefined || tile.name === only);
    if (shown.length === 0) return [];
    const values = (state: 'target' | 'programmed'): Float64Array =>
      concatenate(shown.map(({ cells }) => cells[state]));
    return histogram({
      title: only ?? name,
      description: `Conductances of ${counted(shown.length, 'tile')} on ${hardware.name}, wanted and as programmed.`,
      ...{ label: 'Conductance', unit: 'S', counted: 'Cells' },
      sets: [
        { name: 'Target', values: values('target') },
        { name: 'Programmed', values: values('programmed') },
      ],
    });
  });
  return stacked(`Conductances of ${graph.name}`, figures);
}
