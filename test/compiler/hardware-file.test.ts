import test from 'ava';
import { z } from 'zod';
import { deviceOf } from '../../compiler/hardware.js';
import { readHardware, requireTemperature, resolveHardware } from '../../compiler/hardware-file.js';
import { type HardwareFile, hardwareSchema } from '../../compiler/hardware-schema.js';
import { hardwarePresets } from '../../compiler/presets/table.js';
import { deviceTable } from '../../devices/table.js';
import { InputError } from '../../edge/error.js';
import { loadUnits, type QuantityParser } from '../../edge/quantity.js';
import { milanoRates } from '../../models/network.js';

let parse: QuantityParser;
test.before(async () => {
  parse = await loadUnits();
});

const pcm256 = hardwarePresets['pcm-256']!;
const resolve = (file: unknown) => resolveHardware(file, 'hw.json', parse);
const device = (change: object): object => ({ ...pcm256, device: { ...pcm256.device, ...change } });
const volatile = {
  kind: 'volatile',
  timeUnit: '1 us',
  gMin: '1 uS',
  gMax: '10 uS',
  readVoltage: '10 mV',
};

for (const [name, preset] of Object.entries(hardwarePresets)) {
  test(`${name} resolves, under its own name, and gives its sources`, async t => {
    const hardware = await readHardware(name);
    t.deepEqual(hardware, resolve(preset));
    t.is(hardware.name, name);
    t.true(hardware.peripherals.length >= 2);
    t.true(Object.keys(preset.sources ?? {}).length > 0);
    t.deepEqual(deviceOf(hardware).window, { min: hardware.device.gMin, max: hardware.device.gMax });
    t.notThrows(() => requireTemperature(hardware, 300, '--temperature'));
  });
}

test('capacitances of lines and cells are there where one of them is', t => {
  t.false('capacitance' in resolve(pcm256).array);
  const { array } = resolve({ ...pcm256, array: { ...pcm256.array, bitLineCapacitance: '1 fF' } });
  t.deepEqual(array.capacitance, { word: 0, bit: 1e-15, cell: 0 });
  t.throws(() => resolve({ ...pcm256, array: { ...pcm256.array, cellCapacitance: '-1 fF' } }), {
    message: /^hw\.json: array\.cellCapacitance: found "-1 fF"; expected a non-negative capacitance$/,
  });
});

test('a factor on the noise of a device is kept where it is not 1, and reaches the device', t => {
  t.false('noise' in resolve(device({ noise: 1 })).device);
  const { programming, readNoise } = deviceOf(resolve(device({ noise: 0 })));
  const target = Float64Array.of(1e-6, 20e-6);
  t.deepEqual(programming.program(target, Float64Array.of(3, -3)), target);
  t.deepEqual([...readNoise.flicker(target)], [0, 0]);
  t.throws(() => resolve(device({ noise: -1 })), { message: /^hw\.json: device\.noise: found -1; / });
});

test('every device of the table can be written down, up to the ends of its window', t => {
  for (const [model, { parameters }] of Object.entries(deviceTable)) {
    const uS = (siemens: number): string => `${Number((1e6 * siemens).toPrecision(12))} uS`;
    const [gMin, gMax] = [parameters.gMin!.value, parameters.gMax!.value].map(uS);
    const found = deviceOf(resolve({ ...pcm256, device: { model, gMin, gMax } }));
    t.is(found.model, model);
    t.true(Math.abs(found.window.max / parameters.gMax!.value - 1) < 1e-12);
  }
});

test('pcm-256 in SI units, with its defaults filled in', t => {
  t.deepEqual(resolve(pcm256), {
    name: 'pcm-256',
    array: {
      rows: 256,
      columns: 256,
      wordLineResistance: 0.35,
      bitLineResistance: 0.35,
      driverResistance: 0,
      senseResistance: 0,
    },
    device: {
      model: 'pcm',
      gMin: 0,
      gMax: 25e-6,
      parameters: { programmingScale: 1, driftScale: 1, readNoiseScale: 1 },
      parts: {},
    },
    imperfections: { levels: 0, stuckLow: 0, stuckHigh: 0 },
    scale: 'tile',
    copies: 'fill',
    centre: 'all',
    dac: { bits: 8, headroom: 1 },
    adc: { bits: 8, headroom: 1.1, shared: 8 },
    read: { voltage: 0.2, time: 250e-9, average: 1 },
    temperature: 300,
    recurrence: { kind: 'digital' },
    readout: 'crossbar',
    peripherals: ['neurosim-sar-22nm', 'isaac-32nm'],
  });
});

test('neurons that are circuits have their phases, and room for a read in them', t => {
  const neurons = {
    ...{ kind: 'analog', timeStep: '1 us', updateTime: '100 ns', capacitance: '1 pF', swing: '0.5 V' },
    ...{ offset: '2 mV', refractorySteps: 3 },
  } as const;
  t.deepEqual(resolve({ ...pcm256, neurons }).neurons, {
    ...{ kind: 'analog', timeStep: 1e-6, updateTime: 1e-7, capacitance: 1e-12, swing: 0.5 },
    ...{ offset: 2e-3, noise: 0, refractorySteps: 3 },
  });
  t.false('neurons' in resolve({ ...pcm256, neurons: { kind: 'digital' } }));
  const { capacitance: _, ...without } = neurons;
  t.throws(() => resolve({ ...pcm256, neurons: without } as never), {
    instanceOf: InputError,
    message: /neurons\.capacitance: found nothing; expected a capacitance with its unit/,
  });
  t.throws(() => resolve({ ...pcm256, neurons: { ...neurons, offset: '-1 mV' } }), { message: /neurons\.offset/ });
  for (const part of ['offset', 'noise'])
    t.throws(() => resolve({ ...pcm256, neurons: { ...neurons, [part]: '0.6 V' } }), {
      message: `hw.json: neurons.${part}: found 0.6 V; expected at most 0.5 V, neurons.swing`,
    });
  t.throws(() => resolve({ ...pcm256, neurons: { ...neurons, swing: '0 V' } }), { message: /neurons\.swing/ });
  t.throws(() => resolve({ ...pcm256, neurons: { ...neurons, refractorySteps: 1.5 } }), { message: /refractorySteps/ });
  t.throws(() => resolve({ ...pcm256, neurons: { ...neurons, timeStep: '0.3 us' } }), {
    instanceOf: InputError,
    message:
      /hw\.json: neurons\.timeStep: found 3e-7 s, with an update of 1e-7 s and reads of 2\.5e-7 s in it; expected at least/,
  });
});

test('codes settle digitally unless the file has a circuit for them', t => {
  const settling = { kind: 'analog', timeConstant: '100 ns', capacitance: '1 pF', time: '2 us' } as const;
  t.deepEqual(resolve({ ...pcm256, settling }).settling, {
    ...{ kind: 'analog', timeConstant: 100e-9, capacitance: 1e-12, time: 2e-6 },
  });
  t.false('settling' in resolve({ ...pcm256, settling: { kind: 'digital' } }));
  t.throws(() => resolve({ ...pcm256, settling: { ...settling, capacitance: '0 F' } }), {
    message: /settling\.capacitance/,
  });
  t.is(resolve({ ...pcm256, settling: { ...settling, time: '1 ms' } }).settling?.time, 1e-3);
  t.throws(() => resolve({ ...pcm256, settling: { ...settling, time: '1 h' } }), {
    name: 'InputError',
    message:
      'hw.json: settling.time: found 3.60e+10 time constants; expected at most 10000: codes are at rest long before',
  });
});

test('ideal converters have no bits; a volatile recurrence has the rates it was measured with', t => {
  t.is(resolve(hardwarePresets.ideal).adc.bits, null);
  t.deepEqual(resolve({ ...pcm256, recurrence: volatile }).recurrence, {
    kind: 'volatile',
    timeUnit: 1e-6,
    gMin: 1e-6,
    gMax: 1e-5,
    readVoltage: 0.01,
    rateDeviation: 0,
    slopeDeviation: 0,
    rest: 0,
    bits: null,
    rates: milanoRates,
    assumption: false,
  });
});

test('other prefixes of a unit give the same number', t => {
  for (const gMax of ['25 uS', '0.025 mS', '25e-6 S', '25000 nS', '25 microsiemens'])
    t.is(resolve(device({ gMax })).device.gMax, 25e-6, gMax);
});

test('what is wrong is named by file, path and value, with what would be right', t => {
  const bad = (file: unknown, message: string | RegExp): void => {
    t.throws(() => resolve(file), { name: 'InputError', message });
  };
  const conductance = 'expected a conductance such as "25 uS"';
  bad(device({ gMax: '25 uV' }), `hw.json: device.gMax: found "25 uV"; ${conductance}`);
  bad(device({ gMax: '25' }), `hw.json: device.gMax: found "25"; ${conductance}`);
  bad(
    device({ gMax: 25e-6 }),
    'hw.json: device.gMax: found 0.000025; expected a conductance with its unit, such as "25 uS"',
  );
  bad(device({ gMax: '-25 uS' }), 'hw.json: device.gMax: found "-25 uS"; expected a positive conductance');
  bad(device({ gMax: 'much' }), /^hw\.json: device\.gMax: found "much"; expected a conductance such as "25 uS"$/);
  bad(device({ gMin: '-1 uS' }), 'hw.json: device.gMin: found "-1 uS"; expected a non-negative conductance');
  bad(device({ gMin: '25 uS' }), 'hw.json: device.gMin: found 0.000025 S; expected less than gMax, 0.000025 S');
  bad(
    { ...pcm256, device: { model: 'ideal', gMin: '10 uS', gMax: '40 uS', conduction: 'rram-milo2021' } },
    'hw.json: device rram-milo2021: gMin: found 0.00001 S; expected from 0.00005 to 0.000225 S',
  );
  bad(device({ model: 'flash' }), /^hw\.json: device\.model: found "flash"; /);
  bad(device({ colour: 'red' }), /^hw\.json: device: .*colour/);
  bad(
    { ...pcm256, read: { voltage: '0.2 V', time: '250 nS' } },
    'hw.json: read.time: found "250 nS"; expected a time such as "100 ns"',
  );
  bad(
    { ...pcm256, read: { voltage: '0 V', time: '250 ns' } },
    'hw.json: read.voltage: found "0 V"; expected a positive voltage',
  );
  bad({ ...pcm256, adc: { bits: 1 } }, 'hw.json: adc.bits: found 1; expected 2 to 24 bits');
  bad({ ...pcm256, adc: { bits: 12 } }, 'peripherals isaac-32nm: found an ADC of 12 bits; expected 4 to 10 bits');
  bad({ ...pcm256, adc: { bits: 25 } }, 'hw.json: adc.bits: found 25; expected 2 to 24 bits');
  bad({ ...pcm256, dac: { bits: '8' } }, 'hw.json: dac.bits: found "8"; expected 2 to 24 bits, or "ideal"');
  bad(
    { ...pcm256, peripherals: ['isaac'] },
    /^hw\.json: peripherals\[0\]: found "isaac"; .*neurosim-sar-22nm.*isaac-32nm/,
  );
  bad({ ...pcm256, peripherals: [] }, /^hw\.json: peripherals: found \[\]; /);
  bad({ ...pcm256, array: { ...pcm256.array, columns: 1 } }, /^hw\.json: array\.columns: found 1; /);
  bad(
    { ...pcm256, imperfections: { stuckLow: 0.6, stuckHigh: 0.6 } },
    'hw.json: imperfections: stuckLow + stuckHigh is above 1; expected shares that add to at most 1',
  );
  bad({ ...pcm256, imperfections: { levels: 1 } }, /^hw\.json: imperfections\.levels: found 1; /);
  bad(
    { ...pcm256, recurrence: { ...volatile, gMin: '10 uS' } },
    'hw.json: recurrence.gMin: found 0.00001 S; expected less than gMax, 0.00001 S',
  );
  bad(undefined, /^hw\.json: found nothing; /);
});

test('a device knows no temperature but its own', t => {
  const warm = { ...pcm256, temperature: '350 K' };
  const message = 'found 350 K, but the device model "pcm" has no temperature model; expected 300 K';
  t.throws(() => resolve(warm), { name: 'InputError', message: `hw.json: temperature: ${message}` });
  t.throws(() => requireTemperature(resolve(pcm256), 350, '--temperature'), { message: `--temperature: ${message}` });
  t.is(resolve({ ...pcm256, temperature: '26.85 degC' }).temperature, 300);
  t.notThrows(() => requireTemperature(resolve(hardwarePresets.ideal), 400, '--temperature'));
});

test('an unknown name lists the presets', async t => {
  await t.throwsAsync(readHardware('pcm-128'), {
    name: 'InputError',
    message: 'pcm-128: neither a file nor a preset; expected a file, or one of pcm-256, hfo2-128, ideal',
  });
});

test('editors get a JSON Schema of what is written', t => {
  const schema = z.toJSONSchema(hardwareSchema(parse), { io: 'input' }) as {
    additionalProperties: boolean;
    required: string[];
    properties: Record<string, { properties?: Record<string, unknown> }>;
  };
  t.false(schema.additionalProperties);
  const written: (keyof HardwareFile)[] = ['name', 'array', 'device', 'mapping', 'dac', 'adc', 'read', 'temperature', 'peripherals']; // biome-ignore format: a list
  t.deepEqual([...schema.required].sort(), [...written].sort());
  const voltage = schema.properties.read!.properties!.voltage as { type: string; description: string };
  t.is(voltage.type, 'string');
  t.regex(voltage.description, /Amplitude of a full-scale input \(voltage, e\.g\. "0\.2 V"\)/);
});

test('an offset of amplifiers above the read voltage is refused by its path', t => {
  t.throws(() => resolve({ ...pcm256, sense: { offset: '5 V' } }), {
    message: 'hw.json: sense.offset: found 5 V; expected at most 0.2 V, the read voltage',
  });
  t.is(resolve({ ...pcm256, sense: { offset: '0.2 V' } }).sense?.offset, 0.2);
});

test('a read voltage beyond the device’s curve is refused by its path', t => {
  const file = { ...pcm256, device: { model: 'rram-milo2021', gMin: '50 uS', gMax: '150 uS' } };
  const at = (voltage: string) => resolve({ ...file, read: { ...pcm256.read, voltage } });
  t.is(at('500 mV').read.voltage, 0.5);
  t.throws(() => at('0.6 V'), {
    name: 'InputError',
    message:
      'hw.json: read.voltage: found 0.6 V; expected at most 0.5 V, up to which the conduction of "rram-milo2021" is known',
  });
});

test('wires are those at the operating temperature', t => {
  const warm = (wireTemperatureCoefficient: number, temperature: string) =>
    resolve({ ...pcm256, temperature, device: { model: 'ideal', gMin: '1 uS', gMax: '25 uS' }, array: { ...pcm256.array, wireTemperatureCoefficient } }).array; // biome-ignore format: one thing
  const plain = resolve(pcm256).array;
  const { wordLineResistance, bitLineResistance, ...others } = warm(0.004, '350 K');
  t.is(wordLineResistance, plain.wordLineResistance * 1.2);
  t.is(bitLineResistance, plain.bitLineResistance * 1.2);
  t.like(plain, others);
  t.deepEqual(warm(0.004, '300 K'), plain);
  t.throws(() => warm(-0.02, '350 K'), { message: /^hw\.json: array: wireTemperatureCoefficient: found -0\.02 1\/K/ });
});

test('reads are averaged once unless the file asks for more; no count beyond 1024', t => {
  t.is(resolve(pcm256).read.average, 1);
  const averaged = (average: number) => resolve({ ...pcm256, read: { ...pcm256.read, average } }).read.average;
  t.is(averaged(16), 16);
  for (const wrong of [0, 1.5, 1025])
    t.throws(() => averaged(wrong), { message: `hw.json: read.average: found ${wrong}; expected 1 to 1024 reads` });
});
