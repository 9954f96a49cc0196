import test from 'ava';
import fc from 'fast-check';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import { fillReport } from '../../../compiler/placement/fill.js';
import { floorplan } from '../../../compiler/placement/floorplan.js';
import { macroArea } from '../../../compiler/placement/macro-area.js';
import { chip, hardware, mars, randomSeries } from '../builders.js';

test('every array has a slot of its own on the grid, and wires are those of the slots', t => {
  const shapes = fc.record({
    units: fc.integer({ min: 1, max: 12 }),
    rows: fc.integer({ min: 2, max: 8 }),
    gridColumns: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  });
  const set = randomSeries([5]);
  fc.assert(
    fc.property(shapes, ({ units, rows, gridColumns }) => {
      const placement = { packing: 'none', duplicates: 1, ...(gridColumns && { gridColumns }) } as const;
      const program = chip(mars({ units }), hardware({ array: { rows, columns: 6 }, placement }), set);
      const plan = floorplan(program);
      const places = new Set(plan.slots.map(({ x, y }) => `${x},${y}`));
      const inside = plan.slots.every(({ x, y }) => x >= 0 && x < plan.columns && y >= 0 && y < plan.rows);
      // An adder tree at the median: |Σ| of distances to any other slot is no less.
      const medians = plan.stages.every(({ name, toAdders }) => {
        const own = program.plans.find(one => one.name === name)!.tiles.map(({ macro }) => plan.slots[macro]!);
        const from = (at: { x: number; y: number }) =>
          own.reduce((sum, { x, y }) => sum + Math.abs(x - at.x) + Math.abs(y - at.y), 0);
        return plan.slots.every(slot => from(slot) >= toAdders);
      });
      return places.size === plan.slots.length && inside && medians;
    }),
    { numRuns: 25 },
  );
  t.pass();
});

test('a chain of single arrays lies along a snake: one pitch from each to the next', t => {
  const program = chip(mars({ blocks: 7 }), hardware(), randomSeries([5]));
  const { wireLength, columns, rows } = floorplan(program);
  // The encoder, seven blocks and the readout; a block's input goes round it, too.
  t.deepEqual([columns, rows], [3, 3]);
  t.is(wireLength, 8);
});

test('the fill of arrays, counted', t => {
  const on = hardware({ array: { rows: 12, columns: 20 }, placement: { packing: 'shared rows', duplicates: 1 } });
  const program = chip(mars({ units: 4, blocks: 1, classes: 2 }), on, randomSeries([10]));
  const { arrays, products, fill, unpacked } = fillReport(program);
  t.is(arrays.length, 1);
  t.is(unpacked, 3);
  const cells = products.reduce((sum, one) => sum + one.cells, 0);
  const bias = program.plans.map(({ biasRows }) => biasRows);
  t.deepEqual(products.map(one => one.cells), [(1 + bias[0]!) * 8, (4 + bias[1]!) * 8, 4 * 4]); // biome-ignore format: one thing
  t.is(fill, cells / 240);
  t.is(arrays[0]!.fill, fill);
});

test('adder trees: parts, levels and bits', t => {
  const on = hardware({ array: { rows: 4, columns: 6 }, adc: { bits: 8 } });
  const { products } = fillReport(chip(mars({ units: 12, blocks: 1 }), on, randomSeries([10])));
  const { parts, depth, bits } = products.find(({ product }) => product === 'block1')!.adders;
  // 12 inputs and a row or more of biases on arrays of 4 rows.
  t.deepEqual([parts, depth, bits], [4, 2, 10]);
});

test('the area of a macro is that of its parts', t => {
  const preset = peripheralsNamed('isaac-32nm');
  const { cells, rows, sense, converters, total } = macroArea(hardware({ adc: { bits: 8 }, dac: { bits: 8 } }), preset);
  t.true(Math.abs(cells / (256 * 256 * 48 * 32e-9 ** 2) - 1) < 1e-12);
  // 16 ADCs of 1200 µm² with a lane of 4030 µm² each.
  t.true(Math.abs(converters / (16 * (1200e-12 + 4030e-12)) - 1) < 1e-12);
  t.is(total, cells + rows + sense + converters);
});
