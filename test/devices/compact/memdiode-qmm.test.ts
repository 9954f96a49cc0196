import test from 'ava';
import fc from 'fast-check';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { memdiodeQmm } from '../../../devices/compact/memdiode-qmm.js';
import { piecewiseLinear, triangle } from '../../../devices/compact/waveform.js';
import { InputError } from '../../../edge/error.js';
import { loop, loopArea } from './loop.js';

const up = (volt: number): number => 1 / (1 + Math.exp(-15 * (volt - 0.8)));
const down = (volt: number): number => 1 / (1 + Math.exp(-10 * (volt + 0.5)));

/** The published recursion along voltages: λ = min{Γ−, max[λ before, Γ+]}. */
function hysteron(voltage: Float64Array, from: number): Float64Array {
  let lambda = from;
  return voltage.map(volt => {
    lambda = Math.min(down(volt), Math.max(lambda, up(volt)));
    return lambda;
  });
}

test('between the ridges λ stays, outside it goes to the nearer one in τ', t => {
  const model = memdiodeQmm.create();
  const rateAt = (volt: number, lambda: number): number => {
    const rate = new Float64Array(1);
    model.rate(volt, Float64Array.of(lambda), rate);
    return rate[0]!;
  };
  for (const lambda of [0.01, 0.3, 0.9]) t.is(Math.abs(rateAt(0.1, lambda)), 0);
  t.is(rateAt(0.8, 0.2), (0.5 - 0.2) / 1e-3);
  t.is(rateAt(-0.5, 0.7), (0.5 - 0.7) / 1e-3);
});

test('for slow voltages it is the published recursion, within τ', t => {
  const leg = fc.double({ min: -1.2, max: 1.2, noNaN: true });
  const initial = fc.double({ min: 0.001, max: 0.99, noNaN: true });
  const property = fc.property(fc.array(leg, { minLength: 1, maxLength: 6 }), initial, (ends, start) => {
    const wave = piecewiseLinear([[0, 0], ...ends.map((volt, k): readonly [number, number] => [k + 1, volt])]);
    const duration = ends.length;
    const trace = simulateModel(memdiodeQmm.create({ relaxation: 1e-6 }), wave.at, {
      duration,
      breakpoints: wave.breakpoints(duration),
      initial: Float64Array.of(start),
      points: duration * 500 + 1,
    });
    const exact = hysteron(trace.voltage, start);
    // Late by τ on the steepest ridge, 15/4 per V, in up to 2.4 V/s.
    return trace.states.every((lambda, k) => Math.abs(lambda - exact[k]!) < 1e-5 + 4e-6 || k === 0);
  });
  t.notThrows(() => fc.assert(property, { numRuns: 30 }));
});

test('a ridge is followed in as few steps however short τ is', t => {
  const wave = triangle(1.2, 10);
  for (const relaxation of [1e-3, 1e-5, 1e-7]) {
    const model = memdiodeQmm.create({ relaxation });
    let rates = 0;
    const counted: typeof model = {
      ...model,
      rate(...of) {
        rates++;
        model.rate(...of);
      },
    };
    simulateModel(counted, wave.at, { duration: 10, breakpoints: wave.breakpoints(10), points: 2 });
    t.true(rates < 10_000, `${rates} rates at τ = ${relaxation} s`);
  }
});

test('it remembers extremes: a smaller swing back leaves no trace, a larger one does', t => {
  const model = memdiodeQmm.create({ initial: 0.4 });
  const after = (amplitude: number): number => {
    const wave = triangle(amplitude, 10, 3);
    return simulateModel(model, wave.at, { duration: 30, breakpoints: wave.breakpoints(30) }).states.at(-1)!;
  };
  t.true(Math.abs(after(0.4) - 0.4) < 1e-6);
  t.true(after(1) < 0.01);
});

test('its loop has no frequency until 1/τ', t => {
  const model = memdiodeQmm.create();
  const { volt } = memdiodeQmm.shown;
  const [still, ...areas] = [0.01, 0.1, 1].map(hertz => loopArea(loop(model, volt, hertz)));
  // What differs is the lag: some 20 τ in a period.
  for (const [k, hertz] of [0.1, 1].entries())
    t.true(Math.abs(areas[k]! / still! - 1) < 25 * 1e-3 * hertz, `${hertz} Hz: ${areas[k]} instead of ${still} VA`);
});

test('ridges the wrong way round are refused', t => {
  t.throws(() => memdiodeQmm.create({ resetVolt: 0.9 }), {
    instanceOf: InputError,
    message: 'model memdiode-qmm: resetVolt: found 0.9 V; expected less than setVolt, 0.8 V',
  });
});
