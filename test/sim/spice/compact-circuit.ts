import { simulateModel } from '../../../devices/compact/integrate.js';
import type { CompactModel } from '../../../devices/compact/model.js';
import type { Waveform } from '../../../devices/compact/waveform.js';
import type { Plot } from '../../../sim/spice/raw.js';

/** One model under one waveform, in the integrator and in ngspice. */
export interface CompactRun {
  readonly model: CompactModel;
  readonly wave: Waveform;
  /** s. */
  readonly duration: number;
  /** ngspice's largest step, as a part of `duration`; default 1/2000. */
  readonly step?: number;
  /** ngspice's tolerance; default 1e-7. The capacitors' trtol is 1. */
  readonly reltol?: number;
  /** The integrator's tolerance; default 1e-8. */
  readonly tolerance?: number;
  /**
   * How far apart in time the two may switch, as a part of `duration`; default 0. A value of ngspice is compared with all
   * that the integrator takes within that window.
   */
  readonly window?: number;
}

/** Worst differences, as parts of the largest current and of max − min of each state. */
export interface Agreement {
  readonly current: number;
  readonly state: number;
  /** Part of its range that the state went through: how much a small difference means. */
  readonly swing: number;
  readonly points: number;
}

/** A netlist with the model between a source and ground, from the initial state. */
export function compactNetlist({ model, wave, duration, step = 1 / 2000, reltol = 1e-7 }: CompactRun): string {
  const states = model.states.map(({ name }) => `v(x1.${name})`).join(' ');
  const longest = duration * step;
  return [
    `${model.name} alone`,
    model.subcircuit('device', duration),
    `V1 a 0 ${wave.source}`,
    'X1 a 0 device',
    `.options reltol=${reltol} abstol=1e-15 vntol=1e-9 trtol=1 method=gear`,
    `.save v(a) i(v1) ${states}`,
    `.tran ${longest} ${duration} 0 ${longest} uic`,
    '.end',
    '',
  ].join('\n');
}

/** Compares a plot of `compactNetlist` with the integrator at the plot's own times. */
export function agreement(run: CompactRun, plot: Plot): Agreement {
  const { model, wave, duration, tolerance = 1e-8, window = 0 } = run;
  const vector = (name: string): Float64Array => {
    const found = plot.vectors.get(name);
    if (!found) throw new Error(`the plot has no ${name} but ${[...plot.vectors.keys()].join(', ')}`);
    return found;
  };
  const time = vector('time').map(seconds => Math.min(seconds, duration));
  const half = (window * duration) / 2;
  const offsets = window === 0 ? [0] : Array.from({ length: 41 }, (_, k) => half * (k / 20 - 1));
  const points = Float64Array.from(
    [...time].flatMap(at => offsets.map(offset => Math.min(Math.max(at + offset, 0), duration))),
  );
  const order = Uint32Array.from(points, (_, k) => k).sort((a, b) => points[a]! - points[b]!);
  const trace = simulateModel(model, wave.at, {
    duration,
    tolerance,
    maxStep: duration / 100,
    breakpoints: wave.breakpoints(duration),
    points: Float64Array.from(order, k => points[k]!),
  });
  const place = new Uint32Array(order.length);
  order.forEach((k, at) => {
    place[k] = at;
  });
  /** How far the values are outside what the trace takes in the window of their time. */
  const worst = (found: Float64Array, of: (at: number) => number): number => {
    let most = 0;
    found.forEach((value, k) => {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let o = 0; o < offsets.length; o++) {
        const own = of(place[k * offsets.length + o]!);
        low = Math.min(low, own);
        high = Math.max(high, own);
      }
      most = Math.max(most, low - value, value - high);
    });
    return most;
  };
  const { current, states } = trace;
  const fullScale = current.reduce((most, amps) => Math.max(most, Math.abs(amps)), 0);
  const n = model.states.length;
  let [state, swing] = [0, 0];
  model.states.forEach(({ name, min, max, perVolt }, s) => {
    const found = vector(`v(x1.${name})`).map(volt => volt * perVolt);
    state = Math.max(state, worst(found, at => states[at * n + s]!) / (max - min));
    const own = states.filter((_, k) => k % n === s);
    const [low, high] = own.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [own[0]!, own[0]!]);
    swing = Math.max(swing, (high - low) / (max - min));
  });
  const found = vector('i(v1)').map(amps => -amps);
  return { current: worst(found, at => current[at]!) / fullScale, state, swing, points: time.length };
}
