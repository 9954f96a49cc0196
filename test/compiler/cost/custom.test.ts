import test from 'ava';
import { estimate } from '../../../compiler/cost/estimate.js';
import { peripheralsNamed, presetOf, presetSources } from '../../../compiler/cost/peripherals.js';
import { resolution } from '../../../compiler/cost/presets/preset.js';
import { resolveHardware } from '../../../compiler/hardware-file.js';
import type { HardwareFile } from '../../../compiler/hardware-schema.js';
import { loadUnits } from '../../../edge/quantity.js';
import { tinyFile } from '../../cli/tiny.js';
import { chip, mars, randomSeries } from '../builders.js';

const parse = await loadUnits();
const resolved = (change: Partial<HardwareFile>) => resolveHardware({ ...tinyFile, ...change }, 'hw.json', parse);
const lab = {
  name: 'lab',
  like: 'isaac-32nm',
  adc: { energy: '1.2 pJ', area: '900 um2', leakage: '3 uW', source: 'our tape-out' },
  writing: { voltage: '1.5 V', pulse: '100 ns', source: 'our tape-out' },
} as const;

test('figures of the hardware file take the place of those of the preset it is like, and bring their source', t => {
  const [own, isaac] = resolved({ peripherals: [lab, 'isaac-32nm'] }).peripherals;
  const adc = peripheralsNamed(own!).adc(8);
  t.deepEqual([adc.energy, adc.area], [1.2e-12, 900e-12]);
  t.is(adc.latency, peripheralsNamed(isaac!).adc(8).latency);
  t.is(peripheralsNamed(own!).digital.energy, peripheralsNamed(isaac!).digital.energy);
  const sources = presetSources(presetOf(own!), resolution('adc.bits', 8), resolution('dac.bits', 8));
  t.regex(sources.adc!, /lab of the hardware file: our tape-out/);
  t.regex(sources.adc!, /ISAAC/); // of the rate
});

test('costs with them stand beside the others, with leakage and writing where they give some', t => {
  const on = resolved({ peripherals: [lab, 'isaac-32nm'] });
  const { presets } = estimate(chip(mars(), on, randomSeries([20])));
  const [own, isaac] = presets;
  t.is(own!.peripherals, 'lab');
  t.true(Math.abs(own!.energy.adc / isaac!.energy.adc / (1.2 / 1.67) - 1) < 1e-12);
  t.deepEqual([own!.missing, isaac!.missing], [['temperature'], ['leakage', 'temperature']]);
  t.is(isaac!.energy.leakage, 0);
  // Four arrays of 8 column pairs, one ADC each.
  const adcs = own!.area.adc / 900e-12;
  t.true(Math.abs(own!.energy.leakage / (adcs * 3e-6 * own!.latency.inference) - 1) < 1e-12);
  t.true(Math.abs((own!.writing!.energy / isaac!.writing!.energy) * ((4 * 40) / (2.25 * 100)) - 1) < 1e-12);
});

test('an ADC that is given in full may have a resolution that the preset does not have', t => {
  const adc = { energy: '1 pJ', latency: '1 ns', area: '900 um2', source: 'a paper' };
  t.notThrows(() => resolved({ adc: { bits: 12 }, peripherals: [{ name: 'lab', like: 'isaac-32nm', adc }] }));
  t.throws(() => resolved({ adc: { bits: 12 }, peripherals: [lab] }), { message: /found an ADC of 12 bits/ });
});

test('what is wrong with them is named by its path', t => {
  const bad = (change: object, message: string | RegExp) =>
    t.throws(() => resolved({ peripherals: [{ ...lab, ...change }] } as unknown as Partial<HardwareFile>), {
      name: 'InputError',
      message,
    });
  bad({ adc: { energy: '1.2 V', source: 'x' } }, 'hw.json: peripherals[0].adc.energy: found "1.2 V"; expected an energy such as "1 pJ"'); // biome-ignore format: one thing
  bad({ adc: { area: '-1 um2', source: 'x' } }, /^hw\.json: peripherals\[0\]\.adc\.area: found "-1 um2"; expected a non-negative area$/); // biome-ignore format: one thing
  bad({ adc: { energy: '1 pJ' } }, /peripherals\[0\]\.adc\.source: found nothing/);
  bad({ like: 'isaac' }, /peripherals\[0\]\.like: found "isaac"; expected .*"isaac-32nm"/);
  bad(
    { name: 'isaac-32nm' },
    /peripherals\[0\]\.name: found "isaac-32nm"; expected a name that no built-in preset has/,
  );
  bad({ adcs: {} }, /peripherals\[0\]/);
  t.throws(() => resolved({ peripherals: [lab, lab] }), { message: /expected a name of its own for each preset/ });
});

test('a floorplan adds a share of the parts to the area, as a part of its own', t => {
  const cost = (change: Partial<HardwareFile>) =>
    estimate(chip(mars(), resolved(change), randomSeries([20]))).presets[0]!.area;
  const [bare, placed] = [cost({}), cost({ floorplan: { overhead: 0.44, source: 'a layout' } })];
  t.is(bare.overhead, 0);
  t.true(Math.abs(placed.overhead / (0.44 * bare.total) - 1) < 1e-12);
  t.true(Math.abs(placed.total / (1.44 * bare.total) - 1) < 1e-12);
  t.throws(() => resolved({ floorplan: { overhead: 0.44 } as NonNullable<HardwareFile['floorplan']> }), {
    message: /floorplan\.source: found nothing/,
  });
});

test('wires may be given by node and pitch, and then follow the temperature', t => {
  const lines = (bitLineResistance: HardwareFile['array']['bitLineResistance'], change = {}) =>
    resolved({
      device: { model: 'ideal', gMin: '0 uS', gMax: '25 uS' },
      array: { ...tinyFile.array, wordLineResistance: { node: '22 nm', pitch: '4F' }, bitLineResistance, ...change },
      temperature: '350 K',
    }).array;
  const { wordLineResistance, bitLineResistance } = lines('2 ohm');
  t.is(bitLineResistance, 2);
  t.true(Math.abs(wordLineResistance / (1.8563 * (1 + 50 * 0.00451)) - 1) < 1e-4);
  t.is(lines('2 ohm', { wireTemperatureCoefficient: 0.01 }).bitLineResistance, 3);
  const bad = (value: unknown, message: RegExp) =>
    t.throws(() => lines(value as string), { name: 'InputError', message });
  bad({ node: '28 nm', pitch: '4F' }, /^hw\.json: array\.bitLineResistance\.node: found "28 nm"; expected .*22 nm/);
  bad(
    { node: '22 nm', pitch: '4' },
    /bitLineResistance\.pitch: found "4"; expected a pitch in wire widths, such as "4F"/,
  );
  bad('2 S', /^hw\.json: array\.bitLineResistance: found "2 S"; expected a resistance such as/);
  bad(2, /bitLineResistance: found 2; expected a resistance with its unit/);
  bad('-1 ohm', /expected a non-negative resistance/);
});
