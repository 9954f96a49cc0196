import test from 'ava';
import { InputError } from '../../edge/error.js';
import { mean, sampleDeviation } from '../../numeric/statistics.js';
import { type EffectOptions, studyEffects } from '../../sim/effects.js';
import { anotherChip, lifetime } from '../../sim/lifetime.js';
import { hardware, pcm } from '../compiler/builders.js';
import { controlCharts } from './builders.js';

const { network, train, test: unseen } = controlCharts;
const on = hardware({ device: pcm(), array: { wordLineResistance: 1 }, adc: { bits: 6 }, dac: { bits: 6 } });
const day = 86400;
const year = 365.25 * day;
const study = (options: Partial<EffectOptions> = {}, hw = on) =>
  studyEffects(network, hw, unseen, { seeds: [1, 2], calibration: train, workers: 2, ...options });

test('a ladder of all effects and remedies, and the costs of each effect for both readouts', async t => {
  const { ladder, costs, seeds, reference, time, compensation } = await study({ train });
  t.deepEqual(
    ladder.map(({ added, time, compensation, readout }) => `${added} ${time} ${compensation} ${readout}`),
    [
      ...['quantisation', 'programming', 'read-noise', 'ir-drop'].map(added => `${added} 0 none float`),
      ...[`age ${day} none float`, `age ${year} none float`],
      ...[`compensation ${year} global float`, `retraining ${year} global retrained`],
    ],
  );
  t.deepEqual([...seeds, time, compensation], [1, 2, year, 'global']);
  const own = ['quantisation', 'programming', 'read-noise', 'ir-drop', 'drift'];
  t.deepEqual(
    costs.map(({ effect, readout }) => `${effect} ${readout}`),
    ['float', 'retrained'].flatMap(readout => own.map(effect => `${effect} ${readout}`)),
  );
  for (const { accuracy } of ladder) {
    t.is(accuracy.values.length, 2);
    t.is(accuracy.mean, mean(accuracy.values));
    t.is(accuracy.deviation, sampleDeviation(accuracy.values));
  }
  t.is(reference, lifetime(controlCharts.on(on), unseen, { times: [0] }).reference);
});

test('its rungs are lives of the same chips, and costs are their differences', async t => {
  const { ladder, costs, noiseSplit, reference } = await study({ train });
  const program = controlCharts.on(on);
  const last = [1, 2].map(seed => {
    const options = { times: [year], compensation: ['global'], train, noiseSplit } as const;
    const { points } = lifetime(anotherChip(program, seed), unseen, options);
    return Object.fromEntries(points.map(({ readout, accuracy }) => [readout, accuracy]));
  });
  t.deepEqual(
    ladder.slice(-2).map(({ accuracy }) => accuracy.values),
    [last.map(point => point.float), last.map(point => point.retrained)],
  );
  const still = controlCharts.on({ ...on, device: { ...on.device, parts: { retention: 'ideal' } } });
  const without = [1, 2].map(seed => {
    const options = { times: [year], compensation: ['global'], train, noiseSplit } as const;
    return lifetime(anotherChip(still, seed), unseen, options).points.find(({ readout }) => readout === 'retrained')!;
  });
  const drift = costs.find(({ effect, readout }) => effect === 'drift' && readout === 'retrained')!;
  t.deepEqual(
    drift.within.values,
    without.map(({ accuracy }, k) => accuracy - last[k]!.retrained!),
  );
  const quantised = ladder[0]!.accuracy.values;
  const alone = costs.find(({ effect, readout }) => effect === 'quantisation' && readout === 'float')!;
  // The exact chip does not age: what it loses at a year it has lost when new.
  t.deepEqual(
    alone.alone.values,
    quantised.map(value => reference - value),
  );
});

test('flawless hardware has nothing to lose: an empty ladder, and retraining alone where it is asked for', async t => {
  const { ladder, costs, reference } = await study({}, hardware());
  t.deepEqual([ladder.length, costs.length], [0, 0]);
  const { ladder: retrained } = await study({ train, seeds: [1] }, hardware({ readout: 'digital' }));
  t.deepEqual(
    retrained.map(({ added, time, accuracy }) => [added, time, accuracy.mean]),
    [['retraining', 0, reference]],
  );
});

test('the result does not depend on the number of threads; progress counts trials', async t => {
  const seen: string[] = [];
  const one = await study({ workers: 1, onProgress: (done, total) => seen.push(`${done}/${total}`) });
  t.deepEqual(await study({ workers: 3 }), one);
  // 4 rungs, 2 ages, the compensation, 5 alone and 5 away, of which the whole is a rung: 17 on each chip.
  t.deepEqual(
    seen,
    seen.map((_, k) => `${k + 1}/34`),
  );
  t.is(seen.length, 34);
});

test('it can be called off before and while it runs', async t => {
  const reason = new Error('enough');
  const begun = new AbortController();
  begun.abort(reason);
  t.is(await t.throwsAsync(study({ signal: begun.signal })), reason);
  const later = new AbortController();
  const running = study({ signal: later.signal, onProgress: () => later.abort(reason) });
  t.is(await t.throwsAsync(running), reason);
});

test('ages that do not rise, no chips and unlabelled series are refused', async t => {
  const bad = (options: Partial<EffectOptions>, message: string) =>
    t.throwsAsync(study(options), { instanceOf: InputError, message });
  await bad({ seeds: [] }, 'seeds: found none; expected at least one chip');
  await bad({ ages: [day, day] }, `ages: found ${day}, ${day} s; expected rising times after programming`);
  await bad({ ages: [0, day] }, `ages: found 0, ${day} s; expected rising times after programming`);
  const unlabelled = { ...unseen, series: unseen.series.map(one => ({ ...one, label: -1 })) };
  await t.throwsAsync(studyEffects(network, on, unlabelled, { seeds: [1], calibration: train }), {
    message: 'SyntheticControl_TEST: series 1: has no class label; expected labelled series',
  });
});
