import test from 'ava';
import { alignClasses, labelsOf, refuseMissing, sortedClasses } from '../../../models/data/labels.js';
import { univariate } from '../builders.js';

test('a test set takes over the class list of the training set', t => {
  const train = univariate('b a c', ['a', 1]);
  const aligned = alignClasses(train, univariate('a b', ['a', 1], ['b', 2], ['?', 3]));
  t.deepEqual(aligned.classes, ['b', 'a', 'c']);
  t.deepEqual(
    aligned.series.map(one => one.label),
    [1, 0, -1],
  );
});

test('a class that training never saw is refused by name and file; one that only the header lists is not', t => {
  const train = univariate('a b', ['a', 1]);
  t.throws(() => alignClasses(train, univariate('a x', ['a', 1], ['x', 1]), 'T_TEST.ts'), {
    message: 'T_TEST.ts: series 2: found class "x"; expected one of the classes trained on: a, b',
  });
  t.notThrows(() => alignClasses(train, univariate('a x', ['a', 1])));
});

test('a missing value is named by series, channel and time', t => {
  const set = { ...univariate('a', ['a', 1, 2], ['a', 1, 2, 3, Number.NaN]), channels: 2 };
  t.throws(() => refuseMissing(set, 'gaps.ts'), {
    message: /^gaps\.ts: series 2: the value of channel 2 at time step 2 is missing; expected no gaps: fill them/,
  });
});

test('labels of a series are its own, or those of its steps, each once', t => {
  const set = univariate('a b', ['b', 1], ['?', 2]);
  const [labelled, unlabelled] = set.series;
  t.deepEqual(labelsOf(set, labelled!), ['b']);
  t.deepEqual(labelsOf(set, unlabelled!), []);
  t.deepEqual(labelsOf(set, { ...labelled!, labels: Int32Array.of(1, 1, 0, -1) }), ['a', 'b']);
});

test('classes sort by value where they are numbers', t => {
  t.deepEqual(sortedClasses(['10', '9', '-1', '9']), ['-1', '9', '10']);
  t.deepEqual(sortedClasses(['b', '10', 'a']), ['10', 'a', 'b']);
});
