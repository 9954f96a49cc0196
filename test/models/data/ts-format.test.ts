import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { formatTs, parseTs } from '../../../models/data/ts-format.js';
import type { SeriesSet } from '../../../models/series.js';

const parse = (...lines: string[]) => parseTs(lines.join('\n'), 'x.ts', 'x');
const bad = (t: { throws(run: () => unknown, right: object): unknown }, lines: string[], message: RegExp | string) =>
  t.throws(() => parse(...lines), { instanceOf: InputError, message });

const header = ['@problemName Two', '@timeStamps false', '@classLabel true up down', '@data'];

test('channels, unequal lengths, missing values, labels in the order of the header', t => {
  const set = parse('# a comment', '%another', '', ...header, '1,2.5,-3e-2:4,?,NaN:down', '7:8:up', '');
  t.is(set.name, 'Two');
  t.is(set.channels, 2);
  t.deepEqual(set.classes, ['up', 'down']);
  t.deepEqual(set.series[0], {
    values: Float64Array.of(1, 4, 2.5, Number.NaN, -0.03, Number.NaN),
    length: 3,
    label: 1,
  });
  t.deepEqual(set.series[1], { values: Float64Array.of(7, 8), length: 1, label: 0 });
});

test('tags in any case, Windows line ends, labels that no list announces', t => {
  const set = parse('@TIMESTAMPS false\r', '@classlabel true\r', '@DATA\r', '1,2:10\r', '3,4:9\r');
  t.deepEqual(set.classes, ['9', '10']);
  t.deepEqual(
    set.series.map(one => one.label),
    [1, 0],
  );
  t.is(set.name, 'x');
});

test('files without labels', t => {
  const set = parse('@univariate false', '@classLabel false', '@data', '1,2:3,4');
  t.is(set.channels, 2);
  t.deepEqual(set.classes, []);
  t.is(set.series[0]!.label, -1);
});

test('what cannot be read is refused by file and line', t => {
  bad(t, [...header, '1,2:3,4:up', '1,2:up'], 'x.ts:6: found 1 channels; expected 2, separated by ":"');
  bad(t, [...header, '1,2:3:up'], 'x.ts:5: channel 2 has 1 time steps; expected 2, as channel 1');
  bad(t, [...header, '1,2,x:up'], 'x.ts:5: channel 1, step 3: found "x"; expected a number, ? or NaN');
  bad(t, [...header, '1,,2:up'], 'x.ts:5: channel 1, step 2: found nothing; expected a number, ? or NaN');
  bad(t, [...header, '1,2:left'], 'x.ts:5: found label "left"; expected one that the header lists: up, down');
  bad(t, [...header, '1,2'], /^x\.ts:5: found no label/);
  bad(t, [...header, '(0,1),(1,2):up'], /^x\.ts:5: .*time stamps; expected evenly spaced values/);
  bad(t, ['@timeStamps true'], /^x\.ts:1: found @timeStamps true: values with time stamps/);
  bad(t, ['@targetLabel true'], /^x\.ts:1: found a regression target; expected class labels/);
  bad(t, ['@equalLength maybe'], /^x\.ts:1: found @equalLength maybe; expected true or false/);
  bad(t, ['@dimensions 0'], /^x\.ts:1: found @dimensions 0; expected a count/);
  bad(t, ['1,2:up'], /^x\.ts:1: found data before @data/);
  bad(t, header, 'x.ts: holds no series; expected one per line after @data');
  bad(t, ['@equalLength true', '@seriesLength 3', '@data', '1,2'], /^x\.ts:4: found 2 time steps; expected 3/);
  bad(t, ['@univariate true', '@data', '1:2'], /^x\.ts:3: found 2 channels; expected 1/);
});

const sets: fc.Arbitrary<SeriesSet> = fc
  .record({ channels: fc.integer({ min: 1, max: 3 }), classes: fc.constantFrom([], ['a'], ['2', '1']) })
  .chain(({ channels, classes }) => {
    const value = fc.double({ noDefaultInfinity: true });
    const series = fc.integer({ min: 1, max: 4 }).chain(length =>
      fc.record({
        length: fc.constant(length),
        label: classes.length === 0 ? fc.constant(-1) : fc.integer({ min: 0, max: classes.length - 1 }),
        values: fc
          .array(value, { minLength: length * channels, maxLength: length * channels })
          .map(values => Float64Array.from(values)),
      }),
    );
    return fc.record({
      name: fc.constant('Some_set'),
      channels: fc.constant(channels),
      classes: fc.constant(classes),
      series: fc.array(series, { minLength: 1, maxLength: 4 }),
    });
  });

test('what formatTs writes, parseTs reads, bit for bit', t => {
  fc.assert(
    fc.property(sets, set => {
      t.deepEqual(parseTs(formatTs(set), 'x.ts', 'x'), set);
    }),
  );
});

test('class names that the format cannot hold are refused', t => {
  const series = [{ values: Float64Array.of(1), length: 1, label: 0 }];
  t.throws(() => formatTs({ name: 'odd', channels: 1, classes: ['a b'], series }), { message: /class "a b"/ });
});
