import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { formatNpy } from '../../../../edge/npy.js';
import type { Network } from '../../../../models/network.js';
import { networkToJson, readNetwork, writeNetwork } from '../../../../models/network-file.js';
import { layersOfNetwork, networkOfLayers } from '../../../../models/spiking/layered-network.js';
import { matrix } from '../../../../numeric/matrix.js';
import { noise } from '../../../compiler/builders.js';
import { li, lif, spikeTrains } from '../../../models/builders.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFile } from '../../tiny.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const [records, steps] = [6, 30];
const set = Array.from({ length: records }, (_, seed) => spikeTrains(1, 3, steps, 0.3, seed).series[0]!);
const network = networkOfLayers(
  [
    { weights: matrix(4, 7, noise('hidden', 28)), recurrent: true, neuron: lif(4) },
    { weights: matrix(2, 4, noise('out', 8)), recurrent: false, neuron: li(2) },
  ],
  { name: 'trains', classes: ['0', '1'], spikes: true },
);

test.before(() => {
  writeFileSync(join(folder, 'hw.json'), JSON.stringify(tinyFile));
  const x = Float64Array.from(set.flatMap(one => [...one.values]));
  writeFileSync(join(folder, 'x.npy'), formatNpy({ shape: [records, steps, 3], data: x }));
  const y = Float64Array.from(set.flatMap(one => [...one.labels!]));
  writeFileSync(join(folder, 'y.npy'), formatNpy({ shape: [records, steps], data: y }));
  writeNetwork(network, join(folder, 'bare.json'));
});

const layout = ['--layout', 'order=interleaved,labelFile=y.npy'];
const tune = (...more: string[]): string[] => [
  ...['tune', 'net.json', '--hardware', 'hw.json', '--train', 'x.npy', '-o', 'tuned.json', '--epochs', '3'],
  ...more,
];

test.serial('a network is imported with series to calibrate on, and says what it is', t => {
  const json = answer(t, folder, [
    ...['import', 'bare.json', '--calibration', 'x.npy', '--calibration-series', '2', '--layout', 'order=interleaved'],
    ...['-o', 'net.json'],
  ]);
  documented(t, 'import', json);
  const { calibration, ...rest } = readNetwork(join(folder, 'net.json'));
  t.is(calibration!.series.length, 2);
  t.deepEqual(networkToJson(rest), networkToJson(network));
});

test.serial('there and back as a NIR graph with our own nodes', t => {
  t.is(ohmweave(folder, ['import', 'bare.json', '-o', 'bare.nir']).code, 0);
  const nir = ['--nir', 'timeStep=1 s'];
  t.is(ohmweave(folder, ['import', 'bare.nir', ...nir, '-o', 'again.json']).code, 0);
  const linear = (one: Network) => networkToJson(one).layers.filter(({ type }) => type === 'linear');
  t.deepEqual(linear(readNetwork(join(folder, 'again.json'))), linear(network));
});

test.serial('tuning writes another network of the same layers, and what it saw', t => {
  const json = answer(t, folder, tune(...layout, '--ages', '0 s,1 day', '--compensation', 'global', '--clip', '3'));
  documented(t, 'tune', json);
  t.deepEqual(json.agesSeconds, [0, 86400]);
  t.is(json.course.length, 3);
  const layers = layersOfNetwork(readNetwork(join(folder, 'tuned.json')), 'tuned');
  t.notDeepEqual(layers[0]!.weights, layersOfNetwork(network, 'net')[0]!.weights);
  const run = ['run', 'tuned.owp', '--data', 'x.npy', ...layout, '--time', '0 s'];
  t.is(ohmweave(folder, ['compile', 'tuned.json', '--hardware', 'hw.json', '-o', 'tuned.owp']).code, 0);
  const { stdout, stderr, code } = ohmweave(folder, run);
  t.is(code, 0);
  t.regex(stdout, /^trains on tiny, chip 1; accuracy, [\d.]+ % in float64/);
  t.notRegex(stderr, /--train/);
  const cost = answer(t, folder, [
    'estimate',
    'tuned.owp',
    '--data',
    'x.npy',
    ...layout.slice(0, 1),
    'order=interleaved',
  ]);
  documented(t, 'estimate', cost, ['writing.', 'explanation', 'plot']);
  t.deepEqual(Object.keys(cost.spiking), ['layers', 'spikes', 'arrivals', 'synapticEvents', 'neurons']);
});

test.serial('labels of series in place of those of steps, and other slips, are refused by their place', t => {
  const interleaved = ['--layout', 'order=interleaved'];
  refused(
    t,
    folder,
    tune(...interleaved),
    'x.npy: series 1: has no label for each time step; expected an array of series × steps',
  );
  const kinds = 'expected one of none, global, column';
  refused(t, folder, tune(...layout, '--compensation', 'some'), `--compensation: found "some"; ${kinds}`);
  refused(
    t,
    folder,
    ['import', 'bare.json', '-o', 'bare.json'],
    '--output: found bare.json, which is that of network, too; expected another file',
  );
  refused(
    t,
    folder,
    ['import', 'bare.json', '--classes', 'a,b', '-o', 'x.json'],
    '--classes: found it without --checkpoint; expected --checkpoint, an ONNX model, or classes in --nir',
  );
  t.true(readFileSync(join(folder, 'bare.json'), 'utf8').length > 100);
});
