import { reject } from '../../edge/error.js';
import { categorical } from './colour.js';
import { quantity } from './format.js';
import { atX, type Block, bottomAxis, drawing, edge, figureWidth, header } from './frame.js';
import { extent, linearScale } from './scale.js';
import { el, faint, leading, num, text, textWidth, tickSize, wrap } from './text.js';

/** What a total is made of, for one or more rows, such as the energy of each part under two presets. */
export interface Breakdown {
  readonly title: string;
  readonly description: string;
  /** What is added up, e.g. "Energy per inference". */
  readonly label: string;
  readonly unit: string;
  readonly rows: readonly string[];
  /** `values[i]` belongs to row i; none below 0. */
  readonly parts: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const barHeight = 30;
const gap = 12;
/** Totals further apart than this are drawn as shares of 100 %, or the smaller row would be a hairline. */
const widestRatio = 20;

/**
 * Stacked horizontal bars with the total at the end of each and all values in a legend below, where the parts that are
 * too small to see can still be read. InputError where values are missing, negative, not finite or all 0.
 */
export function stackedBars(chart: Breakdown): string {
  const where = `chart "${chart.title}"`;
  if (chart.rows.length === 0) reject(where, 'found no rows', 'expected at least one');
  if (chart.parts.length === 0) reject(where, 'found no parts', 'expected at least one');
  for (const { name, values } of chart.parts) {
    const part = `${where}: part "${name}"`;
    if (values.length !== chart.rows.length)
      reject(part, `found ${values.length} values`, `expected ${chart.rows.length}`);
    const [low] = extent(values, part);
    if (low < 0) reject(part, `found ${quantity(low, chart.unit)}`, 'expected values of at least 0');
  }
  const totals = chart.rows.map((_, row) => chart.parts.reduce((sum, part) => sum + part.values[row]!, 0));
  const [least, most] = extent(totals, where);
  if (most === 0) reject(where, 'found only zeros', 'expected a part above 0');
  const shares = most > widestRatio * least;
  const size = (value: number, row: number): number => (shares ? value / (totals[row]! || 1) : value);

  const head = header(chart.title, []);
  const names = chart.rows.map(name => wrap(name, 170, tickSize));
  const left = edge + 10 + Math.max(...names.flat().map(line => textWidth(line, tickSize)));
  const ends = totals.map(total => quantity(total, chart.unit));
  const right = edge + 12 + Math.max(...ends.map(end => textWidth(end, tickSize, true)));
  const pitch = Math.max(barHeight, ...names.map(lines => lines.length * tickSize * leading)) + gap;
  const box = { left, top: head.height, width: figureWidth - left - right, height: pitch * chart.rows.length };
  const scale = shares ? linearScale(0, 1, '%') : linearScale(0, most, chart.unit);
  const x = atX(box, scale);
  const label = shares ? `${chart.label}: share of each row's total` : chart.label;
  const below = bottomAxis({ label, scale }, box);

  const grid = scale.ticks.map(tick => `M${num(x(tick.value))} ${num(box.top)}v${num(box.height)}`).join('');
  const rows = chart.rows.map((_, row) => {
    const middle = box.top + (row + 0.5) * pitch;
    let sum = 0;
    const segments = chart.parts.map(({ values }, i) => {
      const start = x(sum);
      sum += size(values[row]!, row);
      const rect = { x: start, y: middle - barHeight / 2, width: x(sum) - start, height: barHeight };
      return rect.width < 0.01 ? '' : el('rect', { ...rect, fill: categorical(i), ...separator(rect.width) });
    });
    const firstLine = middle + 4 - ((names[row]!.length - 1) * tickSize * leading) / 2;
    return (
      segments.join('') +
      text(box.left - 8, firstLine, names[row]!, { anchor: 'end' }) +
      text(x(sum) + 7, middle + 4, ends[row]!, { bold: true })
    );
  });
  const bottom = box.top + box.height + below.height;
  const legend = valueTable(chart, totals);
  const content = head.svg + el('path', { d: grid, stroke: faint }) + rows.join('') + below.svg;
  const moved = el('g', { transform: `translate(0 ${num(bottom)})` }, legend.svg);
  return drawing(chart.title, chart.description, bottom + legend.height, content + moved);
}

/** White lines keep neighbours apart where there is room for them. */
const separator = (width: number) => (width > 3 ? { stroke: '#ffffff', 'stroke-width': 0.8 } : {});

/** The legend: one line per part, one column of values and shares per row; names alone where columns do not fit. */
function valueTable(chart: Breakdown, totals: readonly number[]): Block {
  const line = tickSize * leading;
  const cells = chart.parts.map(part =>
    part.values.map((value, row) => `${quantity(value, chart.unit)} · ${percent(value / (totals[row]! || 1))}`),
  );
  const names = chart.parts.map(part => wrap(part.name, 280, tickSize));
  const left = edge + 24;
  const nameEnd = left + Math.max(...names.flat().map(name => textWidth(name, tickSize)));
  const words = chart.rows.flatMap(name => name.split(/\s+/)).map(word => textWidth(word, tickSize, true));
  const column =
    16 + Math.max(110, ...cells.flat().map(cell => textWidth(cell, tickSize)), Math.min(170, Math.max(...words)));
  const end = (row: number): number => nameEnd + (row + 1) * column;
  const shown = end(chart.rows.length - 1) <= figureWidth - edge ? chart.rows.length : 0;
  const titles = chart.rows.slice(0, shown).map(name => wrap(name, column - 16, tickSize, true));

  let svg = titles.map((lines, row) => text(end(row), 24, lines, { anchor: 'end', bold: true })).join('');
  let y = 24 + Math.max(0, ...titles.map(lines => lines.length)) * line;
  if (shown) svg += el('path', { d: `M${edge} ${num(y - 8)}H${num(end(shown - 1))}`, stroke: faint });
  for (const [i, lines] of names.entries()) {
    y += i === 0 ? 8 : 4;
    svg += el('rect', { x: edge, y: y - 10, width: 16, height: 12, fill: categorical(i) }) + text(left, y, lines);
    for (let row = 0; row < shown; row++) svg += text(end(row), y, cells[i]![row]!, { anchor: 'end' });
    y += lines.length * line;
  }
  return { svg, height: y };
}

const percent = (share: number): string => (share > 0 && share < 0.001 ? '< 0.1 %' : quantity(share, '%', 2));
