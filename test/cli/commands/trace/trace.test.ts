import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { numberRanges } from '../../../../cli/commands/trace/choice.js';
import { formatNpy } from '../../../../edge/npy.js';
import { writeNetwork } from '../../../../models/network-file.js';
import { spikeTrains, tinyMars, tinySpiking } from '../../../models/builders.js';
import { crowding, parseXml } from '../../../report/xml.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFile } from '../../tiny.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const data = ['--data', 'x.npy', '--layout', 'order=interleaved'];
const labelled = ['--data', 'x.npy', '--layout', 'order=interleaved,labelFile=y.npy'];
const json = (file: string): string => readFileSync(join(folder, file), 'utf8');

test.before(() => {
  const trains = spikeTrains(2, 3, 60).series.map(({ values, labels }) => ({
    values: values.slice(0, 180),
    labels: labels!.slice(0, 60),
  }));
  const calibration = { ...spikeTrains(2, 3, 30), name: 'calibration' };
  const write = (file: string, shape: number[], parts: readonly ArrayLike<number>[]): void =>
    writeFileSync(
      join(folder, file),
      formatNpy({ shape, data: Float64Array.from(parts.flatMap(part => Array.from(part))) }),
    );
  write('x.npy', [2, 60, 3], trains.map(({ values }) => values)); // biome-ignore format: one thing
  write('y.npy', [2, 60], trains.map(({ labels }) => labels)); // biome-ignore format: one thing
  const scores = { classes: ['0', '1'] };
  writeNetwork({ ...tinySpiking(scores), calibration }, join(folder, 'net.json'));
  writeNetwork(tinySpiking(scores), join(folder, 'bare.json'));
  writeNetwork(tinyMars(), join(folder, 'mars.json'));
  writeFileSync(join(folder, 'hw.json'), JSON.stringify(tinyFile));
  const { code, stderr } = ohmweave(folder, ['compile', 'net.json', '--hardware', 'hw.json', '-o', 'net.owp']);
  if (code !== 0) throw new Error(stderr);
});

test('a chip is seen beside float64, in numbers, pictures and waveforms', t => {
  const files = ['--plot', 'a.svg', '--vcd', 'a.vcd', '--step-time', '1 ms', '--csv', 'a.csv'];
  const found = answer(t, folder, ['trace', 'net.owp', ...labelled, '--series', '1', '--time', '1 day', ...files]);
  documented(t, 'trace', found);
  t.like(found, {
    labels: ['0', '1'],
    steps: 60,
    series: 1,
    timeSeconds: 86400,
    driftCompensation: 'none',
    hardware: 'tiny',
  });
  t.true(found.referenceAccuracy >= 0 && found.chipAccuracy <= 1);
  const [layer] = found.layers;
  t.is(layer.neurons.length, 4);
  const sum = (key: string): number => layer.neurons.reduce((total: number, one: Record<string, number>) => total + one[key]!, 0); // biome-ignore format: one thing
  for (const key of ['spikes', 'chipSpikes', 'lost', 'added', 'shifted']) t.is(layer[key], sum(key));
  t.is(layer.spikes - layer.lost, layer.chipSpikes - layer.added);
  for (const { perSpikeJoules, inferenceJoules } of found.energy) t.is(perSpikeJoules, inferenceJoules / layer.spikes);

  t.notThrows(() => parseXml(json('a.svg')));
  t.true(json('a.vcd').includes('$scope module chip $end\n$scope module hidden $end\n$var wire 1'));
  const [head, ...lines] = json('a.csv').trimEnd().split('\r\n');
  t.is(head, 'layer,step,neuron,float64,chip');
  const spikes = lines.map(line => line.split(','));
  t.is(spikes.filter(cells => cells[3] === '1').length, layer.spikes);
  t.is(spikes.filter(cells => cells[4] === '1').length, layer.chipSpikes);
});

test('a network is seen in float64, its calibration inputs where no data are given', t => {
  const found = answer(t, folder, ['trace', 'net.json', '--layer', 'hidden', '--neurons', '0,2-3', '--plot', 'b.svg']);
  t.like(found, { steps: 30, chipAccuracy: null, hardware: null, energy: [] });
  const svg = json('b.svg');
  t.deepEqual([...svg.matchAll(/membrane of neuron (\d)<\/title>/g)].map(([, k]) => k), ['0', '2', '3']); // biome-ignore format: one thing
  t.false(svg.includes('chip'));
  for (const [figure] of svg.matchAll(/<svg y=".*?<\/svg>/g)) t.deepEqual(crowding(figure), []);
  const { stdout } = ohmweave(folder, ['trace', 'net.json', '--layer', 'leaky', '--csv', 'c.csv']);
  t.is(stdout, 'tiny spiking in float64: series 0 of 0 to 1, 30 time steps\nwrote c.csv\n');
  t.is(json('c.csv'), 'layer,step,neuron,float64\r\n');
});

test('a report shows the spikes', t => {
  const { code, stderr } = ohmweave(folder, ['report', 'net.owp', '--no-spice', '-o', 'r.html', '-q']);
  t.is(code, 0, stderr);
  t.true(json('r.html').includes('<h2>Spikes</h2>'));
});

test('numbers and ranges of them are read, each once', t => {
  t.deepEqual(numberRanges('3, 0-2,2', '--neurons'), [0, 1, 2, 3]);
  for (const text of ['', '1-', '3-1', 'a', '-1', '0-100000', '1.5'])
    t.throws(() => numberRanges(text, '--neurons'), { name: 'InputError', message: /^--neurons: found .*; expected whole numbers and ranges/ }); // biome-ignore format: one thing
});

test('what is not there is refused before anything runs', t => {
  const bad = (args: string[], message: string): void => refused(t, folder, ['trace', ...args], message);
  bad(['net.json', '--layer', 'out'], '--layer: found out; expected a layer of neurons: hidden, leaky');
  bad(
    ['net.json', '--plot', 'd.svg', '--neurons', '2-4'],
    '--neurons: found 4; expected 0 to 3, since hidden has 4 neurons',
  );
  bad(
    ['net.json', '--plot', 'd.svg', '--steps', '10-30'],
    '--steps: found 10-30; expected FROM-TO within 0-29, e.g. 0-29',
  );
  bad(['net.json', '--plot', 'd.svg', '--steps', '9-3'], '--steps: found 9-3; expected FROM-TO within 0-29, e.g. 0-29');
  bad(['net.json', '--series', '2'], '--series: found 2; expected 0 to 1, of 2 series');
  bad(['net.json', '--time', '1 h'], '--time: found it with a network; expected it with a compiled network (.owp)');
  bad(['net.json', '--step-time', '1 ms'], '--step-time: found it without --vcd; expected --vcd FILE');
  bad(['net.owp', '--nir', 'spikes=yes'], '--nir: found it with net.owp; expected it with a .nir file only');
  bad(['net.owp', '--compensation', 'some'], '--compensation: found "some"; expected one of none, global, column');
  bad(['bare.json'], '--data: found none; expected series, since the network has no calibration inputs');
  bad(['mars.json', ...data], 'x.npy: found series of 3 channels; expected 1');
  bad(['net.json', ...data, '--csv', 'x.npy'], 'x.npy: found another kind of file; expected a name that ends in .csv');
});
