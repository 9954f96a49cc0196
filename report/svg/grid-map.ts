import { reject } from '../../edge/error.js';
import { colourAt, hex, type Rgb } from './colour.js';
import { barGap, barWidth, colourBar, outline } from './colour-bar.js';
import { type Box, bottomAxis, drawing, edge, figureWidth, header, sideAxis } from './frame.js';
import { bandScale, extent, linearScale } from './scale.js';
import { el, escapeXml, faint, ink, num, text, textWidth, tickSize } from './text.js';

/** A map of one number for each pair of values of two parameters, with the numbers written in. */
export interface GridMap {
  readonly title: string;
  readonly description: string;
  readonly x: GridAxis;
  /** From the bottom up; not there where only x varies. */
  readonly y?: GridAxis;
  /** y × x, row-major. */
  readonly cells: readonly GridCell[];
  /** What the values are, e.g. "Accuracy". */
  readonly label: string;
  readonly unit: string;
}

export interface GridAxis {
  readonly label: string;
  /** Values with their units. */
  readonly names: readonly string[];
}

export interface GridCell {
  /** In `unit`; null where there is none. */
  readonly value: number | null;
  /** What stands in the cell, where there is room. */
  readonly text: string;
  /** What is said of it when it is pointed at. */
  readonly note: string;
}

/** px: cells are not wider or taller than this, and rows not lower; every column has its name unless they are narrower. */
const widest = 120;
const tallest = 64;
const lowest = 22;
const narrowest = 28;

/** The map with its colour bar; cells without a value are crossed out. InputError where sizes do not fit or there is no value. */
export function gridMap(map: GridMap): string {
  const where = `chart "${map.title}"`;
  const { x, y, cells } = map;
  const [cols, rows] = [x.names.length, y?.names.length ?? 1];
  if (cells.length !== rows * cols)
    reject(where, `found ${cells.length} cells`, `expected ${rows} × ${cols} = ${rows * cols}`);
  const [low, high] = extent(
    cells.flatMap(({ value }) => value ?? []),
    where,
  );
  const bar = { label: map.label, scale: linearScale(low, high, map.unit, { tight: true }) };
  const beside = (box: Box) =>
    y ? sideAxis({ label: y.label, scale: bandScale(y.names) }, box) : { svg: '', width: edge };

  const head = header(map.title, []);
  const size = { left: 0, top: head.height, width: 0, height: Math.max(130, rows * lowest) };
  const left = beside(size).width;
  const room = figureWidth - left - barGap - barWidth - sideAxis(bar, size, 'right').width;
  const width = Math.min(room, cols * widest);
  const height = Math.max(130, rows * Math.min(tallest, Math.max(lowest, width / cols / 2)));
  const box: Box = { left, top: head.height, width, height };
  const barBox: Box = { left: left + width + barGap, top: box.top, width: barWidth, height };
  const colours = Array.from({ length: 256 }, (_, i) => colourAt('sequential', i / 255));
  // Names of very narrow columns would run into one another.
  const across = { label: x.label, scale: { ...bandScale(x.names), everyLabel: width / cols >= narrowest } };
  const [wide, tall] = [width / cols, height / rows];

  const drawn = cells.map((cell, k) => {
    const place = { left: left + (k % cols) * wide, top: box.top + (rows - 1 - Math.floor(k / cols)) * tall };
    const colour = cell.value === null ? undefined : colourAt('sequential', bar.scale.at(cell.value));
    return cellMark(cell, { ...place, width: wide, height: tall }, colour);
  });
  const below = bottomAxis(across, box);
  const content = [head.svg, ...drawn, outline(box), below.svg, beside(box).svg, colourBar(bar, colours, barBox)];
  return drawing(map.title, map.description, box.top + height + below.height, content.join(''));
}

function cellMark({ text: words, note }: GridCell, box: Box, colour: Rgb | undefined): string {
  const { left, top, width, height } = box;
  const rect = el('rect', {
    x: left,
    y: top,
    width,
    height,
    fill: colour ? hex(colour) : '#f4f4f4',
    stroke: '#ffffff',
  });
  const cross = `M${num(left)} ${num(top)}l${num(width)} ${num(height)}m0 ${num(-height)}l${num(-width)} ${num(height)}`;
  const fits = textWidth(words, tickSize) <= width - 4;
  const letters = text(left + width / 2, top + height / 2 + 4, words, { anchor: 'middle' });
  return el(
    'g',
    { fill: colour && isDark(colour) ? '#ffffff' : ink },
    el('title', {}, escapeXml(note)) +
      rect +
      (colour ? '' : el('path', { d: cross, stroke: faint, fill: 'none' })) +
      (fits ? letters : ''),
  );
}

/** Whether white letters are easier to read on it than dark ones: its luma (ITU-R BT.601) is in the lower half. */
const isDark = ([red, green, blue]: Rgb): boolean => 0.299 * red + 0.587 * green + 0.114 * blue < 128;
