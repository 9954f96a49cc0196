import test from 'ava';
import type { Hardware } from '../../compiler/hardware.js';
import { signKinds } from '../../compiler/hardware.js';
import { readVariance } from '../../crossbar/column-noise.js';
import { openPeriphery } from '../../sim/periphery.js';
import { apart, chip, hardware, noiseRows } from '../compiler/builders.js';
import { linear, read, steps } from './builders.js';

const weights = noiseRows('weights', 4, 10);
const inputs = noiseRows('inputs', 8, 10);
const flawless = { offset: 0, gain: 0, bow: 0, mismatch: 0, noise: 0, calibration: 'none' } as const;
const quiet = { offset: 0, noise: 0, thermal: false, fano: 0, zeroed: false } as const;

const adc = (errors: Partial<NonNullable<Hardware['adc']['errors']>>, bits = 8) =>
  ({ bits, headroom: 1.1, shared: 2, errors: { ...flawless, ...errors } }) as const;

/** Outputs of the product on a chip. */
const outputs = (on: Hardware, vectors = inputs): Float64Array =>
  read(chip(linear(weights), on, steps(inputs)), vectors);

test('an ADC without errors converts as one that has none to begin with', t => {
  for (const signs of signKinds) {
    const plain = outputs(hardware({ adc: { bits: 8, shared: 2 }, signs }));
    t.deepEqual(outputs(hardware({ adc: adc({}), signs, sense: quiet })), plain);
  }
});

test('calibration takes out what it can: offset and gain by a line, the bow by a table', t => {
  const exact = outputs(hardware({}));
  const error = (errors: Parameters<typeof adc>[0], signs: Hardware['signs']): number =>
    apart(outputs(hardware({ adc: adc(errors, 10), ...(signs && { signs }) })), exact);
  for (const signs of signKinds) {
    const none = error({}, signs);
    const [off, line] = (['none', 'line'] as const).map(calibration =>
      error({ offset: 8, gain: 0.05, calibration }, signs),
    );
    t.true(off! > 3 * none, `${signs}: ${off} against ${none}`);
    t.true(line! < 2 * none);
    const [bowed, straight, table] = (['none', 'line', 'table'] as const).map(calibration =>
      error({ bow: 10, calibration }, signs),
    );
    t.true(bowed! > 2 * none && straight! > 1.2 * none && table! < 2 * none, `${signs}: ${bowed} ${straight} ${table}`);
  }
});

test('an amplifier’s offset drives a current through the cells of its bit line, which a read without inputs finds', t => {
  const on = hardware({ device: { gMin: 2e-6 }, sense: { ...quiet, offset: 5e-3 } });
  const exact = outputs(hardware({ device: { gMin: 2e-6 } }));
  const off = outputs(on);
  // The same for every vector: the first output's difference is that of all vectors.
  const shift = off.map((y, k) => y - exact[k]!);
  shift.forEach((difference, k) => {
    t.true(Math.abs(difference - shift[k % 4]!) < 1e-9 * Math.max(...shift.map(Math.abs)));
  });
  t.true(Math.max(...shift.map(Math.abs)) > 1e-3);
  t.true(apart(outputs({ ...on, sense: { ...on.sense!, zeroed: true } }), exact) < 1e-12);
});

test('thermal, shot and amplifier noise have the variance of their formulas', t => {
  const noise = { thermal: true, fano: 1, noise: 5e-13 };
  const on = hardware({ device: { gMin: 2e-6 }, sense: { ...quiet, ...noise } });
  const program = chip(linear([[1, -0.5]]), on, steps([[1, 0.5]]));
  const count = 4000;
  const y = read(
    program,
    Array.from({ length: count }, () => [1, 0.5]),
  );
  const mean = y.reduce((sum, v) => sum + v, 0) / count;
  const deviation = Math.sqrt(y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / count);
  const [tile] = program.plans[0]!.tiles;
  const g = [...tile!.cells.target];
  const volts = [on.read.voltage, on.read.voltage / 2];
  const siemens = g.reduce((sum, one) => sum + one, 0);
  const amperes = volts.reduce((sum, v, i) => sum + v * (g[2 * i]! + g[2 * i + 1]!), 0);
  // Two amplifiers, one for each bit line of the pair.
  const parts = { temperature: on.temperature, fano: 1, amplifier: Math.SQRT2 * 5e-13 };
  const amps = Math.sqrt(readVariance(siemens, amperes, on.read.time, parts));
  const expected = amps / (tile!.scale[0]! * on.read.voltage);
  // 4000 draws give a deviation to 1.1 %; four of these.
  t.true(Math.abs(deviation / expected - 1) < 0.045, `${deviation} against ${expected}`);
});

test('noise of an ADC is independent at every conversion and averages out over reads', t => {
  const deviation = (average: number): number => {
    const on = hardware({ adc: adc({ noise: 2 }, 12), read: { average } });
    const program = chip(linear([[1]]), on, steps([[1]]));
    const y = read(
      program,
      Array.from({ length: 3000 }, () => [0.5]),
    );
    const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
    return Math.sqrt(y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / y.length);
  };
  const [once, four] = [deviation(1), deviation(4)];
  // Two steps of 1.1/2047 of the largest output, which is 1; rounding to steps adds 1/12.
  const expected = (Math.sqrt(4 + 1 / 12) * 1.1) / 2047;
  t.true(Math.abs(once / expected - 1) < 0.06, `${once} against ${expected}`);
  t.true(Math.abs(four / once - 0.5) < 0.04);
});

test('chips differ, and each is the same again', t => {
  const on = hardware({ adc: adc({ offset: 3, mismatch: 0.05 }), sense: { ...quiet, offset: 1e-3 } });
  const [one, same] = [outputs(on), outputs(on)];
  t.deepEqual(one, same);
  t.true(apart(one, read(chip(linear(weights), on, steps(inputs), 2), inputs)) > 1e-4);
});

test('what knows no such errors refuses them', t => {
  t.throws(() => outputs(hardware({ adc: { ...adc({ offset: 1 }), bits: null } })), {
    message: /adc.errors: found adc.errors and exact ADCs; expected no adc.errors/,
  });
});

test('amplifiers and ADCs are those of the lines on which a tile stands, lines that are cut off having their own', t => {
  const errors = { offset: 1, gain: 0.05, bow: 1, mismatch: 0.1, noise: 0, calibration: 'none' } as const;
  for (const signs of signKinds) {
    // Six outputs in order, and four of them with two places in between that are cut off.
    const on = hardware({
      array: { rows: 3, columns: 12 },
      adc: adc(errors),
      sense: { ...quiet, offset: 1e-3 },
      signs,
    });
    const wide = chip(linear(noiseRows('wide', 6, 3)), on, steps(noiseRows('x', 2, 3)));
    const spared = { ...on, spareColumns: 2 } as const;
    const narrow = chip(linear(noiseRows('wide', 4, 3)), spared, steps(noiseRows('x', 2, 3)));
    const places = Uint32Array.of(0, 2, 3, 5);
    const moved = { rows: Uint32Array.of(0, 1, 2), outputs: Uint32Array.of(0, 1, 2, 3), places };
    const open = (program: typeof wide, change: object) => {
      const tile = { ...program.plans[0]!.tiles[0]!, ...change };
      // Currents differ from line to line by the amplifiers alone, but for a middle column that is taken off.
      return openPeriphery(program.plans[0]!, tile, () => new Float64Array(tile.target.length).fill(1e-5), program, 0);
    };
    const [all, some] = [open(wide, {}), open(narrow, { moved })];
    const lines = [...places, ...(signs === 'offset column' ? [6] : [])];
    t.deepEqual(
      [...some.offsets!],
      lines.map(line => all.offsets![line]!),
    );
    for (const x of [-0.7, 0.01, 0.4])
      t.deepEqual(
        some.adcs!.map(convert => convert(x)),
        lines.map(line => all.adcs![line]!(x)),
      );
  }
});
