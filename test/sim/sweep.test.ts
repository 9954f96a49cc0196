import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { lifetime } from '../../sim/lifetime.js';
import { runSweep, type SweepChip, type SweepOutcome, type SweepWork } from '../../sim/sweep.js';
import { hardware, pcm } from '../compiler/builders.js';
import { controlCharts } from './builders.js';

const { network, train, test: unseen } = controlCharts;
const work: SweepWork = { network, calibration: train, test: unseen, readout: 'float', compensation: 'none' };
const onPcm = (bits: number, seed: number, times = [0]): SweepChip => ({
  ...{ seed, times },
  hardware: hardware({ device: pcm(), adc: { bits } }),
});

/** The outcomes, chip by chip. */
async function outcomes(chips: readonly SweepChip[], change: Partial<SweepWork> = {}, workers = 2) {
  const found = chips.map(({ times }) => new Array<SweepOutcome>(times.length));
  const told: string[] = [];
  const onPoint = (chip: number, age: number, outcome: SweepOutcome): void => {
    told.push(`${chip} ${age}`);
    found[chip]![age] = outcome;
  };
  await runSweep({ ...work, ...change }, chips, { workers, onPoint });
  return { found, told };
}

test('a point is the same whatever others and threads there are, and each is told of once', async t => {
  const chips = [onPcm(8, 1, [0, 86400]), onPcm(4, 1), onPcm(8, 2)];
  const { found, told } = await outcomes(chips);
  t.deepEqual(told.sort(), ['0 0', '0 1', '1 0', '2 0']);
  t.deepEqual((await outcomes([onPcm(8, 1, [86400])], {}, 1)).found, [[found[0]![1]]]);
  t.deepEqual((await outcomes(chips, {}, 1)).found, found);
});

test('a point is what the chip alone comes to, with the readout that was asked for', async t => {
  const { hardware: array, seed } = onPcm(8, 3);
  const program = compile(network, array, { seed, calibration: train }).program;
  for (const readout of ['float', 'hardware', 'retrained'] as const)
    for (const compensation of ['none', 'global', 'column'] as const) {
      const options = { times: [3600], compensation: [compensation] };
      // A run that trains readouts is longer, which has its read noise drift further.
      const { points, reference } = lifetime(program, unseen, { ...options, ...(readout !== 'float' && { train }) });
      const { found } = await outcomes([onPcm(8, 3, [3600])], { readout, compensation, train });
      const { accuracy } = points.find(point => point.readout === readout)!;
      t.deepEqual(found, [[{ accuracy, floatAccuracy: reference }]], `${readout} ${compensation}`);
    }
});

test('what the compiler or the device refuses is an outcome, and the others are run', async t => {
  const device = (model: string, gMin: number, gMax: number) => ({ model, gMin, gMax, parameters: {}, parts: {} });
  const curved = device('rram-milo2021', 50e-6, 150e-6);
  const chips: SweepChip[] = [
    { hardware: hardware({ device: curved, read: { voltage: 0.6 } }), seed: 1, times: [0, 1] },
    { hardware: hardware({ device: device('sonos', 0, 16e-6) }), seed: 1, times: [518400, 0] },
  ];
  const { found } = await outcomes(chips);
  const [[first, second], [old, young]] = found as [SweepOutcome[], SweepOutcome[]];
  t.regex(first !== undefined && 'refused' in first ? first.refused : '', /^bench: read\.voltage: found 0\.6 V; /);
  t.deepEqual(second, first);
  t.deepEqual(old, { refused: 'device sonos: age: found 518400 s; expected at most 432000 s since programming, where its data end' }); // biome-ignore format: one thing
  t.true(young !== undefined && 'accuracy' in young);
});

test('a sweep that is called off rejects with the reason', async t => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const chips = Array.from({ length: 200 }, (_, seed) => onPcm(8, seed));
  let points = 0;
  const onPoint = (): void => {
    points++;
    stop.abort(reason);
  };
  t.is(await t.throwsAsync(runSweep(work, chips, { workers: 2, signal: stop.signal, onPoint })), reason);
  t.true(points < 200);
});

test('chips are made when threads are free for them; an error in making them or in hearing of them ends the sweep', async t => {
  const reason = new Error('the disk is full');
  let made = 0;
  function* chips(): Generator<SweepChip> {
    for (let seed = 0; seed < 50; seed++) {
      made++;
      yield onPcm(8, seed);
    }
  }
  const onPoint = (): void => {
    throw reason;
  };
  t.is(await t.throwsAsync(runSweep(work, chips(), { workers: 1, onPoint })), reason);
  t.true(made <= 2, `${made} chips`); // the one that is run and the next
  function* broken(): Generator<SweepChip> {
    yield onPcm(8, 1);
    throw reason;
  }
  t.is(await t.throwsAsync(runSweep(work, broken(), { workers: 1, onPoint: () => undefined })), reason);
});
