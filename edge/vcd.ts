import { reject } from './error.js';

/**
 * What one signal does. `real`: a value from each time on; `wire`: the same with 0 and 1; `event`: something that has no
 * length, such as a spike, at each time.
 */
export type VcdSignal = VcdValues | VcdEvents;

interface Named {
  readonly name: string;
  /** Names of the modules that it stands in, below that of the file, from the outermost; those of one module come together. */
  readonly scope?: readonly string[];
}

export interface VcdEvents extends Named {
  readonly kind: 'event';
  readonly times: Float64Array;
}

export interface VcdValues extends Named {
  readonly kind: 'real' | 'wire';
  /** s. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface VcdOptions {
  /** Name of the module that the signals stand in; default `ohmweave`. */
  readonly scope?: string;
  /** s: the unit of time, 1, 10 or 100 of s, ms, us, ns, ps or fs; default: the coarsest that keeps all times apart. */
  readonly timescale?: number;
}

/**
 * Signals as a value change dump (IEEE 1364-2005, clause 18), which GTKWave and other waveform viewers read.
 *
 * Times (s, ≥ 0, ascending in each signal) are rounded to the unit of time; of several values of a signal within one unit
 * the last one stands. Before its first time a signal is unknown (`x`; a real one is 0). Only changes are written. Real
 * values have all their digits. InputError where a time, a value or a name cannot be written.
 */
export function formatVcd(signals: readonly VcdSignal[], options: VcdOptions = {}): string {
  for (const signal of signals) check(signal);
  const { scope = 'ohmweave', timescale = coarsestTimescale(signals) } = options;
  const unit = units.find(({ seconds }) => Math.abs(seconds / timescale - 1) < 1e-9);
  if (!unit)
    return reject('VCD: timescale', `found ${timescale} s`, 'expected 1, 10 or 100 of s, ms, us, ns, ps or fs');
  const names = signals.map((_, k) => identifier(k));
  return [
    `$timescale ${unit.name} $end`,
    `$scope module ${reference(scope)} $end`,
    ...declarations(signals, names),
    '$upscope $end',
    '$enddefinitions $end',
    '$dumpvars',
    ...signals.flatMap(({ kind }, k) =>
      kind === 'event' ? [] : [kind === 'real' ? `r0 ${names[k]}` : `x${names[k]}`],
    ),
    '$end',
    ...changes(signals, names, unit.seconds),
    '',
  ].join('\n');
}

/** A `$var` for each signal, between the modules that it stands in. */
function* declarations(signals: readonly VcdSignal[], names: readonly string[]): Generator<string> {
  let open: readonly string[] = [];
  const change = function* (to: readonly string[]): Generator<string> {
    const common = to.findIndex((module, i) => module !== open[i]);
    const kept = Math.min(common < 0 ? to.length : common, open.length);
    for (let i = open.length; i > kept; i--) yield '$upscope $end';
    for (const module of to.slice(kept)) yield `$scope module ${reference(module)} $end`;
    open = to;
  };
  for (const [k, { name, kind, scope = [] }] of signals.entries()) {
    yield* change(scope);
    yield `$var ${kind} ${kind === 'real' ? 64 : 1} ${names[k]} ${reference(name)} $end`;
  }
  yield* change([]);
}

const units: readonly { readonly name: string; readonly seconds: number }[] = [
  's',
  'ms',
  'us',
  'ns',
  'ps',
  'fs',
].flatMap((name, k) => [100, 10, 1].map(count => ({ name: `${count} ${name}`, seconds: count / 10 ** (3 * k) })));

function* changes(signals: readonly VcdSignal[], names: readonly string[], seconds: number): Generator<string> {
  const at = signals.map(() => 0);
  const last = signals.map(({ kind }) => (kind === 'real' ? 0 : Number.NaN));
  const tick = (k: number): number => Math.round((signals[k]!.times[at[k]!] ?? Number.POSITIVE_INFINITY) / seconds);
  for (;;) {
    const now = signals.reduce((first, _, k) => Math.min(first, tick(k)), Number.POSITIVE_INFINITY);
    if (now === Number.POSITIVE_INFINITY) return;
    const lines: string[] = [];
    for (const [k, signal] of signals.entries()) {
      if (tick(k) !== now) continue;
      while (tick(k) === now) at[k]!++;
      if (signal.kind === 'event') {
        lines.push(`1${names[k]}`);
        continue;
      }
      const value = signal.values[at[k]! - 1]!;
      if (value === last[k]) continue;
      last[k] = value;
      lines.push(signal.kind === 'real' ? `r${value} ${names[k]}` : `${value}${names[k]}`);
    }
    yield `#${now}`;
    yield* lines;
  }
}

/** The largest unit of time that is at most a tenth of the smallest step, but no finer than float64 counts or fs. */
function coarsestTimescale(signals: readonly VcdSignal[]): number {
  const lists = [...new Set(signals.map(({ times: own }) => own))]; // signals of one plot share their times
  const times = Float64Array.from(lists.flatMap(own => [...own])).sort();
  const step = times.reduce((least, time, k) => {
    const own = k === 0 ? time : time - times[k - 1]!;
    return own > 0 ? Math.min(least, own) : least;
  }, Number.POSITIVE_INFINITY);
  const finest = (times.at(-1) ?? 0) / Number.MAX_SAFE_INTEGER;
  const wanted = units.filter(({ seconds }) => seconds > finest);
  return (wanted.find(({ seconds }) => seconds <= step / 10) ?? wanted.at(-1) ?? units[0]!).seconds;
}

/** The codes !, ", … ~, then two of these characters, and so on. */
function identifier(index: number): string {
  const rest = Math.floor(index / 94) - 1;
  return (rest < 0 ? '' : identifier(rest)) + String.fromCharCode(33 + (index % 94));
}

/** A name without white space, which ends it in the file, and without brackets, which would be a range of bits. */
const reference = (name: string): string => name.replace(/\s+/g, '_').replaceAll('[', '(').replaceAll(']', ')');

function check(signal: VcdSignal): void {
  const { name, scope = [], times } = signal;
  if (name === '') reject('VCD', 'found a signal without a name', 'expected one');
  if (scope.includes('')) reject(`VCD: ${name}`, 'found a module without a name', 'expected one');
  if (signal.kind !== 'event' && signal.values.length !== times.length)
    reject(`VCD: ${name}`, `found ${signal.values.length} values at ${times.length} times`, 'expected one for each');
  for (const [k, time] of times.entries()) {
    if (!(time >= 0 && Number.isFinite(time)) || (k > 0 && time < times[k - 1]!))
      reject(
        `VCD: ${name}`,
        `found the time ${time} s at index ${k}`,
        'expected times from 0 s on, in ascending order',
      );
    if (signal.kind === 'event') continue;
    const value = signal.values[k]!;
    const good = signal.kind === 'wire' ? value === 0 || value === 1 : Number.isFinite(value);
    if (!good)
      reject(`VCD: ${name}`, `found ${value} at index ${k}`, signal.kind === 'wire' ? 'expected 0 or 1' : 'expected a finite number'); // biome-ignore format: one thing
  }
}
