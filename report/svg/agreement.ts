import { reject } from '../../edge/error.js';
import { categorical } from './colour.js';
import { plain } from './format.js';
import { type Axis, atX, atY, type Box, bottomAxis, drawing, gridLines, header, plotBox, sideAxis } from './frame.js';
import { extent, linearScale, logScale } from './scale.js';
import { el, ink, num } from './text.js';

/** Pairs of numbers that should be equal, such as column currents in SPICE and in the simulator. */
export interface Agreement {
  readonly title: string;
  readonly description: string;
  readonly expected: { readonly label: string; readonly values: ArrayLike<number> };
  readonly measured: { readonly label: string; readonly values: ArrayLike<number> };
  readonly unit: string;
  readonly spacing?: 'linear' | 'log';
}

/** Errors below the resolution of a double are drawn there. */
const floor = 1e-16;

/**
 * Measured against expected with the line of equality, and below it the size of each error on a logarithmic axis:
 * relative to the largest |expected|, or with `log` spacing to each expected value itself.
 * InputError where the counts differ, there is no pair, or a number is not finite (or, with `log`, not above 0).
 */
export function agreement(chart: Agreement): string {
  const where = `chart "${chart.title}"`;
  const { values: expected } = chart.expected;
  const { values: measured } = chart.measured;
  if (expected.length !== measured.length) {
    reject(
      where,
      `found ${measured.length} measured values`,
      `expected ${expected.length}, one for each expected value`,
    );
  }
  const ends = [...extent(expected, `${where}: expected`), ...extent(measured, `${where}: measured`)];
  const [low, high] = extent(ends, where);
  const log = chart.spacing === 'log';
  const scale = log ? logScale(low, high, chart.unit, where) : linearScale(low, high, chart.unit);
  const full = Math.max(Math.abs(ends[0]!), Math.abs(ends[1]!)) || 1;
  const errors = Float64Array.from(expected, (value, i) =>
    Math.max(Math.abs(measured[i]! - value) / (log ? Math.abs(value) : full), floor),
  );
  const [smallest, largest] = extent(errors, where);

  const x: Axis = { label: chart.expected.label, scale };
  const y: Axis = { label: chart.measured.label, scale };
  const error: Axis = {
    label: log ? 'Relative error' : 'Error / largest value',
    scale: logScale(10 ** Math.floor(Math.log10(smallest)), 10 ** Math.ceil(Math.log10(largest)), '', where),
  };
  const count = `${plain(errors.length)} ${errors.length === 1 ? 'point' : 'points'}, largest error ${plain(largest, 2)}`;
  const head = header(chart.title, [
    { name: count, swatch: points('M0 0h0', 5) },
    { name: 'equal', swatch: equality('M-12 0h24') },
  ]);
  const upper = { left: 0, top: head.height, width: 0, height: 300 };
  const left = Math.max(sideAxis(y, upper).width, sideAxis(error, { ...upper, height: 130 }).width);
  const top = plotBox(x, left, head.height, 300);
  const strip: Box = { ...top, top: top.top + top.height + 24, height: 130 };
  const [start, end] = scale.domain;
  const toX = atX(top, scale);
  const toY = atY(top, scale);
  const below = bottomAxis(x, strip);
  const content = [
    head.svg,
    gridLines(scale, top),
    gridLines(error.scale, strip),
    equality(`M${num(toX(start))} ${num(toY(start))}L${num(toX(end))} ${num(toY(end))}`),
    points(places(expected, measured, toX, toY)),
    points(places(expected, errors, toX, atY(strip, error.scale))),
    sideAxis(y, top).svg,
    sideAxis(error, strip).svg,
    below.svg,
  ];
  return drawing(chart.title, chart.description, strip.top + strip.height + below.height, content.join(''));
}

/** Every place that has a point, once, however many share it. */
function places(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  toX: (value: number) => number,
  toY: (value: number) => number,
): string {
  const half = (value: number): string => num(Math.round(value * 2) / 2);
  return [...new Set(Array.from(xs, (value, i) => `M${half(toX(value))} ${half(toY(ys[i]!))}h0`))].join('');
}

/** Dots: lines of no length with round ends, the shortest way to write many. */
const points = (d: string, width = 4.5): string =>
  el('path', { d, stroke: categorical(0), 'stroke-width': width, 'stroke-linecap': 'round', 'stroke-opacity': 0.7 });
const equality = (d: string): string => el('path', { d, fill: 'none', stroke: ink, 'stroke-dasharray': '5 4' });
