import { reject } from '../../edge/error.js';
import { valuesOf } from '../parameter.js';
import { physical } from './constants.js';
import type { CompactEntry, CompactModel, StateVariable } from './model.js';
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
 */
export const stanfordPku: CompactEntry<typeof parameters> = {
  name: 'stanford-pku',
  title: 'Stanford–PKU filament with a gap',
  source: 'Jiang et al., SISPAD 2014; Verilog-A of doi 10.4231/D37H1DN48; constants as in MemTorch',
  shown: { volt: 1.5, hertz: 1e3 },
  limits: [
    'deterministic: the random term δg of the gap is left out',
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
    const k = physical.boltzmannVolt;
    const reach = c.hop / c.thickness;
    const currentOf = (volt: number, gap: number): number =>
      c.current * Math.exp(-gap / c.gapDecay) * Math.sinh(volt / c.sinhVolt);
    // In units of Fmin, so that the ramp is one expression; without a threshold it is always open.
    const perThreshold = c.thresholdField > 0 ? 1 / (c.thickness * c.thresholdField) : 0;
    const open = (field: number): number =>
      perThreshold === 0 ? 1 : Math.min(Math.max((field * perThreshold - 1) / (2 * thresholdWidth) + 0.5, 0), 1);
    const gap: StateVariable = { name: 'gap', unit: 'm', min: minGap, max: maxGap, initial, perVolt: nm };
    return {
      name: 'stanford-pku',
      states: [gap],
      current: (volt, state) => currentOf(volt, state[0]!),
      rate(volt, state, rate) {
        const meters = state[0]!;
        const kT = k * (c.ambient + Math.abs(volt * currentOf(volt, meters)) * c.thermalResistance);
        const gamma = Math.max(c.enhancement - c.enhancementFall * (meters / nm) ** 3, 0);
        const speed = -c.velocity * Math.exp(-c.activation / kT) * Math.sinh((gamma * reach * volt) / kT);
        rate[0] = gated(gap, meters, speed * open(gamma * Math.abs(volt)));
      },
      subcircuit(name) {
        const inNm = `(${held(gap)}/${nm})`;
        const current = `${c.current}*exp(-${held(gap)}/${c.gapDecay})*sinh(V(p,n)/${c.sinhVolt})`;
        const gamma = `max(${c.enhancement}-${c.enhancementFall}*${inNm}^3,0)`;
        const kT = `(${k}*(${c.ambient}+${c.thermalResistance}*abs(V(p,n)*${current})))`;
        const ramp = `min(max((${gamma}*abs(V(p,n))*${perThreshold}-1)/${2 * thresholdWidth}+0.5,0),1)`;
        const rate = `-${c.velocity}*exp(-${c.activation}/${kT})*sinh(${gamma}*${reach}*V(p,n)/${kT})`;
        return subcircuit(name, stanfordPku.title, current, [
          { variable: gap, rate: perThreshold === 0 ? rate : `${rate}*${ramp}` },
        ]);
      },
    };
  },
};
