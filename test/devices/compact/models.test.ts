import test from 'ava';
import fc from 'fast-check';
import { simulateModel } from '../../../devices/compact/integrate.js';
import type { CompactEntry, CompactModel } from '../../../devices/compact/model.js';
import { compactModels } from '../../../devices/compact/table.js';
import { piecewiseLinear } from '../../../devices/compact/waveform.js';
import { cases, type ModelCase } from './cases.js';
import { loop, loopArea } from './loop.js';

// What holds for every model of the table.

const all: readonly (readonly [string, CompactEntry, ModelCase])[] = Object.entries(compactModels).map(
  ([name, entry]): [string, CompactEntry, ModelCase] => [name, entry, cases[name as keyof typeof cases]],
);

/** States inside the bounds and on them. */
const states = (model: CompactModel): fc.Arbitrary<Float64Array> =>
  fc
    .tuple(
      ...model.states.map(({ min, max }) =>
        fc.oneof(fc.constantFrom(min, max), fc.double({ min, max, noNaN: true, noDefaultInfinity: true })),
      ),
    )
    .map(values => Float64Array.from(values));

const volts = (most: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constant(0), fc.double({ min: -most, max: most, noNaN: true, noDefaultInfinity: true }));

test('the table names its models as they name themselves', t => {
  t.true(all.length > 0);
  for (const [name, entry] of all) {
    t.is(entry.name, name);
    t.is(entry.create().name, name);
    t.true(entry.title.length > 0 && entry.source.length > 0);
    for (const { min, max, initial, perVolt } of entry.create().states) {
      t.true(min < max && min <= initial && initial <= max);
      // The node of a state moves through some tenths of a volt to some hundred.
      t.true((max - min) / perVolt >= 0.1 && (max - min) / perVolt <= 1e3);
    }
  }
});

for (const [name, entry, { narrowing }] of all) {
  const { volt, hertz } = entry.shown;
  const model = entry.create();

  test(`${name}: its loop is pinched at the origin and narrows above ${hertz * narrowing[0]!} Hz`, t => {
    const trace = loop(model, volt, hertz);
    const most = trace.current.reduce((max, amps) => Math.max(max, Math.abs(amps)), 0);
    for (const k of [0, 500, 1000]) t.true(Math.abs(trace.current[k]!) < 1e-9 * most);
    t.true(loopArea(trace) > 0.02 * volt * most, 'it is a loop');
    const areas = narrowing.map(multiple => loopArea(loop(model, volt, hertz * multiple)));
    areas.forEach((area, k) => {
      if (k > 0) t.true(area < areas[k - 1]!, `areas ${areas.join(', ')}`);
    });
    t.true(areas.at(-1)! < 0.2 * areas[0]!, `areas ${areas.join(', ')}`);
  });

  test(`${name}: is passive, carries nothing at 0 V, and its rates lead nowhere out of bounds`, t => {
    const rate = new Float64Array(model.states.length);
    const property = fc.property(volts(3 * volt), states(model), (v, state) => {
      const amps = model.current(v, state);
      model.rate(v, state, rate);
      t.is(model.current(0, state), 0);
      return (
        Number.isFinite(amps) &&
        v * amps >= 0 &&
        model.states.every(({ min, max }, k) => {
          const [x, dx] = [state[k]!, rate[k]!];
          return Number.isFinite(dx) && !(x <= min && dx < 0) && !(x >= max && dx > 0);
        })
      );
    });
    t.notThrows(() => fc.assert(property, { numRuns: 200 }));
  });

  test(`${name}: stays within its bounds under any voltage`, t => {
    const leg = fc.tuple(fc.double({ min: 1e-3, max: 1, noNaN: true }), volts(2 * volt));
    const property = fc.property(fc.array(leg, { minLength: 1, maxLength: 8 }), states(model), (legs, initial) => {
      let at = 0;
      const points = legs.map(([part, v]): readonly [number, number] => {
        at += part / hertz;
        return [at, v];
      });
      const wave = piecewiseLinear([[0, 0], ...points]);
      const trace = simulateModel(model, wave.at, {
        duration: at,
        breakpoints: wave.breakpoints(at),
        initial,
        points: 200,
        tolerance: 1e-4,
      });
      return (
        trace.current.every((amps, k) => Number.isFinite(amps) && amps * trace.voltage[k]! >= 0) &&
        trace.states.every((x, k) => {
          const { min, max } = model.states[k % model.states.length]!;
          return x >= min && x <= max;
        })
      );
    });
    t.notThrows(() => fc.assert(property, { numRuns: 30 }));
  });

  test(`${name}: refuses parameters by name, value, unit and range`, t => {
    for (const [parameter, { unit, value, range }] of Object.entries(entry.parameters)) {
      const [least, most] = range;
      t.true(value >= least && value <= most, parameter);
      const units = unit === '' ? '' : ` ${unit}`;
      for (const bad of [least - Math.abs(least) - 1, most + Math.abs(most) + 1, Number.NaN])
        t.throws(() => entry.create({ [parameter]: bad }), {
          name: 'InputError',
          message: `model ${name}: ${parameter}: found ${bad}${units}; expected from ${least} to ${most}${units}`,
        });
    }
    t.throws(() => entry.create({ nonsense: 1 }), { name: 'InputError', message: /nonsense: found no such parameter/ });
  });

  test(`${name}: its subcircuit is of plain dialect`, t => {
    const text = model.subcircuit('cell');
    const lines = text.trimEnd().split('\n');
    t.true(lines.some(line => line === '.subckt cell p n'));
    t.is(lines.at(-1), '.ends cell');
    t.notRegex(text, /\b(if|stp|sdt|idt|u|limit|table|poly|agauss)\(/i);
    t.notRegex(text, /NaN|Infinity|undefined|\{/);
    const holds = model.readCell ? 'V' : 'C';
    for (const { name: state } of model.states) t.regex(text, new RegExp(`^${holds}${state} ${state} `, 'm'));
    t.true(lines.every(line => line.length <= 121));
  });
}
