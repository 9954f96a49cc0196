import test from 'ava';
import { categorical, colourAt, hex } from '../../../report/svg/colour.js';

test('the colour maps meet their published ends and middles', t => {
  // matplotlib's viridis(0), viridis(0.5), viridis(1), to a few of 255; ColorBrewer's 11-class RdBu.
  const near = (position: number, published: readonly number[]) =>
    t.true(colourAt('sequential', position).every((channel, i) => Math.abs(channel - published[i]!) <= 3));
  near(0, [68, 1, 84]);
  near(0.25, [59, 82, 139]);
  near(0.5, [33, 145, 140]);
  near(0.75, [94, 201, 98]);
  near(1, [253, 231, 37]);
  t.is(hex(colourAt('diverging', 0.5)), '#f7f7f7');
  t.deepEqual(colourAt('diverging', -1), colourAt('diverging', 0));
});

test('viridis grows lighter all the way, so that it can be read in grey', t => {
  const light = Array.from({ length: 256 }, (_, i) => {
    const [r, g, b] = colourAt('sequential', i / 255);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });
  t.true(light.every((value, i) => i === 0 || value >= light[i - 1]! - 0.8));
  t.true(light[255]! - light[0]! > 180);
});

test('sixteen series have sixteen colours', t => {
  t.is(new Set(Array.from({ length: 16 }, (_, i) => categorical(i))).size, 16);
});
