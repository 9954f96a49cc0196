import { hex, type Rgb } from './colour.js';
import { type Axis, type Box, sideAxis } from './frame.js';
import { el, ink, num } from './text.js';

/** Width of a colour bar, and of the blank to its left. */
export const barWidth = 14;
export const barGap = 18;

/** Colours from the lowest value at the bottom of a box to the highest at its top, and the axis that says what they mean. */
export function colourBar(axis: Axis, colours: readonly Rgb[], box: Box): string {
  // Slices rather than a gradient, which would need an id, and ids clash where figures share a page.
  const slices = 64;
  const tall = box.height / slices;
  const drawn = Array.from({ length: slices }, (_, i) =>
    el('path', {
      fill: hex(colours[Math.round((i * (colours.length - 1)) / (slices - 1))]!),
      d: `M${num(box.left)} ${num(box.top + box.height - (i + 1) * tall)}h${box.width}v${num(tall + 0.3)}h-${box.width}z`,
    }),
  );
  return el('g', { 'shape-rendering': 'crispEdges' }, drawn.join('')) + outline(box) + sideAxis(axis, box, 'right').svg;
}

/** A line around a box. */
export const outline = (box: Box): string =>
  el('rect', { x: box.left, y: box.top, width: box.width, height: box.height, fill: 'none', stroke: ink });
