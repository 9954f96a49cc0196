import { reject } from '../../edge/error.js';

/** A voltage over time that the integrator and ngspice are driven with alike. */
export interface Waveform {
  /** V at a time in s, from 0 s. */
  at(seconds: number): number;
  /** s, up to `duration`: where it has corners, and where a smooth one crosses its middle or turns. */
  breakpoints(duration: number): number[];
  /** What stands behind the nodes of an ngspice voltage source: `SIN(…)`, `PULSE(…)` or `PWL(…)`. */
  readonly source: string;
}

/** offset + amplitude sin(2π frequency t); V and Hz. */
export function sine(amplitude: number, frequency: number, offset = 0): Waveform {
  above0('sine: frequency', frequency, 'Hz');
  return {
    at: seconds => offset + amplitude * Math.sin(2 * Math.PI * frequency * seconds),
    breakpoints: duration => multiples(0.25 / frequency, duration),
    source: `SIN(${offset} ${amplitude} ${frequency})`,
  };
}

/** Straight between points of s and V, from 0 s; its last voltage stays. */
export function piecewiseLinear(points: readonly (readonly [seconds: number, volt: number])[]): Waveform {
  points.forEach(([seconds], k) => {
    const before = points[k - 1]?.[0];
    if (before === undefined ? seconds !== 0 : !(seconds > before))
      reject(`waveform: point ${k}`, `found ${seconds} s`, 'expected times that ascend from 0 s');
  });
  const last = points.at(-1);
  if (!last) return reject('waveform', 'found no points', 'expected one at 0 s at least');
  return {
    at: seconds => {
      // The first point that is not passed yet.
      let [low, high] = [0, points.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (points[middle]![0] < seconds) low = middle + 1;
        else high = middle;
      }
      const after = points[low];
      if (!after) return last[1];
      const before = points[low - 1];
      return before ? before[1] + ((after[1] - before[1]) * (seconds - before[0])) / (after[0] - before[0]) : after[1];
    },
    breakpoints: duration => points.map(([seconds]) => seconds).filter(seconds => seconds <= duration),
    source: `PWL(${points.map(point => point.join(' ')).join(' ')})`,
  };
}

/** From 0 to +amplitude, to −amplitude and back to 0, `periods` times; V and s. */
export function triangle(amplitude: number, period: number, periods = 1): Waveform {
  above0('triangle: period', period, 's');
  const corners = Array.from({ length: periods }, (_, k): (readonly [number, number])[] => [
    [(k + 0.25) * period, amplitude],
    [(k + 0.75) * period, -amplitude],
  ]);
  return piecewiseLinear([[0, 0], ...corners.flat(), [periods * period, 0]]);
}

/** V and s. */
export interface PulseTrain {
  readonly low?: number;
  readonly high: number;
  /** Until the first rise begins. */
  readonly delay: number;
  readonly rise: number;
  /** At `high`, between rise and fall. */
  readonly width: number;
  readonly fall: number;
  readonly period: number;
}

/** Pulses with straight edges from `low` to `high` and back, for ever. */
export function pulses({ low = 0, high, delay, rise, width, fall, period }: PulseTrain): Waveform {
  // ngspice replaces edges of 0 s by edges of its own time step.
  above0('pulses: rise', rise, 's');
  above0('pulses: fall', fall, 's');
  if (!(width >= 0 && delay >= 0))
    reject('pulses', `found a width of ${width} s, a delay of ${delay} s`, 'expected ≥ 0');
  const corners = [0, rise, rise + width, rise + width + fall];
  if (!(period >= corners[3]!))
    reject('pulses: period', `found ${period} s`, `expected at least the ${corners[3]} s of a pulse`);
  return {
    at: seconds => {
      if (seconds <= delay) return low;
      const since = (seconds - delay) % period;
      const part = Math.min(since / rise, 1, (corners[3]! - since) / fall);
      return low + (high - low) * Math.max(part, 0);
    },
    breakpoints: duration => [
      delay,
      ...[0, ...multiples(period, duration - delay)].flatMap(start =>
        corners.map(corner => delay + start + corner).filter(seconds => seconds <= duration),
      ),
    ],
    source: `PULSE(${[low, high, delay, rise, fall, width, period].join(' ')})`,
  };
}

function multiples(of: number, upTo: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor(upTo / of)) }, (_, k) => (k + 1) * of);
}

function above0(where: string, value: number, unit: string): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    reject(where, `found ${value} ${unit}`, `expected above 0 ${unit}`);
}
