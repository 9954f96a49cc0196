import test from 'ava';
import fc from 'fast-check';
import { type Cells, conductancesAt, programCells } from '../../devices/cells.js';
import { type Device, fault } from '../../devices/device.js';
import { noDrift } from '../../devices/parts.js';
import { createDevice, deviceTable } from '../../devices/table.js';

// What every device of the table owes to those who use it.
const count = 40;
const sound = { levels: 0, stuckLow: 0, stuckHigh: 0 };
const seed = fc.integer({ min: 0, max: 2 ** 31 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const year = 365 * 86400;

const within = ({ window: { min, max } }: Device, part: number): number => min + part * (max - min);

/** Devices over the whole window, from its least conductance to its greatest. */
function written(device: Device, from: number, imperfections = sound): Cells {
  const target = Float64Array.from({ length: count }, (_, k) => within(device, k / (count - 1)));
  const address = Float64Array.from(target, (_, k) => k);
  return programCells(device, imperfections, target, address, { seed: from, matrix: 'm', generation: 0 });
}

/** Ages that the device knows, rising. */
const agesOf = ({ retention }: Device): number[] =>
  [1e-6, 0.5, 1, 60, 3600, 86400, 2 * 86400, 5 * 86400, year, 10 * year].filter(age => age <= retention.longest);

for (const [name, entry] of Object.entries(deviceTable)) {
  const device = createDevice(name);
  const kelvin = Math.max(300, device.temperatures[0]);
  const at = (cells: Cells, seconds: number): Float64Array => conductancesAt(device, cells, seconds, kelvin);

  test(`${name}: conductances are finite and not negative at every age, and as programmed at first`, t => {
    fc.assert(
      fc.property(seed, from => {
        const cells = written(device, from);
        const noise = [cells.flicker, cells.white];
        const all = [cells.programmed, ...agesOf(device).map(age => at(cells, age)), ...noise];
        return (
          all.every(values => values.every(value => value >= 0 && value < Infinity)) &&
          at(cells, 0).every((g, k) => g === cells.programmed[k])
        );
      }),
    );
    t.pass();
  });

  test(`${name}: one device, one life: those written alike keep their order for good`, t => {
    const { retention } = device;
    const normal = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(share, normal, normal, (part, z1, z2) => {
        const g = within(device, part);
        const pair = Float64Array.of(g, g);
        const traits = retention.traits(pair, Float64Array.of(z1, z2));
        const apart = agesOf(device).map(age => {
          const aged = retention.age(pair, traits, age, kelvin);
          return Math.sign(aged[0]! - aged[1]!);
        });
        return !(apart.includes(1) && apart.includes(-1));
      }),
    );
    t.pass();
  });

  test(`${name}: the same bytes in any order and cut of its matrix`, t => {
    const imperfections = { levels: 0, stuckLow: 0.1, stuckHigh: 0.1 };
    const whole = written(device, 7, imperfections);
    fc.assert(
      fc.property(fc.shuffledSubarray([...whole.target.keys()], { minLength: 1 }), some => {
        const draws = { seed: 7, matrix: 'm', generation: 0 };
        const target = Float64Array.from(some, k => whole.target[k]!);
        const part = programCells(device, imperfections, target, Float64Array.from(some), draws);
        const same = (own: Float64Array | Uint8Array, of: Float64Array | Uint8Array): boolean =>
          some.every((k, where) => Object.is(own[where], of[k]));
        const age = Math.min(3600, device.retention.longest);
        return (
          same(part.programmed, whole.programmed) &&
          same(part.traits, whole.traits) &&
          same(part.faults, whole.faults) &&
          same(at(part, age), at(whole, age))
        );
      }),
      { numRuns: 20 },
    );
    t.pass();
  });

  test(`${name}: stuck cells stay stuck`, t => {
    const cells = written(device, 3, { levels: 0, stuckLow: 0.3, stuckHigh: 0.3 });
    t.true(cells.faults.includes(fault.stuckLow) && cells.faults.includes(fault.stuckHigh));
    for (const age of agesOf(device))
      at(cells, age).forEach((g, k) => {
        if (cells.faults[k] === fault.stuckLow) t.is(g, device.window.min);
        if (cells.faults[k] === fault.stuckHigh) t.is(g, device.window.max);
      });
  });

  test(`${name}: its current rises with the voltage, and takes power`, t => {
    const { current, slope, range } = device.conduction;
    const most = Math.min(range, 2);
    const volt = fc.double({ min: -most, max: most, noNaN: true });
    // Up to twice the window, for the devices that miss it.
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 * device.window.max, noNaN: true }), volt, volt, (g, v, w) => {
        const rises = v < w ? current(g, v) <= current(g, w) : current(g, v) >= current(g, w);
        return rises && v * current(g, v) >= 0 && slope(g, v) >= 0;
      }),
      { numRuns: 500 },
    );
    t.is(Math.abs(current(within(device, 0.5), 0)), 0);
  });

  if (device.retention.age === noDrift.age)
    test(`${name}: what has no memory of its age ages in steps as at once`, t => {
      const cells = written(device, 1);
      t.deepEqual(at({ ...cells, programmed: at(cells, 10) }, 90), at(cells, 100));
    });

  test(`${name}: ages and temperatures without data are refused`, t => {
    const cells = written(device, 1);
    const bad = (seconds: number, temperature: number, message: string): void => {
      const found = t.throws(() => conductancesAt(device, cells, seconds, temperature), { name: 'InputError' });
      t.is(found?.message, `device ${name}: ${message}`);
    };
    bad(-1, kelvin, 'age: found -1 s; expected 0 s or more since programming');
    bad(Number.NaN, kelvin, 'age: found NaN s; expected 0 s or more since programming');
    const { longest } = device.retention;
    if (longest < Infinity)
      bad(
        longest + 1,
        kelvin,
        `age: found ${longest + 1} s; expected at most ${longest} s since programming, where its data end`,
      );
    const [least, most] = device.temperatures;
    const range = most === Infinity ? `at least ${least} K` : `from ${least} to ${most} K`;
    const right = least === most ? `${least} K` : range;
    for (const temperature of [-1, Number.NaN, ...(most < Infinity ? [most + 1] : [])])
      bad(0, temperature, `temperature: found ${temperature} K; expected ${right}`);
  });

  test(`${name}: targets outside the window are refused, but for rounding`, t => {
    const { min, max } = device.window;
    const write = (target: number): Cells =>
      programCells(device, sound, Float64Array.of(min, target), Float64Array.of(4, 17), {
        seed: 1,
        matrix: 'block1',
        generation: 0,
      });
    t.notThrows(() => write(max * (1 + 1e-15)));
    for (const target of [1.001 * max, min - 0.001 * max, Number.NaN])
      t.throws(() => write(target), {
        name: 'InputError',
        message: `block1: cell 17: found a target of ${target} S; expected from ${min} to ${max} S, the device's window`,
      });
  });

  test(`${name}: says where it comes from, and refuses parameters out of their range`, t => {
    t.is(device.model, name);
    for (const text of [entry.title, entry.source, device.programming.source, ...device.limits])
      t.true(text.length > 8);
    for (const [key, { value, range }] of Object.entries(entry.parameters)) {
      t.true(value >= range[0] && value <= range[1], key);
      for (const wrong of [range[1] * 1.001, range[0] - 1, Number.NaN])
        t.throws(() => createDevice(name, { [key]: wrong }), {
          name: 'InputError',
          message: new RegExp(`^device ${name}: ${key}: found `),
        });
    }
  });
}

test('a spread that widens does so at every step, but for the published step from 1 day to 2', t => {
  for (const name of ['rram-wan2022', 'rram-cmo', 'sonos']) {
    const { window, retention } = createDevice(name);
    fc.assert(
      fc.property(share, part => {
        const g = Float64Array.of(Math.max(window.min + part * (window.max - window.min), 0.2 * window.max));
        const [low, high] = [-1, 1].map(z => retention.traits(g, Float64Array.of(z)));
        const ages = [1, 60, 3600, 86400, 2 * 86400, 3 * 86400].filter(age => age <= retention.longest);
        const spreads = ages.map(age => retention.age(g, high!, age, 300)[0]! - retention.age(g, low!, age, 300)[0]!);
        return spreads.every((spread, k) => k === 0 || spread >= spreads[k - 1]! * (ages[k] === 2 * 86400 ? 0.96 : 1));
      }),
    );
  }
  t.pass();
});
