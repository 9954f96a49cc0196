import test from 'ava';
import { candidates, changed } from '../../../bench/mars-hardware/candidates.js';
import { readHardware } from '../../../compiler/hardware-file.js';
import { loadUnits } from '../../../edge/quantity.js';
import { checkout } from '../../cli/ohmweave.js';

const presets = Object.keys(candidates);

test('no candidate has other devices or wires than its preset, more bits in a converter, or goes beyond its window', async t => {
  const parse = await loadUnits();
  for (const preset of presets) {
    const own = await readHardware(preset);
    t.true(candidates[preset]!.length > 1);
    for (const changes of candidates[preset]!) {
      const { device, array, dac, adc, imperfections, recurrence, temperature, name } = changed(preset, changes, parse);
      const { gMin, gMax, ...kind } = device;
      const { gMin: least, gMax: most, ...ownKind } = own.device;
      t.deepEqual(kind, ownKind, name);
      t.true(gMin >= least && gMax <= most, name);
      t.deepEqual({ ...array, rows: own.array.rows, columns: own.array.columns }, own.array, name);
      const bitsOfDac = dac.bitsPerRead === undefined ? dac.bits : dac.bitsPerRead + 1;
      t.true(bitsOfDac! <= own.dac.bits!, name);
      t.is(adc.bits, own.adc.bits, name);
      t.deepEqual(
        { imperfections, recurrence, temperature },
        {
          imperfections: own.imperfections,
          recurrence: own.recurrence,
          temperature: own.temperature,
        },
        name,
      );
    }
  }
});

test('every file that is shown is a candidate for its preset', async t => {
  const parse = await loadUnits();
  for (const file of [...presets.map(preset => `${preset}-careful`), 'hfo2-128-serial']) {
    const shown = await readHardware(`${checkout}/examples/hardware/${file}.json`);
    const preset = file.replace(/-[a-z]+$/, '');
    const hardware = candidates[preset]!.map(changes => ({ ...changed(preset, changes, parse), name: shown.name }));
    t.true(
      hardware.some(one => JSON.stringify(one) === JSON.stringify(shown)),
      file,
    );
  }
});

test('a change to a path that the file does not have is refused', async t => {
  const parse = await loadUnits();
  t.throws(() => changed('pcm-256', { 'mapping.copy': 4 }, parse), { any: true, message: /copy/ });
});
