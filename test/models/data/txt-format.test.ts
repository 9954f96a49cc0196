import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { parseTxt } from '../../../models/data/txt-format.js';

const parse = (...lines: string[]) => parseTxt(lines.join('\n'), 'x.txt', 'x');

test('spaces, tabs and commas; a label is named by its value', t => {
  for (const lines of [
    ['   1.0000000e+01   1.5  -2', '  -1.0e+00 3 4 '],
    ['10\t1.5\t-2', '-1\t3\t4'],
    ['10,1.5, -2', '-1, 3,4', ''],
  ]) {
    const set = parse(...lines);
    t.deepEqual(set.classes, ['-1', '10']);
    t.deepEqual(set.series[0], { values: Float64Array.of(1.5, -2), length: 2, label: 1 });
    t.deepEqual(set.series[1], { values: Float64Array.of(3, 4), length: 2, label: 0 });
  }
});

test('NaN at the end is padding, elsewhere a gap', t => {
  const [padded, gap] = parse('a\t1\t2\tNaN\tNaN', 'b\t1\tNaN\t2\t3').series;
  t.deepEqual(padded!.values, Float64Array.of(1, 2));
  t.deepEqual(gap!.values, Float64Array.of(1, Number.NaN, 2, 3));
});

test('what cannot be read is refused by file and line', t => {
  const bad = (lines: string[], message: string) =>
    t.throws(() => parse(...lines), { instanceOf: InputError, message });
  bad(['1 2 3', '1 2 x'], 'x.txt:2: value 2: found "x"; expected a number, ? or NaN');
  bad(['1,2,,3'], 'x.txt:1: value 2: found nothing; expected a number, ? or NaN');
  bad(['1'], 'x.txt:1: found a label and no values; expected a label, then values');
  bad(['', ' '], 'x.txt: holds no series; expected one per line: its label, then its values');
});
