import test from 'ava';
import fc from 'fast-check';
import {
  type Conductances,
  leakyConductances,
  type Phase,
  phaseFactors,
  synapseConductances,
  turningConductances,
} from '../../compiler/active-phase.js';
import { dormandPrince } from '../../numeric/dormand-prince.js';

const capacitance = 1e-12;
const phase: Phase = { active: 0.9e-6, pulse: 0.4e-6 };

/** U and W at the end of a phase from the ODE itself, by an integrator that knows nothing of exponentials. */
function integrated(of: Conductances, start: readonly [number, number], x: number, rest: number): number[] {
  const { active, pulse } = phase;
  const part = (from: Float64Array, seconds: number, drive: number): Float64Array => {
    // In units of the phase and of volts, so that tolerances are relative.
    const rate = ([u = 0, w = 0]: Float64Array, out: Float64Array): void => {
      const scale = active / capacitance;
      out[0] = scale * (-of.leakU * (u - rest) + of.fromW * w + of.inputU * drive);
      out[1] = scale * (-of.leakW * w + of.fromU * u + of.inputW * drive);
    };
    const end = seconds / active;
    for (const step of dormandPrince(rate, from, { tolerance: 1e-12, maxStep: end / 4 }))
      if (step.to >= end) return step.at(end, new Float64Array(2));
    return from;
  };
  const after = part(Float64Array.from(start), pulse, x);
  return Array.from(part(after, active - pulse, 0));
}

const cases: readonly (readonly [string, Conductances])[] = [
  ['a leak', leakyConductances(0.96, 0.04, capacitance, phase)],
  ['none', leakyConductances(1, 0.1, capacitance, phase)],
  [
    'a synapse',
    synapseConductances({ keepU: 0.9, keepW: 0.55, coupling: 0.3, gainU: 0.1, gainW: 0.7 }, capacitance, phase),
  ],
  [
    'a synapse as fast as its membrane',
    synapseConductances({ keepU: 0.8, keepW: 0.8, coupling: 0.3, gainU: 0, gainW: 0.7 }, capacitance, phase),
  ],
  ['a resonator', turningConductances(0.97, 0.24, 0.01, capacitance, phase)],
];

for (const [name, of] of cases)
  test(`a phase in closed form is the ODE's: ${name}`, t => {
    const { uu, uw, wu, ww, ux, wx } = phaseFactors(of, capacitance, phase);
    const [u, w, x, rest] = [0.3, -0.2, 0.8, 0.1];
    // The leak of resonators goes to 0 V.
    const to = of.fromU === 0 ? rest : 0;
    const found = [uu * u + uw * w + (1 - uu) * to + ux * x, wu * u + ww * w + wx * x];
    const wanted = integrated(of, [u, w], x, to);
    found.forEach((volts, k) => {
      // The integrator's tolerance, some hundred steps of it.
      t.true(Math.abs(volts - wanted[k]!) < 1e-9, `${volts}, ${wanted[k]}`);
    });
  });

const share = fc.double({ min: 0.01, max: 0.999, noNaN: true });
const gain = fc.double({ min: 0.001, max: 2, noNaN: true });
const phases = fc
  .tuple(fc.double({ min: 1e-9, max: 1e-3, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }))
  .map(([active, part]) => ({ active, pulse: active * part }));
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

test('the conductances of a step make that step', t => {
  fc.assert(
    fc.property(share, share, gain, gain, gain, phases, (keepU, keepW, coupling, gainU, gainW, own) => {
      const step = { keepU, keepW, coupling, gainU, gainW };
      const f = phaseFactors(synapseConductances(step, capacitance, own), capacitance, own);
      return near(f.uu, keepU) && near(f.ww, keepW) && near(f.uw, coupling) && near(f.ux, gainU) && near(f.wx, gainW);
    }),
  );
  fc.assert(
    fc.property(share, fc.double({ min: 0.001, max: 3, noNaN: true }), gain, phases, (re, im, by, own) => {
      const f = phaseFactors(turningConductances(re, im, by, capacitance, own), capacitance, own);
      // The drive stays real, whatever the pole.
      return near(f.uu, re) && near(f.wu, im) && near(f.uw, -im) && near(f.ux, by) && Math.abs(f.wx) < 1e-9 * by;
    }),
  );
  t.pass();
});

test('a leak is −active/(C·ln keep), and a pulse as long as the phase lets 1 − keep of a constant in', t => {
  const whole = { active: 1e-6, pulse: 1e-6 };
  const { leakU, inputU } = leakyConductances(0.96, 0.04, capacitance, whole);
  t.true(near(1 / leakU, -1e-6 / (1e-12 * Math.log(0.96))));
  t.true(near(inputU, leakU));
});

test('a balanced resonator at its boundary has no leak', t => {
  const angle = 0.3;
  const { leakU, fromU } = turningConductances(Math.cos(angle), Math.sin(angle), 0.01, capacitance, phase);
  t.true(Math.abs(leakU) < 1e-12 * fromU);
  t.true(near(fromU, (capacitance * angle) / phase.active));
});
