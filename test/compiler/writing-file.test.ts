import test from 'ava';
import { deviceOf, type Hardware } from '../../compiler/hardware.js';
import { resolveHardware } from '../../compiler/hardware-file.js';
import { hardwarePresets } from '../../compiler/presets/table.js';
import { requireWriting } from '../../compiler/writing-file.js';
import { loadUnits, type QuantityParser } from '../../edge/quantity.js';

let parse: QuantityParser;
test.before(async () => {
  parse = await loadUnits();
});

const train = { first: '1.2 V', rise: '50 mV', most: '2 V', width: '1 us' };
const verified = {
  ...{ method: 'write-verify', response: 'gong2022-om' },
  ...{ set: train, reset: { ...train, width: '2 us' } },
  read: { voltage: '0.2 V', time: '100 ns' },
  ...{ acceptance: '0.5 uS', maxPulses: 50 },
};
const { read: _, ...blind } = { ...verified, method: 'blind' };

const resolve = (writing: unknown, device: object = {}): Hardware => {
  const preset = hardwarePresets['hfo2-128']!;
  const whole = 'model' in device ? device : { ...preset.device, ...device };
  return resolveHardware({ ...preset, device: { ...whole, writing } }, 'hw.json', parse);
};

test('in SI units, with its defaults filled in', t => {
  const seconds = { first: 1.2, rise: 0.05, most: 2 };
  const both = {
    response: 'gong2022-om',
    window: { min: 9e-6, max: 237e-6 },
    ...{ spreadScale: 1, cycleScale: 1, writeNoiseScale: 1, corrupt: 0, strength: null },
    ...{ set: { ...seconds, seconds: 1e-6 }, reset: { ...seconds, seconds: 2e-6 } },
    ...{ acceptance: 0.5e-6, maxPulses: 50, parallel: 1 },
  };
  const read = { volt: 0.2, seconds: 1e-7, delay: 0 };
  t.deepEqual(resolve(verified).device.writing as unknown, { method: 'write-verify', ...both, read });
  t.deepEqual(resolve(blind).device.writing as unknown, { method: 'blind', ...both });
  t.false('writing' in resolve(undefined).device);
});

test('what may be said beside', t => {
  const strength = { voltage: '1.5 V', width: '1 us', perE: '0.3 V' };
  const more = { strength, lowest: '0 uS', highest: '0.3 mS', corrupt: 0.1348, parallel: 8, spreadScale: 0 };
  const found = resolve({ ...verified, ...more }).device.writing!;
  t.deepEqual(found.window, { min: 0, max: 3e-4 });
  t.deepEqual(found.strength, { volt: 1.5, seconds: 1e-6, perE: 0.3, threshold: 0 });
  t.deepEqual([found.corrupt, found.parallel, found.spreadScale], [0.1348, 8, 0]);
  for (const response of ['gong2022-hfo2', 'gong2018-es'])
    t.is(resolve({ ...verified, response }).device.writing!.response as string, response);
});

test('what is wrong is named by file, path and value, with what would be right', t => {
  const bad = (change: object, message: string | RegExp, device: object = {}): void => {
    const start = 'hw.json: device.writing';
    const whole = typeof message === 'string' ? `${start}${message}` : message;
    t.throws(() => resolve({ ...verified, ...change }, device), { name: 'InputError', message: whole });
  };
  const volt = 'expected a voltage such as "0.2 V"';
  bad({ set: { ...train, first: '1.2 A' } }, `.set.first: found "1.2 A"; ${volt}`);
  bad({ set: { ...train, first: '0 V' } }, '.set.first: found "0 V"; expected a positive voltage');
  bad({ reset: { ...train, rise: '-1 mV' } }, '.reset.rise: found "-1 mV"; expected a non-negative voltage');
  bad({ reset: { ...train, width: 1e-6 } }, /device\.writing\.reset\.width: found 0\.000001; expected a time with its unit/); // biome-ignore format: one thing
  bad({ set: { ...train, most: '1 V' } }, '.set.most: found 1 V; expected at least first, 1.2 V');
  bad({ set: { ...train, ramp: '1 V' } }, /^hw\.json: device\.writing\.set: .*ramp/);
  bad({ read: { voltage: '0.2 V', time: '0 s' } }, '.read.time: found "0 s"; expected a positive time');
  bad({ read: { voltage: '0.2 V' } }, '.read.time: found nothing; expected a time with its unit, such as "100 ns"');
  bad({ read: undefined }, /^hw\.json: device\.writing\.read: found nothing; /);
  bad({ acceptance: '0 uS' }, '.acceptance: found "0 uS"; expected a positive conductance');
  bad({ acceptance: 'tight' }, '.acceptance: found "tight"; expected a conductance such as "25 uS"');
  bad(
    { acceptance: '228 uS' },
    /acceptance: found 0\.000228 S; expected less than from gMin to gMax, 0\.000009 S to 0\.000237 S/,
  );
  // As wide as the window, whose width is one bit more in binary.
  bad({ acceptance: '30 uS' }, /acceptance: found 0\.00003 S; expected less than/, { gMin: '10 uS', gMax: '40 uS' });
  bad({ set: { ...train, most: '1e400 V' } }, '.set.most: found "1e400 V"; expected a finite voltage');
  bad(
    { set: { ...train, rise: '1e300 V', most: '1e305 V' } },
    '.set: found up to 4.9e+301 V for 0.000001 s; expected pulses of finite energy',
  );
  bad({ maxPulses: 0 }, /^hw\.json: device\.writing\.maxPulses: found 0; /);
  bad({ maxPulses: 1.5 }, /^hw\.json: device\.writing\.maxPulses: found 1\.5; /);
  bad({ parallel: 0 }, /^hw\.json: device\.writing\.parallel: found 0; /);
  bad({ cycleScale: -1 }, /^hw\.json: device\.writing\.cycleScale: found -1; /);
  bad({ corrupt: 1.1 }, /^hw\.json: device\.writing\.corrupt: found 1\.1; /);
  bad({ response: 'gong' }, /^hw\.json: device\.writing\.response: found "gong"; .*gong2022-om.*gong2018-es/);
  bad({ method: 'guess' }, /^hw\.json: device\.writing\.method: found "guess"; /);
  bad({ strength: { voltage: '1 V', width: '1 us', perE: '0 V' } }, '.strength.perE: found "0 V"; expected a positive voltage'); // biome-ignore format: one thing
  bad({ lowest: '10 uS' }, '.lowest: found 0.00001 S; expected at most gMin, 0.000009 S');
  bad({ highest: '200 uS' }, '.highest: found 0.0002 S; expected at least gMax, 0.000237 S');
  bad({}, /^hw\.json: device\.programming: found "pcm"; expected none beside device\.writing$/, { programming: 'pcm' });
  t.throws(() => resolve({ ...blind, read: verified.read }), {
    name: 'InputError',
    message: /^hw\.json: device\.writing: .*read/,
  });
});

test('pulses and reads beyond the range of the device’s current are refused by the names of the file', t => {
  const milo = { model: 'rram-milo2021', gMin: '60 uS', gMax: '200 uS' };
  const bad = (change: object, message: string): void => {
    t.throws(() => resolve({ ...verified, ...change }, milo), { name: 'InputError', message });
  };
  const within = "expected within the conduction's 0.5 V";
  bad({}, `hw.json: device.writing.set.most: found 2 V; ${within}`);
  const low = { ...train, first: '0.4 V', most: '0.5 V' };
  bad({ set: low }, `hw.json: device.writing.reset.most: found 2 V; ${within}`);
  const read = { voltage: '0.6 V', time: '1 us' };
  bad({ set: low, reset: low, read }, `hw.json: device.writing.read.voltage: found 0.6 V; ${within}`);
  t.notThrows(() => resolve({ ...verified, set: low, reset: low }, milo));
  t.notThrows(() => resolve(verified, { ...milo, conduction: 'ideal' }));
});

test('a description that was not read from a file is held to the same', t => {
  const hardware = resolve(verified);
  const { writing } = hardware.device;
  const short = { ...writing!, set: { ...writing!.set, seconds: 0 } };
  t.throws(() => requireWriting(short, deviceOf(hardware), 'mine'), {
    name: 'InputError',
    message: 'mine.set.width: found 0 s; expected more than 0 s',
  });
});
