import test from 'ava';
import { estimate } from '../../../compiler/cost/estimate.js';
import { costSection } from '../../../report/sections/cost.js';
import { rangeText } from '../../../report/words.js';
import { chip, hardware, mars, pcm, randomSeries, verified } from '../../compiler/builders.js';
import { plainBlanks, svgsOf, tableOf, tinyInput } from '../builders.js';
import { crowding, elements, parseXml, words } from '../xml.js';

test('a bar per preset for energy, latency and area', async t => {
  const svgs = svgsOf(costSection(await tinyInput()));
  t.deepEqual(svgs.flatMap(crowding), []);
  const letters = svgs.map(svg => elements(parseXml(svg), 'text').map(words));
  t.deepEqual(
    letters.map(all => all.find(text => /\((?:[pn]J|ns|µs|[µm]m²)\)$/.test(text))?.replace(/ \(.*/, '')),
    ['Energy per inference', 'Latency of one pass', 'Area'],
  );
  for (const all of letters) t.true(['neurosim-sar-22nm', 'isaac-32nm'].every(preset => all.includes(preset)));
  t.true(
    letters[0]!.includes('ADCs') && letters[1]!.includes('block1') && !letters[0]!.includes('Volatile memristors'),
  );
});

test('the tables hold every number of the estimate', async t => {
  const input = await tinyInput();
  const { presets, tiles } = input.cost;
  const section = costSection(input);
  const column = (n: number, preset: number): number[] => tableOf(section, n).map(row => row[preset + 1] as number);
  for (const [i, { energy, area, latency }] of presets.entries()) {
    const sum = (values: number[]): number => values.slice(0, -1).reduce((total, value) => total + value, 0);
    // The parts add up to the total, to rounding.
    t.true(Math.abs(sum(column(0, i)) - energy.total) <= 1e-12 * energy.total);
    t.true(Math.abs(sum(column(2, i)) - area.total) <= 1e-12 * area.total);
    t.deepEqual(column(1, i), [...latency.stages.map(stage => stage.latency), latency.interval, latency.inference]);
  }
  t.deepEqual(
    tableOf(section, 3),
    tiles.map(({ tile, power, energy }) => [tile, power, energy]),
  );
});

test('every constant has its source, every note its place', async t => {
  const input = await tinyInput();
  const section = costSection(input);
  for (const [i, { sources, peripherals }] of input.cost.presets.entries()) {
    t.deepEqual(tableOf(section, 4 + i), Object.entries(sources));
    t.true(section.lead.includes(peripherals));
  }
  for (const note of input.cost.notes) t.true(section.lead.includes(note));
  t.true(section.lead.includes(rangeText(input.cost.presets, ({ energy }) => energy.total, 'J')));
  t.true(plainBlanks(section.lead).startsWith('One inference of 2.5 time steps takes'));
});

test('one preset is no range', async t => {
  const { cost } = await tinyInput();
  const section = costSection(await tinyInput({ cost: { ...cost, presets: cost.presets.slice(0, 1) } }));
  t.true(section.lead.includes('with the preset neurosim-sar-22nm'));
  t.false(/ to /.test(section.lead.slice(0, section.lead.indexOf('with the preset'))));
});

test('writing with pulses is told where the devices were written so', async t => {
  const input = await tinyInput();
  const set = randomSeries([20, 20]);
  const cost = estimate(chip(mars(), hardware({ device: { ...pcm(), writing: verified() } }), set));
  t.regex(
    plainBlanks(costSection(await tinyInput({ cost })).lead),
    /Writing the devices once took [\d.]+ [nµ]J, [\d.]+ [µm]s array by array, [\d.]+ [µm]s with all arrays at once\. /,
  );
  t.notRegex(costSection(input).lead, /Writing/);
});
