import test from 'ava';
import { agreeText, counted, countText, figure, percent, rangeText } from '../../report/words.js';

test('figures do not break across lines', t => {
  t.is(figure(1.25e-5, 'S'), '12.5\u00a0µS');
  t.is(percent(0.97), '97.0\u00a0%');
  t.is(percent(2 / 3, 0), '67\u00a0%');
});

test('a range is one figure where both ends read the same', t => {
  const of = (value: number) => value;
  t.is(rangeText([6.93e-7, 6e-7], of, 'J'), '600\u00a0nJ to 693\u00a0nJ');
  t.is(rangeText([6e-7, 6.0001e-7], of, 'J'), '600\u00a0nJ');
});

test('one is not many', t => {
  t.deepEqual(
    [counted(1, 'tile'), counted(0, 'tile'), counted(2, 'class', 'classes')].map(text => text.replace('\u00a0', ' ')),
    ['1 tile', '0 tiles', '2 classes'],
  );
  t.deepEqual([countText(1, 'array'), countText(3, 'array'), countText(2, 'patch', 'patches')], ['1 array', '3 arrays', '2 patches']); // biome-ignore format: one thing
  t.deepEqual([agreeText(1, 'tile'), agreeText(2, 'tile')], ['the only tile agrees', 'all 2 tiles agree']);
});
