import test from 'ava';
import fc from 'fast-check';
import { type Adc, calibratedAdc, drawnAdc } from '../../crossbar/adc.js';
import { randomStream } from '../../numeric/random.js';

const steps = 127;
const none = { offset: 0, gain: 0, bow: 0, mismatch: 0 };
const draws = randomStream(3, 'adc test');

/** RMS of what an ADC makes of inputs evenly over [−0.8, 0.8], in LSB. */
function rmsError(adc: Adc): number {
  const count = 20011;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const x = 1.6 * (k / (count - 1)) - 0.8;
    sum += ((adc(x) - x) * steps) ** 2;
  }
  return Math.sqrt(sum / count);
}

test('without errors it rounds to the nearest of its steps and clips at full scale', t => {
  const property = fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.double({ min: -2, max: 2, noNaN: true }),
    (bits, x) => {
      const levels = 2 ** bits - 1;
      const code = drawnAdc(levels, none, draws, 0)(x) * levels;
      const wanted = Math.min(Math.max(x, -1), 1) * levels;
      return Math.abs(code - Math.round(code)) < 1e-9 && Math.abs(code - wanted) <= 0.5 + 1e-9;
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: 300 }));
});

test('an ideal one leaves 1/√12 LSB', t => {
  t.true(Math.abs(rmsError(drawnAdc(steps, none, draws, 0)) - 1 / Math.sqrt(12)) < 2e-3);
});

test('each has draws of its own, of the deviation asked for, and keeps them', t => {
  const offsets = Float64Array.from({ length: 4000 }, (_, k) => {
    // The mean code over one LSB around zero is the offset.
    const adc = drawnAdc(steps, { ...none, offset: 2 }, draws, k);
    let sum = 0;
    for (let i = 0; i < 16; i++) sum += adc(((i + 0.5) / 16 - 0.5) / steps) * steps;
    return sum / 16;
  });
  const square = offsets.reduce((sum, o) => sum + o * o, 0) / offsets.length;
  // Standard error of a variance over 4000 draws: √(2/4000) = 2.2 %; four of them.
  t.true(Math.abs(square / 4 - 1) < 0.09);
  const errors = { offset: 1, gain: 0.01, bow: 1, mismatch: 0.02 };
  const [one, same, other] = [5, 5, 6].map(k => drawnAdc(steps, errors, randomStream(1, 'x'), k));
  t.is(one!(0.3), same!(0.3));
  t.not(rmsError(one!), rmsError(other!));
});

test('the bow has its peak where it says, and none at zero and full scale', t => {
  const bow = drawnAdc(4095, { ...none, bow: 20 }, draws, 9);
  const at = (x: number): number => (bow(x) - x) * 4095;
  t.true(Math.abs(at(0)) <= 0.5);
  t.true(Math.abs(at(1)) <= 0.5);
  // 3√3/2·x(1 − x²) is 1 at 1/√3; rounding is half an LSB.
  const peak = Math.abs(at(1 / Math.sqrt(3)));
  t.true(Math.abs(peak - 20 * Math.abs(draws.normal(9 * 15 + 2))) <= 0.5);
});

test('a line takes offset and gain out, a table the smooth nonlinearity too, and mismatch leaves missing codes', t => {
  const ideal = 1 / Math.sqrt(12);
  const straight = drawnAdc(steps, { ...none, offset: 3, gain: 0.03 }, draws, 2);
  t.true(rmsError(straight) > 3 * ideal);
  t.true(rmsError(calibratedAdc(straight, steps, 'line')) < 1.05 * ideal);
  const bowed = drawnAdc(steps, { ...none, offset: 3, bow: 3 }, draws, 2);
  t.true(rmsError(calibratedAdc(bowed, steps, 'line')) > 1.5 * ideal);
  t.true(rmsError(calibratedAdc(bowed, steps, 'table')) < 1.1 * ideal);
  const rough = drawnAdc(steps, { ...none, mismatch: 0.3 }, draws, 2);
  const codes = new Set(Array.from({ length: 40001 }, (_, k) => rough(k / 20000 - 1)));
  t.true(codes.size < 2 * steps + 1);
  t.true(rmsError(calibratedAdc(rough, steps, 'table')) <= rmsError(rough));
  t.is(calibratedAdc(rough, steps, 'none'), rough);
});
