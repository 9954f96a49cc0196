import { reject } from '../../edge/error.js';
import { categorical } from './colour.js';
import { type Axis, atX, atY, bottomAxis, drawing, gridLines, header, plotBox, sideAxis } from './frame.js';
import { extent, linearScale } from './scale.js';
import { el, num } from './text.js';

/** How often values occur; several sets share the bins. */
export interface Histogram {
  readonly title: string;
  readonly description: string;
  /** What the values are, and what is counted, e.g. "Conductance" of "Cells". */
  readonly label: string;
  readonly unit: string;
  readonly counted: string;
  readonly sets: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
}

/** Outlined bins of equal width, 2∛n of them (Rice's rule). InputError where a set is empty or not finite. */
export function histogram(chart: Histogram): string {
  const where = `chart "${chart.title}"`;
  if (chart.sets.length === 0) reject(where, 'found no sets', 'expected at least one');
  const ends = chart.sets.flatMap(set => extent(set.values, `${where}: set "${set.name}"`));
  const x: Axis = {
    label: chart.label,
    scale: linearScale(...extent(ends, where), chart.unit, { tight: true, count: 6 }),
  };
  const largest = Math.max(...chart.sets.map(set => set.values.length));
  const bins = Math.min(Math.max(Math.ceil(2 * Math.cbrt(largest)), 5), 80);
  const counts = chart.sets.map(set => {
    const count = new Array<number>(bins).fill(0);
    for (let i = 0; i < set.values.length; i++) {
      count[Math.min(Math.floor(x.scale.at(set.values[i]!) * bins), bins - 1)]!++;
    }
    return count;
  });
  const most = Math.max(...counts.flat());
  const y: Axis = { label: chart.counted, scale: linearScale(0, most, '', { count: Math.min(most, 5) }) };

  const keys = chart.sets.map((set, i) => ({ name: set.name, swatch: shape('M-10-5h20v10h-20z', i) }));
  const head = header(chart.title, keys.length > 1 ? keys : []);
  const upper = { left: 0, top: head.height, width: 0, height: 240 };
  const box = plotBox(x, sideAxis(y, upper).width, upper.top, upper.height);
  const toX = atX(box, x.scale);
  const toY = atY(box, y.scale);
  const [start, end] = x.scale.domain;
  const shapes = counts.map((count, i) => {
    const steps = count.map((n, bin) => `V${num(toY(n))}H${num(toX(start + ((bin + 1) / bins) * (end - start)))}`);
    return shape(`M${num(box.left)} ${num(toY(0))}${steps.join('')}V${num(toY(0))}z`, i);
  });
  const below = bottomAxis(x, box);
  const content = head.svg + gridLines(y.scale, box) + shapes.join('') + below.svg + sideAxis(y, box).svg;
  return drawing(chart.title, chart.description, box.top + box.height + below.height, content);
}

const shape = (d: string, i: number): string =>
  el('path', { d, fill: categorical(i), 'fill-opacity': 0.25, stroke: categorical(i), 'stroke-width': 1.2 });
