import test from 'ava';
import { bare } from '../../../compiler/cost/figure.js';
import { peripheralNames, peripheralsNamed, presetOf, presetSources } from '../../../compiler/cost/peripherals.js';

const near = (found: number, right: number, relative = 1e-12): boolean => Math.abs(found / right - 1) < relative;
const neurosim = peripheralsNamed('neurosim-sar-22nm');
const isaac = peripheralsNamed('isaac-32nm');

test('one 8-bit conversion: 78 fJ in 9 ns as NeuroSim has it at 22 nm, 1.67 pJ in 0.83 ns as ISAAC', t => {
  t.is((1e15 * neurosim.adc(8).energy).toFixed(0), '78');
  t.true(near(neurosim.adc(8).latency, 9e-9));
  t.true(near(isaac.adc(8).energy, 1.67e-12));
  t.true(near(isaac.adc(8).latency, 1e-9 / 1.2));
  t.true(near(isaac.adc(8).area, 1200e-12));
});

test("ISAAC's ADCs from 4 to 10 bits, and no other", t => {
  const table = [4, 5, 6, 7, 8, 9, 10].map(bits => isaac.adc(bits));
  t.deepEqual(table.map(adc => (1e12 * adc.energy).toFixed(2)).join(' '), '0.79 0.99 1.20 1.42 1.67 1.97 2.38');
  t.deepEqual(table.map(adc => (1e12 * adc.area).toFixed(0)).join(' '), '361 477 627 845 1200 1828 3002');
  for (const bits of [3, 11])
    t.throws(() => isaac.adc(bits), {
      name: 'InputError',
      message: `peripherals isaac-32nm: found an ADC of ${bits} bits; expected 4 to 10 bits`,
    });
});

// Murmann's survey at 8 bits, 9 ns, 22 nm and 78 fJ: ln A = 4.8506 + 0.06666·18.526 + 0.7973·3.0910 − 1.0752 − 0.4237·2.5496
test("the area of NeuroSim's ADC comes from the survey of published ADCs", t => {
  t.true(near(neurosim.adc(8).area, 598.6e-12, 1e-4), `${neurosim.adc(8).area}`);
});

test('a DAC of 8 bits is taken as eight of one bit', t => {
  for (const preset of [neurosim, isaac]) {
    t.true(near(preset.dac(8).energy, 8 * 0.417e-12));
    t.true(near(preset.dac(8).area, 8 * 0.166e-12));
  }
});

test('a cell is 4F × 12F', t => {
  t.true(near(neurosim.cellArea, 48 * 22e-9 ** 2));
  t.true(near(isaac.cellArea, 48 * 32e-9 ** 2));
});

test('every preset gives its sources; an unknown one is refused with the list', t => {
  for (const name of peripheralNames) {
    t.is(presetOf(name).name, name);
    const sources = presetSources(presetOf(name), bare(8), bare(8));
    t.true(Object.keys(sources).length >= 7);
    for (const [part, source] of Object.entries(sources)) t.true(source.length > 0, `${name} ${part}`);
  }
  t.throws(() => peripheralsNamed('isaac'), {
    name: 'InputError',
    message: `peripherals: found "isaac"; expected one of ${peripheralNames.join(', ')}`,
  });
});
