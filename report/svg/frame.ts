import type { Scale } from './scale.js';
import {
  el,
  escapeXml,
  faint,
  fontStack,
  ink,
  labelSize,
  leading,
  num,
  text,
  textWidth,
  tickSize,
  titleSize,
  wrap,
} from './text.js';

/** Every figure is this wide; pages scale it down where there is less room. */
export const figureWidth = 720;
/** Blank margin at the edges. */
export const edge = 3;
const tickLength = 5;
/** The slope of names that are too long to lie, radians. */
const turn = (35 * Math.PI) / 180;
const lineHeight = tickSize * leading;

/** A rectangle in px, y downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Markup that starts at some y, and the height it takes there. */
export interface Block {
  readonly svg: string;
  readonly height: number;
}

/** One entry of a legend; the swatch is drawn about (0, 0) in a box of 24 × 12 px. */
export interface Key {
  readonly name: string;
  readonly swatch: string;
}

export interface Axis {
  /** What is shown, without unit; the scale knows that. */
  readonly label: string;
  readonly scale: Scale;
}

/** The whole picture on white paper, with title and description for those who cannot see it. */
export function drawing(title: string, description: string, height: number, content: string): string {
  const size = { viewBox: `0 0 ${figureWidth} ${num(height)}`, width: figureWidth, height };
  return el(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'font-family': fontStack, fill: ink },
    el('title', {}, escapeXml(title)) +
      el('desc', {}, escapeXml(description)) +
      el('rect', { width: figureWidth, height, fill: '#ffffff' }) +
      content,
  );
}

/** The title and, below it, the legend in as many rows as it needs. */
export function header(title: string, keys: readonly Key[]): Block {
  const room = figureWidth - 2 * edge;
  const titleLines = wrap(title, room, titleSize, true);
  let svg = text(edge, edge + titleSize, titleLines, { size: titleSize, bold: true });
  let y = edge + titleLines.length * titleSize * leading + 14;
  let x = edge;
  for (const key of keys) {
    const lines = wrap(key.name, room - 30, tickSize);
    const width = 30 + Math.max(...lines.map(line => textWidth(line, tickSize)));
    if (x > edge && x + width > figureWidth - edge) {
      x = edge;
      y += lineHeight + 4;
    }
    svg += el('g', { transform: `translate(${num(x + 12)} ${num(y)})` }, key.swatch) + text(x + 30, y + 4, lines);
    x += width + 18;
    if (lines.length > 1) y += (lines.length - 1) * lineHeight;
  }
  return { svg, height: y + (keys.length > 0 ? 22 : 4) };
}

export const atX = (box: Box, scale: Scale) => (value: number) => box.left + scale.at(value) * box.width;
export const atY = (box: Box, scale: Scale) => (value: number) => box.top + (1 - scale.at(value)) * box.height;

/** The rectangle right of a vertical axis `left` px wide that leaves room for the letters of a horizontal one. */
export function plotBox(x: Axis, left: number, top: number, height: number): Box {
  let start = left;
  let end = figureWidth - 16;
  // A label at share p of the axis stands at start + p (end - start) and must not leave the figure.
  for (const { at, before, after } of bottomLabels(x.scale, end - start).ticks) {
    if (at < 1) start = Math.max(start, (edge + before - at * end) / (1 - at));
    if (at > 0) end = Math.min(end, start + (figureWidth - edge - after - start) / at);
  }
  return { left: start, top, width: end - start, height };
}

/** The axis below a box. */
export function bottomAxis(axis: Axis, box: Box): Block {
  const x = atX(box, axis.scale);
  const bottom = box.top + box.height;
  const labels = bottomLabels(axis.scale, box.width);
  const marks = tickPath(axis.scale, (value, length) => `M${num(x(value))} ${num(bottom)}v${length}`);
  const letters = labels.ticks
    .map(({ at, lines }) =>
      labels.turned
        ? text(box.left + at * box.width + 4, bottom + 15, lines, { anchor: 'end', rotate: (-turn * 180) / Math.PI })
        : text(box.left + at * box.width, bottom + tickLength + 14, lines, { anchor: 'middle' }),
    )
    .join('');
  const words = wrap(axisTitle(axis), figureWidth - 2 * edge, labelSize);
  const wide = Math.max(...words.map(line => textWidth(line, labelSize))) / 2;
  const middle = Math.min(Math.max(box.left + box.width / 2, edge + wide), figureWidth - edge - wide);
  const y = bottom + tickLength + 4 + labels.height + labelSize + 5;
  return {
    svg:
      stroke(`M${num(box.left)} ${num(bottom)}h${num(box.width)}${marks}`) +
      letters +
      text(middle, y, words, { anchor: 'middle', size: labelSize }),
    height: y - bottom + (words.length - 1) * labelSize * leading + edge,
  };
}

/**
 * The axis at one side of a box, and the room it takes there, which does not depend on where the box stands. On the
 * left the axis title keeps to the edge of the figure, so that stacked plots line up.
 */
export function sideAxis(axis: Axis, box: Box, side: 'left' | 'right' = 'left'): { svg: string; width: number } {
  const left = side === 'left';
  const sign = left ? -1 : 1;
  const start = left ? box.left : box.left + box.width;
  const y = atY(box, axis.scale);
  const ticks = uncrowded(axis.scale.ticks, tick => [y(tick.value) - lineHeight / 2, y(tick.value) + lineHeight / 2]);
  const words = wrap(axisTitle(axis), box.height, labelSize);
  const letterWidth = tickLength + 4 + Math.max(0, ...ticks.map(tick => textWidth(tick.label, tickSize)));
  const marks = tickPath(axis.scale, (value, length) => `M${num(start)} ${num(y(value))}h${sign * length}`);
  const letters = ticks.map(({ value, label }) =>
    text(start + sign * (tickLength + 4), y(value) + 4, label, left ? { anchor: 'end' } : {}),
  );
  const baseline = left ? edge + labelSize : start + letterWidth + 8 + labelSize;
  const title = text(baseline, box.top + box.height / 2, words, { anchor: 'middle', size: labelSize, rotate: -90 });
  return {
    svg: stroke(`M${num(start)} ${num(box.top)}v${num(box.height)}${marks}`) + letters.join('') + title,
    width: letterWidth + 10 + words.length * labelSize * leading + edge,
  };
}

/** Pale lines across the box at the ticks of its vertical scale. */
export function gridLines(scale: Scale, box: Box): string {
  const y = atY(box, scale);
  const lines = scale.ticks.map(tick => `M${num(box.left)} ${num(y(tick.value))}h${num(box.width)}`).join('');
  return el('path', { d: lines, fill: 'none', stroke: faint });
}

const axisTitle = (axis: Axis): string => axis.label + (axis.scale.unit && ` (${axis.scale.unit})`);
const stroke = (d: string): string => el('path', { d, fill: 'none', stroke: ink });

function tickPath(scale: Scale, mark: (value: number, length: number) => string): string {
  return (
    scale.ticks.map(tick => mark(tick.value, tickLength)).join('') + scale.minor.map(value => mark(value, 3)).join('')
  );
}

interface BottomLabel {
  /** Where it stands along the axis, 0 to 1. */
  readonly at: number;
  readonly lines: readonly string[];
  /** How far the letters reach to the left and right of that, px. */
  readonly before: number;
  readonly after: number;
}

interface BottomLabels {
  readonly ticks: readonly BottomLabel[];
  /** Names too long for their place stand at 35°. */
  readonly turned: boolean;
  readonly height: number;
}

function bottomLabels(scale: Scale, width: number): BottomLabels {
  const centred = (at: number, lines: readonly string[]): BottomLabel => {
    const half = Math.max(...lines.map(line => textWidth(line, tickSize))) / 2;
    return { at, lines, before: half, after: half };
  };
  if (!scale.everyLabel) {
    const all = scale.ticks.map(tick => centred(scale.at(tick.value), [tick.label]));
    const ticks = uncrowded(all, ({ at, before, after }) => [at * width - before - 4, at * width + after + 4]);
    return { ticks, turned: false, height: lineHeight };
  }
  const band = width / scale.ticks.length - 6;
  const turned = scale.ticks.some(tick => tick.label.split(/\s+/).some(word => textWidth(word, tickSize) > band));
  if (!turned) {
    const ticks = scale.ticks.map(tick => centred(scale.at(tick.value), wrap(tick.label, band, tickSize)));
    return { ticks, turned, height: Math.max(...ticks.map(tick => tick.lines.length)) * lineHeight };
  }
  const lengths = scale.ticks.map(tick => textWidth(tick.label, tickSize));
  const ticks = scale.ticks.map((tick, i): BottomLabel => {
    return { at: scale.at(tick.value), lines: [tick.label], before: lengths[i]! * Math.cos(turn), after: 0 };
  });
  return { ticks, turned, height: Math.max(...lengths) * Math.sin(turn) + 8 };
}

/** The labels whose letters, given as [from, to] in px, leave each other room; the first come first. */
function uncrowded<T>(labels: readonly T[], span: (label: T) => readonly [number, number]): T[] {
  const kept: T[] = [];
  for (const label of labels) {
    const [from, to] = span(label);
    if (kept.every(other => span(other)[1] <= from || span(other)[0] >= to)) kept.push(label);
  }
  return kept;
}
