import test from 'ava';
import { lower } from '../../../models/lower.js';
import { reportHtml } from '../../../report/build.js';
import { spikesSection } from '../../../report/sections/spikes.js';
import { traceSpikes } from '../../../sim/spike-trace.js';
import { spikeTrains, tinySpiking } from '../../models/builders.js';
import { plainBlanks, svgsOf, tableOf, tinyInput } from '../builders.js';
import { parseXml } from '../xml.js';

const [series] = spikeTrains(1, 3, 40).series;
const { reference, ...rest } = traceSpikes(lower(tinySpiking()), series!);
/** A chip whose neurons have the membranes of float64 and never spike. */
const quiet = reference.layers.map(layer => ({
  ...layer,
  outputs: { ...layer.outputs, data: layer.outputs.data.map(() => 0) },
}));
const trace = { ...rest, reference, chip: { ...reference, layers: quiet } };

test('of a spiking network there is a raster, membranes and classes, with the numbers', async t => {
  const section = spikesSection(await tinyInput({ spikes: trace }))!;
  const spikes = reference.layers[0]!.outputs.data.filter(z => z === 1).length;
  t.true(spikes > 0);
  t.regex(plainBlanks(section.lead), new RegExp(`40 time steps.*: ${spikes} spikes? in float64, 0 spikes on the chip`));
  t.deepEqual(tableOf(section), [['hidden (lif)', 4, spikes, spikes / 160, 0, spikes, 0, 0]]);
  const titles = svgsOf(section).map(svg => /<title>(.*?)</.exec(svg)![1]!);
  t.deepEqual(titles.filter(title => !title.includes('membrane')), ['hidden: spikes', 'Class at every time step', 'Class scores on the chip']); // biome-ignore format: one thing
  t.is(titles.filter(title => title.startsWith('hidden: membrane of neuron')).length, 3);
});

test('it stands in the report of a spiking network, and in no other', async t => {
  t.is(spikesSection(await tinyInput()), undefined);
  const html = reportHtml(await tinyInput({ spikes: trace }));
  t.notThrows(() => parseXml(html));
  t.true(html.includes('<h2>Spikes</h2>'));
});
