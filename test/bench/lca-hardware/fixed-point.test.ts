import test from 'ava';
import fc from 'fast-check';
import {
  type FixedPointOptions,
  fixedPointCodes,
  fixedWeights,
  type Rounding,
  scaleFor,
  storedAtoms,
} from '../../../bench/lca-hardware/fixed-point.js';
import { sparseCodes } from '../../../models/lca/code.js';
import { normalized } from '../../../models/lca/dictionary.js';
import { optimalityGap } from '../../../models/lca/energy.js';
import { fromRows, largestDifference, type Matrix, matrix, toRows } from '../../../numeric/matrix.js';
import { randomStream } from '../../../numeric/random.js';

const scale = 2 ** 14;
const options: FixedPointOptions = {
  ...{ form: 'gram', stepExponent: -3, iterations: 1000, scale, weights: 'floor', shifts: 'floor' },
  threshold: { shape: 'soft', level: 1 / scale, signs: 'both' },
};
const third = 1 / Math.sqrt(3);

/** lava-optimization, tests/lava/lib/optimization/solvers/lca/test_fixed_pt.py: its inputs, what it expects and how nearly. */
const published = [
  {
    name: 'identity',
    atoms: [
      [1, 0],
      [0, 1],
    ],
    input: [0.99203318, 0.53107722],
    codes: [0.992, 0.531],
    within: 0.01,
  },
  {
    ...{
      name: 'competition',
      atoms: [
        [0, Math.SQRT1_2, Math.SQRT1_2],
        [third, third, third],
      ],
      input: [0, 1, 1],
    },
    ...{ codes: [Math.SQRT2, 0], within: 0.01 },
  },
  {
    ...{
      name: 'excitation',
      atoms: [
        [-third, third, third],
        [1, 0, 0],
      ],
      input: [0, 1, 1],
    },
    ...{ codes: [1.73205, 1], within: 0.1 },
  },
];

for (const { name, atoms, input, codes, within } of published)
  for (const form of ['gram', 'residual'] as const)
    test(`codes are those that Lava expects of its own: ${name}, ${form}`, t => {
      const found = fixedPointCodes(fromRows(atoms), fromRows([input]), { ...options, form });
      codes.forEach((code, j) => {
        const difference = Math.abs(found.data[j]! - code);
        t.true(difference <= 600 / scale + within * code, `${found.data[j]} for ${code}`);
      });
    });

test('weights are even integers of 8 bits that differ by what their rounding takes', t => {
  const weights = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(weights, values => {
      fc.pre(values.some(w => Math.abs(w) > 1e-3));
      for (const rounding of ['floor', 'nearest'] as const) {
        const { mantissas, exponent } = fixedWeights(matrix(2, 2, Float64Array.from(values)), rounding);
        mantissas.data.forEach((w, k) => {
          const exact = values[k]! * 2 ** -exponent;
          const error = w - exact;
          if (w % 2 !== 0 || w < -256 || w > 254) throw new Error(`${rounding}: ${exact} became ${w}`);
          if (Math.abs(error) > 2) throw new Error(`${rounding}: ${exact} became ${w}`);
          if (rounding === 'floor' && error > 1) throw new Error(`${rounding}: ${exact} became ${w}`);
        });
      }
    }),
  );
  t.deepEqual(toRows(fixedWeights(fromRows([[1, -0.13, 0.13]]), 'floor').mantissas), [[128, -16, 16]]);
  t.deepEqual(toRows(fixedWeights(fromRows([[1, -0.14, 0.14]]), 'floor').mantissas), [[128, -18, 16]]);
});

const drawn = (rows: number, cols: number, seed: number): Matrix => {
  const data = new Float64Array(rows * cols);
  randomStream(seed, 'fixed').fillNormal(data, 0);
  return matrix(rows, cols, data);
};
const crowded = normalized(drawn(12, 8, 1));
const given = drawn(20, 8, 2);
const soft = { shape: 'soft', level: 0.1, signs: 'both' } as const;
const fine = { ...options, threshold: soft, iterations: 2000, scale: 2 ** 20 };

test('with nothing rounded the codes are those of float64', t => {
  const wanted = sparseCodes(crowded, given, { threshold: soft, step: 2 ** -3, iterations: 2000 }).codes;
  for (const form of ['gram', 'residual'] as const) {
    const found = fixedPointCodes(crowded, given, { ...fine, form, weights: 'exact', shifts: 'exact' });
    // Inputs and λ are integers all the same, each off by at most 2⁻²⁰, and ΦᵀΦ has eigenvalues down to some 0.01 where atoms are active.
    t.true(largestDifference(found.data, wanted.data).worst < 1000 * 2 ** -20);
  }
});

test('one matrix for both ways, or two rounded alike, solve the LCA of that matrix; rounded down they solve none', t => {
  const high = { ...soft, level: 0.3 };
  const gap = (weights: Rounding, reconstruction: Rounding | 'shared'): number => {
    const rounded = { weights, reconstruction, shifts: 'exact' } as const;
    const how = { ...fine, ...rounded, form: 'residual', threshold: high, iterations: 20_000 } as const;
    return optimalityGap(storedAtoms(crowded, how), given, fixedPointCodes(crowded, given, how), high);
  };
  // At rest but for the rounding of inputs and of λ, 2⁻²⁰ each, times atoms of 8 pixels.
  t.true(gap('floor', 'shared') < 20 * 2 ** -20);
  t.true(gap('nearest', 'shared') < 20 * 2 ** -20);
  t.true(gap('nearest', 'nearest') < 20 * 2 ** -20);
  // Codes of some 1 in several atoms go through two matrices that differ by up to 2⁻⁷.
  t.true(gap('floor', 'floor') > 5e-3);
});

test('with weights that 8 bits hold exactly the codes are those of float64', t => {
  const atoms = fromRows([
    [0.5, 0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5, -0.5],
    [0.5, 0.5, -0.5, -0.5],
    [1, 0, 0, 0],
  ]);
  const data = new Float64Array(20);
  randomStream(1, 'inputs').fillNormal(data, 0);
  const inputs = matrix(5, 4, data);
  const threshold = { shape: 'soft', level: 0.1, signs: 'both' } as const;
  const exact = sparseCodes(atoms, inputs, { threshold, step: 2 ** -3, iterations: 400 }).codes;
  for (const form of ['gram', 'residual'] as const) {
    const fine = { ...options, form, threshold, iterations: 400, scale: scaleFor(exact.data) };
    const found = fixedPointCodes(atoms, inputs, fine);
    // Each step rounds states of 24 bits down three times at most, and an eighth of an error is forgotten in a step.
    t.true(largestDifference(found.data, exact.data).worst < 200 / fine.scale);
  }
});

test('what does not exceed the spike height waits until it does', t => {
  const atoms = normalized(fromRows([[1, 0]]));
  const threshold = { shape: 'soft', level: 0, signs: 'both' } as const;
  const waiting = { ...options, form: 'residual', threshold, spikeHeight: 0.5 } as const;
  const after = (iterations: number) =>
    fixedPointCodes(atoms, fromRows([[0.2, 0]]), { ...waiting, iterations }).data[0]!;
  t.is(after(2), 0);
  // 3 × 0.2 are sent together, times τ = 1/8.
  t.true(Math.abs(after(3) - 0.6 / 8) < 4 / scale);
});
