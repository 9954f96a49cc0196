import test from 'ava';
import { estimate } from '../../compiler/cost/estimate.js';
import { peripheralNames } from '../../compiler/cost/peripherals.js';
import { costFigure, partsOf } from '../../report/cost-figure.js';
import { quantity } from '../../report/svg/format.js';
import { chip, hardware, mars, randomSeries } from '../compiler/builders.js';
import { crowding, elements, parseXml, words } from './xml.js';

const on = hardware({ adc: { bits: 8 }, dac: { bits: 8 }, peripherals: peripheralNames });
const { presets } = estimate(chip(mars(), on, randomSeries([20])));

test('a bar for each preset with its total, of each network, and nothing on top of another', t => {
  const cases = [
    { name: 'one network', presets },
    { name: 'another', presets: presets.slice(0, 2) },
  ];
  for (const one of cases) t.deepEqual(crowding(costFigure(one.name, [one])), []);
  const svg = costFigure('two', cases);
  const said = elements(parseXml(svg), 'text').map(words);
  for (const { peripherals, energy } of presets) {
    t.true(said.includes(quantity(energy.total, 'J')), peripherals);
    t.true(said.join(' ').includes(peripherals.split('-')[0]!), peripherals);
  }
  t.true(said.some(text => text.startsWith('another: energy by part')));
  t.true(said.includes('Leakage')); // PUMA's
});

test('parts are those of the estimate, and one that is 0 with every preset is left out', t => {
  const parts = partsOf(presets, 'energy');
  t.false(parts.some(({ name }) => name === 'Volatile memristors'));
  for (const [k, { energy }] of presets.entries()) {
    const sum = parts.reduce((total, { values }) => total + values[k]!, 0);
    t.true(Math.abs(sum / energy.total - 1) < 1e-12);
  }
  t.false(partsOf(presets, 'area').some(({ name }) => name === 'Routing and white space'));
});
