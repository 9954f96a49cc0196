import test from 'ava';
import { radauStep, type Slope } from '../../../devices/compact/radau.js';

/** Steps of equal length from 0 s to 1 s. */
function follow(slope: Slope, start: readonly number[], steps: number): Float64Array {
  let u: Float64Array = Float64Array.from(start);
  for (let k = 0; k < steps; k++) u = radauStep(slope, k / steps, u, 1 / steps, 1e-11)!.end;
  return u;
}

test('is of fifth order where the drive is smooth', t => {
  // Linear ion drift: (16 − 15 x) dx/dt = 100 v(t), a quadratic equation in the flux.
  const flux = 0.05;
  const slope: Slope = (s, u, out) => {
    out[0] = (100 * flux * (Math.PI / 2) * Math.sin(Math.PI * s)) / (16 - 15 * u[0]!);
  };
  const exact = (16 - Math.sqrt(256 - 30 * (1.6 - 0.075 + 100 * flux))) / 15;
  const error = (steps: number): number => Math.abs(follow(slope, [0.1], steps)[0]! - exact);
  const order = Math.log2(error(4) / error(8));
  t.log(`order ${order.toFixed(2)}, error ${error(8).toExponential(1)} in 8 steps`);
  t.true(order > 4.6 && order < 5.5);
});

test('couples several variables', t => {
  const turn: Slope = (_, u, out) => {
    out[0] = -6 * u[1]!;
    out[1] = 6 * u[0]!;
  };
  const [x, y] = follow(turn, [1, 0], 60);
  t.true(Math.hypot(x! - Math.cos(6), y! - Math.sin(6)) < 1e-7);
});

test('damps what is infinitely stiff in one step, and estimates that no error is left', t => {
  const slope: Slope = (s, u, out) => {
    out[0] = 1e12 * (s - u[0]!);
  };
  const step = radauStep(slope, 0, new Float64Array([0.7]), 1, 1e-6)!;
  t.true(Math.abs(step.end[0]! - 1) < 1e-6);
  const followed = radauStep(slope, 0, new Float64Array([0]), 1, 1e-6)!;
  t.true(followed.error[0]! < 1e-6);
});

test('its error estimate covers the polynomial within the step', t => {
  // The end is right in any step; what is between is a cubic through four points of a wave.
  const slope: Slope = (s, u, out) => {
    out[0] = 1e8 * (Math.cos(s) - u[0]!);
  };
  const step = radauStep(slope, 0, new Float64Array([1]), 2, 1e-6)!;
  const out = new Float64Array(1);
  step.at(0.4, out);
  const off = Math.abs(out[0]! - Math.cos(0.8));
  t.true(Math.abs(step.end[0]! - Math.cos(2)) < 1e-6);
  t.true(off > 1e-3 && step.error[0]! > off / 2 && step.error[0]! < 2 * off);
});

test('gives up where its equations have no solution', t => {
  t.is(
    radauStep((_, u, out) => out.set([Math.exp(50 * u[0]!)]), 0, new Float64Array([0]), 10, 1e-6),
    undefined,
  );
  t.is(
    radauStep((_, __, out) => out.set([Number.NaN]), 0, new Float64Array([0]), 1, 1e-6),
    undefined,
  );
});
