import { type ParameterTable, valuesOf } from '../parameter.js';
import type { CompactEntry } from './model.js';
import { checkResistances, fraction, gated } from './state.js';
import { held, number, subcircuit } from './subcircuit.js';

/** J/K and C, exact in the SI. */
const boltzmann = 1.380649e-23;
const charge = 1.602176634e-19;

const parameters = {
  ron: { meaning: 'resistance with all switches on', unit: 'ohm', value: 500, range: [1e-3, 1e12] },
  roff: { meaning: 'resistance with all switches off', unit: 'ohm', value: 1500, range: [1e-3, 1e15] },
  von: { meaning: 'voltage at which half of them turn on', unit: 'V', value: 0.27, range: [0, 100] },
  voff: { meaning: 'voltage at which half of them turn off, its size', unit: 'V', value: 0.27, range: [0, 100] },
  tau: { meaning: 'time of the switches', unit: 's', value: 1e-4, range: [1e-15, 1e6] },
  temperature: { meaning: 'of the switches', unit: 'K', value: 300, range: [1, 2000] },
  phi: {
    meaning: 'part of the switches in the current; the rest is the Schottky diode',
    unit: '',
    value: 0.8,
    range: [0, 1],
  },
  schottky: { meaning: 'current of the diode, α', unit: 'A', value: 8e-4, range: [0, 1e3] },
  schottkyForward: { meaning: 'exponent of the diode at v > 0, β_f', unit: '1/V', value: 4, range: [0, 50] },
  schottkyReverse: { meaning: 'exponent of the diode at v < 0, β_r', unit: '1/V', value: 4, range: [0, 50] },
  initial: { meaning: 'part of the switches that are on at the start, x', unit: '', value: 0.1, range: [0, 1] },
} satisfies ParameterTable;

/**
 * Many metastable switches, the mean-field form of the model of Nugent and Molter (Knowm). With x, the part that is on,
 *
 *     i = φ v (x/Ron + (1 − x)/Roff) + (1 − φ) α (e^(β_f v) − e^(−β_r v))
 *     dx/dt = (P_on (1 − x) − (1 − P_off) x) / τ
 *     P_on = 1/(1 + e^(−(v − Von)/V_T))     P_off = 1/(1 + e^(−(v + Voff)/V_T))     V_T = k T / q
 *
 * It forgets on its own: at 0 V, a small part of the switches turns in either direction.
 */
export const mms: CompactEntry<typeof parameters> = {
  name: 'mms',
  title: 'Metastable switches (Knowm): thermal switching, with a Schottky diode beside them',
  source:
    'M. A. Nugent, T. W. Molter, AHaH computing, PLoS ONE (2014), doi 10.1371/journal.pone.0085175; diode as in the model of Xyce',
  shown: { volt: 0.5, hertz: 500 },
  limits: [
    'the mean of many switches: their noise is left out',
    'one α for both directions of the diode: with two, a current would flow at 0 V',
  ],
  parameters,
  create(changed = {}) {
    const values = valuesOf(parameters, changed, 'model mms');
    const { ron, roff, von, voff, tau, temperature, phi, schottky, schottkyForward, schottkyReverse } = values;
    checkResistances('model mms', values);
    const x = fraction('x', values.initial);
    const thermal = (boltzmann * temperature) / charge;
    // 1/(1 + e^−y) = (1 + tanh(y/2))/2 without an overflow.
    const part = (volt: number): number => (1 + Math.tanh(volt / (2 * thermal))) / 2;
    const diode = (1 - phi) * schottky;
    return {
      name: 'mms',
      states: [x],
      current(volt, state) {
        const on = state[0]!;
        const switches = phi * volt * (on / ron + (1 - on) / roff);
        return switches + diode * (Math.exp(schottkyForward * volt) - Math.exp(-schottkyReverse * volt));
      },
      rate(volt, state, rate) {
        const on = state[0]!;
        rate[0] = gated(x, on, (part(volt - von) * (1 - on) - part(-volt - voff) * on) / tau);
      },
      subcircuit(name) {
        const v = 'V(p,n)';
        const on = held(x);
        const partOf = (volt: string): string => `(1+tanh((${volt})/${number(2 * thermal)}))/2`;
        const current =
          `${phi}*${v}*(${on}/${ron}+(1-${on})/${roff})` +
          `+${diode}*(exp(${schottkyForward}*${v})-exp(-${schottkyReverse}*${v}))`;
        const rate = `(${partOf(`${v}-${von}`)}*(1-${on})-${partOf(`-${v}-${voff}`)}*${on})/${tau}`;
        return subcircuit(name, mms.title, current, [{ variable: x, rate }]);
      },
    };
  },
};
