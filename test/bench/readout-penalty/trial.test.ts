import test from 'ava';
import { dealings, heldOutThird, penalties, tryPenalties } from '../../../bench/readout-penalty/trial.js';
import { readHardware } from '../../../compiler/hardware-file.js';
import { syntheticControl } from '../../../models/synthetic-control.js';

const all = syntheticControl(1).train;
const few = { ...all, series: all.series.filter((_, i) => i % 10 === 0) };

test('three thirds hold out every series once; the next three cut the set another way', t => {
  const parts = [0, 1, 2, 3, 4, 5].map(part => heldOutThird(few, part));
  for (const three of [parts.slice(0, 3), parts.slice(3)]) {
    const held = three.flatMap(({ test: of }) => of.series);
    t.is(new Set(held).size, few.series.length);
    t.is(held.length, few.series.length);
  }
  for (const { train, test: of } of parts) t.false(train.series.some(one => of.series.includes(one)));
  t.notDeepEqual(parts[0]!.test.series, parts[3]!.test.series);
});

test('on flawless hardware a readout validates as written as it does computed', async t => {
  const tried = tryPenalties('SyntheticControl', heldOutThird(few, 0), await readHardware('ideal'), 1);
  t.deepEqual(
    tried.map(({ lambda }) => lambda),
    penalties,
  );
  for (const { computed, written } of tried) {
    t.is(written.length, dealings);
    t.is(written[0]!.accuracy, computed.accuracy);
    t.deepEqual(written[0]!.right, computed.right);
    // Rounding in the conductances of flawless devices.
    t.true(Math.abs(written[0]!.error - computed.error) < 1e-9 * computed.error);
  }
  // Chance is 1/6; five series of every class are few to learn from.
  t.true(Math.max(...tried.map(({ heldOut }) => heldOut)) > 0.5);
});
