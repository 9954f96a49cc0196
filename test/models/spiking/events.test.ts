import test from 'ava';
import fc from 'fast-check';
import { multiply } from '../../../kernels/dense.js';
import { denseOf, eventsOf, firedRows, timesEvents } from '../../../models/spiking/events.js';
import { fromRows, matrix, transpose } from '../../../numeric/matrix.js';
import { noise } from '../../compiler/builders.js';

test('events are who fired at each step', t => {
  const spikes = fromRows([
    [0, 1, 1],
    [0, 0, 0],
    [1, 0, 1],
  ]);
  const events = eventsOf(spikes);
  t.deepEqual(events, { width: 3, starts: Int32Array.of(0, 2, 2, 4), neurons: Int32Array.of(1, 2, 0, 2) });
  t.deepEqual(denseOf(events), spikes);
  t.throws(() => eventsOf(fromRows([[0], [0.5]]), 'layer'), {
    message: 'layer: step 1, neuron 0: found 0.5; expected 0 or 1',
  });
  t.throws(() => timesEvents(matrix(2, 4), events), { instanceOf: RangeError });
});

const spikes = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 })).chain(([steps, width]) =>
  fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: steps * width, maxLength: steps * width }).map(data => ({
    z: matrix(steps, width, Float64Array.from(data)),
  })),
);

test('their product is the dense one, bit for bit, and so is that of fired rows', t => {
  const property = fc.property(spikes, fc.integer({ min: 1, max: 9 }), ({ z }, outputs) => {
    t.deepEqual(denseOf(eventsOf(z)), z);
    const weights = matrix(outputs, z.cols, noise('weights', outputs * z.cols));
    const columns = transpose(weights).data;
    const dense = multiply(z.data, z.rows, columns, z.cols, outputs);
    t.deepEqual([...timesEvents(weights, eventsOf(z)).data], [...dense]);
    const added = new Float64Array(dense.length);
    firedRows(columns, outputs)(z.data, z.rows, added);
    t.deepEqual([...added], [...dense]);
  });
  t.notThrows(() => fc.assert(property, { numRuns: 100 }));
});
