import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { parseArff } from '../../../models/data/arff-format.js';

const parse = (...lines: string[]) => parseArff(lines.join('\n'), 'x.arff', 'x');

const univariate = [
  '@relation Two',
  '@attribute t0 numeric',
  '@ATTRIBUTE t1 REAL',
  '@attribute target {b, a}',
  '@data',
];
const relational = [
  "@relation 'Two channels'",
  '@attribute bag relational',
  '  @attribute t0 numeric',
  '  @attribute t1 numeric',
  '@end bag',
  "@attribute class {'up hill',down}",
  '@data',
];

test('univariate: an attribute for each time step, and the class', t => {
  const set = parse('% a comment', '', ...univariate, '1, -2.5e1,a', '?,3,b', '4,?,b');
  t.is(set.name, 'Two');
  t.is(set.channels, 1);
  t.deepEqual(set.classes, ['b', 'a']);
  t.deepEqual(set.series, [
    { values: Float64Array.of(1, -25), length: 2, label: 1 },
    { values: Float64Array.of(Number.NaN, 3), length: 2, label: 0 },
    { values: Float64Array.of(4), length: 1, label: 0 },
  ]);
});

test('relational: a line for each channel, in either quotes', t => {
  const set = parse(...relational, "'1,2\\n10,20','up hill'", '"3,4\\n30,?",down');
  t.is(set.name, 'Two channels');
  t.is(set.channels, 2);
  t.deepEqual(set.classes, ['up hill', 'down']);
  t.deepEqual(set.series, [
    { values: Float64Array.of(1, 10, 2, 20), length: 2, label: 0 },
    { values: Float64Array.of(3, 30, 4, Number.NaN), length: 2, label: 1 },
  ]);
});

test('without a class', t => {
  const set = parse('@relation r', '@attribute a numeric', '@attribute b numeric', '@data', '1,2');
  t.deepEqual(set.series, [{ values: Float64Array.of(1, 2), length: 2, label: -1 }]);
});

test('what cannot be read is refused by file and line', t => {
  const bad = (lines: string[], message: string | RegExp) =>
    t.throws(() => parse(...lines), { instanceOf: InputError, message });
  bad([...univariate, '1,2'], 'x.arff:6: found 2 values; expected 3, one for each attribute');
  bad([...univariate, '1,two,a'], 'x.arff:6: channel 1, step 2: found "two"; expected a number, ? or NaN');
  bad([...univariate, '1,2,c'], 'x.arff:6: found label "c"; expected one that the header lists: b, a');
  bad([...univariate, '1,2,?'], 'x.arff:6: found no label; expected one of the classes');
  bad([...univariate, '?,?,a'], 'x.arff:6: found no values; expected a series of at least one time step');
  bad([...univariate, '{0 1, 2 a}'], 'x.arff:6: found sparse data; expected all values of a row');
  bad([...univariate, "'1,2,a"], /^x\.arff:6: found a quote that does not end/);
  bad(univariate, 'x.arff: holds no series; expected one per line after @data');
  bad(
    [...relational, "'1,2\\n3,4',down", "'1,2',down"],
    'x.arff:9: found 1 channels; expected 2, as in the first series',
  );
  bad([...relational, "'1,2\\n3',down"], 'x.arff:8: channel 2 has 1 time steps; expected 2, as the header declares');
  bad(['@attribute target real'], 'x.arff:1: found a regression target; expected a class: {name, name …}');
  bad(['@attribute t0 string'], /^x\.arff:1: found an attribute of type string; expected numeric, relational or/);
  bad(['@attribute c {a,b}', '@data', 'a'], /^x\.arff:2: found 0 numeric and 0 relational attributes/);
  bad([...univariate.slice(0, 4), '@attribute other {c}', '@data'], /^x\.arff:6: found 2 nominal attributes/);
  bad(
    [...relational.slice(0, 4), '@data'],
    'x.arff:5: found @data within a relational attribute; expected @end and its name before',
  );
  bad(['1,2,a'], /^x\.arff:1: found "1,2,a"; expected @relation, @attribute, @end or @data$/);
});
