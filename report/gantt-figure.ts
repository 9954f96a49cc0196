import type { Work } from '../compiler/timeline/list-schedule.js';
import type { Operation, Timeline } from '../compiler/timeline/timeline.js';
import { categorical } from './svg/colour.js';
import { outline } from './svg/colour-bar.js';
import { type Axis, atX, bottomAxis, drawing, header, type Key, plotBox, sideAxis } from './svg/frame.js';
import { linearScale, type Scale } from './svg/scale.js';
import { el, faint, num } from './svg/text.js';

/** px of a row, and of a bar in it. */
const [rowHeight, barHeight] = [17, 12];
/** Time steps that have colours of their own; then these come again. */
const mostColours = 7;
/** No bar is narrower than this, px. */
const leastWidth = 0.5;

/** Bars nearer to each other than this part of the picture are drawn as one, which nobody can see: so there is an end to their number. */
const leastGap = 1 / 4096;

/** The rows of a stage: what is shown of it, and which work that is. */
const kinds: readonly { readonly name: string; readonly works: readonly Work[] }[] = [
  { name: 'array', works: ['drive', 'settle', 'read'] },
  { name: 'ADC', works: ['sample', 'convert'] },
  { name: 'digital', works: ['add', 'compute'] },
  { name: 'memristors', works: ['pulse'] },
];

/**
 * When the stages of a chip do what, as a Gantt chart: of each stage a row for its arrays, its ADCs and its digital work, each
 * bar from the first to the last of the units that work on one read, in the colour of its time step.
 */
export function ganttFigure(title: string, { operations, shown }: Timeline): string {
  const stages = [...new Set(operations.map(({ stage }) => stage))];
  const end = operations.reduce((last, { start, duration }) => Math.max(last, start + duration), 0);
  const rows = stages.flatMap(stage =>
    kinds
      .map(({ name, works }) => ({
        name: `${stage}: ${name}`,
        bars: merged(
          operations.filter(one => one.stage === stage && works.includes(one.work) && one.duration > 0),
          end * leastGap,
        ),
      }))
      .filter(({ bars }) => bars.length > 0),
  );
  const x: Axis = { label: 'Time', scale: linearScale(0, end, 's', { tight: true }) };
  const y: Axis = { label: '', scale: rowScale(rows.map(({ name }) => name)) };
  const steps = Math.min(shown, mostColours);
  const keys = Array.from({ length: steps }, (_, step): Key => {
    const name = shown > mostColours && step === 0 ? `time step 1, ${mostColours + 1}, …` : `${step + 1}`;
    return {
      name: shown <= mostColours && step === 0 ? 'time step 1' : name,
      swatch: el('rect', { x: -8, y: -6, width: 16, height: 12, fill: categorical(step) }),
    };
  });
  const head = header(title, keys);
  const height = rows.length * rowHeight;
  const width = sideAxis(y, { left: 0, top: head.height, width: 0, height }).width;
  const box = plotBox(x, width, head.height, height);
  const at = atX(box, x.scale);
  const bars = rows.flatMap((row, k) =>
    row.bars.map(({ step, start, duration }) =>
      el('rect', {
        x: at(start),
        y: box.top + k * rowHeight + (rowHeight - barHeight) / 2,
        width: Math.max(at(start + duration) - at(start), leastWidth),
        height: barHeight,
        fill: categorical(step % mostColours),
      }),
    ),
  );
  const lines = x.scale.ticks.map(({ value }) => `M${num(at(value))} ${num(box.top)}v${num(box.height)}`).join('');
  const below = bottomAxis(x, box);
  const description = 'When arrays, converters and digital logic of each stage work on which time step of the series.';
  const content =
    head.svg +
    el('path', { d: lines, fill: 'none', stroke: faint }) +
    bars.join('') +
    outline(box) +
    below.svg +
    sideAxis(y, box).svg;
  return drawing(title, description, box.top + height + below.height, content);
}

type Bar = Pick<Operation, 'step' | 'start' | 'duration'>;

/** Operations of one step that overlap or are no more than `gap` s from each other as one bar. */
function merged(operations: readonly Operation[], gap: number): Bar[] {
  const bars: Bar[] = [];
  const last = new Map<number, number>();
  for (const { step, start, duration } of operations) {
    const open = last.get(step);
    const bar = open === undefined ? undefined : bars[open]!;
    if (open !== undefined && bar && start <= bar.start + bar.duration * (1 + 1e-9) + gap) {
      const until = Math.max(bar.start + bar.duration, start + duration);
      bars[open] = { step, start: bar.start, duration: until - bar.start };
    } else last.set(step, bars.push({ step, start, duration }) - 1);
  }
  return bars;
}

/** Names of rows, the first on top. */
const rowScale = (names: readonly string[]): Scale => ({
  at: k => 1 - (k + 0.5) / names.length,
  domain: [0, names.length - 1],
  ticks: names.map((label, value) => ({ value, label })),
  ...{ minor: [], unit: '', everyLabel: true },
});
