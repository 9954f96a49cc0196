import test from 'ava';
import { clippedAt, clippingLimit } from '../../compiler/clip.js';
import { partition } from '../../compiler/partition.js';
import { hardware, met, mvm, noise } from './builders.js';

const weights = Float64Array.of(0.1, -0.2, 0.3, -0.4, 10);

// numpy.percentile([0.1, 0.2, 0.3, 0.4, 10], [50, 90, 100]) = 0.3, 6.16, 10
test('percentiles are those of NumPy', t => {
  for (const [percentile, limit] of [[50, 0.3], [90, 6.16], [100, 10]] as const) // biome-ignore format: a list
    t.true(Math.abs(clippingLimit(weights, hardware({ clip: { percentile } })) - limit) < 1e-14);
  t.is(clippingLimit(weights, hardware()), 10);
  t.is(clippingLimit(new Float64Array(3), hardware({ clip: { percentile: 90 } })), 0);
});

test('a percentile of many weights is that of all of them in order', t => {
  const drawn = noise('percentiles', 5000).map(w => w ** 5);
  const sorted = drawn.map(Math.abs).sort();
  for (const percentile of [0.01, 37.3, 99.9]) {
    const at = (percentile / 100) * 4999;
    const right = sorted[Math.floor(at)]! + (at % 1) * (sorted[Math.ceil(at)]! - sorted[Math.floor(at)]!);
    t.true(Math.abs(clippingLimit(drawn, hardware({ clip: { percentile } })) - right) < 1e-15);
  }
});

test('what is clipped is counted, and stands in the plan', t => {
  t.deepEqual(clippedAt(weights, 0.25), { limit: 0.25, count: 3, largestError: 9.75 });
  t.is(clippedAt(weights, 10), undefined);
  const plan = partition(mvm([[...weights]]), met([[1, 1, 1, 1, 1]]), hardware({ clip: { percentile: 50 } }));
  t.is(plan.clipped!.count, 2);
  t.true(Math.abs(plan.clipped!.limit - 0.3) < 1e-15);
  t.deepEqual(
    plan.weights.data.map(w => Math.round(1e12 * w) / 1e12),
    Float64Array.of(0.1, -0.2, 0.3, -0.3, 0.3),
  );
  t.is(partition(mvm([[1, 1]]), met([[1, 1]]), hardware({ clip: { percentile: 90 } })).clipped, undefined);
});

const errorAt = (limit: number, steps: number, of: Float64Array): number =>
  of.reduce((sum, w) => {
    const rounded = (Math.round((Math.min(Math.abs(w), limit) * steps) / limit) * limit) / steps;
    return sum + (rounded - Math.abs(w)) ** 2;
  }, 0);

test('the least error is at most that of any of other limits but for the width of the grid', t => {
  // Three uniform numbers added up: a few are large.
  const drawn = noise('heavy', 3000).map((w, k, all) => w ** 3 + 0.3 * all[(k * 7) % 3000]! ** 9);
  const largest = Math.max(...drawn.map(Math.abs));
  for (const [on, steps] of [
    [hardware({ clip: 'least error', slices: { weightBits: 4, cellBits: 1, over: 'cells' } }), 7],
    [hardware({ clip: 'least error', imperfections: { levels: 16 } }), 15],
    [hardware({ clip: 'least error', imperfections: { levels: 17 }, signs: 'dummy column' }), 8],
  ] as const) {
    const limit = clippingLimit(drawn, on);
    t.true(limit < largest);
    const least = Math.min(
      ...Array.from({ length: 300 }, (_, k) => errorAt(((k + 0.7) / 300) * largest, steps, drawn)),
    );
    t.true(errorAt(limit, steps, drawn) < 1.05 * least);
    t.true(errorAt(limit, steps, drawn) < errorAt(largest, steps, drawn));
  }
});

test('many weights in bins give the limit of single ones to a step of the grid', t => {
  const drawn = noise('many', 40_000).map(w => w ** 3);
  const on = hardware({ clip: 'least error', imperfections: { levels: 8 } });
  const largest = Math.max(...drawn.map(Math.abs));
  const errors = Array.from({ length: 200 }, (_, k) => errorAt(((k + 1) / 200) * largest, 7, drawn));
  const best = ((errors.indexOf(Math.min(...errors)) + 1) / 200) * largest;
  t.true(Math.abs(clippingLimit(drawn, on) - best) < 0.011 * largest);
});

test('nothing is clipped where nothing is rounded', t => {
  t.is(clippingLimit(weights, hardware({ clip: 'least error' })), 10);
});
