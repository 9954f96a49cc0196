import { reject } from '../../edge/error.js';
import { valuesOf } from '../parameter.js';
import { physical } from './constants.js';
import type { CompactEntry, CompactModel } from './model.js';

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

/** In ngspice the movement stops over this part of the range of the gap, because a step at a bound has no solution. */
const boundWidth = 1e-6;

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
    return {
      name: 'stanford-pku',
      states: [{ name: 'gap', unit: 'm', min: minGap, max: maxGap, initial, perVolt: nm }],
      current: (volt, [gap]) => currentOf(volt, gap!),
      rate(volt, [gap], rate) {
        const kT = k * (c.ambient + Math.abs(volt * currentOf(volt, gap!)) * c.thermalResistance);
        const gamma = Math.max(c.enhancement - c.enhancementFall * (gap! / nm) ** 3, 0);
        const speed = -c.velocity * Math.exp(-c.activation / kT) * Math.sinh((gamma * reach * volt) / kT);
        const held = speed < 0 ? gap! <= minGap : gap! >= maxGap;
        rate[0] = held ? 0 : speed * open(gamma * Math.abs(volt));
      },
      // temp is the temperature in K, never taken below ambient (an iterate may start at 0), move the speed in nm/s that
      // the bounds do not know of. A bound is a ramp that goes on beyond it and leads back, so that Newton's method finds
      // the end of a movement.
      subcircuit(name) {
        const width = (boundWidth * (maxGap - minGap)) / nm;
        const gap = `min(max(V(gap),${minGap / nm}),${maxGap / nm})`;
        const gamma = `max(${c.enhancement}-${c.enhancementFall}*(${gap})^3,0)`;
        const kT = `(${k}*max(V(temp),${c.ambient}))`;
        const ramp =
          perThreshold === 0 ? '1' : `min(max((${gamma}*abs(V(p,n))*${perThreshold}-1)/${2 * thresholdWidth}+0.5,0),1)`;
        const current = `${c.current}*exp(-${gap}/${c.gapDecay / nm})*sinh(V(p,n)/${c.sinhVolt})`;
        return `\
.subckt ${name} p n
Bi p n I=${current}
Bt temp 0 V=${c.ambient}+abs(V(p,n)*${current})*${c.thermalResistance}
Bm move 0 V=${-c.velocity / nm}*exp(-${c.activation}/${kT})*sinh(${gamma}*${reach}*V(p,n)/${kT})*${ramp}
Bg 0 gap I=V(move)*((V(move)<0) ? min(1,(V(gap)-${minGap / nm})/${width}) : min(1,(${maxGap / nm}-V(gap))/${width}))
Cg gap 0 1 ic=${initial / nm}
.ends
`;
      },
    };
  },
};
