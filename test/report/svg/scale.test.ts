import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { extent, indexScale, linearScale, logScale, type Scale, timeScale } from '../../../report/svg/scale.js';

const labels = (scale: Scale): string[] => scale.ticks.map(tick => tick.label);

test('linear ticks are round, in one unit', t => {
  const current = linearScale(0, 2.3e-5, 'A');
  t.deepEqual([labels(current), current.unit], [['0', '5', '10', '15', '20', '25'], 'µA']);
  t.deepEqual(current.domain.map(v => v * 1e6).map(Math.round), [0, 25]);
  const accuracy = linearScale(0.91, 0.978, '%');
  t.deepEqual([labels(accuracy), accuracy.unit], [['91', '92', '93', '94', '95', '96', '97', '98'], '%']);
  t.deepEqual(labels(linearScale(-1, 1, '')), ['−1.0', '−0.5', '0.0', '0.5', '1.0']);
  t.is(linearScale(0, 2e-7, '').unit, '10⁻⁹');
});

test('every scale maps its values into the axis, in order, with ticks inside', t => {
  const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.boolean(), (a, b, tight) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const positive = [Math.abs(a) + 1e-12, Math.abs(a) + 1e-12 + Math.abs(b)] as const;
      const within = (scale: Scale, from: number, to: number): boolean =>
        scale.at(from) >= -1e-9 &&
        scale.at(to) <= 1 + 1e-9 &&
        scale.at(from) <= scale.at(to) &&
        scale.ticks.length > 0 &&
        scale.ticks.length < 40 &&
        scale.ticks.every(tick => scale.at(tick.value) > -1e-6 && scale.at(tick.value) < 1 + 1e-6);
      return (
        within(linearScale(low, high, 'V', { tight }), low, high) &&
        within(logScale(...positive, 'J', 'x'), ...positive) &&
        within(timeScale(...positive, 'x'), ...positive)
      );
    }),
  );
  t.pass();
});

test('time is lettered in the words of retention tests', t => {
  t.deepEqual(labels(timeScale(1, 3.1536e7, 'x')), ['1 s', '1 min', '1 h', '1 day', '1 month', '1 year']);
  t.deepEqual(labels(timeScale(1e-9, 1, 'x')), ['1 ns', '1 µs', '1 ms', '1 s']);
  t.deepEqual(labels(timeScale(1, 100, 'x')), ['1 s', '10 s', '1 min']);
  t.deepEqual(labels(timeScale(2, 4, 'x')), ['2 s', '2.5 s', '3 s', '3.5 s', '4 s']);
});

test('decades carry their unit', t => {
  t.deepEqual(labels(logScale(1e-12, 1e-9, 'J', 'x')), ['1 pJ', '10 pJ', '100 pJ', '1 nJ']);
  t.deepEqual(labels(logScale(1e-4, 1e-2, '', 'x')), ['10⁻⁴', '10⁻³', '10⁻²']);
});

test('cells are counted from 0 at their middles', t => {
  const lines = indexScale(4, true);
  t.deepEqual([lines.at(0), lines.at(3)], [0.875, 0.125]);
  t.deepEqual(labels(indexScale(200, false)), ['0', '50', '100', '150']);
});

test('refuses what has no place', t => {
  const bad = (act: () => unknown, message: string) => t.throws(act, { instanceOf: InputError, message });
  bad(() => extent([], 'y'), 'y: found no values; expected at least one number');
  bad(() => extent([1, Number.NaN], 'y'), 'y[1]: found NaN; expected a finite number');
  bad(() => logScale(0, 1, 's', 'x'), 'x: found 0; expected values above 0 on a logarithmic axis');
});
