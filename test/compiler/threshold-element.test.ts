import test from 'ava';
import fc from 'fast-check';
import { elementExpression, elementOutput, inUnit, thresholdElement } from '../../compiler/threshold-element.js';
import { applyThreshold, type Threshold } from '../../models/lca/threshold.js';

const shapes = fc.constantFrom('soft' as const, 'hard' as const);
const thresholds: fc.Arbitrary<Threshold> = fc.record({
  shape: shapes,
  level: fc.double({ min: 0, max: 2, noNaN: true }),
  signs: fc.constantFrom('both', 'positive'),
});
const states = fc.double({ min: -5, max: 5, noNaN: true });

const output = (u: number, element: ReturnType<typeof thresholdElement>): number =>
  elementOutput(Float64Array.of(u), element, new Float64Array(1))[0]!;

test('an element is its threshold but for what the hard one rises in, and for its limit', t => {
  fc.assert(
    fc.property(thresholds, states, (threshold, u) => {
      const a = output(u, thresholdElement(threshold, 10));
      const wanted = applyThreshold(Float64Array.of(u), threshold)[0]!;
      const rises =
        threshold.shape === 'hard' && Math.abs(u) <= 1.01 * threshold.level && Math.abs(u) >= threshold.level;
      const between = Math.abs(a) <= Math.abs(u) && a * u >= 0;
      t.true(rises ? between : Math.abs(a - wanted) <= 1e-15 * 5, `${a} of ${wanted}`);
      t.true(Math.abs(output(u, thresholdElement(threshold, 0.5))) <= 0.5);
    }),
  );
});

test('it never jumps: near states have near codes', t => {
  fc.assert(
    fc.property(thresholds, states, (threshold, u) => {
      const element = thresholdElement(threshold, 10);
      // The steepest is the hard element in its rise: (λ + δ)/δ + 1.
      t.true(Math.abs(output(u + 1e-6, element) - output(u, element)) <= 103e-6);
    }),
  );
});

test('the expression for ngspice is the same function', t => {
  fc.assert(
    fc.property(thresholds, states, fc.double({ min: 0.1, max: 3, noNaN: true }), (threshold, u, limit) => {
      const element = inUnit(thresholdElement(threshold, limit), 0.2);
      const text = elementExpression(element, 'u');
      const { min, max, abs } = Math;
      const found = new Function(
        'u',
        'min',
        'max',
        'abs',
        `return ${text.replaceAll('--', '- -').replaceAll('-u', '-(u)')}`,
      )(u, min, max, abs);
      t.true(Math.abs(found - output(u, element)) < 1e-12, text);
    }),
  );
});

test('in another unit it is the same element', t => {
  fc.assert(
    fc.property(thresholds, states, (threshold, u) => {
      const element = thresholdElement(threshold, 3);
      t.true(Math.abs(output(0.1 * u, inUnit(element, 0.1)) - 0.1 * output(u, element)) < 1e-12);
    }),
  );
});
