import test from 'ava';
import fc from 'fast-check';
import { type Block, pack, packings, type Spot } from '../../../compiler/placement/packing.js';

const array = { rows: 16, columns: 20 };
const block = (rows: number, columns: number, group: string): Block => ({ rows, columns, group });

test('one array for each, in order', t => {
  const blocks = [block(3, 4, 'a'), block(16, 20, 'b'), block(1, 2, 'a')];
  t.deepEqual(pack(blocks, array, 'none'), [0, 1, 2].map(k => ({ array: k, column: 0, row: 0 }))); // biome-ignore format: one thing
});

test('corner to corner, as long as both lines and columns are there', t => {
  const blocks = [block(6, 8, 'a'), block(6, 8, 'b'), block(6, 2, 'c')];
  t.deepEqual(pack(blocks, array, 'block diagonal'), [
    { array: 0, column: 0, row: 0 },
    { array: 0, column: 8, row: 6 },
    // 4 of 16 rows are left there.
    { array: 1, column: 0, row: 0 },
  ]);
});

test('four quarters fill an array, and products that are one are kept apart', t => {
  const quarters = ['a', 'b', 'c', 'd'].map(group => block(8, 10, group));
  const spots = pack(quarters, array, 'shared rows');
  t.deepEqual(new Set(spots.map(({ array: at }) => at)).size, 1);
  t.deepEqual(spots.map(({ column, row }) => `${column},${row}`).sort(), ['0,0', '0,8', '10,0', '10,8']); // biome-ignore format: one thing
  const halves = pack([block(8, 20, 'a'), block(8, 20, 'a')], array, 'shared rows');
  t.deepEqual(halves.map(({ array: at }) => at), [0, 1]); // biome-ignore format: one thing
});

const blocks = fc.array(
  fc.record({
    rows: fc.integer({ min: 1, max: array.rows }),
    columns: fc.integer({ min: 1, max: array.columns }),
    group: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  }),
  { minLength: 1, maxLength: 25 },
);

/** Whether two spans [from, from + length) have nothing in common. */
const apart = (a: number, length: number, b: number, other: number): boolean => a + length <= b || b + other <= a;

function sound(all: readonly Block[], spots: readonly Spot[], diagonal: boolean): boolean {
  return all.every((one, k) => {
    const spot = spots[k]!;
    if (spot.row < 0 || spot.column < 0) return false;
    if (spot.row + one.rows > array.rows || spot.column + one.columns > array.columns) return false;
    return all.every((other, j) => {
      const place = spots[j]!;
      if (j <= k || place.array !== spot.array) return true;
      const rows = apart(spot.row, one.rows, place.row, other.rows);
      const columns = apart(spot.column, one.columns, place.column, other.columns);
      return one.group !== other.group && (diagonal ? rows && columns : rows || columns);
    });
  });
}

for (const packing of packings.filter(one => one !== 'none'))
  test(`${packing}: whatever the blocks, inside the arrays, none on another, and not in more than one each`, t => {
    fc.assert(
      fc.property(blocks, all => {
        const spots = pack(all, array, packing);
        const count = Math.max(...spots.map(spot => spot.array)) + 1;
        const numbered = [...new Set(spots.map(spot => spot.array))].every((at, k) => at === k);
        return sound(all, spots, packing === 'block diagonal') && count <= all.length && numbered;
      }),
      { numRuns: 300 },
    );
    t.pass();
  });

test('blocks that fit as they come are not spread: shared rows take no more arrays than the diagonal', t => {
  const all = Array.from({ length: 12 }, (_, k) => block(1 + (k % 5), 2 + (k % 7), `p${k}`));
  const used = (packing: 'block diagonal' | 'shared rows'): number =>
    Math.max(...pack(all, array, packing).map(spot => spot.array)) + 1;
  const cells = all.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  t.is(used('shared rows'), Math.ceil(cells / (array.rows * array.columns)));
  t.true(used('block diagonal') > used('shared rows'));
});
