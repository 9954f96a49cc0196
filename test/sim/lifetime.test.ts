import test from 'ava';
import { peripheralsNamed } from '../../compiler/cost/peripherals.js';
import { timing } from '../../compiler/cost/timing.js';
import type { Program } from '../../compiler/program-record.js';
import { accuracy, predict } from '../../models/classify.js';
import { runGraph } from '../../models/execute.js';
import type { Network } from '../../models/network.js';
import { referenceFeatures, referenceScores } from '../../models/reference.js';
import { syntheticControl } from '../../models/synthetic-control.js';
import { hardwareEngine } from '../../sim/engine.js';
import { anotherChip, type LifetimePoint, lifetime, runDuration } from '../../sim/lifetime.js';
import { apart, chip, esn, hardware, mfEsn, pcm } from '../compiler/builders.js';
import { controlCharts, fresh } from './builders.js';

const { network, train, test: unseen } = controlCharts;
const program = controlCharts.on(hardware({ device: pcm(), adc: { bits: 8 }, dac: { bits: 8 } }));
const reference = accuracy(predict(referenceScores(network, unseen)), unseen);
const shown = ({ time, compensation, readout }: LifetimePoint): string => `${time} ${compensation} ${readout}`;

test('flawless hardware is as good as the reference at every age', t => {
  const times = [0, 3600, 3e7];
  const life = lifetime(controlCharts.on(hardware()), unseen, { times });
  t.is(life.reference, reference);
  t.is(life.seed, 1);
  t.deepEqual(
    life.points.map(point => [shown(point), point.accuracy]),
    ['none', 'global'].flatMap(compensation => times.map(time => [`${time} ${compensation} float`, reference])),
  );
});

test('one point for each age, setting and readout', t => {
  const seen: string[] = [];
  const { points } = lifetime(program, unseen, {
    times: [0, 60],
    train,
    trainingRounds: 1,
    compensation: ['global'],
    onProgress: (done, total) => seen.push(`${done}/${total}`),
  });
  t.deepEqual(
    points.map(shown),
    [0, 60].flatMap(time => ['float', 'hardware', 'retrained'].map(readout => `${time} global ${readout}`)),
  );
  t.true(points.every(point => point.accuracy >= 0 && point.accuracy <= 1));
  t.deepEqual(seen, ['1/2', '2/2']);
});

test('it is the same device at every age: a point does not depend on which other ages are looked at', t => {
  const options = { train, trainingRounds: 2, compensation: ['none'] as const };
  const ages = [0, 60, 86400];
  const { points } = lifetime(program, unseen, { ...options, times: ages });
  const backwards = lifetime(program, unseen, { ...options, times: ages.toReversed() }).points;
  const alone = ages.flatMap(time => lifetime(program, unseen, { ...options, times: [time] }).points);
  const ordered = (list: readonly LifetimePoint[]) => list.toSorted((a, b) => shown(a).localeCompare(shown(b)));
  t.deepEqual(ordered(backwards), ordered(points));
  t.deepEqual(ordered(alone), ordered(points));
});

test('the same seed lives the same life, another chip another', t => {
  const options = { times: [3600], compensation: ['global'] as const };
  t.deepEqual(lifetime(program, unseen, options), lifetime(program, unseen, options));
  const scores = (chip: Program) =>
    runGraph(chip.graph, unseen, hardwareEngine(chip, { ...fresh, time: 3600, duration: 1e-3 })).scores;
  t.deepEqual(scores(program), scores(program));
  t.notDeepEqual(scores(anotherChip(program, 2)), scores(program));
});

test('a readout trained on flawless hardware is as good as that of the reference', t => {
  const { points } = lifetime(controlCharts.on(hardware({ readout: 'digital' })), unseen, {
    times: [0],
    train,
    trainingRounds: 1,
    compensation: ['none'],
  });
  // The features are the reference's to 1e-9, and so the same penalty and nearly the same weights come out.
  t.deepEqual(
    points.map(point => point.accuracy),
    [reference, reference, reference],
  );
});

test('another chip is the one that compiling with its seed would give; its own seed gives the chip itself', t => {
  t.deepEqual(anotherChip(program, program.seed), program);
  t.deepEqual(anotherChip(program, 9), controlCharts.on(program.hardware, 9));
});

test('the split of the read noise is the duration of the run unless given, and recorded', t => {
  const options = { times: [0], compensation: ['none'] as const };
  t.is(lifetime(program, unseen, options).noiseSplit, runDuration(program, unseen));
  t.is(lifetime(program, unseen, { ...options, noiseSplit: 0.5 }).noiseSplit, 0.5);
  t.is(lifetime(program, unseen, { ...options, noiseSplit: 0 }).noiseSplit, 0);
  const both = { ...unseen, series: [...train.series, ...train.series, ...unseen.series] };
  const trained = lifetime(program, unseen, { ...options, train, trainingRounds: 2 });
  t.is(trained.noiseSplit, runDuration(program, both));
});

test('the run lasts as long as all its series, one after another, on the first preset', t => {
  const preset = peripheralsNamed('neurosim-sar-22nm');
  const each = timing(program.schedule, program.hardware, preset, 60, 0).inference;
  t.true(Math.abs(runDuration(program, unseen) / (12 * each) - 1) < 1e-12);
});

test('without drift and noise, time changes nothing but the age', t => {
  const still = controlCharts.on(hardware({ device: pcm({ drift: 0, readNoise: 0 }) }));
  const features = (time: number) =>
    runGraph(still.graph, unseen, hardwareEngine(still, { ...fresh, time, compensation: 'global' })).features.data;
  t.deepEqual(features(3e7), features(0));
  t.true(apart(features(0), referenceFeatures(network, unseen).data) > 1e-3); // programming errors are there
});

test('devices that are not ohmic live their life with their own current, and progress comes in parts', t => {
  const device = { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } };
  const curved = controlCharts.on(hardware({ device, array: { rows: 32, columns: 32, wordLineResistance: 1 } }));
  const seen: number[] = [];
  const onProgress = (done: number): number => seen.push(done);
  const { points } = lifetime(curved, unseen, { times: [0, 60], compensation: ['none'], onProgress });
  t.is(points.length, 2);
  t.true(seen.length > 20 && seen.includes(1) && seen.at(-1) === 2);
  t.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
});

test('the readout of a loop is trained on what the chip measures', t => {
  const charts = syntheticControl(1, 20);
  const bare = { adc: { bits: 8 }, dac: { bits: 8 }, readout: 'digital' as const };
  for (const network of [esn({ units: 20, classes: 6 }), mfEsn({ units: 20, classes: 6 })]) {
    const seen: Network = { ...network, input: { channels: 1, normalize: 'series' } };
    const on = chip(seen, hardware({ device: pcm(), ...bare }), charts.train);
    const options = { times: [0, 86400], train: charts.train, compensation: ['none'] } as const;
    const { points } = lifetime(on, charts.test, options);
    const of = (readout: string) => points.filter(point => point.readout === readout).map(point => point.accuracy);
    t.deepEqual([of('float').length, of('hardware').length], [2, 2]);
    // The network's own readout is random: right in one of six by chance, as is one of features without information.
    // Of 60 series that is 10 ± 3.
    for (const [k, share] of of('retrained').entries())
      t.true(share > of('float')[k]! && share * 60 >= 10 + 5 * 3, `${network.name} ${share}`);
  }
});
