import test from 'ava';
import fc from 'fast-check';
import { type LcaOptions, reconstructions, sparseCodes } from '../../../models/lca/code.js';
import { normalized } from '../../../models/lca/dictionary.js';
import { energiesOf, optimalityGap } from '../../../models/lca/energy.js';
import { applyThreshold, type Threshold } from '../../../models/lca/threshold.js';
import { fromRows, largestDifference, type Matrix, matrix } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';

const soft = (level: number): Threshold => ({ shape: 'soft', level, signs: 'both' });

/** Random unit atoms and inputs. */
function task(atoms: number, pixels: number, inputs: number, seed = 1): { atoms: Matrix; inputs: Matrix } {
  const stream = randomStream(seed, 'lca-test');
  const [a, s] = [new Float64Array(atoms * pixels), new Float64Array(inputs * pixels)];
  stream.fillNormal(a, 0);
  stream.fillNormal(s, a.length);
  return { atoms: normalized(matrix(atoms, pixels, a)), inputs: matrix(inputs, pixels, s) };
}

const close = (found: Float64Array, wanted: readonly number[]): number =>
  largestDifference(found, Float64Array.from(wanted)).worst;

// lava-nc/lava-optimization, tests/lava/lib/optimization/solvers/lca/test_float_pt.py: threshold .001, tau .1, 1000 steps.
// Atoms of four digits have length 1 to 4e-5 only; the exact ones are meant.
const third = 1 / Math.sqrt(3);
const half = Math.SQRT1_2;
const competition = fromRows([
  [0, half, half],
  [third, third, third],
]);
const excitation = fromRows([
  [-third, third, third],
  [1, 0, 0],
]);
const lava = { threshold: soft(0.001), step: 0.1, iterations: 1000 };

for (const form of ['gram', 'residual'] as const) {
  test(`${form}: the identity takes lambda off every input (T1, T2)`, t => {
    const identity = fromRows([0, 1, 2, 3, 4].map(i => [0, 1, 2, 3, 4].map(j => (i === j ? 1 : 0))));
    const s = [0.99203318, 0.53107722, 0.84873413, 0.15441692, 0.60863695];
    const signed = [0.48474121, 1.384066, -0.074854, -0.03878497, 0.50936179];
    const { codes } = sparseCodes(identity, fromRows([s, signed]), { ...lava, form });
    t.true(
      close(
        codes.data.subarray(0, 5),
        s.map(x => x - 0.001),
      ) < 1e-9,
    );
    t.true(
      close(
        codes.data.subarray(5),
        signed.map(x => x - 0.001 * Math.sign(x)),
      ) < 1e-9,
    );
  });

  test(`${form}: competition ends and goes as published (T3)`, t => {
    const s = fromRows([[0, 1, 1]]);
    const { codes } = sparseCodes(competition, s, { ...lava, form });
    // The golden values have eight digits behind the point.
    t.true(close(codes.data, [1.41321356, 0]) < 5e-9);
    const after = (iterations: number): Float64Array =>
      sparseCodes(competition, s, { ...lava, form, iterations }).states.data;
    t.true(close(after(1), [0.14142136, 0.11547005]) < 5e-9);
    t.true(close(after(2), [0.25935414, 0.20792775]) < 5e-9);
    t.true(close(after(3), [0.3579445, 0.2815105]) < 5e-9);
    t.true(close(after(10), [0.73177901, 0.49267998]) < 5e-9);
  });

  test(`${form}: excitation ends and goes as published (T4)`, t => {
    const s = fromRows([[0, 1, 1]]);
    t.true(close(sparseCodes(excitation, s, { ...lava, form }).codes.data, [1.72968478, 0.99763397]) < 5e-9);
    const after = (iterations: number): Float64Array =>
      sparseCodes(excitation, s, { ...lava, form, iterations }).states.data;
    t.true(close(after(2), [0.2193931, 0.00660893]) < 5e-9);
    t.true(close(after(10), [0.77889581, 0.17836153]) < 5e-9);
  });
}

test('both forms go the same way, but for rounding', t => {
  const { atoms, inputs } = task(64, 32, 5);
  const run = (form: 'gram' | 'residual', shape: 'soft' | 'hard'): Float64Array =>
    sparseCodes(atoms, inputs, { threshold: { ...soft(0.3), shape }, step: 0.1, iterations: 1000, form }).states.data;
  for (const shape of ['soft', 'hard'] as const)
    t.true(largestDifference(run('gram', shape), run('residual', shape)).worst < 1e-12);
});

test('at rest the conditions of Karush, Kuhn and Tucker hold', t => {
  const { atoms, inputs } = task(64, 32, 20);
  for (const signs of ['both', 'positive'] as const) {
    const threshold: Threshold = { ...soft(0.3), signs };
    const options: LcaOptions = { threshold, iterations: 20_000, tolerance: 1e-12 };
    const { codes, settled } = sparseCodes(atoms, inputs, options);
    t.true(settled);
    t.true(optimalityGap(atoms, inputs, codes, threshold) < 1e-9);
  }
});

test('the energy falls in every stable step with the soft threshold', t => {
  const { atoms, inputs } = task(48, 16, 8);
  const threshold = soft(0.2);
  let before: Float64Array | undefined;
  sparseCodes(atoms, inputs, {
    ...{ threshold, iterations: 300 },
    onIteration(_, codes) {
      const found = matrix(inputs.rows, atoms.rows, codes.slice());
      const now = energiesOf(inputs, reconstructions(atoms, found), found, threshold);
      // From the trivial code on it may only fall; 1e-12 is rounding of sums of some tens.
      if (before) for (const [i, energy] of now.entries()) t.true(energy <= before[i]! + 1e-12);
      before = now;
    },
  });
  t.pass();
});

test('permuting the atoms permutes the codes', t => {
  const { atoms, inputs } = task(24, 12, 3);
  const order = atoms.data.length / atoms.cols;
  const turned = fromRows(
    Array.from({ length: order }, (_, j) => [...atoms.data.subarray((order - 1 - j) * 12, (order - j) * 12)]),
  );
  const options: LcaOptions = { threshold: soft(0.3), step: 0.2, iterations: 500 };
  const a = sparseCodes(atoms, inputs, options).codes;
  const b = sparseCodes(turned, inputs, options).codes;
  for (let i = 0; i < 3; i++)
    t.true(
      close(b.data.subarray(i * 24, (i + 1) * 24).toReversed(), [...a.data.subarray(i * 24, (i + 1) * 24)]) < 1e-12,
    );
});

test('a large lambda leaves nothing', t => {
  const { atoms, inputs } = task(24, 12, 3);
  const { codes } = sparseCodes(atoms, inputs, { threshold: soft(1e3), iterations: 50 });
  t.true(codes.data.every(a => a === 0));
});

test('with orthonormal atoms the code is the threshold of the projections', t => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
      fc.integer({ min: 1, max: 1000 }),
      (angle, seed) => {
        const atoms = fromRows([
          [Math.cos(angle), Math.sin(angle)],
          [-Math.sin(angle), Math.cos(angle)],
        ]);
        const { inputs } = task(2, 2, 1, seed);
        const { codes } = sparseCodes(atoms, inputs, { threshold: soft(0.2), step: 0.5, iterations: 200 });
        const [x, y] = inputs.data as unknown as [number, number];
        const projections = Float64Array.of(
          atoms.data[0]! * x + atoms.data[1]! * y,
          atoms.data[2]! * x + atoms.data[3]! * y,
        );
        return largestDifference(codes.data, applyThreshold(projections, soft(0.2))).worst < 1e-12;
      },
    ),
  );
  t.pass();
});

test('an input that is an atom is coded by that atom', t => {
  const { atoms } = task(40, 20, 1);
  const s = matrix(1, 20, atoms.data.slice(5 * 20, 6 * 20));
  for (const level of [0.1, 0.5, 0.9]) {
    const { codes } = sparseCodes(atoms, s, { threshold: soft(level), iterations: 5000 });
    t.deepEqual(
      [...codes.data].flatMap((a, j) => (a === 0 ? [] : [j])),
      [5],
    );
    t.true(Math.abs(codes.data[5]! - (1 - level)) < 1e-9);
  }
});

test('bad input says where', t => {
  const { atoms, inputs } = task(24, 12, 3);
  const options = { threshold: soft(0.3), iterations: 10 };
  t.throws(() => sparseCodes(atoms, task(24, 11, 3).inputs, options), {
    message: /inputs: found 11 values each; expected 12/,
  });
  t.throws(
    () =>
      sparseCodes(
        matrix(
          24,
          12,
          atoms.data.map(x => 2 * x),
        ),
        inputs,
        options,
      ),
    {
      message: /dictionary: atom 0: found the length 2; expected 1/,
    },
  );
  t.throws(() => sparseCodes(atoms, inputs, { ...options, step: 0.9 }), {
    message: /LCA: step: found 0\.9; expected above 0 and below 2\/L = 0\.\d+/,
  });
  t.throws(() => sparseCodes(atoms, inputs, { ...options, start: new Float64Array(5) }), {
    message: /start: found 5 states; expected 72/,
  });
});
