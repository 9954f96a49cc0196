import test from 'ava';
import { changeDescription, type DescriptionValue, requireChanges, together } from '../../compiler/hardware-change.js';
import { resolveHardware } from '../../compiler/hardware-file.js';
import { hardwarePresets } from '../../compiler/presets/table.js';
import { loadUnits } from '../../edge/quantity.js';

const parse = await loadUnits();
const preset = hardwarePresets['pcm-256']!;
const resolve = (description: unknown) => resolveHardware(description, 'hw.json', parse);

test('a change reaches its place and no other, and leaves the original alone', t => {
  const before = structuredClone(preset);
  const changed = changeDescription(preset, 'adc.bits', 5);
  const hardware = resolve(preset);
  t.deepEqual(resolve(changed), { ...hardware, adc: { ...hardware.adc, bits: 5 } });
  t.deepEqual(preset, before);
});

test('a part that was left to its default can be changed too', t => {
  t.is(resolve(changeDescription(preset, 'imperfections.levels', 16)).imperfections.levels, 16);
  t.is(resolve(changeDescription(preset, 'temperature', '300 K')).temperature, 300);
  // Neurons are digital where nothing is said.
  requireChanges(preset, 'neurons.leakBits', [4, 10], parse, '--x');
  t.is(resolve(changeDescription(preset, 'neurons.leakBits', 10)).leakBits, 10);
  t.throws(() => requireChanges(preset, 'neurons.swing', ['1 V'], parse, '--x'), {
    message: /^--x: found no "neurons.swing"/,
  });
});

test('names for several places stand for places that there are', t => {
  const values: Record<string, DescriptionValue> = {
    ...{ bits: 6, noise: 2, 'array.size': 64, 'array.lineResistance': '2 ohm' },
  };
  t.deepEqual(Object.keys(together), Object.keys(values));
  for (const [name, paths] of Object.entries(together))
    for (const path of paths) t.notThrows(() => requireChanges(preset, path, [values[name]!], parse, '--x'), path);
});

test('a path that there is not and a value that cannot be there are refused in the words of the schema', t => {
  const bad = (path: string, value: DescriptionValue, message: string | RegExp): void => {
    t.throws(() => requireChanges(preset, path, [value], parse, '--x'), { name: 'InputError', message });
  };
  bad(
    'adc.bitz',
    4,
    /^--x: found no "adc\.bitz" in the hardware file; expected one of adc\.bits, adc\.headroom, adc\.shared, adc\.errors\./,
  );
  bad(
    'width',
    4,
    /^--x: found no "width" in the hardware file; expected a path of the hardware file such as adc\.bits$/,
  );
  bad('adc', 4, /found no "adc"/);
  bad('name', 'other', /found no "name"/);
  bad('peripherals', 'isaac-32nm', /found no "peripherals"/);
  bad(
    'device.logDeviation',
    0.1,
    /found no "device\.logDeviation" in the hardware file; expected one of .*device\.programmingScale/,
  );
  bad('adc.bits', 1, '--x: adc.bits: found 1; expected 2 to 24 bits');
  bad(
    'array.wordLineResistance',
    '1 V',
    '--x: array.wordLineResistance: found "1 V"; expected a resistance such as "0.35 ohm"',
  );
  bad('array.wordLineResistance', 1, /found 1; expected a resistance with its unit, such as "0\.35 ohm"/);
  bad('device.noise', -1, /^--x: device\.noise: found -1; /);
});
