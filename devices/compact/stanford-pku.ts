import { reject } from '../../edge/error.js';
import { valuesOf } from '../parameter.js';
import { physical } from './constants.js';
import type { CompactEntry, CompactModel, StateVariable } from './model.js';
import { randomSteps, stepSource } from './random-steps.js';
import { gated } from './state.js';
import { held, subcircuit } from './subcircuit.js';

const nm = 1e-9;

const parameters = {
  current: { meaning: 'I0, scale of the current', unit: 'A', value: 1e-3, range: [1e-12, 1] },
  gapDecay: { meaning: 'g0, gap over which the current falls by e', unit: 'm', value: 0.25e-9, range: [1e-11, 1e-8] },
  sinhVolt: { meaning: 'V0, voltage scale of the current', unit: 'V', value: 0.25, range: [0.01, 10] },
  velocity: { meaning: 'v0, speed of the tip', unit: 'm/s', value: 10, range: [1e-6, 1e6] },
  activation: { meaning: 'Ea, activation energy of vacancies', unit: 'eV', value: 0.6, range: [0.1, 3] },
  hop: { meaning: 'a0, hopping distance', unit: 'm', value: 0.25e-9, range: [1e-11, 1e-8] },
  thickness: { meaning: 'tox, thickness of the oxide', unit: 'm', value: 12e-9, range: [1e-9, 1e-6] },
  enhancement: { meaning: 'γ0, enhancement of the field at gap 0', unit: '', value: 16, range: [0, 1000] },
  enhancementFall: { meaning: 'β, its fall with (gap / 1 nm)³', unit: '', value: 0.8, range: [0, 100] },
  thresholdField: {
    meaning: 'Fmin, enhanced field below which nothing moves',
    unit: 'V/m',
    value: 1.4e9,
    range: [0, 1e11],
  },
  minGap: { meaning: 'smallest gap', unit: 'm', value: 0.2e-9, range: [0, 1e-7] },
  maxGap: { meaning: 'largest gap', unit: 'm', value: 1.7e-9, range: [0, 1e-7] },
  thermalResistance: { meaning: 'Rth', unit: 'K/W', value: 2.1e3, range: [0, 1e7] },
  ambient: { meaning: 'T0', unit: 'K', value: 298, range: [50, 600] },
  initial: { meaning: 'gap at the start', unit: 'm', value: 1.7e-9, range: [0, 1e-7] },
  gapNoise: {
    meaning: 'δg0, random speed of the tip; 0.02 where it is published',
    unit: 'm/s',
    value: 0,
    range: [0, 0.1],
  },
  noiseOnset: { meaning: 'Tcrit, temperature at which half of δg0 acts', unit: 'K', value: 450, range: [50, 2000] },
  noiseWidth: { meaning: 'Tsmth, width of its onset', unit: 'K', value: 500, range: [1, 1e4] },
  noiseTime: { meaning: 'τ, time for which a random value holds', unit: 's', value: 1e-9, range: [1e-15, 1] },
  seed: { meaning: 'of the random values, a whole number', unit: '', value: 0, range: [0, 2 ** 32 - 1] },
} as const;

/** The movement sets in over this part of the threshold field: a step there would hold the gap where it is met. */
const thresholdWidth = 0.01;

/**
 * The Stanford–PKU model of a filament of oxide vacancies with a gap g between its tip and the electrode:
 *
 *   i = I0 exp(−g/g0) sinh(v/V0)      T = T0 + |v i| Rth
 *   dg/dt = −v0 exp(−Ea/kT) sinh(γ a0 q v/(tox kT))      γ = γ0 − β (g/1 nm)³ ≥ 0,   minGap ≤ g ≤ maxGap
 *
 * Positive voltage closes the gap (SET). Nothing moves where the field γ|v|/tox is below Fmin.
 *
 * With δg0 > 0 the tip is pushed at random too, from cycle to cycle otherwise, and more where it is hot:
 *
 *   dg/dt + δg χ(t)      δg = δg0/(1 + exp((Tcrit − T)/Tsmth))
 *
 * The publication draws χ from a standard normal distribution at each step of the simulator, so that its spread depends on
 * how the equations are stepped. Here each χ holds for a time τ and is fixed by seed and number: free of the field, a gap
 * spreads by δg √(τ t) after t, however it is computed. τ = 1 ns is the longest step that the published listing allows.
 */
export const stanfordPku: CompactEntry<typeof parameters> = {
  name: 'stanford-pku',
  title: 'Stanford–PKU filament with a gap',
  source: 'Jiang, Yu, Wu, Engel, Guan, Wong, SISPAD 2014, p. 41; Verilog-A and constants of doi 10.4231/D37H1DN48',
  shown: { volt: 1.5, hertz: 1e3 },
  limits: [
    'the random speed δg is off by default, as where it is published; its values hold for τ and not for a step of the simulator',
    'δg acts without a voltage too, as published: at 298 K a gap at rest wanders through its range in some 30 µs at δg0 = 0.02 m/s and τ = 1 ns',
    'γ0 holds for either polarity; the published listing takes 16 below 0 V whatever γ0 is',
    'the temperature follows the power at once, without a thermal time constant',
    'the threshold field is a ramp from 0.99 to 1.01 Fmin: at the published step a RESET runs along the threshold and has no rate',
    'γ is held at 0 where it would be negative, which it is not for the published gaps',
    'no series resistance: currents far above the published limit of compliance heat it without a bound',
  ],
  parameters,
  create(changed = {}): CompactModel {
    const c = valuesOf(parameters, changed, 'model stanford-pku');
    const { minGap, maxGap, initial } = c;
    if (!(minGap < maxGap))
      reject('model stanford-pku: minGap', `found ${minGap} m`, `expected less than maxGap, ${maxGap} m`);
    if (!(initial >= minGap && initial <= maxGap))
      reject('model stanford-pku: initial', `found ${initial} m`, `expected from ${minGap} to ${maxGap} m, as the gap`);
    if (!Number.isInteger(c.seed)) reject('model stanford-pku: seed', `found ${c.seed}`, 'expected a whole number');
    const k = physical.boltzmannVolt;
    const reach = c.hop / c.thickness;
    const currentOf = (volt: number, gap: number): number =>
      c.current * Math.exp(-gap / c.gapDecay) * Math.sinh(volt / c.sinhVolt);
    // In units of Fmin, so that the ramp is one expression; without a threshold it is always open.
    const perThreshold = c.thresholdField > 0 ? 1 / (c.thickness * c.thresholdField) : 0;
    const open = (field: number): number =>
      perThreshold === 0 ? 1 : Math.min(Math.max((field * perThreshold - 1) / (2 * thresholdWidth) + 0.5, 0), 1);
    const random = c.gapNoise > 0 ? randomSteps(c.noiseTime, c.seed, 'stanford-pku gap') : undefined;
    const gap: StateVariable = { name: 'gap', unit: 'm', min: minGap, max: maxGap, initial, perVolt: nm };
    return {
      name: 'stanford-pku',
      states: [gap],
      ...(random && { random }),
      current: (volt, state) => currentOf(volt, state[0]!),
      rate(volt, state, rate, chi = 0) {
        const meters = state[0]!;
        const kelvin = c.ambient + Math.abs(volt * currentOf(volt, meters)) * c.thermalResistance;
        const kT = k * kelvin;
        const gamma = Math.max(c.enhancement - c.enhancementFall * (meters / nm) ** 3, 0);
        const speed = -c.velocity * Math.exp(-c.activation / kT) * Math.sinh((gamma * reach * volt) / kT);
        const push = (c.gapNoise * chi) / (1 + Math.exp((c.noiseOnset - kelvin) / c.noiseWidth));
        rate[0] = gated(gap, meters, speed * open(gamma * Math.abs(volt)) + push);
      },
      subcircuit(name, seconds) {
        const inNm = `(${held(gap)}/${nm})`;
        const current = `${c.current}*exp(-${held(gap)}/${c.gapDecay})*sinh(V(p,n)/${c.sinhVolt})`;
        const gamma = `max(${c.enhancement}-${c.enhancementFall}*${inNm}^3,0)`;
        const kelvin = `(${c.ambient}+${c.thermalResistance}*abs(V(p,n)*${current}))`;
        const kT = `(${k}*${kelvin})`;
        const ramp = `min(max((${gamma}*abs(V(p,n))*${perThreshold}-1)/${2 * thresholdWidth}+0.5,0),1)`;
        const rate = `-${c.velocity}*exp(-${c.activation}/${kT})*sinh(${gamma}*${reach}*V(p,n)/${kT})`;
        const drift = perThreshold === 0 ? rate : `${rate}*${ramp}`;
        if (!random || seconds === undefined) {
          const remark = random ? `${stanfordPku.title}, without its noise` : stanfordPku.title;
          return subcircuit(name, remark, current, [{ variable: gap, rate: drift }]);
        }
        const push = `${c.gapNoise}*V(chi)/(1+exp((${c.noiseOnset}-${kelvin})/${c.noiseWidth}))`;
        const remark = `${stanfordPku.title}, with the noise of seed ${c.seed} until ${seconds} s`;
        return subcircuit(name, remark, current, [{ variable: gap, rate: `${drift}+${push}` }], {
          to: 'n',
          lines: [stepSource(random, 'chi', seconds)],
        });
      },
    };
  },
};
