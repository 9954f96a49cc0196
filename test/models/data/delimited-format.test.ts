import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { parseDelimited } from '../../../models/data/delimited-format.js';
import { parseLayout } from '../../../models/data/layout.js';

const parse = (layout: string, ...lines: string[]) =>
  parseDelimited(lines.join('\n'), 'x.csv', 'x', layout === '' ? {} : parseLayout(layout));

test('spaces, tabs, commas, semicolons; a label is named by its value', t => {
  for (const lines of [
    ['   1.0000000e+01   1.5  -2', '  -1.0e+00 3 4 '],
    ['10\t1.5\t-2', '-1\t3\t4'],
    ['10,1.5, -2', '-1, 3,4', ''],
    ['# a comment', '10; 1.5;-2\r', '-1;3;4\r'],
    ['class,first,second', '"10",1.5,-2', '-1,3,4'],
    ['class,0,1', '10,1.5,-2\r-1,3,4'],
  ]) {
    const set = parse('label=first', ...lines);
    t.deepEqual(set.classes, ['-1', '10']);
    t.deepEqual(set.series[0], { values: Float64Array.of(1.5, -2), length: 2, label: 1 });
    t.deepEqual(set.series[1], { values: Float64Array.of(3, 4), length: 2, label: 0 });
  }
});

test('labels last, or none', t => {
  const last = parse('label=last', '1,2,up', '3,4,down');
  t.deepEqual(last.classes, ['down', 'up']);
  t.deepEqual(last.series[0], { values: Float64Array.of(1, 2), length: 2, label: 1 });
  const none = parse('label=none', '1,2', '3,4');
  t.deepEqual(none.classes, []);
  t.deepEqual(none.series[1], { values: Float64Array.of(3, 4), length: 2, label: -1 });
});

test('channels side by side, and one after another', t => {
  const right = { values: Float64Array.of(1, 10, 2, 20, 3, 30), length: 3, label: 0 };
  t.deepEqual(parse('label=last,channels=2', '1,10,2,20,3,30,a').series[0], right);
  t.deepEqual(parse('label=last,channels=2,order=planar', '1,2,3,10,20,30,a').series[0], right);
});

test('rows that are the time steps of one series, below a line of names', t => {
  const set = parse('rows=steps', 'volts,beat', '0.5,0', '0.25,1', '1e-3,0');
  t.is(set.channels, 2);
  t.deepEqual(set.series, [{ values: Float64Array.of(0.5, 0, 0.25, 1, 1e-3, 0), length: 3, label: -1 }]);
});

test('NaN at the end is padding, elsewhere a gap, in every order', t => {
  const [padded, gap] = parse('label=first', 'a\t1\t2\tNaN\tNaN', 'b\t1\tNaN\t2\t?').series;
  t.deepEqual(padded!.values, Float64Array.of(1, 2));
  t.deepEqual(gap!.values, Float64Array.of(1, Number.NaN, 2));
  const [planar] = parse('channels=2,order=planar', '1,2,NaN,NaN,5,NaN').series;
  t.deepEqual(planar!, { values: Float64Array.of(1, Number.NaN, 2, 5), length: 2, label: -1 });
});

test('what cannot be read is refused by file and line', t => {
  const bad = (layout: string, lines: string[], message: string | RegExp) =>
    t.throws(() => parse(layout, ...lines), { instanceOf: InputError, message });
  bad('label=first', ['1 2 3', '1 2 x'], 'x.csv:2: column 3: found "x"; expected a number, ? or NaN');
  bad('label=last', ['1,,2,3'], 'x.csv:1: column 2: found nothing; expected a number, ? or NaN');
  bad('label=none', ['1,2', '1,Infinity'], 'x.csv:2: column 2: found "Infinity"; expected a number, ? or NaN');
  bad('label=none', ['1,2', '1,2,3'], 'x.csv:2: found 3 columns; expected 2, as before: pad shorter series with NaN');
  bad('label=first', ['1'], 'x.csv:1: found 0 values; expected a multiple of 1, the number of channels');
  bad('channels=3', ['1,2,3,4'], 'x.csv:1: found 4 values; expected a multiple of 3, the number of channels');
  bad('label=first', ['a NaN NaN'], 'x.csv:1: found no values; expected a series of at least one time step');
  bad('label=last', ['1,2,'], 'x.csv:1: found no label; expected a class label');
  bad('label=last', ['1,2,NaN'], 'x.csv:1: found NaN as its label; expected a class label');
  bad(
    'label=last',
    ['1,2,3.5'],
    'x.csv:1: found 3.5 as its label; expected a whole number or a name; the layout says where labels stand',
  );
  bad('', ['', ' '], 'x.csv: holds no series; expected one per line, or one time step per line');
  bad('label=last', ['0.1,1', '0.2,0'], /^x\.csv: found 2 rows of a single time step; .*the layout rows=steps/);
  t.is(parse('rows=series,label=last', '0.1,1', '0.2,0').series.length, 2);
  bad('rows=steps,label=last', ['1,a', '2,a'], /^x\.csv: found a label for every time step; expected label=none/);
  bad('rows=steps,channels=3', ['1,2', '2,3'], 'x.csv: found 2 columns; expected 3, one for each of the channels');
});
