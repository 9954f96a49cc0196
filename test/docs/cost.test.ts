import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { estimate, explainedParts } from '../../compiler/cost/estimate.js';
import { peripheralNames, presetOf } from '../../compiler/cost/peripherals.js';
import { resolution } from '../../compiler/cost/presets/preset.js';
import { resolveHardware } from '../../compiler/hardware-file.js';
import { loadUnits } from '../../edge/quantity.js';
import type { Network } from '../../models/network.js';
import { fromRows } from '../../numeric/matrix.js';
import { explanationBlocks } from '../../report/explanation.js';
import { quantity } from '../../report/svg/format.js';
import { checkout } from '../cli/ohmweave.js';
import { tinyFile } from '../cli/tiny.js';
import { chip, hardware } from '../compiler/builders.js';
import { univariate } from '../models/builders.js';

const page = readFileSync(join(checkout, 'docs/cost.md'), 'utf8');

test('the table has every preset with the figures of its 8-bit converter, and no other', t => {
  const section = page.slice(page.indexOf('## Presets')).split('\n## ')[0]!;
  const rows = section.split('\n').filter(line => /^\| `[\w-]+` \| [\d.]+ .?J /.test(line));
  const right = peripheralNames.map(name => {
    const { adc, sense, description, writing, followsTemperature } = presetOf(name);
    const { energy, latency, area, leakage } = adc({ bits: resolution('adc.bits', 8) });
    const figures = [quantity(energy.value, 'J'), quantity(latency.value, 's'), quantity(area.value, 'm²')];
    const beside = [quantity(sense.energy.value, 'J')];
    const known = [leakage, writing, followsTemperature].map(given => (given ? 'yes' : '–'));
    return `| \`${name}\` | ${[...figures, ...beside, ...known, description].join(' | ')} |`;
  });
  t.deepEqual(rows, right);
});

/** One weight in, and one weight out. */
const wire: Network = {
  name: 'wire',
  input: { channels: 1, normalize: 'none' },
  layers: [
    { type: 'linear', name: 'encoder', weights: fromRows([[1]]) },
    {
      ...{ type: 'readout', name: 'readout', feature: 'last', weights: fromRows([[1]]) },
      ...{ bias: Float64Array.of(0), classes: ['a'] },
    },
  ],
};

test('the example is what the explanation says', t => {
  const data = univariate('a', ['a', 1, -1, -1, 1], ['a', 1, 1, -1, -1]);
  const on = hardware({ adc: { bits: 8 }, dac: { bits: 8 }, peripherals: ['isaac-32nm'] });
  const [preset] = estimate(chip(wire, on, data)).presets;
  const said = ['adc of isaac-32nm', ...explanationBlocks(preset!.figures.adc)].join('\n');
  t.is(/```text\n(adc of isaac-32nm\n.*?)\n```/s.exec(page)?.[1], said);
});

test('the preset of the example is one', async t => {
  const example = JSON.parse(`{${/```json\n("peripherals": .*?)\n```/s.exec(page)![1]!}}`);
  const { peripherals, floorplan } = resolveHardware({ ...tinyFile, ...example }, 'docs/cost.md', await loadUnits());
  t.deepEqual(peripherals.map(one => (typeof one === 'string' ? one : one.name)), ['isaac-32nm', 'our-macro']); // biome-ignore format: one thing
  t.is(floorplan!.overhead, 0.43);
});

test('every part that can be explained is named', t => {
  for (const part of explainedParts) t.true(page.includes(`\`${part}\``), part);
});
