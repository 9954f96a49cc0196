import test from 'ava';
import fc from 'fast-check';
import { type Effect, effects, effectsOf, withEffects } from '../../compiler/effects.js';
import { deviceOf } from '../../compiler/hardware.js';
import { tilesOf } from '../../compiler/program-record.js';
import { ohmic } from '../../devices/parts.js';
import { chip, hardware, mars, pcm, randomSeries, verified, volatileUnits } from './builders.js';

const year = 3e7;
const everything = hardware({
  device: { ...pcm(), gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } },
  imperfections: { levels: 16, stuckLow: 0.01 },
  array: { wordLineResistance: 0.35 },
  adc: { bits: 8 },
  recurrence: volatileUnits(),
});

test('hardware has the effects that are in its description', t => {
  t.deepEqual(effectsOf(everything, year), [...effects]);
  t.deepEqual(effectsOf(hardware(), year), []);
  const alone: [Effect, Parameters<typeof hardware>[0]][] = [
    ['quantisation', { dac: { bits: 6 } }],
    ['programming', { imperfections: { stuckHigh: 0.1 } }],
    ['programming', { device: pcm({ drift: 0, readNoise: 0 }) }],
    ['programming', { device: { ...pcm({ programming: 0, drift: 0, readNoise: 0 }), writing: verified() } }],
    ['conduction', { device: { gMin: 50e-6, gMax: 150e-6, parts: { conduction: 'rram-milo2021' } } }],
    ['recurrence', { recurrence: volatileUnits() }],
    ['read-noise', { device: pcm({ programming: 0, drift: 0 }) }],
    ['read-noise', { device: { parts: { readNoise: 'rram-wan2022' } } }],
    ['ir-drop', { array: { senseResistance: 10 } }],
    ['drift', { device: pcm({ programming: 0, readNoise: 0 }) }],
  ];
  for (const [effect, change] of alone) t.deepEqual(effectsOf(hardware(change), year), [effect]);
  t.deepEqual(effectsOf(hardware({ device: pcm({ programming: 0, readNoise: 0 }) }), 0), []);
});

test('with all its effects it is what it was, with any others it has those alone', t => {
  t.deepEqual(withEffects(everything, effects), everything);
  fc.assert(
    fc.property(fc.subarray([...effects]), present => {
      const found = effectsOf(withEffects(everything, present), year);
      return found.join() === present.join();
    }),
  );
  t.is(deviceOf(withEffects(everything, [])).conduction, ohmic);
});

test('pulses are an effect of programming', t => {
  const pulsed = hardware({ device: { ...pcm({ drift: 0, readNoise: 0 }), writing: verified() } });
  t.is(withEffects(pulsed, ['programming']).device.writing, pulsed.device.writing);
  t.false('writing' in withEffects(pulsed, []).device);
});

test('what two variants have in common is the same device by device', t => {
  const on = hardware({ device: pcm(), array: { rows: 8, columns: 8, wordLineResistance: 1 }, adc: { bits: 8 } });
  const set = randomSeries([10, 10]);
  const cells = (present: readonly Effect[]) =>
    tilesOf(chip(mars(), withEffects(on, present), set)).map(({ tile }) => tile.cells);
  const whole = cells(effects);
  cells(['programming', 'drift']).forEach((own, k) => {
    t.deepEqual(own.programmed, whole[k]!.programmed);
    t.deepEqual(own.traits, whole[k]!.traits);
  });
  cells(['drift']).forEach((own, k) => {
    t.deepEqual(own.programmed, own.target);
    t.deepEqual(own.traits, whole[k]!.traits);
  });
});
