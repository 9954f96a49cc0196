import test from 'ava';
import { type MackeyGlassOptions, mackeyGlass, mackeyGlassAfter } from '../../../models/data/mackey-glass.js';

const last = (values: Float64Array): number => values.at(-1)!;

/** x at a time, after a constant history of 1.2. */
const at = (time: number, step: number): number => {
  const history = new Float64Array(17 / step).fill(1.2);
  return last(mackeyGlassAfter(history, time / step + 1, { step }));
};

// While the delayed value is still the constant history, the equation is linear: x = c + (x₀ − c)·e^(−bt), c = f(x₀)/b. A
// step of RK4 leaves out (bh)⁵/120 = 8e-8 of x₀ − c, which is below 1; 17 of them less than 1.5e-6.
test('one delay after a constant history is an exponential', t => {
  const target = (0.2 * 1.2) / (1 + 1.2 ** 10) / 0.1;
  for (const time of [1, 5, 17]) {
    const exact = target + (1.2 - target) * Math.exp(-0.1 * time);
    t.true(Math.abs(at(time, 1) - exact) < 1.5e-6, `${time}: ${at(time, 1) - exact}`);
  }
});

// Holding the delayed value is of first order: halving the step halves the error. Against 1/2048, errors at 1/32 and 1/64
// are in the ratio (64 − 1) : (32 − 1) = 2.03; the rest is for terms of second order.
test('the error halves with the step', t => {
  const exact = at(60, 1 / 2048);
  const ratio = (at(60, 1 / 32) - exact) / (at(60, 1 / 64) - exact);
  t.true(Math.abs(ratio - 2.03) < 0.1, `${ratio}`);
});

// Around the fixed point 1, the slope of the delayed term is a·(2 − n)/4 = −0.4. It loses its stability where
// iω = −b − 0.4·e^(−iωτ): ω = √(0.4² − b²), cos ωτ = −b/0.4, τ = 4.708, with the period 2π/ω = 16.2.
test('the fixed point gives way to a cycle at the delay and of the period that linear theory says', t => {
  const omega = Math.sqrt(0.4 ** 2 - 0.1 ** 2);
  const critical = Math.acos(-0.1 / 0.4) / omega;
  const end = (delay: number) => mackeyGlass(200_000, 1, { delay, step: 0.02 }).subarray(150_000);
  t.true(end(0.95 * critical).every(x => Math.abs(x - 1) < 1e-3));
  const cycle = end(1.05 * critical);
  t.true(cycle.some(x => Math.abs(x - 1) > 0.05));
  const rises = [...cycle.keys()].filter(i => i > 0 && cycle[i - 1]! < 1 && cycle[i]! >= 1);
  const period = (0.02 * (last(Float64Array.from(rises)) - rises[0]!)) / (rises.length - 1);
  // 5 % above the critical delay the period is longer by about as much.
  t.true(Math.abs(period / ((2 * Math.PI) / omega) - 1) < 0.07, `${period}`);
});

/** Largest Lyapunov exponent per unit of time (Benettin): mean growth of a small distance, rescaled after every 50. */
function lyapunov(options: MackeyGlassOptions & { readonly delay: number }): number {
  const { delay } = options;
  const distance = 1e-7;
  const onwards = (state: Float64Array): Float64Array =>
    mackeyGlassAfter(state.subarray(0, delay), 51, { ...options, start: last(state) }).subarray(50 - delay);
  const near = (state: Float64Array, other: Float64Array, scale: number): Float64Array =>
    other.map((x, i) => state[i]! + scale * (x - state[i]!));
  const apart = (a: Float64Array, b: Float64Array): number => Math.hypot(...a.map((x, i) => x - b[i]!));
  let state: Float64Array = mackeyGlass(3000, 1, options).slice(-delay - 1);
  let other: Float64Array = state.map((x, i) => x + distance * Math.sin(i));
  let sum = 0;
  for (let k = -100; k < 1000; k++) {
    state = onwards(state);
    other = onwards(other);
    const found = apart(state, other);
    if (k >= 0) sum += Math.log(found / distance);
    other = near(state, other, distance / found);
  }
  return sum / (1000 * 50);
}

// 0.007 is the exponent that is usually quoted for a delay of 17 (after Farmer, Physica 4D, 1982); here it is a little lower
// with shorter steps. A stable cycle, as at 10, has 0.
test('chaotic at a delay of 17, a cycle at 10', t => {
  const chaotic = lyapunov({ delay: 17 });
  t.true(chaotic > 0.005 && chaotic < 0.009, `${chaotic}`);
  const cyclic = lyapunov({ delay: 10 });
  t.true(Math.abs(cyclic) < 5e-4, `${cyclic}`);
});

test('stays between 0.2 and 1.4, the range that the field plots', t => {
  t.true(mackeyGlass(20_000, 3).every(x => x > 0.2 && x < 1.4));
});

test('the seed decides the history, which lies around the start', t => {
  t.deepEqual(mackeyGlass(100, 5), mackeyGlass(100, 5));
  t.notDeepEqual(mackeyGlass(100, 5), mackeyGlass(100, 6));
  t.is(mackeyGlass(3, 5)[0], 1.2);
  t.is(mackeyGlass(0, 5).length, 0);
});

test('a step above the delay, and a history of another length, are refused', t => {
  t.throws(() => mackeyGlass(9, 1, { delay: 1, step: 2 }), { instanceOf: RangeError });
  t.throws(() => mackeyGlass(9, 1, { step: 0 }), { instanceOf: RangeError });
  t.throws(() => mackeyGlassAfter(new Float64Array(16), 9), { instanceOf: RangeError, message: /16 values of history; the delay takes 17/ }); // biome-ignore format: one thing
});
