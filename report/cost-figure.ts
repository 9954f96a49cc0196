import type { PresetCost } from '../compiler/cost/estimate.js';
import { areaParts, energyParts } from '../compiler/cost/part-figures.js';
import { stackedBars } from './svg/bars.js';
import { quantity } from './svg/format.js';
import { stacked } from './svg/stacked.js';

const partNames = {
  array: 'Crossbar arrays',
  adc: 'ADCs',
  dac: 'DACs',
  sense: 'Sense amplifiers',
  drivers: 'Row drivers',
  digital: 'Digital logic',
  buffers: 'Buffers',
  memristors: 'Volatile memristors',
  leakage: 'Leakage',
  overhead: 'Routing and white space',
} as const;

/** A figure under each preset. */
export interface NamedValues {
  readonly name: string;
  readonly values: readonly number[];
}

/** What a measure of several presets consists of; parts that are 0 with every preset are left out. */
export function partsOf(presets: readonly CostCase['presets'][number][], measure: 'energy' | 'area'): NamedValues[] {
  const parts: NamedValues[] =
    measure === 'energy'
      ? energyParts.map(part => ({ name: partNames[part], values: presets.map(({ energy }) => energy[part]) }))
      : areaParts.map(part => ({ name: partNames[part], values: presets.map(({ area }) => area[part]) }));
  return parts.filter(({ values }) => values.some(value => value > 0));
}

/** One network's cost with each preset. */
export interface CostCase {
  readonly name: string;
  readonly presets: readonly Pick<PresetCost, 'peripherals' | 'energy' | 'area'>[];
}

/** Energy of one inference by part, a bar for each preset, of one network or of several below each other. */
export function costFigure(title: string, cases: readonly CostCase[]): string {
  const charts = cases.map(({ name, presets }) => {
    const rows = presets.map(({ peripherals }) => peripherals);
    const parts = partsOf(presets, 'energy');
    const description = presets.map(({ peripherals, energy }) => `${peripherals}: ${quantity(energy.total, 'J')}.`);
    return stackedBars({
      ...{ title: `${name}: energy by part`, description: description.join(' ') },
      ...{ label: 'Energy per inference', unit: 'J', rows, parts },
    });
  });
  return charts.length === 1 ? charts[0]! : stacked(title, charts);
}
