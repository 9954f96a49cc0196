import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { seriesInRows } from '../../../models/data/rows.js';

const value = fc.double({ noNaN: true, noDefaultInfinity: true });
const shapes = fc
  .record({ channels: fc.integer({ min: 1, max: 4 }), length: fc.integer({ min: 2, max: 6 }) })
  .chain(({ channels, length }) =>
    fc.record({
      channels: fc.constant(channels),
      length: fc.constant(length),
      values: fc.array(value, { minLength: channels * length, maxLength: channels * length }),
      padding: fc.integer({ min: 0, max: 3 }),
    }),
  );

test('every order of channels and any padding give the same series', t => {
  fc.assert(
    fc.property(shapes, ({ channels, length, values, padding }) => {
      const padded = length + padding;
      const at = (time: number, c: number): number => (time < length ? values[time * channels + c]! : Number.NaN);
      const interleaved = Float64Array.from({ length: padded * channels }, (_, i) =>
        at(Math.floor(i / channels), i % channels),
      );
      const planar = Float64Array.from({ length: padded * channels }, (_, i) => at(i % padded, Math.floor(i / padded)));
      const right = { name: 'x', channels, classes: ['a'], series: [{ values: Float64Array.from(values), length, label: 0 }] }; // biome-ignore format: one thing
      const read = (row: Float64Array, order: 'interleaved' | 'planar') =>
        seriesInRows([{ values: row, label: 'a', where: 'x: series 1' }], 'x', 'x', { channels, order });
      t.deepEqual(read(interleaved, 'interleaved'), right);
      t.deepEqual(read(planar, 'planar'), right);
      const steps = Array.from({ length: padded }, (_, time) => ({
        values: interleaved.subarray(time * channels, (time + 1) * channels),
        where: `x: row ${time + 1}`,
      }));
      t.deepEqual(seriesInRows(steps, 'x', 'x', { rows: 'steps' }).series[0]!.values, Float64Array.from(values));
    }),
  );
});

test('an infinite value and a long series that is nothing but gaps are refused', t => {
  const bad = (values: Float64Array, message: string) =>
    t.throws(() => seriesInRows([{ values, where: 'x: series 1' }], 'x', 'x', {}), { instanceOf: InputError, message });
  bad(Float64Array.of(1, Number.POSITIVE_INFINITY), 'x: series 1, value 2: found Infinity; expected finite numbers; NaN where one is missing'); // biome-ignore format: one thing
  bad(new Float64Array(9).fill(Number.NaN), 'x: series 1: found no values; expected a series of at least one time step'); // biome-ignore format: one thing
});
