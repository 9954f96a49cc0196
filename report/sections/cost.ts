import type { CostEstimate, PresetCost } from '../../compiler/cost/estimate.js';
import { type NamedValues, partsOf } from '../cost-figure.js';
import type { ReportInput } from '../input.js';
import type { Exhibit, Section } from '../page.js';
import { stackedBars } from '../svg/bars.js';
import { plain, quantity } from '../svg/format.js';
import type { Table } from '../table.js';
import { counted, figure, rangeText, writingCost } from '../words.js';

/** What one inference costs, by part and by stage, with every preset, and what the figures rest on. */
export function costSection({ cost }: ReportInput): Section {
  const { presets, steps, writing, notes } = cost;
  const total = (of: (preset: PresetCost) => number, unit: string): string => rangeText(presets, of, unit);
  return {
    heading: 'Cost',
    lead:
      `One inference of ${counted(steps, 'time step')} takes ${total(({ energy }) => energy.total, 'J')} and ` +
      `${total(({ latency }) => latency.inference, 's')} on ${total(({ area }) => area.total, 'm²')}, ` +
      `${presets.length > 1 ? 'over the presets' : 'with the preset'} ${rowNames(presets).join(', ')}. ` +
      `${writing ? `Writing the devices once took ${writingCost(writing, figure)}. ` : ''}${notes.join(' ')}`,
    exhibits: [
      energy(presets),
      latency(cost),
      area(presets),
      ...tables(presets),
      {
        table: tileTable(cost),
        caption: `Array energy, tile by tile: V·I through the programmed conductances and wires, mean over up to ${plain(cost.vectors)} inputs of each product.`,
      },
      ...presets.map(preset => ({
        table: sourceTable(preset),
        caption: `Where the constants of ${preset.peripherals} come from.`,
      })),
    ],
  };
}

function energy(presets: readonly PresetCost[]): Exhibit {
  return {
    svg: bars('Energy of one inference', 'Energy per inference', 'J', presets, partsOf(presets, 'energy')),
    caption:
      'Array energy is computed from the voltages and conductances of this network; the rest is counts of operations ' +
      'times cited constants.',
  };
}

function latency({ presets, steps }: CostEstimate): Exhibit {
  return {
    svg: bars('Latency of each stage', 'Latency of one pass', 's', presets, stagesOf(presets)),
    caption:
      'A bar is one pass through the empty pipeline, readout included. Further time steps follow every ' +
      `${rangeText(presets, preset => preset.latency.interval, 's')}, the slowest stage; all ${plain(steps)} take ` +
      `${rangeText(presets, preset => preset.latency.inference, 's')}.`,
  };
}

const area = (presets: readonly PresetCost[]): Exhibit => ({
  svg: bars('Area of the chip', 'Area', 'm²', presets, partsOf(presets, 'area')),
  caption: 'Whole arrays with their periphery, the unused part included.',
});

function bars(
  title: string,
  label: string,
  unit: string,
  presets: readonly PresetCost[],
  parts: readonly NamedValues[],
): string {
  const rows = rowNames(presets);
  const largest = rows.map((row, i) => {
    const most = parts.reduce((a, b) => (b.values[i]! > a.values[i]! ? b : a));
    return `${row}: the largest part is ${most.name}, ${quantity(most.values[i]!, unit)}.`;
  });
  return stackedBars({ title, description: largest.join(' '), label, unit, rows, parts });
}

/** All numbers of the three pictures. */
function tables(presets: readonly PresetCost[]): Exhibit[] {
  const row = (name: string, of: (preset: PresetCost) => number): NamedValues => ({ name, values: presets.map(of) });
  const energies = [...partsOf(presets, 'energy'), row('Total', preset => preset.energy.total)];
  const latencies = [
    ...stagesOf(presets),
    row('Interval between time steps', preset => preset.latency.interval),
    row('One inference', preset => preset.latency.inference),
  ];
  const areas = [...partsOf(presets, 'area'), row('Total', preset => preset.area.total)];
  return [
    { table: presetTable('Part', 'J', presets, energies), caption: 'Energy per inference.' },
    { table: presetTable('Stage', 's', presets, latencies), caption: 'Latency.' },
    { table: presetTable('Part', 'm²', presets, areas), caption: 'Area.' },
  ];
}

const stagesOf = (presets: readonly PresetCost[]): NamedValues[] =>
  presets[0]!.latency.stages.map(({ name }, i) => ({
    name,
    values: presets.map(preset => preset.latency.stages[i]!.latency),
  }));

/** A row per name, a column per preset. */
function presetTable(what: string, unit: string, presets: readonly PresetCost[], rows: readonly NamedValues[]): Table {
  return {
    columns: [{ name: what }, ...rowNames(presets).map(name => ({ name, unit }))],
    rows: rows.map(({ name, values }) => [name, ...values]),
  };
}

const tileTable = ({ tiles }: CostEstimate): Table => ({
  columns: [{ name: 'Tile' }, { name: 'Power while read', unit: 'W' }, { name: 'Energy per read', unit: 'J' }],
  rows: tiles.map(({ tile, power, energy }) => [tile, power, energy]),
});

const sourceTable = ({ sources }: PresetCost): Table => ({
  columns: [{ name: 'Constant' }, { name: 'Source' }],
  rows: Object.entries(sources),
});

const rowNames = (presets: readonly PresetCost[]): string[] => presets.map(({ peripherals }) => peripherals);
