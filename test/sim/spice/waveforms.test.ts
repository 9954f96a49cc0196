import test from 'ava';
import type { Plot } from '../../../sim/spice/raw.js';
import { formatPlotCsv, formatPlotVcd, parsePlotCsv } from '../../../sim/spice/waveforms.js';

const transient: Plot = {
  ...{ title: 'a test', name: 'Transient Analysis', points: 3, complex: false, shapes: new Map() },
  vectors: new Map([
    ['time', Float64Array.of(0, 1e-9, 2.5e-9)],
    ['v(a,b)', Float64Array.of(0.1, 0.1, -1 / 3)],
    ['i(v1)', Float64Array.of(1e-12, 2, 3)],
    ['k', Float64Array.of(5)],
  ]),
  types: new Map(Object.entries({ time: 'time', 'v(a,b)': 'voltage', 'i(v1)': 'current', k: 'notype' })),
};

test('CSV: names with units, all digits, nothing behind the end of a short vector', t => {
  t.is(
    formatPlotCsv(transient),
    'time [s],"v(a,b) [V]",i(v1) [A],k\n0,0.1,1e-12,5\n1e-9,0.1,2,\n2.5e-9,-0.3333333333333333,3,\n',
  );
});

test('CSV: complex vectors have two columns', t => {
  const vectors = new Map([['frequency', Float64Array.of(1, 0)], ['v(a)', Float64Array.of(0.5, -2)]]); // biome-ignore format: vectors
  const types = new Map([['frequency', 'frequency'], ['v(a)', 'voltage']]); // biome-ignore format: a list
  t.is(
    formatPlotCsv({ ...transient, points: 1, complex: true, vectors, types }),
    're frequency [Hz],im frequency [Hz],re v(a) [V],im v(a) [V]\n1,0,0.5,-2\n',
  );
});

test('CSV is read as it was written', t => {
  const whole = new Map([...transient.vectors].slice(0, 3));
  const found = parsePlotCsv(formatPlotCsv({ ...transient, vectors: whole }), 'w.csv');
  t.deepEqual(found.vectors, whole);
  t.deepEqual([...found.types.values()], ['time', 'voltage', 'current']);
  t.deepEqual([...parsePlotCsv('Time ; My Node [mV]\n1;2\n', 'w.csv').vectors.keys()], ['time', 'my_node']);
});

test('CSV: what is NaN, or behind the end of a short vector, is read as NaN', t => {
  const vectors = new Map([['time', Float64Array.of(0, 1, 2)], ['k', Float64Array.of(Number.NaN, 5)]]); // biome-ignore format: vectors
  const text = formatPlotCsv({ ...transient, vectors });
  t.is(text, 'time [s],k\n0,NaN\n1,5\n2,\n');
  t.deepEqual(parsePlotCsv(text, 'w.csv').vectors.get('k'), Float64Array.of(Number.NaN, 5, Number.NaN));
});

test('CSV: what does not fit is refused with its place', t => {
  const bad = (text: string, message: RegExp): void => {
    t.throws(() => parsePlotCsv(text, 'w.csv'), { name: 'InputError', message });
  };
  bad('a,b\n1\n', /^w\.csv: line 1: found 2 names; expected 1, one for each column/);
  bad('a,a\n1,2\n', /^w\.csv: line 1, column 2: found the name "a"; expected names that differ/);
  bad('a,b\n1,x\n', /^w\.csv: line 2, column 2: found "x"; expected a number/);
  bad('a,b', /found no numbers/);
});

test('VCD: a transient as real signals, and nothing else', t => {
  const { vectors } = transient;
  const text = formatPlotVcd({ ...transient, vectors: new Map([...vectors].slice(0, 3)) }, 'w.raw');
  t.regex(text, /^\$timescale 100 ps \$end$/m);
  t.regex(text, /^\$var real 64 ! v\(a,b\) \$end$/m);
  t.true(text.endsWith('#0\nr0.1 !\nr1e-12 "\n#10\nr2 "\n#25\nr-0.3333333333333333 !\nr3 "\n'));
  t.throws(() => formatPlotVcd({ ...transient, complex: true }, 'w.raw'), { name: 'InputError', message: /expected a transient/ }); // biome-ignore format: one thing
  const other = { ...transient, types: new Map([['time', 'voltage']]) };
  t.throws(() => formatPlotVcd(other, 'w.raw'), { message: /^w\.raw: Transient Analysis: found vectors over "time"/ });
});
