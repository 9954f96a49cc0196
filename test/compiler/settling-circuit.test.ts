import test from 'ava';
import { productHardware, settlingCircuits } from '../../compiler/settling-circuit.js';
import { InputError } from '../../edge/error.js';
import { randomSteps, tinyWindowCoder } from '../models/builders.js';
import { coderChip, settling } from '../sim/coders.js';
import { chip, hardware } from './builders.js';

const bits = { dac: { bits: 6, headroom: 1 }, adc: { bits: 6, headroom: 1.1, shared: 8 } };

test('the drive is not converted, the lateral product neither before nor behind its array', t => {
  const { program } = coderChip(4, 5, {}, bits);
  const of = (product: string) => {
    const { dac, adc } = productHardware(program, product);
    return [dac.bits, adc.bits];
  };
  t.deepEqual(
    [of('coder'), of('coder_lateral'), of('readout')],
    [
      [6, null],
      [null, null],
      [6, 6],
    ],
  );
  t.deepEqual(
    settlingCircuits(program).map(({ name }) => name),
    ['coder.codes'],
  );
});

test('where codes settle digitally there is no circuit, and all products meet the converters', t => {
  const { settling: _, ...hardware } = coderChip(4, 5, {}, bits).program.hardware;
  const digital = { ...coderChip(4, 5).program, hardware };
  t.deepEqual(settlingCircuits(digital), []);
  t.is(productHardware(digital, 'coder'), hardware);
});

const bad: Record<string, readonly [() => unknown, RegExp]> = {
  'the residual form': [
    () => coderChip(4, 5, { form: 'residual' }),
    /coder\.codes: settling: found the residual form, .*; expected the form "gram"/,
  ],
  windows: [
    () => chip(tinyWindowCoder(), hardware({ settling }), randomSteps(3, 30)),
    /coder\.codes: settling: found a coder with windows, .*; expected settling "digital"/,
  ],
  'centred products': [
    () => coderChip(4, 5, {}, { centre: 'all' }),
    /coder\.codes: settling: found mapping\.centre "all" .*; expected "readout"/,
  ],
  'devices that are not ohmic': [
    () =>
      coderChip(
        4,
        5,
        {},
        {
          device: { model: 'ideal', gMin: 50e-6, gMax: 225e-6, parameters: {}, parts: { conduction: 'rram-milo2021' } },
        },
      ),
    /found devices \("rram-milo2021"\) that do not follow Ohm's law; expected ohmic ones where settling is "analog"/,
  ],
};
for (const [what, [compiled, message]] of Object.entries(bad))
  test(`${what} cannot settle as a circuit`, t => {
    t.throws(compiled, { instanceOf: InputError, message });
  });

test('the time constant is that of the file', t => {
  t.is(coderChip(4, 5).program.hardware.settling!.timeConstant, settling.timeConstant);
});
