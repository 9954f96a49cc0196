import test from 'ava';
import fc from 'fast-check';
import { type Cells, conductancesAt, type Imperfections, nearestLevel, programCells } from '../../devices/cells.js';
import { type Device, fault } from '../../devices/device.js';
import { noisyConductances } from '../../devices/read-noise.js';
import { driftStatistics, programmingDeviation } from '../../devices/statistical/pcm.js';
import { createDevice, deviceTable } from '../../devices/table.js';
import { randomStream } from '../../numeric/random.js';
import { deviation, mean } from '../../numeric/statistics.js';

const gMax = 25e-6;
const pcm = createDevice('pcm');
const rram = createDevice('rram', { logDeviation: 0.3 });
const ideal = createDevice('ideal', { gMax });
const sound: Imperfections = { levels: 0, stuckLow: 0, stuckHigh: 0 };

interface Writing {
  readonly imperfections?: Partial<Imperfections>;
  readonly address?: Float64Array;
  readonly seed?: number;
  readonly matrix?: string;
  readonly generation?: number;
}

/** Cells written to these targets (S), at the addresses 0, 1, 2 … of a matrix. */
function written(device: Device, target: ArrayLike<number>, writing: Writing = {}): Cells {
  const { imperfections, address, seed = 1, matrix = 'block1', generation = 0 } = writing;
  return programCells(
    device,
    { ...sound, ...imperfections },
    Float64Array.from(target),
    address ?? Float64Array.from(target, (_, k) => k),
    { seed, matrix, generation },
  );
}

const many = (count: number, target: number): Float64Array => new Float64Array(count).fill(target);
const ramp = (count: number): Float64Array => Float64Array.from({ length: count }, (_, k) => (gMax * k) / (count - 1));

/** E f(z) for a standard normal z, by the trapezoidal rule. */
function expected(f: (z: number) => number): number {
  let sum = 0;
  for (let z = -10; z <= 10; z += 1e-3) sum += f(z) * Math.exp((-z * z) / 2);
  return (1e-3 * sum) / Math.sqrt(2 * Math.PI);
}

// The standard error of a mean of 1e5 draws is 0.3 % of their deviation, that of a deviation 0.2 %.
const draws = 1e5;

for (const relative of [0.02, 0.05, 0.2, 0.5, 1]) {
  test(`over ${draws} PCM cells at ${relative} g_max, the sample has the statistics of the fit within 1 %`, t => {
    const target = relative * gMax;
    const cells = written(pcm, many(draws, target));
    const sigma = programmingDeviation(relative, gMax);
    const program = (z: number): number => Math.max(0, target + sigma * z); // low cells are clamped at 0
    const average = expected(program);
    const spread = Math.sqrt(expected(z => (program(z) - average) ** 2));
    t.true(Math.abs(mean(cells.programmed) - average) < 0.01 * sigma);
    t.true(Math.abs(deviation(cells.programmed) / spread - 1) < 0.01);

    const nu = driftStatistics(relative);
    const drift = (z: number): number => Math.abs(nu.mean + nu.deviation * z);
    const exponent = expected(drift);
    const exponents = Math.sqrt(expected(z => (drift(z) - exponent) ** 2));
    t.true(Math.abs(mean(cells.traits) / exponent - 1) < 0.01);
    t.true(Math.abs(deviation(cells.traits) / exponents - 1) < 0.01);
  });
}

test('a PCM cell that should be open conducts all the same: half a normal distribution', t => {
  const { programmed } = written(pcm, many(draws, 0));
  const sigma = programmingDeviation(0, gMax);
  t.true(Math.abs(mean(programmed) / (sigma / Math.sqrt(2 * Math.PI)) - 1) < 0.01);
  t.true(Math.abs(programmed.filter(g => g === 0).length / draws - 0.5) < 0.005);
});

test('RRAM cells are lognormal around their target', t => {
  const logs = written(rram, many(draws, 1e-4)).programmed.map(g => Math.log(g / 1e-4));
  t.true(Math.abs(mean(logs)) < 0.01 * 0.3);
  t.true(Math.abs(deviation(logs) / 0.3 - 1) < 0.01);
});

test('programming error and drift exponent of a cell are independent', t => {
  const { programmed, traits } = written(pcm, many(draws, 12.5e-6));
  const product = programmed.map((g, k) => g * traits[k]!);
  const covariance = mean(product) - mean(programmed) * mean(traits);
  const correlation = covariance / (deviation(programmed) * deviation(traits));
  t.true(Math.abs(correlation) < 5 / Math.sqrt(draws)); // 5 standard errors
});

test('an ideal cell takes every conductance and keeps it', t => {
  const target = ramp(50);
  const cells = written(ideal, target);
  t.deepEqual(cells.programmed, target);
  t.deepEqual(conductancesAt(ideal, cells, 1e9, 300), target);
  t.true(cells.flicker.every(q => q === 0));
});

test('one device, one life: its exponent is the same at every age', t => {
  const cells = written(pcm, ramp(200));
  for (const age of [1, 60, 3600, 86400, 3e7]) {
    conductancesAt(pcm, cells, age, 300).forEach((g, k) => {
      const before = cells.programmed[k]!;
      if (before > 0) t.true(Math.abs(Math.log(before / g) / Math.log((age + 20) / 20) - cells.traits[k]!) < 1e-12);
    });
  }
  t.deepEqual(conductancesAt(pcm, cells, 0, 300), cells.programmed);
});

test('a device is the same whatever the order and the cut in which its matrix is written', t => {
  const target = ramp(300);
  const whole = written(pcm, target, { imperfections: { stuckLow: 0.1, stuckHigh: 0.1 } });
  fc.assert(
    fc.property(fc.shuffledSubarray([...target.keys()], { minLength: 1 }), some => {
      const part = written(
        pcm,
        some.map(k => target[k]!),
        { address: Float64Array.from(some), imperfections: { stuckLow: 0.1, stuckHigh: 0.1 } },
      );
      for (const [at, k] of some.entries()) {
        if (
          part.programmed[at] !== whole.programmed[k] ||
          part.traits[at] !== whole.traits[k] ||
          part.faults[at] !== whole.faults[k]
        )
          return false;
      }
      return true;
    }),
    { numRuns: 30 },
  );
  t.pass();
});

test('other seeds, matrices and writings draw other devices; the same ones the same', t => {
  const target = ramp(100);
  const first = written(pcm, target);
  t.deepEqual(written(pcm, target), first);
  for (const other of [{ seed: 2 }, { matrix: 'block2' }, { generation: 1 }]) {
    const cells = written(pcm, target, other);
    const same = cells.programmed.filter((g, k) => g > 0 && g === first.programmed[k]).length;
    t.is(same, 0, JSON.stringify(other));
    t.notDeepEqual(cells.traits, first.traits);
  }
});

test('levels: five of them from 0 to 24 µS stand 6 µS apart', t => {
  const wide = { min: 0, max: 24e-6 };
  const levels = [0, 2.9, 3.1, 14, 16, 24].map(g => Math.round(1e6 * nearestLevel(g * 1e-6, wide, 5)));
  t.deepEqual(levels, [0, 0, 6, 12, 18, 24]);
  t.is(nearestLevel(2.9e-6, wide, 0), 2.9e-6);
});

test('a cell is written to its level, and errs around that', t => {
  const target = ramp(64);
  const { programmed, target: wanted } = written(ideal, target, { imperfections: { levels: 16 } });
  t.deepEqual(wanted, target);
  t.is(new Set([...programmed].map(g => g.toPrecision(12))).size, 16);
  const half = gMax / 15 / 2;
  programmed.forEach((g, k) => {
    t.true(Math.abs(g - target[k]!) <= half * (1 + 1e-12));
  });
  // 2.6 µS goes to the level at 2.5 µS of 11, and its error is drawn around that level.
  const near = written(pcm, [2.6e-6], { imperfections: { levels: 11 } });
  t.true(Math.abs(near.programmed[0]! - written(pcm, [2.5e-6]).programmed[0]!) < 1e-20);
});

test('stuck cells have their share, sit at the ends of the window and stay there', t => {
  const imperfections = { stuckLow: 0.02, stuckHigh: 0.01 };
  const cells = written(rram, many(draws, 1e-4), { imperfections });
  const share = (kind: number): number => cells.faults.filter(found => found === kind).length / draws;
  t.true(Math.abs(share(fault.stuckLow) - 0.02) < 5 * Math.sqrt(0.02 / draws)); // 5 standard errors
  t.true(Math.abs(share(fault.stuckHigh) - 0.01) < 5 * Math.sqrt(0.01 / draws));
  cells.faults.forEach((found, k) => {
    if (found === fault.stuckLow && cells.programmed[k] !== 9e-6) t.fail();
    if (found === fault.stuckHigh && cells.programmed[k] !== 237e-6) t.fail();
  });
});

test('rewriting a matrix moves its sound cells and no stuck one', t => {
  const imperfections = { stuckLow: 0.1, stuckHigh: 0.1 };
  const first = written(pcm, many(2000, 1e-5), { imperfections });
  const again = written(pcm, many(2000, 2e-5), { imperfections, generation: 3 });
  t.deepEqual(again.faults, first.faults);
  const aged = conductancesAt(pcm, again, 3e7, 300);
  for (let k = 0; k < 2000; k++) {
    if (first.faults[k] === fault.none) t.not(again.programmed[k], first.programmed[k]);
    else t.is(aged[k], first.programmed[k]);
  }
});

/** Addresses in runs, alone, in falling order, and past 2³². */
const addressings: Record<string, (k: number) => number> = {
  consecutive: k => k + 12_345,
  scattered: k => (k * 7919) % 100_003,
  falling: k => 99_999 - k,
  far: k => 2 ** 33 - 3 + k,
};

for (const name of Object.keys(deviceTable)) {
  test(`${name}: whatever the blocks, cells are what the model gives for the whole arrays, and stay so`, t => {
    const device = createDevice(name);
    const { window, programming, retention, readNoise, temperatures } = device;
    const kelvin = Math.min(Math.max(300, temperatures[0]), temperatures[1]);
    const uniform = randomStream(3, 'targets');
    for (const length of [0, 1, 31, 4095, 4097, 8193])
      for (const addressOf of Object.values(addressings)) {
        const address = Float64Array.from({ length }, (_, k) => addressOf(k));
        const ends = [window.min, window.max];
        const target = address.map(
          (_, k) => ends[k % 17] ?? window.min + (window.max - window.min) * uniform.uniform(k),
        );
        const given = { target: target.slice(), address: address.slice() };
        const drawn = (purpose: string): Float64Array => address.map(randomStream(1, purpose, 'block1', 0).normal);
        const programmed = programming.program(target.slice(), drawn('programming'));
        const traits = retention.traits(target.slice(), drawn('drift'));
        const flicker = readNoise.flicker(programmed.slice());
        const white = readNoise.white(programmed.slice());
        const expected = { target, programmed, traits, flicker, white, faults: new Uint8Array(length) };

        const cells = written(device, target, { address });
        t.deepEqual(cells, expected);
        for (const seconds of [0, 60, 86400]) {
          const aged = conductancesAt(device, cells, seconds, kelvin);
          conductancesAt(device, cells, 1, kelvin);
          t.deepEqual(aged, retention.age(programmed.slice(), traits.slice(), seconds, kelvin));
        }
        // Later calls, of other cells in the same blocks, change nothing of these.
        written(device, target.slice().reverse(), { address, seed: 2 });
        t.deepEqual(cells, expected);
        t.deepEqual({ target, address }, given);
      }
  });
}

test('new cells in the arrays of old ones, and reads in those of earlier reads, are those in fresh arrays', t => {
  const target = ramp(5000);
  const address = Float64Array.from(target, (_, k) => k);
  const program = (seed: number, old?: Cells): Cells =>
    programCells(pcm, { ...sound, stuckHigh: 0.01 }, target, address, { seed, matrix: 'a', generation: 0 }, old);
  const old = program(1);
  const fresh = program(2);
  const again = program(2, old);
  t.deepEqual(again, fresh);
  t.is(again.programmed, old.programmed);
  t.deepEqual(program(2, { ...program(1), programmed: new Float64Array(3) }), fresh);

  const aged = conductancesAt(pcm, fresh, 3600, 300);
  const room = many(5000, 7);
  t.is(conductancesAt(pcm, fresh, 3600, 300, room), room);
  t.deepEqual(room, aged);
  const read = (out?: Float64Array): Float64Array =>
    noisyConductances(aged, fresh.flicker, 5, randomStream(1, 'read'), address, out);
  const seen = read();
  t.deepEqual(read(room), seen);
  t.deepEqual(read(aged), seen);
});
