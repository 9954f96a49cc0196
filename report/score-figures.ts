import { predict } from '../models/classify.js';
import type { SpikeTrace } from '../sim/spike-trace.js';
import type { StepRange } from './raster-figure.js';
import { categorical } from './svg/colour.js';
import { lineChart } from './svg/line.js';
import { rasterChart } from './svg/raster.js';

/** Classes that colours tell apart. */
const mostClasses = 16;

/**
 * Of a network with class scores at every time step: the label where there is one and the class of the highest score as strips
 * of colour, and the scores themselves, on the chip where there is one. Nothing where there is one score for a whole series, or
 * too many classes.
 */
export function scoreFigures({ classes, series, reference, chip }: SpikeTrace, { first, count }: StepRange): string[] {
  const { scores } = reference;
  if (!scores || scores.rows !== series.length || classes.length > mostClasses) return [];
  const { labels } = series;
  const strips = [
    ...(labels ? [{ name: 'label', classes: labels }] : []),
    { name: 'float64', classes: predict(scores) },
    ...(chip?.scores ? [{ name: 'chip', classes: predict(chip.scores) }] : []),
  ];
  const shown = chip?.scores ?? scores;
  return [
    rasterChart({
      title: 'Class at every time step',
      description: 'The class of the highest score step by step, beside the label.',
      ...{ rows: strips.length, cols: count },
      marks: Uint8Array.from(strips.flatMap(strip => [...strip.classes.subarray(first, first + count)].map(k => k + 1))), // biome-ignore format: one thing
      kinds: classes.map((name, k) => ({ name, colour: categorical(k) })),
      x: { label: 'Time step', first },
      y: { label: '', names: strips.map(({ name }) => name) },
    }),
    lineChart({
      title: `Class scores ${chip ? 'on the chip' : 'in float64'}`,
      description: 'The score of each class step by step.',
      x: { label: 'Time step', values: Array.from({ length: count }, (_, t) => first + t), unit: '' },
      y: { label: 'Score', unit: '' },
      series: classes.map((name, k) => ({
        name,
        y: Float64Array.from({ length: count }, (_, t) => shown.data[(first + t) * shown.cols + k]!),
      })),
    }),
  ];
}
