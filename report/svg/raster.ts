import { reject } from '../../edge/error.js';
import { outline } from './colour-bar.js';
import { type Axis, type Box, bottomAxis, drawing, header, type Key, plotBox, sideAxis } from './frame.js';
import { indexScale, linearScale, type Scale } from './scale.js';
import { el, num } from './text.js';

/** What happens in each of many rows step by step: marks of a few kinds, such as the spikes of neurons. */
export interface Raster {
  readonly title: string;
  readonly description: string;
  readonly rows: number;
  readonly cols: number;
  /** rows × cols, row-major, row 0 on top: 0 where there is nothing, k for a mark of the k-th kind, counted from 1. */
  readonly marks: Uint8Array;
  readonly kinds: readonly { readonly name: string; readonly colour: string }[];
  /** `first` is the number of the first step. */
  readonly x: { readonly label: string; readonly first: number };
  /** Rows are counted from 0, or have names. */
  readonly y: { readonly label: string; readonly names?: readonly string[] };
}

/** No mark is narrower than this, px. */
const leastWidth = 0.9;
/** px of a row, where there is room. */
const [rowHeight, namedRowHeight, mostHeight] = [9, 20, 480];

/** The raster with its legend. InputError where the sizes do not fit or there is no such kind. */
export function rasterChart(raster: Raster): string {
  const { title, description, rows, cols, marks, kinds } = raster;
  const where = `chart "${title}"`;
  if (rows * cols !== marks.length || rows === 0 || cols === 0)
    reject(where, `found ${marks.length} marks`, `expected ${rows} × ${cols} = ${rows * cols}, at least one`);
  const unknown = marks.find(mark => mark > kinds.length);
  if (unknown !== undefined) reject(where, `found a mark of kind ${unknown}`, `expected up to ${kinds.length}`);

  const { names } = raster.y;
  const y: Axis = { label: raster.y.label, scale: names ? nameScale(names) : indexScale(rows, true) };
  // A mark reaches from its step to the next.
  const x: Axis = {
    label: raster.x.label,
    scale: linearScale(raster.x.first, raster.x.first + cols, '', { tight: true, count: Math.min(6, cols) }),
  };
  const keys = kinds.map(({ name, colour }): Key => ({ name, swatch: el('path', { d: 'M-3 -6h6v12h-6z', fill: colour }) })); // biome-ignore format: one thing
  const head = header(title, keys);
  const height = Math.min(Math.max(rows * (names ? namedRowHeight : rowHeight), 60), mostHeight);
  const size = { left: 0, top: head.height, width: 0, height };
  const box = plotBox(x, sideAxis(y, size).width, size.top, height);
  const below = bottomAxis(x, box);
  const content = head.svg + drawn(raster, box) + outline(box) + below.svg + sideAxis(y, box).svg;
  return drawing(title, description, box.top + height + below.height, content);
}

/** One path for each kind, a stroke for each run of equal marks in a row, in units of cells; runs closer than `leastWidth` are one. */
function drawn({ rows, cols, marks, kinds }: Raster, box: Box): string {
  const least = (leastWidth * cols) / box.width;
  const paths = kinds.map(() => '');
  for (let row = 0; row < rows; row++) {
    // Of each kind the stroke that is not drawn yet, and where the pen stands in this row.
    const open = kinds.map(() => ({ from: -1, to: -1, pen: -1 }));
    const draw = (kind: number, from: number, to: number): void => {
      const stroke = open[kind]!;
      if (stroke.to >= 0) {
        const move = stroke.pen < 0 ? `M${num(stroke.from)} ${row}` : `m${num(stroke.from - stroke.pen)} 0`;
        paths[kind] += `${move}h${num(stroke.to - stroke.from)}`;
        stroke.pen = stroke.to;
      }
      [stroke.from, stroke.to] = [from, to];
    };
    for (let start = 0, end = 0; start < cols; start = end) {
      const mark = marks[row * cols + start]!;
      while (end < cols && marks[row * cols + end] === mark) end++;
      if (mark === 0) continue;
      const to = Math.min(Math.max(end, start + least), cols);
      const stroke = open[mark - 1]!;
      if (start <= stroke.to) stroke.to = Math.max(stroke.to, to);
      else draw(mark - 1, start, to);
    }
    for (const kind of kinds.keys()) draw(kind, -1, -1);
  }
  const scale = [box.width / cols, box.height / rows].map(factor => factor.toFixed(5)).join(' ');
  const transform = `translate(${num(box.left)} ${num(box.top + box.height / rows / 2)}) scale(${scale})`;
  const strokes = paths.map((d, k) => (d ? el('path', { d, stroke: kinds[k]!.colour, 'stroke-width': 0.8 }) : ''));
  return el('g', { transform, fill: 'none' }, strokes.join(''));
}

/** Names of rows, the first on top. */
const nameScale = (names: readonly string[]): Scale => ({
  at: i => 1 - (i + 0.5) / names.length,
  domain: [0, names.length - 1],
  ticks: names.map((label, value) => ({ value, label })),
  ...{ minor: [], unit: '', everyLabel: true },
});
