import type { Comparison, Quantity } from '../sim/compare/compare.js';
import { lineChart } from './svg/line.js';

/** Steps that a picture shows at most. */
const mostSteps = 200;

/**
 * One picture of each quantity in all systems: through the steps of the first series, the output where the chip is furthest
 * from float64; of the scores, all classes.
 */
export function compareFigures({ quantities }: Comparison): string[] {
  return quantities.map(quantity => (quantity.kind === 'scores' ? scoresFigure(quantity) : courseFigure(quantity)));
}

function courseFigure(quantity: Quantity): string {
  const { name, kind, width, reference, hardware } = quantity;
  const output = Math.max(0, hardware.worstAt) % width;
  const steps = Math.min(mostSteps, reference.length / width);
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: steps }, (_, k) => values[k * width + output]!);
  return lineChart({
    title: `${name}: output ${output}`,
    description: `The ${kind} that differs most from float64, in each system.`,
    x: { label: 'Step', values: Array.from({ length: steps }, (_, k) => k), unit: '' },
    y: { label: kind === 'state' ? 'State' : 'Value', unit: '' },
    series: systems(quantity).map(({ label, values }) => ({ name: label, y: pick(values) })),
  });
}

function scoresFigure(quantity: Quantity): string {
  const { name, width } = quantity;
  return lineChart({
    title: `${name}: scores of the first series`,
    description: 'The score of each class in each system.',
    x: { label: 'Class', categories: Array.from({ length: width }, (_, k) => `${k}`) },
    y: { label: 'Score', unit: '' },
    series: systems(quantity).map(({ label, values }) => ({ name: label, y: values.slice(0, width) })),
    joined: false,
  });
}

function systems({ reference, simulated, spice }: Quantity): { label: string; values: Float64Array }[] {
  return [
    { label: 'float64', values: reference },
    { label: 'simulator', values: simulated },
    ...(spice ? [{ label: 'ngspice', values: spice }] : []),
  ];
}
