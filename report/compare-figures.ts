import type { Comparison, Quantity } from '../sim/compare/compare.js';
import { lineChart } from './svg/line.js';

/** Steps that a picture shows at most. */
const mostSteps = 200;

/**
 * One picture of each quantity in all systems, of the series where the chip is furthest from float64: the output where
 * that is, through its steps, or as many as there is room for; of scores all classes, of codes all atoms.
 */
export function compareFigures({ quantities }: Comparison): string[] {
  return quantities.map(quantity =>
    quantity.kind === 'scores' || quantity.kind === 'codes' ? vectorFigure(quantity) : courseFigure(quantity),
  );
}

function courseFigure(quantity: Quantity): string {
  const { name, kind, width, hardware, rows } = quantity;
  const output = Math.max(0, hardware.worstAt) % width;
  const { series, begin, row } = worstSeries(quantity);
  const steps = Math.min(mostSteps, rows[series]!);
  const first = Math.min(Math.max(0, row - begin - steps / 2), rows[series]! - steps) | 0;
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: steps }, (_, k) => values[(begin + first + k) * width + output]!);
  return lineChart({
    title: `${name}: output ${output}, series ${series}`,
    description: `The ${kind} that differs most from float64, in each system.`,
    x: { label: 'Step', values: Array.from({ length: steps }, (_, k) => first + k), unit: '' },
    y: { label: kind === 'state' ? 'State' : 'Value', unit: '' },
    series: systems(quantity).map(({ label, values }) => ({ name: label, y: pick(values) })),
  });
}

/** All numbers of one row. */
function vectorFigure(quantity: Quantity): string {
  const { name, kind, width } = quantity;
  const { series, begin, row } = worstSeries(quantity);
  const entries = Array.from({ length: width }, (_, k) => k);
  return lineChart({
    ...(kind === 'scores'
      ? {
          title: `${name}: scores of series ${series}`,
          description: 'The score of each class in each system.',
          x: { label: 'Class', categories: entries.map(k => `${k}`) },
          y: { label: 'Score', unit: '' },
        }
      : {
          title: `${name}: step ${row - begin} of series ${series}`,
          description: 'The coefficient of each atom in each system.',
          x: { label: 'Atom', values: entries, unit: '' },
          y: { label: 'Coefficient', unit: '' },
        }),
    series: systems(quantity).map(({ label, values }) => ({
      name: label,
      y: values.slice(row * width, (row + 1) * width),
    })),
    joined: false,
  });
}

/** The row of the largest difference, the series it is in (from 0) and the first row of that. */
function worstSeries({ width, hardware, rows }: Quantity): { series: number; begin: number; row: number } {
  const row = Math.floor(Math.max(0, hardware.worstAt) / width);
  let [series, begin] = [0, 0];
  while (row >= begin + rows[series]!) begin += rows[series++]!;
  return { series, begin, row };
}

function systems({ reference, simulated, spice }: Quantity): { label: string; values: Float64Array }[] {
  return [
    { label: 'float64', values: reference },
    { label: 'simulator', values: simulated },
    ...(spice ? [{ label: 'ngspice', values: spice }] : []),
  ];
}
