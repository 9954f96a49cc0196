import test from 'ava';
import { setting } from '../../../compiler/cost/figure.js';
import { presetOf } from '../../../compiler/cost/peripherals.js';
import { type Conversion, resolution } from '../../../compiler/cost/presets/preset.js';

const adc = (name: string, bits = 8, change: Partial<Conversion> = {}) =>
  presetOf(name).adc({ bits: resolution('adc.bits', bits), ...change });
const pJ = (name: string, bits = 8): number => 1e12 * adc(name, bits).energy.value;
const near = (found: number, right: number, relative = 1e-12): boolean => Math.abs(found / right - 1) < relative;

// Five tools on one 8-bit SAR conversion, as published.
test('one 8-bit conversion has the five published energies, two hundredfold apart', t => {
  t.is(pJ('neurosim-sar-22nm').toFixed(3), '0.078');
  t.is(pJ('murmann-survey-32nm').toFixed(2), '0.84');
  t.is(pJ('isaac-32nm').toFixed(2), '1.67');
  t.is(pJ('kull-32nm').toFixed(2), '2.58');
  t.is(pJ('mnsim').toFixed(1), '15.6');
  t.true(Math.abs(pJ('mnsim') / pJ('neurosim-sar-22nm') - 200) < 1);
  // PUMA's 1.56 pJ are its 1.8 mW and the 0.2 mW that leak while it works.
  const puma = adc('puma-32nm');
  t.is((1e12 * (puma.energy.value + puma.leakage!.value * puma.latency.value)).toFixed(2), '1.56');
});

// One of the published figures is rounded up: 1195.46 fJ stands there as 1196.
test("NeuroSim's SAR conversions at every node, to one in the last printed digit", t => {
  const table = { 130: 1196, 65: 503, 45: 306, 32: 161, 22: 78, 14: 46, 7: 16 };
  for (const [node, energy] of Object.entries(table))
    t.true(Math.abs(1e15 * adc(`neurosim-sar-${node}nm`).energy.value - energy) < 0.55, `${node} nm`);
});

test("NeuroSim's conversions follow temperature and the current that is converted", t => {
  const name = 'neurosim-sar-22nm';
  const still = adc(name).energy.value;
  const temperature = setting('temperature', 400, 'K', 'test');
  t.true(near(adc(name, 8, { temperature }).energy.value, still * 1.13));
  // 100 kΩ at 0.2 V stands for 250 kΩ at the simulated 0.5 V: 0.072341 V²/250 kΩ for 9 ns.
  const column = { voltage: setting('v', 0.2, 'V', 'test'), resistance: setting('r', 1e5, 'Ω', 'test') };
  t.true(near(adc(name, 8, { column }).energy.value - still, (0.072341 / 250e3) * 9e-9, 1e-10));
  t.is(adc('isaac-32nm', 8, { column, temperature }).energy.value, adc('isaac-32nm').energy.value);
});

// Accelergy's regression, as tabulated: 8 bits at 32 nm and 1.2 GS/s.
test('the survey gives 2590 µm² for 0.84 pJ at 1.2 GS/s', t => {
  t.true(near(1e12 * adc('murmann-survey-32nm').area.value, 2590, 0.002));
  t.true(near(pJ('murmann-survey-32nm', 6), pJ('murmann-survey-32nm') / 10 ** 1.204)); // 12.04 dB
});

test("ISAAC's components", t => {
  const { dac, buffer, driver, writing } = presetOf('isaac-32nm');
  const one = dac(resolution('dac.bits', 1));
  t.true(near(one.energy.value, 0.417e-12) && near(one.area.value, 0.166e-12));
  t.true(near(256 * buffer.energy.value, 20.45e-12));
  t.true(near(64 * 1024 * 8 * buffer.area.value, 83_000e-12));
  t.true(near(driver.area.value, 1150e-12)); // MNSIM's
  const siemens = setting('g', 1e-3, 'S', 'test');
  t.true(near(writing!.energy(resolution('n', 10), siemens).value, 4 * 40e-9 * 1e-3));
  t.true(near(writing!.time(resolution('n', 10)).value, 400e-9));
});

test('other figures as published', t => {
  t.true(near(pJ('neurram-130nm'), 8 * 0.3));
  t.true(near(adc('neurram-130nm').latency.value, 8 * 0.3e-6));
  t.true(near(pJ('spikesim-65nm'), 2.03084 + 0.094245));
  t.true(near(adc('spikesim-65nm').latency.value, 26 / 250e6 / 8));
  t.deepEqual(
    [4, 6, 10].map(bits => pJ('mnsim', bits).toFixed(2)),
    ['4.20', '10.08', '55.36'],
  ); // P (b + 2)/f
  t.true(near(pJ('mnsim', 7), 2 * (9 / 1.28))); // the next ADC above
  t.true(near(presetOf('puma-32nm').digital.energy.value, (2.4 * 32e-12) / 45));
  const cells = resolution('n', 128 * 128);
  t.true(near(presetOf('puma-32nm').writing!.time(cells).value, 351e-6 / 32));
});

test('converters that a publication does not have are refused by name', t => {
  const bad = (name: string, bits: number, message: string) =>
    t.throws(() => adc(name, bits), { name: 'InputError', message });
  bad('kull-32nm', 6, 'peripherals kull-32nm: found an ADC of 6 bits; expected 8 bits');
  bad('puma-32nm', 6, 'peripherals puma-32nm: found an ADC of 6 bits; expected 8 bits');
  bad('mnsim', 11, 'peripherals mnsim: found an ADC of 11 bits; expected 2 to 10 bits');
});
