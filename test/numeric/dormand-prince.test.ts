import test from 'ava';
import { dormandPrince, type Rate } from '../../numeric/dormand-prince.js';

/** y' = (y₁, −y₀): (sin t, cos t) from (0, 1). */
const turning: Rate = (y, out) => {
  out[0] = y[1]!;
  out[1] = -y[0]!;
};

/** The largest error up to a time, at the ends of the steps and within them, and how many steps there are. */
function errors(tolerance: number, until: number): { ends: number; within: number; steps: number } {
  const y = new Float64Array(2);
  let [ends, within, steps] = [0, 0, 0];
  for (const step of dormandPrince(turning, Float64Array.of(0, 1), { tolerance, maxStep: 1 })) {
    ends = Math.max(ends, Math.abs(step.y[0]! - Math.sin(step.to)));
    for (const part of [0.25, 0.5, 0.75]) {
      const time = step.from + part * (step.to - step.from);
      within = Math.max(within, Math.abs(step.at(time, y)[0]! - Math.sin(time)));
    }
    steps++;
    if (step.to >= until) break;
  }
  return { ends, within, steps };
}

test('a circle is followed as closely as asked', t => {
  for (const tolerance of [1e-6, 1e-9, 1e-12]) {
    const { ends, within, steps } = errors(tolerance, 10);
    // An error per step of at most the tolerance, nothing of which decays here.
    t.true(ends < steps * tolerance);
    t.true(within < steps * tolerance);
  }
});

test('steps are of order 5', t => {
  const [coarse, fine] = [errors(1e-7, 20), errors(1e-12, 20)];
  // 1e5 less error takes 10 times the steps.
  t.true(Math.abs(Math.log10(fine.steps / coarse.steps) - 1) < 0.1);
});

test('a step meets the values and slopes at its ends', t => {
  const { value: step } = dormandPrince(turning, Float64Array.of(0, 1), { tolerance: 1e-9, maxStep: 0.5 }).next();
  const y = new Float64Array(2);
  t.is(step.from, 0);
  t.deepEqual([...step.at(0, y)], [0, 1]);
  for (const k of [0, 1]) t.true(Math.abs(step.at(step.to, y)[k]! - step.y[k]!) < 1e-15);
  t.deepEqual([...step.rate], [step.y[1], -step.y[0]!]);
});

test('steps that the error does not limit stay below the longest', t => {
  const still: Rate = (_, out) => void out.fill(0);
  let steps = 0;
  for (const { from, to } of dormandPrince(still, new Float64Array(1), { tolerance: 1e-9, maxStep: 0.5 })) {
    t.true(to - from <= 0.5 + 1e-12);
    if (++steps === 20) break;
  }
});
