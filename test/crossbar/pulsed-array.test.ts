import test from 'ava';
import { biasVoltages } from '../../crossbar/bias.js';
import { compactCells } from '../../crossbar/cell-dynamics.js';
import { followPulses, largestPart, type PulsedArray } from '../../crossbar/pulsed-array.js';
import { simulateModel } from '../../devices/compact/integrate.js';
import { compactModels } from '../../devices/compact/table.js';
import { pulses } from '../../devices/compact/waveform.js';
import { xbar } from './circuits.js';

const vteam = compactModels.vteam.create();
const shape = { count: 3, edge: 1e-9, width: 20e-9, gap: 5e-9 };

/** One cell behind a resistor, at `volt`. */
const one = (volt: number, driver: number): PulsedArray => ({
  array: xbar([[0]], { driver }),
  model: vteam,
  states: Float64Array.of(1.5e-9),
  volts: { word: Float64Array.of(volt), bit: Float64Array.of(0) },
  pulses: shape,
});

test('one cell without wires is the single model under the same waveform', async t => {
  const after = await followPulses(one(0.2, 0));
  const { count, edge, width, gap } = shape;
  const wave = pulses({ high: 0.2, delay: 0, rise: edge, width, fall: edge, period: 2 * edge + width + gap });
  const duration = 3 * (2 * edge + width + gap) * (1 - 1e-12);
  const trace = simulateModel(vteam, wave.at, { duration, tolerance: 1e-9, breakpoints: wave.breakpoints(duration) });
  t.is(after.length, count);
  t.true(largestPart(vteam, after.at(-1)!, Float64Array.of(trace.states.at(-1)!)) < 1e-5);
});

// With R = Ron + s w behind Rs, and u = R + Rs the whole of it, v = V (1 − Rs/u) and du/dt = s k (v/vOff − 1) above the
// threshold. With a = V/vOff − 1 and b = V Rs/vOff that is s k (a − b/u): (u − u₀)/a + (b/a²) ln((a u − b)/(a u₀ − b)) = s k t.
test('behind a resistor it is the closed form of its differential equation', async t => {
  const [volt, rs, k, vOff, ron, s] = [0.3, 800, 5e-4, 0.02, 50, 950 / 3e-9];
  const [after] = await followPulses(
    { ...one(volt, rs), pulses: { count: 1, edge: 1e-15, width: 100e-9, gap: 0 } },
    { tolerance: 1e-6 },
  );
  const u = (w: number): number => ron + s * w + rs;
  const [a, b] = [volt / vOff - 1, (volt * rs) / vOff];
  const [u0, u1] = [u(1.5e-9), u(after![0]!)];
  const time = ((u1 - u0) / a + (b / a ** 2) * Math.log((a * u1 - b) / (a * u0 - b))) / (s * k);
  t.true(u1 - u0 > 50);
  t.true(Math.abs(time / 100e-9 - 1) < 1e-5, `${time}`);
});

test('finer steps change no state by more than the tolerance adds up to', async t => {
  const model = compactModels.yakopcic.create();
  const g = Float64Array.from({ length: 9 }, (_, k) => [1e-3, 3e-3, 2e-3][k % 3]!);
  const array = xbar([[0, 0, 0], [0, 0, 0], [0, 0, 0]], { wordLine: 5, bitLine: 5, driver: 30 }); // biome-ignore format: one thing
  const pulsed = {
    ...{ array, model, states: compactCells(model).start(g), volts: biasVoltages(array, { row: 0, col: 1 }, 1, 'V/3') },
    pulses: { count: 1, edge: 5e-6, width: 1e-4, gap: 0 },
  } as const;
  const [coarse] = await followPulses(pulsed);
  const [fine] = await followPulses(pulsed, { tolerance: 1e-7 });
  t.true(largestPart(model, coarse!, pulsed.states) > 0.1);
  t.true(largestPart(model, coarse!, fine!) < 1e-4);
});

test('below its thresholds nothing moves, and 0 V leaves all as it is', async t => {
  for (const volt of [0.019, -0.19, 0]) {
    const after = await followPulses(one(volt, 10));
    t.deepEqual(
      after,
      [0, 1, 2].map(() => Float64Array.of(1.5e-9)),
    );
  }
});

test('impossible pulses are refused, and it can be stopped', async t => {
  const bad = (change: Partial<typeof shape>, message: string): Promise<unknown> =>
    t.throwsAsync(followPulses({ ...one(0.1, 0), pulses: { ...shape, ...change } }), { message });
  await bad({ count: 0 }, 'pulses: count: found 0; expected a whole number ≥ 1');
  await bad({ edge: 0 }, 'pulses: edge: found 0 s; expected more than 0 s');
  await bad({ width: -1 }, 'pulses: width: found -1 s; expected at least 0 s');
  await t.throwsAsync(followPulses({ ...one(0.1, 0), states: new Float64Array(2) }), {
    message: 'pulses: states: found 2; expected 1',
  });
  const stop = () => Promise.reject(new Error('stopped'));
  await t.throwsAsync(followPulses(one(0.1, 0), { between: stop }), { message: 'stopped' });
});
