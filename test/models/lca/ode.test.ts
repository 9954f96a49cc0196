import test from 'ava';
import { sparseCodes } from '../../../models/lca/code.js';
import { type SettlingOptions, settleContinuously } from '../../../models/lca/ode.js';
import { applyThreshold, type Threshold } from '../../../models/lca/threshold.js';
import { fromRows, largestDifference, type Matrix, matrix } from '../../../numeric/matrix.js';
import { randomAtoms } from '../builders.js';

const soft = (level: number): Threshold => ({ shape: 'soft', level, signs: 'both' });
const inputsOf = (count: number, pixels: number): Matrix => {
  const { data } = randomAtoms(count, pixels, 7);
  return matrix(
    count,
    pixels,
    data.map(x => 3 * x),
  );
};

test('one atom charges like a capacitor', t => {
  const [b, level, timeConstant] = [2, 0.5, 1e-6];
  const times = [0, 1e-7, 1e-6, 5e-6, 1e-3];
  const { path, settlingTimes, codes } = settleContinuously(fromRows([[1]]), fromRows([[b], [-b]]), {
    ...{ threshold: soft(level), timeConstant, times, accuracy: 0.01 },
  });
  for (const [k, seconds] of times.entries()) {
    const wanted = b * -Math.expm1(-seconds / timeConstant);
    t.true(largestDifference(path[k]!.data, Float64Array.of(wanted, -wanted)).worst < 1e-8);
  }
  t.true(largestDifference(codes.data, Float64Array.of(b - level, level - b)).worst < 1e-9);
  // a* − a = b e^(−t/τ) once u has passed λ, and the code is settled where that is 1 % of b − λ.
  const wanted = timeConstant * Math.log(b / (0.01 * (b - level)));
  for (const found of settlingTimes) t.true(Math.abs(found - wanted) < 1e-5 * timeConstant);
});

test('two atoms go as SciPy has it', t => {
  const [third, half] = [1 / Math.sqrt(3), Math.SQRT1_2];
  const s = fromRows([[0, 1, 1]]);
  const options: SettlingOptions = { threshold: soft(0.2), timeConstant: 1, times: [0.1, 0.5, 1, 3, 10] };
  const tolerances = [1e-9, 1e-11];
  // scipy.integrate.solve_ivp, DOP853, rtol 1e-13, steps of at most 0.01.
  for (const [atoms, wanted] of [
    [
      [
        [0, half, half],
        [third, third, third],
      ],
      [
        [0.1345802140439873, 0.10988428462743714],
        [0.5301689016234659, 0.4088994283029496],
        [0.7822686686725117, 0.547648913534847],
        [1.092006431650992, 0.4950212478203501],
        [1.3910143175347067, 0.2029951209765091],
      ],
    ],
    [
      [
        [-third, third, third],
        [1, 0, 0],
      ],
      [
        [0.10988428462743713, 0],
        [0.45433925906555106, 0.021573473167843808],
        [0.7299099495999287, 0.10733746014066026],
        [1.1701534599980068, 0.442093354223425],
        [1.4439677857703332, 0.7119170421466116],
      ],
    ],
  ]) {
    for (const tolerance of tolerances) {
      const { path } = settleContinuously(fromRows(atoms!), s, { ...options, tolerance });
      // Where a state passes λ, its rate has a corner, which the estimate of a step's error sees less of than is there.
      for (const [k, { data }] of path.entries())
        t.true(largestDifference(data, Float64Array.from(wanted![k]!)).worst < 100 * tolerance);
    }
  }
});

test('it comes to rest where the discrete update does', t => {
  const [atoms, inputs] = [randomAtoms(48, 24), inputsOf(6, 24)];
  for (const signs of ['both', 'positive'] as const) {
    const threshold: Threshold = { ...soft(0.3), signs };
    const discrete = sparseCodes(atoms, inputs, { threshold, iterations: 50_000, tolerance: 1e-13 });
    const { codes, states } = settleContinuously(atoms, inputs, { threshold, timeConstant: 1e-6 });
    t.true(discrete.settled);
    t.true(largestDifference(states.data, discrete.states.data).worst < 1e-9);
    t.deepEqual(
      codes.data.map(a => Math.sign(a)),
      discrete.codes.data.map(a => Math.sign(a)),
    );
  }
});

test('short steps of the discrete update follow it', t => {
  const [atoms, inputs] = [randomAtoms(12, 8), inputsOf(2, 8)];
  const threshold = soft(0.3);
  const { path } = settleContinuously(atoms, inputs, { threshold, timeConstant: 1, times: [1] });
  const apart = (steps: number): number => {
    const { states } = sparseCodes(atoms, inputs, { threshold, step: 1 / steps, iterations: steps });
    return largestDifference(states.data, path[0]!.data).worst;
  };
  // Euler's method is of order 1.
  t.true(Math.abs(apart(1000) / apart(2000) - 2) < 0.02);
});

test('the time constant scales the time and nothing else', t => {
  const [atoms, inputs] = [randomAtoms(12, 8), inputsOf(2, 8)];
  const run = (timeConstant: number) => settleContinuously(atoms, inputs, { threshold: soft(0.3), timeConstant });
  const [slow, fast] = [run(1), run(1e-9)];
  t.deepEqual(fast.codes, slow.codes);
  for (const [i, seconds] of fast.settlingTimes.entries())
    t.true(Math.abs(seconds / (1e-9 * slow.settlingTimes[i]!) - 1) < 1e-12);
});

test('codes stay within the accuracy after the settling time, and not before it', t => {
  const [atoms, inputs] = [randomAtoms(24, 12), inputsOf(1, 12)];
  for (const shape of ['soft', 'hard'] as const) {
    const options: SettlingOptions = { threshold: { ...soft(0.3), shape }, timeConstant: 1, accuracy: 0.001 };
    const { settlingTimes, codes } = settleContinuously(atoms, inputs, options);
    const at = settlingTimes[0]!;
    const times = [0.99 * at, ...Array.from({ length: 40 }, (_, k) => at * (1 + 1e-4 + k / 20))];
    const away = settleContinuously(atoms, inputs, { ...options, times }).path.map(
      ({ data }) => largestDifference(applyThreshold(data, options.threshold), codes.data).worst,
    );
    const allowed = 0.001 * codes.data.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
    t.true(away[0]! > allowed);
    t.true(away.slice(1).every(one => one <= allowed));
  }
});

test('an input of zeros is at rest at once', t => {
  const { codes, settlingTimes } = settleContinuously(randomAtoms(5, 4), matrix(1, 4), {
    ...{ threshold: soft(0.1), timeConstant: 1 },
  });
  t.true(codes.data.every(a => a === 0));
  t.deepEqual([...settlingTimes], [0]);
});

test('bad input says where', t => {
  const [atoms, inputs] = [randomAtoms(5, 4), inputsOf(2, 4)];
  const options: SettlingOptions = { threshold: soft(0.1), timeConstant: 1 };
  const bad = (message: RegExp, change: Partial<SettlingOptions>, of = inputs, with_ = atoms): void => {
    t.throws(() => settleContinuously(with_, of, { ...options, ...change }), { name: 'InputError', message });
  };
  bad(/LCA: timeConstant: found 0; expected a number above 0/, { timeConstant: 0 });
  bad(/LCA: tolerance: found 1e-20; expected at least 1e-14/, { tolerance: 1e-20 });
  bad(/LCA: times\[1\]: found 1 s; expected times that ascend/, { times: [2, 1] });
  bad(/start: found 3 states; expected 10/, { start: new Float64Array(3) });
  bad(/inputs: found 3 values each; expected 4/, {}, inputsOf(2, 3));
  // Both are active in the end, by 1 more and less, which takes 1/(1 − cos 1e-4) = 2e8 τ.
  const near = fromRows([
    [Math.cos(5e-5), Math.sin(5e-5)],
    [Math.cos(5e-5), -Math.sin(5e-5)],
  ]);
  bad(/LCA: found states not at rest after .* s and 20000 steps; .* nearly parallel/, {}, fromRows([[5, 5e-5]]), near);
});
