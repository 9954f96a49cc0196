import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { type GroupedBars, groupedBars } from '../../../report/svg/grouped-bars.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml, words } from '../xml.js';

const losses: GroupedBars = {
  title: 'Accuracy lost',
  description: 'IR drop costs most.',
  label: 'Accuracy lost',
  unit: '%',
  groups: ['GunPoint', 'Coffee'],
  bars: [
    { name: 'IR drop', values: [0.12, 0.05], deviations: [0.02, 0] },
    { name: 'drift', values: [-0.01, 0.03], deviations: [0.01, 0.02] },
  ],
};

test('draws bars either way from 0, with their spread', t => {
  const svg = groupedBars(losses);
  sameAsGolden(t, 'grouped-bars', svg);
  t.deepEqual(crowding(svg), []);
  const root = parseXml(svg);
  const bars = elements(root, 'rect').filter(({ attributes }) => attributes.height === '9');
  t.is(bars.length, 4);
  const width = (k: number): number => Number(bars[k]!.attributes.width);
  t.true(Math.abs(width(0) / width(2) - 12 / 5) < 1e-3 && Math.abs(width(0) / width(1) - 12) < 0.05);
  // To the left of 0 ends where the others begin.
  const end = Number(bars[1]!.attributes.x) + width(1);
  t.true(Math.abs(end - Number(bars[0]!.attributes.x)) < 0.02);
  for (const label of ['GunPoint', 'IR drop', 'Accuracy lost (%)'])
    t.true(elements(root, 'text').map(words).includes(label), label);
});

test('letters keep apart for any names', t => {
  const name = fc.lorem({ maxCount: 5 });
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 6 }),
      fc.array(name, { minLength: 1, maxLength: 8 }),
      (groups, names) => {
        const bars = names.map((name, i) => ({
          name,
          values: groups.map((_, k) => Math.sin(i + 3 * k)),
          deviations: groups.map((_, k) => 0.1 * k),
        }));
        const faults = crowding(groupedBars({ ...losses, groups, bars }));
        if (faults.length > 0) throw new Error(faults.join('; '));
      },
    ),
    { numRuns: 60, seed: 1 },
  );
  t.pass();
});

test('only zeros are drawn; what is missing or not finite is refused', t => {
  const zeros = losses.bars.map(bar => ({ ...bar, values: [0, 0], deviations: [0, 0] }));
  t.deepEqual(crowding(groupedBars({ ...losses, bars: zeros })), []);
  const bad = (chart: Partial<GroupedBars>, message: string) =>
    t.throws(() => groupedBars({ ...losses, ...chart }), {
      instanceOf: InputError,
      message: `chart "Accuracy lost": ${message}`,
    });
  bad({ groups: [] }, 'found no groups; expected at least one');
  bad({ bars: [] }, 'found no bars; expected at least one');
  bad({ groups: ['a'] }, 'bar "IR drop": found 2 values; expected 1');
  const nan = { ...losses.bars[0]!, values: [Number.NaN, 0] };
  bad({ bars: [nan] }, 'bar "IR drop"[0]: found NaN; expected a finite number');
});
