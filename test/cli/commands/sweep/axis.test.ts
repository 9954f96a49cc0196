import test from 'ava';
import { readAxis, withAxisValue } from '../../../../cli/commands/sweep/axis.js';
import { hardwarePresets } from '../../../../compiler/presets/table.js';
import { loadUnits } from '../../../../edge/quantity.js';

const parse = await loadUnits();
const preset = hardwarePresets['pcm-256']!;
const axis = (text: string) => readAxis(text, preset, parse, '--x');
const valuesOf = (text: string) => axis(text).values.map(({ value }) => value);
const bad = test.macro((t, text: string, message: string | RegExp) => {
  t.throws(() => axis(text), { name: 'InputError', message });
});

test('lists of numbers, names and quantities; what is there twice counts once', t => {
  t.deepEqual(valuesOf('adc.bits=4,6, 8,6,ideal'), [4, 6, 8, 'ideal']);
  t.deepEqual(valuesOf('mapping.scale=tile,column'), ['tile', 'column']);
  t.deepEqual(valuesOf('read.voltage=0.1 V, 200 mV, 0.2 V'), [0.1, 0.2]);
  t.deepEqual(valuesOf('array.wordLineResistance="0.1 ohm","1 kohm"'), [0.1, 1000]);
  t.is(axis('read.voltage=100 mV').unit, 'V');
  t.is(axis('adc.bits=4').unit, '');
});

test('a bare number has the unit of the next quantity', t => {
  t.deepEqual(valuesOf('array.driverResistance=0,1,2 kohm,5 ohm'), [0, 1000, 2000, 5]);
  t.deepEqual(valuesOf('time=0,1 s,1,2 day'), [0, 1, 86400, 172800]);
});

test('ranges in steps, by factors and with a unit, both ends included', t => {
  t.deepEqual(valuesOf('adc.bits=4..8'), [4, 5, 6, 7, 8]);
  t.deepEqual(valuesOf('noise=0..1+0.1'), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  t.deepEqual(valuesOf('array.size=16..256*2'), [16, 32, 64, 128, 256]);
  t.deepEqual(valuesOf('array.lineResistance=0.01..10*10 ohm'), [0.01, 0.1, 1, 10]);
  t.deepEqual(valuesOf('array.lineResistance=0, 1..3 ohm'), [0, 1, 2, 3]);
  t.deepEqual(valuesOf('noise=0..1+0.3,2'), [0, 0.3, 0.6, 0.9, 2]);
});

test('a value goes to every place that its parameter stands for; ages go to none', t => {
  const size = axis('array.size=64');
  t.deepEqual(size.paths, ['array.rows', 'array.columns']);
  t.deepEqual(withAxisValue(preset, size, size.values[0]!), {
    ...preset,
    array: { ...preset.array, rows: 64, columns: 64 },
  });
  const time = axis('time=1 day');
  t.is(withAxisValue(preset, time, time.values[0]!), preset);
  t.is(time.values[0]!.label, '1 day');
});

test(
  'not an axis',
  bad,
  'adc.bits',
  /^--x: found "adc\.bits"; expected a parameter and its values, such as adc\.bits=4,6,8$/,
);
test('no value', bad, 'adc.bits=', '--x: adc.bits: found ""; expected values with commas between them');
test('a missing value', bad, 'adc.bits=4,,6', /^--x: adc\.bits: found "4,,6"; /);
test(
  'a range that falls',
  bad,
  'adc.bits=8..4',
  /^--x: adc\.bits: found "8\.\.4"; expected at most 1000 rising values, such as 4\.\.8/,
);
test('a range that stands still', bad, 'noise=1..2+0', /found "1\.\.2\+0"; /);
test('a factor of 1', bad, 'noise=1..2*1', /found "1\.\.2\*1"; /);
test('a factor from 0', bad, 'noise=0..2*2', /found "0\.\.2\*2"; /);
test('a range without end', bad, 'noise=0..1e9', /found "0\.\.1e9"; /);
test('too many values', bad, `noise=${Array.from({ length: 1001 }, (_, k) => k).join()}`, '--x: noise: found 1001 values; expected at most 1000'); // biome-ignore format: one thing
test(
  'an unknown parameter',
  bad,
  'adc.bitz=4',
  /^--x: found no "adc\.bitz" in the hardware file; expected one of adc\.bits/,
);
test('a value out of range', bad, 'adc.bits=1..4', '--x: adc.bits: found 1; expected 2 to 24 bits');
test(
  'a wrong unit',
  bad,
  'array.lineResistance=1 V',
  /^--x: array\.wordLineResistance: found "1 V"; expected a resistance/,
);
test(
  'no unit',
  bad,
  'array.lineResistance=1',
  /^--x: array\.wordLineResistance: found 1; expected a resistance with its unit/,
);
test('an age below 0', bad, 'time=-1 s', '--x: time: found "-1 s"; expected 0 s or more since programming');
test('an age without a unit', bad, 'time=5', /^--x: time: "5" is not a time; expected a time such as "100 ns"$/);
