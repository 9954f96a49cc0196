import { reject } from '../../edge/error.js';
import { categorical } from './colour.js';
import { atX, atY, bottomAxis, drawing, gridLines, header, type Key, plotBox, sideAxis } from './frame.js';
import { bandScale, extent, linearScale, logScale, type Scale, timeScale } from './scale.js';
import { el, ink, num } from './text.js';

/** One curve and, where known, the spread about it; all as long as its x. */
export interface LineSeries {
  readonly name: string;
  readonly y: ArrayLike<number>;
  readonly range?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  /** Where this curve has its own x, as a waveform of SPICE has. */
  readonly x?: ArrayLike<number>;
  /** x at which something happens that has no y, such as a spike: a tick in a row of its own above the plot. */
  readonly ticks?: ArrayLike<number>;
}

export interface LineChart {
  readonly title: string;
  /** What a listener should know of the picture. */
  readonly description: string;
  /** Names at equal distances, or numbers; `time` is logarithmic in seconds, lettered "1 h", "1 day" … */
  readonly x:
    | { readonly label: string; readonly categories: readonly string[] }
    | {
        readonly label: string;
        readonly values: ArrayLike<number>;
        readonly unit: string;
        readonly spacing?: 'linear' | 'log' | 'time';
      };
  /** `include` are values that the axis must reach. Unit `%` shows fractions as percent. */
  readonly y: {
    readonly label: string;
    readonly unit: string;
    readonly spacing?: 'linear' | 'log';
    readonly include?: readonly number[];
  };
  readonly series: readonly LineSeries[];
  /** False where the points belong to different things, so that a line between them would say nothing. */
  readonly joined?: boolean;
  /** How a spread is drawn; a band unless told otherwise. */
  readonly spread?: 'band' | 'bars';
  /** A dashed line across, such as the accuracy of the software reference. */
  readonly reference?: { readonly name: string; readonly y: number };
}

/** Up to this many points each is marked; longer curves are told apart in grey by their dashes. */
const mostMarkers = 30;
/** px of a row of ticks. */
const tickRow = 11;
/** Shapes about the current point. */
const markers = [
  'm-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z',
  'm-3.2-3.2h6.4v6.4h-6.4z',
  'm0-4.2l4 7h-8z',
  'm0-4.6l4.6 4.6l-4.6 4.6l-4.6-4.6z',
  'm0 4.2l4-7h-8z',
  'm-1.4-4h2.8v2.6h2.6v2.8h-2.6v2.6h-2.8v-2.6h-2.6v-2.8h2.6z',
] as const;
const dashes = [undefined, '7 4', '2 3', '9 3 2 3', '14 5', '5 2 5 6'] as const;

/** Curves over numbers, times or names. InputError where a series is empty, of the wrong length or not finite. */
export function lineChart(chart: LineChart): string {
  const where = `chart "${chart.title}"`;
  if (chart.series.length === 0) reject(where, 'found no series', 'expected at least one');
  const shared = 'categories' in chart.x ? chart.x.categories.map((_, i) => i) : chart.x.values;
  const curves = chart.series.map((series, i) => measured(series, shared, `${where}: series "${series.name}"`, i));

  const x = { label: chart.x.label, scale: horizontal(chart, curves, where) };
  const reach = [
    ...curves.flatMap(curve => curve.reach),
    ...(chart.y.include ?? []),
    ...(chart.reference ? [chart.reference.y] : []),
  ];
  const [low, high] = extent(reach, `${where}: y`);
  const { label, unit, spacing } = chart.y;
  const y = {
    label,
    scale: spacing === 'log' ? logScale(low, high, unit, `${where}: y`) : linearScale(low, high, unit),
  };

  const joint = (d: string, curve: Curve): string => (chart.joined === false ? '' : line(d, curve));
  const keys: Key[] = curves.map(curve => ({
    name: curve.name,
    swatch: joint('M-12 0h24', curve) + dots([[0, 0]], curve),
  }));
  if (chart.reference) keys.push({ name: chart.reference.name, swatch: dashed('M-12 0h24') });
  const head = header(chart.title, curves.length + (chart.reference ? 1 : 0) > 1 ? keys : []);
  const ticked = curves.filter(curve => curve.ticks);
  const body = { left: 0, top: head.height + tickRow * ticked.length, width: 0, height: 300 };
  const box = plotBox(x, sideAxis(y, body).width, body.top, body.height);
  const toX = atX(box, x.scale);
  const toY = atY(box, y.scale);
  const points = (xs: ArrayLike<number>, ys: ArrayLike<number>): Point[] =>
    Array.from(ys, (value, i) => [toX(xs[i]!), toY(value)]);

  const spreads = curves.map(({ x, range, colour }) => {
    if (!range) return '';
    const [low, high] = [points(x, range.low), points(x, range.high)];
    if (chart.spread === 'bars') return el('path', { d: whiskers(low, high), fill: 'none', stroke: colour });
    const outline = `${path(low)}L${path(high.reverse()).slice(1)}z`;
    return el('path', { d: outline, fill: colour, 'fill-opacity': 0.15 });
  });
  const lines = curves.map(curve => {
    const way = points(curve.x, curve.y);
    return joint(path(way), curve) + dots(way, curve);
  });
  const ticks = ticked.map(({ ticks, colour }, row) => {
    const y = num(head.height + tickRow * row);
    const d = Array.from(ticks!, at => `M${num(toX(at))} ${y}v${tickRow - 3}`).join('');
    return d && el('path', { d, fill: 'none', stroke: colour });
  });
  const across = chart.reference ? dashed(`M${num(box.left)} ${num(toY(chart.reference.y))}h${num(box.width)}`) : '';

  const below = bottomAxis(x, box);
  const content =
    head.svg +
    ticks.join('') +
    gridLines(y.scale, box) +
    spreads.join('') +
    across +
    below.svg +
    sideAxis(y, box).svg +
    lines.join('');
  return drawing(chart.title, chart.description, box.top + box.height + below.height, content);
}

type Point = readonly [x: number, y: number];

/** A series that has been checked: its x, all y it reaches, and how it is drawn. */
interface Curve extends LineSeries {
  readonly x: ArrayLike<number>;
  readonly reach: readonly number[];
  readonly colour: string;
  /** Empty where the points are too many to mark. */
  readonly marker: string;
  readonly dash?: string;
}

function measured(series: LineSeries, shared: ArrayLike<number>, where: string, i: number): Curve {
  const x = series.x ?? shared;
  extent(x, `${where}.x`);
  const parts = { y: series.y, ...series.range };
  const reach = Object.entries(parts).flatMap(([part, values]) => {
    if (values.length !== x.length) {
      reject(`${where}.${part}`, `found ${values.length} values`, `expected ${x.length}, one for each x`);
    }
    return extent(values, `${where}.${part}`);
  });
  const marked = x.length <= mostMarkers;
  return {
    ...series,
    x,
    reach,
    colour: categorical(i),
    marker: marked ? markers[i % markers.length]! : '',
    dash: marked ? undefined : dashes[i % dashes.length],
  };
}

function horizontal(chart: LineChart, curves: readonly Curve[], where: string): Scale {
  if ('categories' in chart.x) return bandScale(chart.x.categories);
  const [low, high] = extent(
    curves.flatMap(curve => extent(curve.x, where)),
    where,
  );
  if (chart.x.spacing === 'time') return timeScale(low, high, `${where}: x`);
  if (chart.x.spacing === 'log') return logScale(low, high, chart.x.unit, `${where}: x`);
  return linearScale(low, high, chart.x.unit, { tight: true, count: 6 });
}

const pair = (point: Point): string => `${num(point[0])} ${num(point[1])}`;

/** Straight lines through the points; those that would move the pen by less than half a px are left out. */
function path(points: readonly Point[]): string {
  let last: Point = [Number.NaN, Number.NaN];
  const kept = points.filter(point => {
    if (Math.abs(point[0] - last[0]) < 0.5 && Math.abs(point[1] - last[1]) < 0.5) return false;
    last = point;
    return true;
  });
  return `M${kept.map(pair).join('L')}`;
}

function whiskers(low: readonly Point[], high: readonly Point[]): string {
  return low.map(([x, bottom], i) => `M${num(x - 3)} ${num(bottom)}h6m-3 0V${num(high[i]![1])}m-3 0h6`).join('');
}

const line = (d: string, { colour, dash }: Curve): string =>
  el('path', {
    d,
    fill: 'none',
    stroke: colour,
    'stroke-width': 1.8,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash,
  });

const dots = (points: readonly Point[], { marker, colour }: Curve): string =>
  marker &&
  el('path', {
    d: points.map(point => `M${pair(point)}${marker}`).join(''),
    fill: colour,
    stroke: '#ffffff',
    'stroke-width': 0.8,
  });

const dashed = (d: string): string =>
  el('path', { d, fill: 'none', stroke: ink, 'stroke-width': 1.2, 'stroke-dasharray': '5 4' });
