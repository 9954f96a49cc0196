import { reject } from '../../edge/error.js';
import { colourAt, hex, type Palette, type Rgb } from './colour.js';
import { barGap, barWidth, colourBar, outline } from './colour-bar.js';
import { type Box, bottomAxis, drawing, figureWidth, header, sideAxis } from './frame.js';
import { indexedPng } from './png.js';
import { extent, indexScale, linearScale } from './scale.js';
import { el, num } from './text.js';

/** A map of one number per cell of an array, word line 0 on top, bit line 0 at the left. */
export interface HeatMap {
  readonly title: string;
  readonly description: string;
  readonly rows: number;
  readonly cols: number;
  /** rows × cols, row-major, in `unit`. */
  readonly values: Float64Array;
  /** What the values are, e.g. "Conductance". */
  readonly label: string;
  readonly unit: string;
  /** `diverging` sets white to 0 and both ends to the largest magnitude. */
  readonly palette?: Palette;
  readonly rowLabel?: string;
  readonly colLabel?: string;
}

/** Colours told apart; finer steps cannot be seen. */
const levels = 256;
/** Above this many cells an embedded PNG is smaller than paths. */
const mostPathCells = 2000;

/** The map with its colour bar. InputError where the sizes do not fit or a value is not finite. */
export function heatMap(map: HeatMap): string {
  const where = `chart "${map.title}"`;
  const { rows, cols, values, palette = 'sequential' } = map;
  if (rows * cols !== values.length) {
    reject(where, `found ${values.length} values`, `expected ${rows} × ${cols} = ${rows * cols}`);
  }
  const [least, most] = extent(values, where);
  const reach = Math.max(Math.abs(least), Math.abs(most));
  const [low, high] = palette === 'diverging' ? [-reach, reach] : [least, most];
  const bar = { label: map.label, scale: linearScale(low, high, map.unit, { tight: true }) };
  const x = { label: map.colLabel ?? 'Bit line', scale: indexScale(cols, false) };
  const y = { label: map.rowLabel ?? 'Word line', scale: indexScale(rows, true) };

  const head = header(map.title, []);
  const size = { left: 0, top: head.height, width: 0, height: Math.min(Math.max((560 * rows) / cols, 130), 440) };
  const left = sideAxis(y, size).width;
  const room = figureWidth - left - barGap - barWidth - sideAxis(bar, size, 'right').width;
  // Square cells where the shape of the array allows it.
  const width = Math.min(room, Math.max((size.height * cols) / rows, 130));
  const height = Math.min(size.height, Math.max((width * rows) / cols, 130));
  const box: Box = { left, top: head.height, width, height };
  const barBox: Box = { left: left + width + barGap, top: box.top, width: barWidth, height };

  const level = (value: number): number => Math.min(Math.floor(bar.scale.at(value) * levels), levels - 1);
  const cells = Uint8Array.from(values, level);
  const colours = Array.from({ length: levels }, (_, i) => colourAt(palette, i / (levels - 1)));
  const below = bottomAxis(x, box);
  const content = [
    head.svg,
    cells.length > mostPathCells ? image(cells, map, colours, box) : paths(cells, map, colours, box),
    outline(box),
    below.svg,
    sideAxis(y, box).svg,
    colourBar(bar, colours, barBox),
  ];
  return drawing(map.title, map.description, box.top + height + below.height, content.join(''));
}

type Size = Pick<HeatMap, 'rows' | 'cols'>;

/** One path per colour, each run of equal cells in a row one rectangle, in units of cells. */
function paths(cells: Uint8Array, { rows, cols }: Size, colours: readonly Rgb[], box: Box): string {
  const runs = colours.map(() => '');
  for (let row = 0; row < rows; row++) {
    for (let start = 0, end = 0; start < cols; start = end) {
      const level = cells[row * cols + start]!;
      while (end < cols && cells[row * cols + end] === level) end++;
      runs[level] += `M${start} ${row}h${end - start}v1h${start - end}z`;
    }
  }
  const scale = [box.width / cols, box.height / rows].map(factor => factor.toFixed(5)).join(' ');
  const transform = `translate(${num(box.left)} ${num(box.top)}) scale(${scale})`;
  const drawn = runs.map((d, level) => (d ? el('path', { fill: hex(colours[level]!), d }) : ''));
  return el('g', { transform, 'shape-rendering': 'crispEdges' }, drawn.join(''));
}

function image(cells: Uint8Array, { rows, cols }: Size, colours: readonly Rgb[], box: Box): string {
  const base64 = Buffer.from(indexedPng(cols, rows, cells, colours)).toString('base64');
  return el('image', {
    ...{ x: box.left, y: box.top, width: box.width, height: box.height },
    preserveAspectRatio: 'none',
    style: cols < box.width ? 'image-rendering:pixelated' : undefined, // crisp where enlarged, averaged where reduced
    href: `data:image/png;base64,${base64}`,
  });
}
