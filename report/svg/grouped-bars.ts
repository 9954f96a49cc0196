import { reject } from '../../edge/error.js';
import { categorical } from './colour.js';
import { atX, bottomAxis, drawing, edge, figureWidth, header } from './frame.js';
import { extent, linearScale } from './scale.js';
import { el, faint, ink, leading, num, text, textWidth, tickSize, wrap } from './text.js';

/** Several quantities side by side for each of several groups, such as what each effect costs each data set. */
export interface GroupedBars {
  readonly title: string;
  readonly description: string;
  readonly label: string;
  readonly unit: string;
  readonly groups: readonly string[];
  /** `values[i]` belongs to group i, and `deviations[i]` is its spread either way; values may be below 0. */
  readonly bars: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly deviations: readonly number[];
  }[];
}

const barHeight = 11;
const gap = 14;

/** Horizontal bars from 0, one below the other within a group. InputError where values are missing or not finite. */
export function groupedBars(chart: GroupedBars): string {
  const where = `chart "${chart.title}"`;
  if (chart.groups.length === 0) reject(where, 'found no groups', 'expected at least one');
  if (chart.bars.length === 0) reject(where, 'found no bars', 'expected at least one');
  const ends = chart.bars.flatMap(({ name, values, deviations }) => {
    const bar = `${where}: bar "${name}"`;
    for (const list of [values, deviations])
      if (list.length !== chart.groups.length)
        reject(bar, `found ${list.length} values`, `expected ${chart.groups.length}`);
    return extent(
      values.flatMap((value, i) => [value - deviations[i]!, value + deviations[i]!]),
      bar,
    );
  });
  const scale = linearScale(Math.min(0, ...ends), Math.max(0, ...ends), chart.unit);

  const keys = chart.bars.map(({ name }, i) => ({
    name,
    swatch: el('rect', { x: -10, y: -5, width: 20, height: 10, fill: categorical(i) }),
  }));
  const head = header(chart.title, keys);
  const names = chart.groups.map(name => wrap(name, 170, tickSize));
  const left = edge + 10 + Math.max(...names.flat().map(line => textWidth(line, tickSize)));
  const lines = Math.max(...names.map(name => name.length));
  const pitch = Math.max(chart.bars.length * barHeight, lines * tickSize * leading) + gap;
  const box = { left, top: head.height, width: figureWidth - left - 24, height: pitch * chart.groups.length };
  const x = atX(box, scale);
  const grid = scale.ticks.map(tick => `M${num(x(tick.value))} ${num(box.top)}v${num(box.height)}`).join('');
  const groups = names.map((name, group) => {
    const middle = box.top + (group + 0.5) * pitch;
    const top = middle - (chart.bars.length * barHeight) / 2;
    const firstLine = middle + 4 - ((name.length - 1) * tickSize * leading) / 2;
    return (
      text(box.left - 8, firstLine, name, { anchor: 'end' }) +
      chart.bars
        .map(({ values, deviations }, i) => {
          const [value, deviation] = [values[group]!, deviations[group]!];
          const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
          const y = top + i * barHeight;
          return (
            el('rect', { x: from, y: y + 1, width: to - from, height: barHeight - 2, fill: categorical(i) }) +
            (deviation > 0 ? whisker(x(value - deviation), x(value + deviation), y + barHeight / 2) : '')
          );
        })
        .join('')
    );
  });
  const below = bottomAxis({ label: chart.label, scale }, box);
  const content =
    head.svg +
    el('path', { d: grid, stroke: faint }) +
    groups.join('') +
    el('path', { d: `M${num(x(0))} ${num(box.top)}v${num(box.height)}`, stroke: ink }) +
    below.svg;
  return drawing(chart.title, chart.description, box.top + box.height + below.height, content);
}

function whisker(from: number, to: number, y: number): string {
  const d = `M${num(from)} ${num(y)}H${num(to)}M${num(from)} ${num(y - 2.5)}v5M${num(to)} ${num(y - 2.5)}v5`;
  return el('path', { d, fill: 'none', stroke: ink, 'stroke-width': 0.9 });
}
