import test from 'ava';
import { simulateModel } from '../../../devices/compact/integrate.js';
import { biolekDrift, joglekarDrift, linearDrift } from '../../../devices/compact/linear-drift.js';
import { mms } from '../../../devices/compact/mms.js';
import type { CompactModel } from '../../../devices/compact/model.js';
import { pershinDiVentra } from '../../../devices/compact/pershin-di-ventra.js';
import { team } from '../../../devices/compact/team.js';
import { vteam } from '../../../devices/compact/vteam.js';
import { biolekWindow, joglekarWindow, prodromakisWindow } from '../../../devices/compact/window.js';
import { yakopcic } from '../../../devices/compact/yakopcic.js';

// The equations of each model at points worked out by hand from its publication.

const near = (t: { true(actual: boolean, message: string): unknown }, found: number, expected: number): void => {
  t.true(Math.abs(found - expected) <= 1e-9 * Math.abs(expected), `${found}, not ${expected}`);
};

const rateAt = (model: CompactModel, volt: number, state: number): number => {
  const rate = new Float64Array(1);
  model.rate(volt, new Float64Array([state]), rate);
  return rate[0]!;
};

const currentAt = (model: CompactModel, volt: number, state: number): number =>
  model.current(volt, new Float64Array([state]));

test("Joglekar's window raises 2x − 1 to the power 2p, not what it is taken from", t => {
  const { factor } = joglekarWindow(2);
  near(t, factor(0.5, 1), 1);
  near(t, factor(0.75, 1), 1 - 0.5 ** 4);
  near(t, factor(0.25, -1), 1 - 0.5 ** 4);
  t.true(factor(0, 1) < 1e-3 && factor(1, 1) < 1e-3);
});

test("Prodromakis' window adds 0.75: 0 at both bounds, highest in the middle", t => {
  const { factor } = prodromakisWindow(3, 2);
  near(t, factor(0.5, 1), 2 * (1 - 0.75 ** 3));
  near(t, factor(0.25, 1), 2 * (1 - 0.8125 ** 3));
  near(t, factor(0.75, 1), 2 * (1 - 0.8125 ** 3));
  t.true(factor(0, 1) > 0 && factor(0, 1) < 1e-3 && factor(1, 1) < 1e-3);
});

test("Biolek's window closes only before the bound that the current drives to", t => {
  const { factor } = biolekWindow(7);
  t.is(factor(1, 1e-3), 0);
  t.is(factor(0, 1e-3), 1);
  t.is(factor(1, -1e-3), 1);
  t.is(factor(0, -1e-3), 0);
  near(t, factor(0.9, 1e-3), 1 - 0.9 ** 14);
});

test('linear ion drift', t => {
  const model = linearDrift.create();
  near(t, currentAt(model, 1, 0.25), 1 / (25 + 12e3));
  near(t, rateAt(model, 1, 0.25), 1e4 / 12025);
  near(t, rateAt(biolekDrift.create(), 1, 0.5), ((4e-12 / 256e-18) * (1 - 0.5 ** 14)) / 550);
});

test('a state that a symmetric window has brought to its bound comes back', t => {
  const model = joglekarDrift.create({ initial: 1 });
  const { states } = simulateModel(model, () => -1, { duration: 10 });
  t.is(states[0], 1);
  t.true(states.at(-1)! < 0.1);
});

test('TEAM: thresholds of the current, resistance from ron to roff', t => {
  const model = team.create();
  near(t, currentAt(model, 1, 0), 1 / 100);
  near(t, currentAt(model, 1, 3e-9), 1 / 200e3);
  const volt = 100 * Math.exp(Math.log(2000) / 2);
  near(t, rateAt(model, 230e-6 * volt, 1.5e-9), 8e-13);
  near(t, rateAt(model, -17.8e-6 * volt, 1.5e-9), -8e-13);
  near(t, rateAt(model, -35.6e-6 * volt, 1.5e-9), -8e-13 * 27);
  t.is(rateAt(model, 114e-6 * volt, 1.5e-9), 0);
  t.is(rateAt(model, -8.8e-6 * volt, 1.5e-9), 0);
});

test('VTEAM: thresholds of the voltage', t => {
  const model = vteam.create();
  near(t, currentAt(model, 0.1, 1.5e-9), 0.1 / 525);
  near(t, rateAt(model, 0.04, 1e-9), 5e-4);
  near(t, rateAt(model, -0.4, 1e-9), -10);
  near(t, rateAt(model, -0.6, 1e-9), -80);
  t.is(rateAt(model, 0.019, 1e-9), 0);
  t.is(rateAt(model, -0.19, 1e-9), 0);
  t.is(rateAt(model, -0.4, 0), 0);
  t.is(rateAt(model, 0.4, 3e-9), 0);
});

test('Yakopcic', t => {
  const model = yakopcic.create();
  near(t, currentAt(model, 0.4, 0.5), 0.17 * 0.5 * Math.sinh(0.02));
  near(t, rateAt(model, 0.4, 0.2), 4000 * (Math.exp(0.4) - Math.exp(0.16)));
  near(t, rateAt(model, 0.4, 0.65), 4000 * (Math.exp(0.4) - Math.exp(0.16)) * Math.exp(-0.35) * 0.5);
  near(t, rateAt(model, -0.4, 0.8), -4000 * (Math.exp(0.4) - Math.exp(0.15)));
  near(t, rateAt(model, -0.4, 0.25), -4000 * (Math.exp(0.4) - Math.exp(0.15)) * Math.exp(-1.25) * 0.5);
  t.is(rateAt(model, 0.15, 0.5), 0);
  t.is(rateAt(model, -0.14, 0.5), 0);
  near(t, rateAt(yakopcic.create({ eta: -1 }), -0.4, 0.2), 4000 * (Math.exp(0.4) - Math.exp(0.15)));
  t.throws(() => yakopcic.create({ eta: 0.5 }), { message: 'model yakopcic: eta: found 0.5; expected 1 or -1' });
});

test('Pershin and Di Ventra: the published difference of sizes, without its rounding errors', t => {
  const [alpha, beta, vt] = [1e11, 2e12, 1.6];
  const model = pershinDiVentra.create({ alpha });
  for (const volt of [-3, -1.6, -1, 0.5, 1.6, 2, 4]) {
    const published = beta * volt + ((alpha - beta) / 2) * (Math.abs(volt + vt) - Math.abs(volt - vt));
    near(t, rateAt(model, volt, 5e3), published);
  }
  t.is(rateAt(pershinDiVentra.create(), 1.1, 5e3), 0);
  near(t, currentAt(model, 2, 4e3), 5e-4);
  const message = 'model pershin-di-ventra: rinit: found 500 ohm; expected from 1000 to 10000 ohm';
  t.throws(() => pershinDiVentra.create({ rinit: 500 }), { name: 'InputError', message });
});

test('metastable switches: half of them at the thresholds, and a diode beside them', t => {
  const model = mms.create();
  const thermal = (1.380649e-23 * 300) / 1.602176634e-19;
  const part = (volt: number): number => 1 / (1 + Math.exp(-volt / thermal));
  near(t, rateAt(model, 0.27, 0.2), 1e4 * (0.5 * 0.8 - (1 - part(0.54)) * 0.2));
  near(t, rateAt(model, -0.27, 0.2), 1e4 * (part(-0.54) * 0.8 - 0.5 * 0.2));
  near(t, currentAt(model, 0.5, 0.5), 0.8 * 0.5 * (1e-3 + 1 / 3e3) + 0.2 * 8e-4 * (Math.exp(2) - Math.exp(-2)));
  near(t, currentAt(mms.create({ phi: 1 }), -0.5, 1), -1e-3);
  t.true(Number.isFinite(rateAt(model, -100, 0.5)));
});

test('roff must be above ron', t => {
  for (const { name, create } of [linearDrift, team, vteam, pershinDiVentra, mms])
    t.throws(() => create({ ron: 2e5, roff: 1e5 }), {
      name: 'InputError',
      message: `model ${name}: roff: found 100000 ohm; expected more than the 200000 ohm of ron`,
    });
});
