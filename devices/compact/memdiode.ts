import { valuesOf } from '../parameter.js';
import type { CompactEntry, CompactModel } from './model.js';
import { diodeParameters, opposedDiodes } from './opposed-diodes.js';
import { fraction } from './state.js';
import { held, subcircuit } from './subcircuit.js';

const parameters = {
  setTime: { meaning: 'T0s, time to switch on at 0 V', unit: 's', value: 1.796e6, range: [1e-12, 1e15] },
  setVolt: { meaning: 'V0s, voltage that shortens it by e', unit: 'V', value: 0.0899, range: [1e-3, 10] },
  resetTime: { meaning: 'T0r, time to switch off at 0 V', unit: 's', value: 132, range: [1e-12, 1e15] },
  resetVolt: { meaning: 'V0r, negative voltage that shortens it by e', unit: 'V', value: 0.1905, range: [1e-3, 10] },
  ...diodeParameters({
    minCurrent: 1.8e-6,
    maxCurrent: 1.23e-3,
    minSlope: 3,
    maxSlope: 3.8,
    asymmetry: 0.308,
    minSeries: 117,
    maxSeries: 256,
  }),
  initial: { meaning: 'H at the start', unit: '', value: 0, range: [0, 1] },
} as const;

/**
 * The dynamic memdiode of Miranda and Aguirre: two opposed diodes behind a resistor (opposed-diodes.ts), whose constants
 * lie between two ends according to a hysteron H (0…1),
 *
 *   dH/dt = (1 − H)/Ts − H/Tr      Ts = T0s exp(−v/V0s)      Tr = T0r exp(v/V0r)
 *
 * with v the voltage of the whole device in both times. H switches on at positive and off at negative voltage; at 0 V it
 * decays with T0r.
 */
export const memdiode: CompactEntry<typeof parameters> = {
  name: 'memdiode',
  title: 'Dynamic memdiode (Miranda–Aguirre)',
  source:
    'Aguirre, Suñé, Miranda, Micromachines 13:330 (2022), doi 10.3390/mi13020330; constants of a public HSPICE listing, `memdiode2`',
  shown: { volt: 1.2, hertz: 0.1 },
  limits: [
    'the dynamic memdiode (DMM); the quasi-static one is `memdiode-qmm`',
    'no snapback and no snapforward: the times depend on the voltage of the whole device',
    'the state is volatile on the scale of T0r, 132 s',
  ],
  parameters,
  create(changed = {}): CompactModel {
    const values = valuesOf(parameters, changed, 'model memdiode');
    const { setTime, setVolt, resetTime, resetVolt, initial } = values;
    const diodes = opposedDiodes(values);
    const h = fraction('h', initial);
    return {
      name: 'memdiode',
      states: [h],
      current: (volt, state) => diodes.current(volt, state[0]!),
      rate(volt, state, rate) {
        const part = state[0]!;
        rate[0] = ((1 - part) / setTime) * Math.exp(volt / setVolt) - (part / resetTime) * Math.exp(-volt / resetVolt);
      },
      subcircuit(name) {
        const { current, inner } = diodes.circuit(held(h));
        const on = `(1-V(h))*exp(V(p,n)/${setVolt})/${setTime}`;
        const off = `V(h)*exp(-V(p,n)/${resetVolt})/${resetTime}`;
        return subcircuit(name, memdiode.title, current, [{ variable: h, rate: `${on}-${off}` }], inner);
      },
    };
  },
};
