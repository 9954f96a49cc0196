import test from 'ava';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { jartVcm } from '../../../devices/compact/jart-vcm.js';
import type { CompactModel } from '../../../devices/compact/model.js';
import { stanfordPku } from '../../../devices/compact/stanford-pku.js';
import { volatileBalance } from '../../../devices/compact/volatile.js';
import { pulses, sine, triangle, type Waveform } from '../../../devices/compact/waveform.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import type { Plot } from '../../../sim/spice/raw.js';
import { agreement, type CompactRun, compactNetlist } from './compact-circuit.js';
import { nativeAvailable, runNative } from './native.js';

// Other constants than those of compact.test.ts, switching looked at from near, and cells to be read.

const pool = new SpicePool({ workers: 1 });
test.after.always(() => pool.close());
const native = nativeAvailable();

const inWebAssembly = async (netlist: string): Promise<Plot> => {
  const outcome = await pool.run(netlist);
  if (outcome.status === 'failed') throw outcome.error;
  return outcome.result;
};

interface Case {
  readonly model: CompactModel;
  /** V: amplitude. */
  readonly volt: number;
  /** s. */
  readonly period: number;
  /** How far apart in time the two may switch, as a part of the period. */
  readonly window?: number;
}

const variant = (name: string): CompactModel => volatileBalance.create(volatileBalance.variants?.[name]);

// Driven so that they go through most of their range. A SET of Stanford–PKU takes a ten-thousandth of the period, after a
// run-up that magnifies any difference.
const cases: Readonly<Record<string, Case>> = {
  'Stanford–PKU': { model: stanfordPku.create(), volt: 1.5, period: 1e-3, window: 1e-4 },
  'Stanford–PKU without a threshold': {
    model: stanfordPku.create({ thresholdField: 0 }),
    volt: 1.3,
    period: 1e-3,
    window: 2e-4,
  },
  // Its values hold for a hundredth of the period, in which they move the gap by some 0.02 nm.
  'Stanford–PKU with noise': {
    model: stanfordPku.create({ gapNoise: 5e-6, noiseTime: 1e-5, seed: 3 }),
    volt: 1.5,
    period: 1e-3,
    window: 2e-4,
  },
  'volatile, nanowire-network': { model: variant('nanowire-network'), volt: 0.6, period: 1 },
  'volatile, nanowires-1': { model: variant('nanowires-1'), volt: 0.3, period: 1000 },
  'volatile, nanowires-2': { model: variant('nanowires-2'), volt: 0.6, period: 1 },
};

const waves = (volt: number, period: number): Record<string, Waveform> => ({
  sine: sine(volt, 1 / period),
  triangle: triangle(volt, period),
  pulses: pulses({
    low: -0.3 * volt,
    high: volt,
    delay: 0.05 * period,
    rise: 0.01 * period,
    width: 0.1 * period,
    fall: 0.02 * period,
    period: 0.2 * period,
  }),
});

/** Of full scale: point by point away from switching, and there of what the integrator takes within the window. */
const most = 1e-3;

/** The worst differences where the states move by less than 1 % of their range within the window around a time. */
function awayFromSwitching({ model, wave, duration, window = 0 }: CompactRun, plot: Plot): readonly [number, number] {
  const { name, min, max, perVolt } = model.states[0]!;
  const time = plot.vectors.get('time')!.map(seconds => Math.min(seconds, duration));
  const points = Float64Array.from([...time].flatMap(at => [at - duration * window, at, at + duration * window]))
    .map(at => Math.min(Math.max(at, 0), duration))
    .sort();
  const {
    time: at,
    current,
    states,
  } = simulateModel(model, wave.at, {
    duration,
    points,
    breakpoints: wave.breakpoints(duration),
    tolerance: 1e-8,
  });
  const place = new Map([...at].map((seconds, k) => [seconds, k]));
  const find = (seconds: number): number => place.get(Math.min(Math.max(seconds, 0), duration))!;
  const fullScale = current.reduce((most, amps) => Math.max(most, Math.abs(amps)), 0);
  const amps = plot.vectors.get('i(v1)')!;
  const volts = plot.vectors.get(`v(x1.${name})`)!;
  let worst: readonly [number, number] = [0, 0];
  time.forEach((seconds, k) => {
    const [from, own, to] = [-1, 0, 1].map(side => find(seconds + side * duration * window)) as [
      number,
      number,
      number,
    ];
    if (Math.abs(states[to]! - states[from]!) > 0.01 * (max - min)) return;
    const off = Math.abs(volts[k]! * perVolt - states[own]!) / (max - min);
    worst = [Math.max(worst[0], Math.abs(amps[k]! + current[own]!) / fullScale), Math.max(worst[1], off)];
  });
  return worst;
}

for (const [name, { model, volt, period: duration, window = 0 }] of Object.entries(cases))
  for (const [shape, wave] of Object.entries(waves(volt, duration)))
    test(`ngspice follows the integrator: ${name}, ${shape}`, async t => {
      const run: CompactRun = { model, wave, duration, window };
      const netlist = compactNetlist(run);
      const plots: [string, Plot][] = [['WebAssembly', await inWebAssembly(netlist)]];
      if (native) plots.push(['native', runNative(netlist)]);
      for (const [engine, plot] of plots) {
        const { current, state, swing, points } = agreement(run, plot);
        const worst = `current ${current.toExponential(1)}, state ${state.toExponential(1)}`;
        t.log(`${engine}: ${worst} of full scale, swing ${swing.toFixed(2)}, ${points} points`);
        t.true(current < most && state < most);
        t.true(swing > 0.3);
        if (window > 0) {
          const [smooth, smoothState] = awayFromSwitching(run, plot);
          t.log(`away from switching: current ${smooth.toExponential(1)}, state ${smoothState.toExponential(1)}`);
          t.true(smooth < most && smoothState < most);
        }
      }
    });

test('JART read cells in ngspice carry the currents of the circuit, and show their state', async t => {
  const model = jartVcm.create();
  for (const density of [0.008, 0.06, 0.5, 2, 20]) {
    const state = Float64Array.of(density * 1e26);
    const netlist = [
      'read cell',
      model.readCell!.subcircuit('cell', state),
      'V1 a 0 0',
      'X1 a 0 cell',
      '.options reltol=1e-9 abstol=1e-15 vntol=1e-12',
      '.dc V1 -0.6 0.6 0.01',
      '.save v(a) i(v1) v(x1.vacancies)',
      '.end',
      '',
    ].join('\n');
    const plots = [await inWebAssembly(netlist), ...(native ? [runNative(netlist)] : [])];
    for (const { vectors } of plots) {
      const volts = vectors.get('v(a)')!;
      const scale = model.current(0.5, state);
      let worst = 0;
      vectors.get('i(v1)')!.forEach((amps, k) => {
        if (Math.abs(volts[k]!) < 0.505) worst = Math.max(worst, Math.abs(-amps - model.current(volts[k]!, state)));
      });
      t.log(`${density}: ${(worst / scale).toExponential(1)} of the current at 0.5 V`);
      t.true(worst < 1e-3 * scale);
      t.true(vectors.get('v(x1.vacancies)')!.every(volt => Math.abs(volt - density) < 1e-9));
      // Beyond its range it is a resistor.
      const [near, far] = [0.5, 0.6].map(
        volt => vectors.get('i(v1)')![volts.findIndex(v => Math.abs(v - volt) < 1e-6)]!,
      );
      t.true(Math.abs(far! / near! / 1.2 - 1) < 1e-9);
    }
  }
});
