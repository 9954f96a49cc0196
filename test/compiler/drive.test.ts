import test from 'ava';
import fc from 'fast-check';
import {
  biasVoltage,
  convert,
  digitReads,
  digitShares,
  inputFullScale,
  inputOfRow,
  inputVoltages,
  tileVoltages,
  wholeVoltages,
} from '../../compiler/drive.js';
import type { Hardware } from '../../compiler/hardware.js';
import { partition } from '../../compiler/partition.js';
import { apart, hardware, met, mvm } from './builders.js';

const planned = (on: Hardware) => partition(mvm([[1, -0.5]], [0.4]), met([[2, -4], [1, 3]]), on); // biome-ignore format: a circuit
const dac = (bits: number | null, headroom = 1): Hardware => hardware({ dac: { bits, headroom } });

test('an 8-bit converter has 127 steps to each side', t => {
  t.deepEqual([-1, -0.5, 0, 1 / 254.1, 1 / 253.9, 1].map(v => 127 * convert(v, 127)), [-127, -63, 0, 0, 1, 127]); // biome-ignore format: a table
});

test('a converter errs by half a step at most and clips at full scale', t => {
  fc.assert(
    fc.property(
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.integer({ min: 1, max: 2 ** 15 - 1 }),
      (value, steps) => {
        const converted = convert(value, steps);
        const wanted = Math.min(Math.max(value, -1), 1);
        return Math.abs(converted - wanted) <= 0.5 / steps + 1e-15 && Math.abs(converted) <= 1;
      },
    ),
  );
  t.is(convert(5, null), 5);
});

test('the largest calibrated input becomes the read voltage', t => {
  const on = dac(null);
  t.true(apart(inputVoltages(planned(on), Float64Array.of(4, -2, 0, 8), on), [0.2, -0.1, 0, 0.4]) < 1e-16);
  t.is(biasVoltage(planned(on), on), 0.2);
});

test('headroom keeps the largest calibrated input, and the bias, below it', t => {
  const on = dac(null, 1.25);
  t.is(inputFullScale(planned(on), on), 5);
  t.true(Math.abs(inputVoltages(planned(on), Float64Array.of(4), on)[0]! - 0.16) < 1e-16);
  t.true(Math.abs(biasVoltage(planned(on), on) - 0.16) < 1e-16);
});

test('a 3-bit DAC makes seven voltages and no more than the read voltage', t => {
  const on = dac(3);
  const volts = inputVoltages(planned(on), Float64Array.of(-9, -4, -2.1, -1, 0.6, 0.7, 2, 3.9, 9), on);
  t.true(apart(volts.map(v => 15 * v), [-3, -3, -2, -1, 0, 1, 2, 3, 3]) < 1e-12); // biome-ignore format: a table
});

test('copies are driven by their input, bias rows at full scale, each tile with its own rows', t => {
  // 4 rows of inputs and copies·b/(x_max·max|w|) = 0.2, hence one bias row; cut into 3 and 2
  const on = hardware({ copies: 2, array: { rows: 3, columns: 2 } });
  const plan = planned(on);
  t.deepEqual([0, 1, 2, 3, 4].map(row => inputOfRow(plan, row)), [0, 1, 0, 1, -1]); // biome-ignore format: a table
  const [first, second] = plan.tiles;
  const x = Float64Array.of(4, -2, 1, 0);
  t.true(apart(tileVoltages(plan, first!, x, 2, on), [0.2, -0.1, 0.05, 0]) < 1e-16);
  t.true(apart(tileVoltages(plan, second!, x, 2, on), [0.2, -0.1, 0.2, 0.05, 0, 0.2]) < 1e-16);
});

// Codes of 7 steps over 4: 4 is 7 = 3 + 1·4, −2 is −4 (−3.5 rounded) = −(0 + 1·4)... 0.6 is 1.
test('digits of inputs are reads of their own, the least significant first', t => {
  const on = hardware({ dac: { bits: 4, headroom: 1, bitsPerRead: 2 } });
  const plan = planned(on);
  t.is(digitReads(plan, on), 2);
  t.true(apart(digitShares(plan, on), [3 / 7, 12 / 7]) < 1e-15);
  const volts = inputVoltages(plan, Float64Array.of(4, -2.5, 0.6, 0), on);
  // 2 vectors of 2 inputs, 2 digits of each
  t.true(apart(volts.map(v => 15 * v), [3, 0, 1, -1, 1, 0, 0, 0]) < 1e-12); // biome-ignore format: a table
  // A bias row would be read once with each digit: biases are added digitally.
  t.is(plan.biasRows, 0);
  t.deepEqual(plan.digitalBias, Float64Array.of(0.4));
});

test('whatever the bits, digits add up to the voltage of the whole input, and spikes have none', t => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 8 }), (bits, wanted) => {
      const bitsPerRead = Math.min(wanted, bits - 1);
      const on = hardware({ dac: { bits, headroom: 1, bitsPerRead } });
      const plan = planned(on);
      const x = Float64Array.of(-5, -1.3, 0, 0.01, 2.7, 4);
      const shares = digitShares(plan, on);
      const digits = inputVoltages(plan, x, on);
      const sums = x.map((_, k) =>
        shares.reduce((sum, share, r) => sum + share * digits[((k >> 1) * shares.length + r) * 2 + (k % 2)]!, 0),
      );
      return shares.length === Math.ceil((bits - 1) / bitsPerRead) && apart(sums, wholeVoltages(plan, x, on)) < 1e-15;
    }),
  );
  const on = hardware({ dac: { bits: 8, bitsPerRead: 1 } });
  t.is(digitReads({ activations: { ...met([[1]]), spikes: true } }, on), 1);
});
