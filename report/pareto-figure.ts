import { paretoSet } from '../numeric/pareto.js';
import { colourAt, hex } from './svg/colour.js';
import { barGap, barWidth, colourBar } from './svg/colour-bar.js';
import { quantity } from './svg/format.js';
import { atX, atY, type Box, bottomAxis, drawing, edge, figureWidth, gridLines, header, type Key, plotBox, sideAxis } from './svg/frame.js'; // biome-ignore format: one thing
import { extent, linearScale, logScale, type Scale } from './svg/scale.js';
import { el, escapeXml, faint, ink, leading, num, text, textWidth, tickSize, wrap } from './svg/text.js';
import { figure, percent } from './words.js';

/** One design: what it is and what it is worth, in fractions, J, s and m². */
export interface PlottedDesign {
  readonly name: string;
  readonly accuracy: number;
  /** Over its chips. */
  readonly deviation: number;
  readonly energy: number;
  readonly latency: number;
  readonly area: number;
  /** In the Pareto set, counted from 1; not there where it is outside. */
  readonly member?: number;
}

export interface ParetoFigure {
  readonly title: string;
  /** What the accuracy is, such as "Accuracy after 1 day". */
  readonly accuracy: string;
  /** By what the Pareto set was made, in words. */
  readonly objectives: string;
  readonly designs: readonly PlottedDesign[];
}

const plotHeight = 340;
/** px: radii of the dots of the smallest and the largest area. */
const [smallest, largest] = [3, 9];
/** More names below the plot would be a table. */
const mostNames = 12;
/** Dots of more designs are not named when they are pointed at: the file would be large. */
const mostNotes = 2000;

/**
 * Designs as dots, accuracy against energy: the larger, the larger their area; coloured by latency. Members of the Pareto set have
 * a dark rim, numbers and their deviation over chips; a line of steps joins those that are best in accuracy and energy alone,
 * which are named below. InputError where there is no design, or a cost is not above 0.
 */
export function paretoFigure({ title, accuracy, objectives, designs }: ParetoFigure): string {
  const where = `chart "${title}"`;
  const log = (of: (design: PlottedDesign) => number, unit: string): Scale =>
    logScale(...extent(designs.map(of), where), unit, where);
  const x = { label: 'Energy per inference', scale: log(design => design.energy, 'J') };
  const latency = { label: 'Latency', scale: log(design => design.latency, 's') };
  const area = log(design => design.area, 'm²');
  const members = designs.filter(design => design.member !== undefined);
  const reach = [...designs.map(one => one.accuracy), ...members.flatMap(spread)];
  const y = { label: accuracy, scale: linearScale(...extent(reach, where), '%') };
  const radius = (design: PlottedDesign): number => smallest + (largest - smallest) * area.at(design.area);

  const head = header(title, keysOf(designs, objectives, radius));
  const body = { left: 0, top: head.height, width: 0, height: plotHeight };
  const room = barGap + barWidth + sideAxis(latency, body, 'right').width;
  const whole = plotBox(x, sideAxis(y, body).width, body.top, plotHeight);
  const box: Box = { ...whole, width: Math.min(whole.width, figureWidth - whole.left - room) };
  const barBox: Box = { ...box, left: box.left + box.width + barGap, width: barWidth };
  const [toX, toY] = [atX(box, x.scale), atY(box, y.scale)];
  const place = (design: PlottedDesign) => ({
    x: toX(design.energy),
    y: toY(design.accuracy),
    r: radius(design),
    colour: hex(colourAt('sequential', latency.scale.at(design.latency))),
  });
  const dot = (design: PlottedDesign): string => {
    const { x, y, r, colour } = place(design);
    const rim = design.member === undefined ? { 'fill-opacity': 0.45 } : { stroke: ink, 'stroke-width': 1.3 };
    const note = designs.length > mostNotes ? '' : el('title', {}, escapeXml(noteOf(design)));
    return el('circle', { cx: x, cy: y, r, fill: colour, ...rim }, note);
  };
  const whiskers = members
    .filter(({ deviation }) => deviation > 0)
    .map(design => {
      const [low, high] = spread(design).map(toY);
      return `M${num(toX(design.energy) - 3)} ${num(low!)}h6m-3 0V${num(high!)}m-3 0h6`;
    });
  const front = frontOf(designs);
  const below = bottomAxis(x, box);
  const names = namesOf(front, box.top + box.height + below.height + tickSize);
  const colours = Array.from({ length: 256 }, (_, i) => colourAt('sequential', i / 255));
  const content = [
    head.svg,
    gridLines(y.scale, box),
    el('path', { d: steps(front, toX, toY), fill: 'none', stroke: ink, 'stroke-dasharray': '5 4' }),
    ...designs.filter(design => design.member === undefined).map(dot),
    whiskers.length > 0 ? el('path', { d: whiskers.join(''), fill: 'none', stroke: '#888888' }) : '',
    ...members.map(dot),
    ...numbers(members, place, box),
    below.svg,
    sideAxis(y, box).svg,
    colourBar(latency, colours, barBox),
    names.svg,
  ];
  const description = front.map(design => `${noteOf(design)}.`).join(' ');
  return drawing(title, description, box.top + box.height + below.height + names.height, content.join(''));
}

const spread = ({ accuracy, deviation }: PlottedDesign): number[] => [
  Math.max(0, accuracy - deviation),
  Math.min(1, accuracy + deviation),
];

/** The designs that none is better than in accuracy and energy, from the least energy on. */
function frontOf(designs: readonly PlottedDesign[]): PlottedDesign[] {
  const front = paretoSet(designs.map(({ accuracy, energy }) => [energy, -accuracy])).map(k => designs[k]!);
  return front.sort((a, b) => a.energy - b.energy);
}

/** What energy buys: level until the next better design. */
function steps(front: readonly PlottedDesign[], toX: (v: number) => number, toY: (v: number) => number): string {
  const [first, ...rest] = front;
  const start = `M${num(toX(first!.energy))} ${num(toY(first!.accuracy))}`;
  return start + rest.map(({ energy, accuracy }) => `H${num(toX(energy))}V${num(toY(accuracy))}`).join('');
}

function keysOf(
  designs: readonly PlottedDesign[],
  objectives: string,
  radius: (design: PlottedDesign) => number,
): Key[] {
  const swatch = (r: number, rim: object): string => el('circle', { cx: 0, cy: 0, r, ...rim });
  const bySize = [...designs].sort((a, b) => a.area - b.area);
  const ends = [bySize[0]!, bySize.at(-1)!].filter((one, k) => k === 0 || one.area > bySize[0]!.area);
  return [
    { name: `Pareto set in ${objectives}`, swatch: swatch(5, { fill: '#ffffff', stroke: ink, 'stroke-width': 1.3 }) },
    { name: 'other designs', swatch: swatch(5, { fill: '#bbbbbb' }) },
    { name: 'best in accuracy and energy', swatch: el('path', { d: 'M-12 0h24', stroke: ink, 'stroke-dasharray': '5 4' }) }, // biome-ignore format: one thing
    ...ends.map(design => ({
      name: `area ${quantity(design.area, 'm²')}`,
      swatch: swatch(radius(design), { fill: faint, stroke: '#888888' }),
    })),
  ];
}

/** The numbers of members beside their dots: off all dots where there is room, never on another number. */
function numbers(
  members: readonly PlottedDesign[],
  place: (design: PlottedDesign) => { readonly x: number; readonly y: number; readonly r: number },
  box: Box,
): string[] {
  const dots = members.map(place).map(({ x, y, r }) => ({ left: x - r, top: y - r, width: 2 * r, height: 2 * r }));
  const taken: Box[] = [];
  return members.flatMap((design, k) => {
    const { x, y, r } = place(design);
    const words = String(design.member);
    const [width, height] = [textWidth(words, tickSize), tickSize * leading];
    const [right, left, above, beneath] = [x + r + 2, x - r - 2 - width, y - r - height, y + r];
    const spots = [
      ...[right, left].flatMap(side => [above, beneath].map(top => ({ left: side, top, width, height }))),
      ...[above, beneath].map(top => ({ left: x - width / 2, top, width, height })),
      ...[right, left].map(side => ({ left: side, top: y - height / 2, width, height })),
    ].filter(spot => isInside(spot, box) && !taken.some(other => touch(spot, other)));
    const free = spots.find(spot => !dots.some((dot, other) => other !== k && touch(spot, dot))) ?? spots[0];
    if (!free) return [];
    taken.push(free);
    return [text(free.left, free.top + tickSize, words)];
  });
}

const isInside = (a: Box, box: Box): boolean =>
  a.left >= box.left &&
  a.top >= box.top &&
  a.left + a.width <= box.left + box.width &&
  a.top + a.height <= box.top + box.height;

const touch = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/** The designs on the line by their numbers, from `top` down. */
function namesOf(front: readonly PlottedDesign[], top: number): { svg: string; height: number } {
  const named = front.filter(({ member }) => member !== undefined);
  const room = figureWidth - 2 * edge;
  const lines = named
    .slice(0, mostNames)
    .flatMap(design => wrap(`${design.member}: ${figuresOf(design)} with ${design.name}`, room, tickSize));
  const more = named.length > mostNames ? [`and ${named.length - mostNames} more`] : [];
  const all = [...lines, ...more];
  return { svg: text(edge, top + tickSize, all), height: all.length * tickSize * leading + tickSize + edge };
}

const figuresOf = ({ accuracy, energy }: PlottedDesign): string => `${percent(accuracy)}, ${figure(energy, 'J')}`;

const noteOf = (design: PlottedDesign): string => {
  const number = design.member === undefined ? '' : `${design.member}: `;
  return `${number}${design.name}: ${figuresOf(design)}, ${figure(design.latency, 's')}, ${figure(design.area, 'm²')}`;
};
