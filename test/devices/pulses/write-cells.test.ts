import test from 'ava';
import { type Cells, conductancesAt, type Imperfections, nearestLevel } from '../../../devices/cells.js';
import { type Device, deviceOfParts, fault } from '../../../devices/device.js';
import { pulseConstants } from '../../../devices/pulses/pulse-models.js';
import { type PulseWriting, type WritingLog, writeCells } from '../../../devices/pulses/write-cells.js';
import { createDevice } from '../../../devices/table.js';
import { deviation } from '../../../numeric/statistics.js';

const window = { min: 10e-6, max: 40e-6 };
const ideal = createDevice('ideal', { gMin: 10e-6, gMax: 40e-6 });
const train = { first: 1.5, rise: 0, most: 1.5, seconds: 1e-6 };
const noisy: PulseWriting = {
  method: 'write-verify',
  response: 'gong2022-om',
  window: { min: 0, max: 60e-6 },
  ...{ spreadScale: 1, cycleScale: 1, writeNoiseScale: 0.2, corrupt: 0, strength: null },
  ...{ set: train, reset: { ...train, first: 1.2, most: 1.2 } },
  read: { volt: 0.2, seconds: 1e-7, delay: 0 },
  ...{ acceptance: 1e-6, maxPulses: 40, parallel: 1 },
};
const exact = { spreadScale: 0, cycleScale: 0, writeNoiseScale: 0 };
const sound: Imperfections = { levels: 0, stuckLow: 0, stuckHigh: 0 };

interface Change {
  readonly device?: Device;
  readonly pulses?: Partial<PulseWriting>;
  readonly imperfections?: Partial<Imperfections>;
  readonly cols?: number;
  readonly address?: Float64Array;
  readonly generation?: number;
}

/** Cells written to these targets (S), at the addresses 0, 1, 2 … of a matrix, unless told otherwise. */
function written(target: ArrayLike<number>, change: Change = {}): { cells: Cells; writingLog: WritingLog } {
  const { device = ideal, pulses, imperfections, cols = 1, generation = 0 } = change;
  const address = change.address ?? Float64Array.from(target, (_, k) => k);
  const draws = { seed: 1, matrix: 'block1', generation };
  const how = { ...noisy, ...pulses } as PulseWriting;
  return writeCells(device, { ...sound, ...imperfections }, how, Float64Array.from(target), cols, address, draws);
}

const many = (count: number, target: number): Float64Array => new Float64Array(count).fill(target);
const ramp = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => window.min + ((window.max - window.min) * k) / (count - 1));
const near = (found: number, right: number): boolean => Math.abs(found / right - 1) < 1e-12;

/** S that the device without spread goes through, from where it is erased to within `acceptance` of `target`. */
function way(target: number, acceptance: number): number[] {
  const { step, highest, lowest } = pulseConstants['gong2022-om'];
  const unit = 60e-6 / (highest - lowest);
  const w = (g: number): number => lowest + g / unit;
  const states = [0];
  while (Math.abs(states.at(-1)! - target) > acceptance)
    states.push(states.at(-1)! + step * unit * (1 - w(states.at(-1)!) / highest));
  return states;
}

test('four cells by hand: pulses, reads, energy, and time row by row', t => {
  const targets = [10e-6, 20e-6, 30e-6, 25e-6];
  const pulses = { ...exact, acceptance: 2e-6 };
  const { cells, writingLog } = written(targets, { pulses, cols: 2 });
  const ways = targets.map(g => way(g, 2e-6));
  t.deepEqual(
    [...writingLog.pulses],
    ways.map(states => states.length - 1),
  );
  t.true(writingLog.pulses[0]! > 1 && writingLog.pulses[2]! > writingLog.pulses[3]!);
  t.is(
    writingLog.reads,
    ways.reduce((sum, states) => sum + states.length, 0),
  );
  t.deepEqual([...writingLog.failed], [0, 0, 0, 0]);
  ways.forEach((states, k) => {
    t.true(near(cells.programmed[k]!, states.at(-1)!));
  });
  const ofPulse = (g: number): number => 1.5 * 1.5 * g * 1e-6;
  const ofRead = (g: number): number => 0.2 * 0.2 * g * 1e-7;
  const energy = ways.flatMap(states => states.map((g, n) => ofRead(g) + (n < states.length - 1 ? ofPulse(g) : 0)));
  t.true(
    near(
      writingLog.energy,
      energy.reduce((a, b) => a + b),
    ),
  );
  const squares = ways.map((states, k) => (states.at(-1)! - targets[k]!) ** 2);
  t.true(
    near(
      writingLog.squares,
      squares.reduce((a, b) => a + b),
    ),
  );
  const [a, b, c, d] = ways.map(states => (states.length - 1) * 1e-6 + states.length * 1e-7) as [number, number, number, number]; // biome-ignore format: one thing
  t.true(near(writingLog.seconds, a + b + c + d));
  const together = written(targets, { pulses: { ...pulses, parallel: 2 }, cols: 2 }).writingLog;
  t.true(near(together.seconds, Math.max(a, b) + Math.max(c, d)));
});

test('a cell fails or lies within the acceptance of its target', t => {
  const target = ramp(3000);
  const { cells, writingLog } = written(target);
  let failed = 0;
  target.forEach((g, k) => {
    const within = Math.abs(cells.programmed[k]! - g) <= noisy.acceptance;
    if (within === (writingLog.failed[k] === 1)) t.fail(`${k}`);
    if (!within && writingLog.pulses[k] !== noisy.maxPulses) t.fail(`${k} was given up early`);
    failed += writingLog.failed[k]!;
  });
  t.true(failed > 100 && failed < 1000, `${failed}`);
  t.true(writingLog.squares <= (3000 - failed) * noisy.acceptance ** 2);
  t.deepEqual(cells.target, target);
});

test('with levels, the cell goes to the level', t => {
  const target = ramp(1000);
  const { cells, writingLog } = written(target, { pulses: { spreadScale: 0 }, imperfections: { levels: 4 } });
  let far = 0;
  target.forEach((g, k) => {
    if (writingLog.failed[k] === 1) return;
    const level = nearestLevel(g, window, 4);
    if (Math.abs(cells.programmed[k]! - level) > noisy.acceptance) t.fail(`${k}`);
    if (Math.abs(cells.programmed[k]! - g) > noisy.acceptance) far++;
  });
  t.true(far > 300);
});

test('rounding at the ends of the window is not held against a target', t => {
  for (const levels of [0, 3, 7, 11, 50, 1000]) {
    const ends = [window.min * (1 - 1e-13), window.max * (1 + 1e-13)];
    t.notThrows(() => written(ends, { pulses: exact, imperfections: { levels } }));
  }
  t.throws(() => written([5e-6]), { name: 'InputError', message: /^block1: cell 0: found a target of 0\.000005 S/ });
});

test('a stuck cell takes its pulses in vain and fails, unless it is stuck where it should be', t => {
  const imperfections = { stuckLow: 0.05, stuckHigh: 0.05 };
  const middle = written(many(2000, 25e-6), { imperfections });
  const low = written(many(2000, window.min), { imperfections });
  let stuck = 0;
  middle.cells.faults.forEach((state, k) => {
    if (state === fault.none) return;
    stuck++;
    const at = state === fault.stuckLow ? window.min : window.max;
    for (const { cells } of [middle, low]) if (cells.programmed[k] !== at) t.fail(`${k} moved`);
    t.deepEqual([middle.writingLog.failed[k], middle.writingLog.pulses[k]], [1, noisy.maxPulses]);
    const there = state === fault.stuckLow;
    t.deepEqual([low.writingLog.failed[k], low.writingLog.pulses[k]], there ? [0, 0] : [1, noisy.maxPulses]);
  });
  t.true(stuck > 150 && stuck < 250);
  t.deepEqual(low.cells.faults, middle.cells.faults);
  // The others are as they would be without.
  const without = written(many(2000, 25e-6)).cells;
  middle.cells.programmed.forEach((g, k) => {
    if (middle.cells.faults[k] === fault.none && g !== without.programmed[k]) t.fail(`${k}`);
  });
});

test('cells are the same in any tiling, and other ones where the matrix is written again', t => {
  const target = ramp(600);
  const change = { pulses: { corrupt: 0.05 }, imperfections: { stuckLow: 0.05, levels: 8 } };
  const whole = written(target, change);
  const some = Float64Array.from({ length: 200 }, (_, k) => (7 * k) % 600);
  const part = written(
    some.map(k => target[k]!),
    { ...change, address: some, cols: 10 },
  );
  some.forEach((k, at) => {
    for (const name of ['programmed', 'traits', 'flicker', 'faults'] as const)
      t.is(part.cells[name][at], whole.cells[name][k]);
    t.is(part.writingLog.pulses[at], whole.writingLog.pulses[k]);
    t.is(part.writingLog.failed[at], whole.writingLog.failed[k]);
  });
  const again = written(target, { ...change, generation: 1 });
  t.notDeepEqual(again.cells.programmed, whole.cells.programmed);
  t.deepEqual(again.cells.faults, whole.cells.faults);
});

test('the devices keep what they are when they are written again', t => {
  const devicesOnly = { cycleScale: 0, writeNoiseScale: 0 };
  const target = ramp(500);
  const [first, second] = [0, 1].map(generation => written(target, { pulses: devicesOnly, generation }));
  t.deepEqual(second!.cells.programmed, first!.cells.programmed);
  t.true(first!.writingLog.failed.some(one => one === 1));
});

test('time and read noise go on from what was programmed', t => {
  const pcm = createDevice('pcm', { gMin: 10e-6, gMax: 40e-6 });
  const { cells } = written(ramp(400), { device: pcm });
  t.deepEqual(cells.flicker, pcm.readNoise.flicker(cells.programmed));
  const aged = conductancesAt(pcm, cells, 3600, 300);
  t.deepEqual(aged, pcm.retention.age(cells.programmed, cells.traits, 3600, 300));
  aged.forEach((g, k) => {
    if (cells.programmed[k]! > 0 && !(g < cells.programmed[k]!)) t.fail(`${k}`);
  });
});

test('verifying reads see the noise of the device, 1/f noise from its reference time and the delay on', t => {
  const target = many(3000, 25e-6);
  const fine = { spreadScale: 0, acceptance: 3e-7, maxPulses: 80 };
  const missed = (device: Device, delay = 0): number => {
    const { cells, writingLog } = written(target, { device, pulses: { ...fine, read: { volt: 0.2, seconds: 1e-7, delay } } }); // biome-ignore format: one thing
    return deviation(cells.programmed.filter((_, k) => writingLog.failed[k] === 0));
  };
  const flickering = createDevice('rram', { ...{ gMin: 10e-6, gMax: 40e-6 }, flicker: 0.01 });
  const [quiet, young, late] = [missed(ideal), missed(flickering), missed(flickering, 1)] as [number, number, number];
  t.true(quiet < 3e-7);
  // `rram` knows no reference time: without a delay there is no time for 1/f noise. After 1 s it is 4 % of 25 µS.
  t.is(young, quiet);
  t.true(late > 4e-7 && late < 1.2e-6, `${late}`);
  // `pcm` counts from 20 s: Q √ln(20 s/200 ns) is 4 % at 25 µS of 40 µS.
  t.true(missed(createDevice('pcm', { gMin: 10e-6, gMax: 40e-6 })) > 4e-7);
});

test('the energy is that of the current the device has', t => {
  const milo = createDevice('rram-milo2021', { gMin: 50e-6, gMax: 225e-6 });
  const twice = deviceOfParts('twice', window, {
    ...ideal,
    conduction: { ...ideal.conduction, current: (g, v) => 2 * g * v },
  });
  t.true(near(written(ramp(50), { device: twice }).writingLog.energy, 2 * written(ramp(50)).writingLog.energy));
  t.throws(() => written([1e-4], { device: milo, pulses: { window: milo.window } }), {
    name: 'InputError',
    message: "writing: set.most: found 1.5 V; expected within the conduction's 0.5 V",
  });
});

test('blind: no reads; the count is that of the device without spread; fewer arrive', t => {
  const { read: _, ...both } = noisy as Extract<PulseWriting, { method: 'write-verify' }>;
  const blindly = (change: Partial<PulseWriting>): { cells: Cells; writingLog: WritingLog } => {
    const pulses = { ...both, ...change, method: 'blind' } as PulseWriting;
    const address = Float64Array.from(ramp(500), (_g, k) => k);
    return writeCells(ideal, sound, pulses, ramp(500), 1, address, { seed: 1, matrix: 'block1', generation: 0 });
  };
  const typical = blindly({ ...exact, acceptance: 1.7e-6 });
  t.is(typical.writingLog.reads, 0);
  // Half a step is the most that the typical device misses by: at 10 µS one is 0.0949 · 28.5 µS · 1.18 = 3.2 µS.
  t.true(typical.writingLog.failed.every(one => one === 0));
  const spread = blindly({});
  t.deepEqual(spread.writingLog.pulses, typical.writingLog.pulses);
  const failures = (log: WritingLog): number => log.failed.reduce((sum, one) => sum + one, 0);
  t.true(failures(spread.writingLog) > 2 * failures(written(ramp(500)).writingLog));
  spread.cells.programmed.forEach((g, k) => {
    const missed = Math.abs(g - ramp(500)[k]!) > noisy.acceptance;
    if (missed !== (spread.writingLog.failed[k] === 1)) t.fail(`${k}`);
  });
});
