import test from 'ava';
import {
  type MapWindow,
  mapIndex,
  mapsAfter,
  pooledIndex,
  positionsOf,
  requireMapWindow,
  windowIndex,
} from '../../models/maps.js';

const window = (change: Partial<MapWindow> = {}): MapWindow => ({
  ...{ size: [3, 3], stride: [1, 1], padding: [0, 0], dilation: [1, 1] },
  ...change,
});

test('positions follow size, stride, padding and dilation of each axis', t => {
  const maps = { channels: 2, rows: 34, columns: 20 };
  t.deepEqual(positionsOf(maps, window()), [32, 18]);
  t.deepEqual(positionsOf(maps, window({ size: [5, 5], stride: [2, 2], padding: [1, 1] })), [16, 9]);
  t.deepEqual(positionsOf(maps, window({ size: [1, 5], dilation: [1, 2], stride: [1, 3] })), [34, 4]);
  t.deepEqual(mapsAfter(maps, window(), 7), { channels: 7, rows: 32, columns: 18 });
});

test('a window takes its values channel by channel, and zeros beyond the edge', t => {
  const maps = { channels: 2, rows: 2, columns: 3 };
  // Places 0–5 are the first channel, 6–11 the second, 12 is the zero.
  t.deepEqual([...windowIndex(maps, window({ size: [2, 2] }))].slice(0, 8), [0, 1, 3, 4, 6, 7, 9, 10]);
  t.deepEqual([...windowIndex(maps, window({ size: [2, 2] }))].slice(8), [1, 2, 4, 5, 7, 8, 10, 11]);
  const padded = windowIndex(maps, window({ size: [2, 2], padding: [1, 1], stride: [2, 3] }), 1, 1);
  t.deepEqual([...padded], [12, 12, 12, 6, 12, 12, 8, 12, 12, 9, 12, 12, 11, 12, 12, 12]);
});

test('positions with their channels become maps', t => {
  t.deepEqual([...mapIndex(3, 2)], [0, 2, 4, 1, 3, 5]);
});

test('there may be more beyond the last place than before the first, and what lies at the other end', t => {
  const line = { channels: 1, rows: 1, columns: 4 };
  const uneven = window({ size: [1, 2], after: [0, 1] });
  t.deepEqual(positionsOf(line, uneven), [1, 4]);
  t.deepEqual([...windowIndex(line, uneven)], [0, 1, 1, 2, 2, 3, 3, 4]);
  const around = window({ size: [1, 3], padding: [0, 1], edges: ['zero', 'circular'] });
  t.deepEqual([...windowIndex(line, around)], [3, 0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 0]);
  // More than once around, too.
  const far = window({ size: [1, 1], stride: [1, 7], padding: [0, 7], edges: ['zero', 'circular'] });
  t.deepEqual([...windowIndex(line, far)], [1, 0, 3]);
});

test('the largest looks at its own values in place of the padding', t => {
  const two = { channels: 2, rows: 1, columns: 2 };
  const padded = window({ size: [1, 2], padding: [0, 1] });
  t.deepEqual([...pooledIndex(two, padded, false, 'here')], [4, 0, 0, 1, 1, 4, 4, 2, 2, 3, 3, 4]);
  t.deepEqual([...pooledIndex(two, padded, true, 'here')], [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
});

test('windows that do not fit are refused', t => {
  t.throws(() => requireMapWindow({ channels: 1, rows: 2, columns: 5 }, window(), 'here'), {
    message: 'here: found windows of 3×3 on maps of 2×5; expected windows that fit, padding included',
  });
  const wide = window({ padding: [100_000, 100_000] });
  t.throws(() => requireMapWindow({ channels: 1, rows: 2, columns: 5 }, wide, 'here'), {
    message: 'here: found 200000×200003 windows of 9 values; expected at most 268435456 values in all of them',
  });
});
