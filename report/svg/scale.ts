import { reject } from '../../edge/error.js';
import { day, decimal, displayUnit, duration, hour, minute, month, quantity, scientific, year } from './format.js';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Where values stand along an axis, and how the axis is lettered. */
export interface Scale {
  /** 0 at the start of the axis, 1 at its end. */
  readonly at: (value: number) => number;
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly Tick[];
  /** Values of the small ticks without a label. */
  readonly minor: readonly number[];
  /** What the tick labels count, for the axis title, e.g. "µS"; empty where each label says it itself. */
  readonly unit: string;
  /** Categories: no label may be left out. */
  readonly everyLabel?: boolean;
}

/** The smallest and largest of the values; an InputError at `where` if there is none or one is not a finite number. */
export function extent(values: ArrayLike<number>, where: string): [low: number, high: number] {
  if (values.length === 0) reject(where, 'found no values', 'expected at least one number');
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) reject(`${where}[${i}]`, `found ${value}`, 'expected a finite number');
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * An even scale over [low, high], lettered in one unit with an SI prefix. The ends move out to the next ticks, or with
 * `tight` stay where they are.
 */
export function linearScale(low: number, high: number, unit: string, { tight = false, count = 5 } = {}): Scale {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const nothing = size < 1e-30; // below every SI prefix
  if (high - low <= 1e-12 * size || nothing) {
    const room = nothing ? 1 : 0.1 * size;
    return linearScale(low - room, high + room, unit, { tight, count });
  }
  const step = niceStep((high - low) / count);
  const first = tight ? Math.ceil(low / step - 1e-9) : Math.floor(low / step + 1e-9);
  const last = tight ? Math.floor(high / step + 1e-9) : Math.ceil(high / step - 1e-9);
  const [start, end] = tight ? [low, high] : [first * step, last * step];
  const display = displayUnit(Math.max(Math.abs(start), Math.abs(end)), unit);
  const decimals = Math.max(0, -Math.floor(Math.log10(step / display.factor) + 1e-9));
  const ticks = range(first, last).map(i => ({
    value: i * step,
    label: decimal((i * step) / display.factor, decimals),
  }));
  return { at: value => (value - start) / (end - start), domain: [start, end], ticks, minor: [], unit: display.unit };
}

/** A logarithmic scale over [low, high], with a little room at the ends; each label carries its unit. */
export function logScale(low: number, high: number, unit: string, where: string): Scale {
  const [start, end] = logDomain(low, high, where);
  const decades = range(Math.ceil(Math.log10(start)), Math.floor(Math.log10(end)));
  const inside = (values: readonly number[]): number[] => values.filter(value => value >= start && value <= end);
  const powers = decades.map(power => 10 ** power);
  const steps = (multiples: readonly number[]): number[] =>
    inside(
      range(Math.floor(Math.log10(start)), Math.floor(Math.log10(end))).flatMap(p =>
        multiples.map(m => Number(`${m}e${p}`)),
      ),
    );
  const stride = Math.ceil(powers.length / 9);
  let values = powers.filter((_, i) => i % stride === 0);
  if (values.length < 3) values = steps([1, 2, 5]);
  if (values.length < 3)
    values = linearScale(start, end, unit, { tight: true, count: 4 }).ticks.map(tick => tick.value);
  const bare = unit === '' && (start < 1e-3 || end >= 1e5);
  return {
    at: logPosition(start, end),
    domain: [start, end],
    ticks: values.map(value => ({ value, label: bare ? scientific(value) : quantity(value, unit) })),
    minor: powers.length > 8 ? powers : steps([2, 3, 4, 5, 6, 7, 8, 9]),
    unit: '',
  };
}

/** A logarithmic scale of seconds, lettered "1 s", "1 min", "1 h", "1 day", "1 month", "1 year". */
export function timeScale(low: number, high: number, where: string): Scale {
  const [start, end] = logDomain(low, high, where);
  const small = range(-15, -1).map(power => Number(`1e${power}`));
  const landmarks = [1, minute, hour, day, month, year, 10 * year, 100 * year, 1000 * year];
  const coarse = [...small.filter((_, i) => i % 3 === 0), ...landmarks];
  const fine = [...small, ...landmarks, 10, 10 * minute, 10 * hour, 10 * day].sort((a, b) => a - b);
  const inside = (values: readonly number[]): number[] => values.filter(value => value >= start && value <= end);
  const values = [coarse, fine].map(inside).find(candidates => candidates.length >= 3);
  if (!values) return logScale(low, high, 's', where);
  const ticks = values.map(value => ({ value, label: duration(value) }));
  return { at: logPosition(start, end), domain: [start, end], ticks, minor: inside(fine), unit: '' };
}

/** Names at equal distances; `at(i)` is the middle of the i-th. */
export function bandScale(names: readonly string[]): Scale {
  return {
    at: i => (i + 0.5) / names.length,
    domain: [0, names.length - 1],
    ticks: names.map((label, value) => ({ value, label })),
    minor: [],
    unit: '',
    everyLabel: true,
  };
}

/** Whole numbers 0 … count − 1, each the middle of its cell; `downward` counts from the top of a vertical axis. */
export function indexScale(count: number, downward: boolean): Scale {
  const step = Math.max(1, niceStep(count / 6));
  const values = range(0, Math.floor((count - 1) / step)).map(i => i * step);
  const ticks = values.map(value => ({ value, label: String(value) }));
  const at = (i: number): number => (downward ? 1 - (i + 0.5) / count : (i + 0.5) / count);
  return { at, domain: [0, count - 1], ticks, minor: [], unit: '' };
}

/** The nearest of 1, 2, 5 times a power of ten, by ratio. */
function niceStep(step: number): number {
  const power = Math.floor(Math.log10(step));
  const ratio = step / 10 ** power;
  const multiple = ratio < Math.sqrt(2) ? 1 : ratio < Math.sqrt(10) ? 2 : ratio < Math.sqrt(50) ? 5 : 10;
  return Number(`${multiple}e${power}`);
}

function logDomain(low: number, high: number, where: string): [number, number] {
  if (!(low > 0)) reject(where, `found ${low}`, 'expected values above 0 on a logarithmic axis');
  const room = high / low < 1 + 1e-9 ? 2 : (high / low) ** 0.03;
  return [low / room, high * room];
}

function logPosition(start: number, end: number): (value: number) => number {
  const span = Math.log(end / start);
  return value => Math.log(value / start) / span;
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
