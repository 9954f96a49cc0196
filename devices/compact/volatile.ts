import { valuesOf } from '../parameter.js';
import type { CompactEntry, CompactModel } from './model.js';
import { fraction } from './state.js';
import { held, subcircuit } from './subcircuit.js';

const parameters = {
  potentiation: { meaning: 'kp0, rate of growth at 0 V', unit: '1/s', value: 1e-4, range: [0, 1e6] },
  potentiationSlope: { meaning: 'ηp, its rise with the voltage', unit: '1/V', value: 10, range: [0, 100] },
  depression: { meaning: 'kd0, rate of decay at 0 V', unit: '1/s', value: 0.5, range: [0, 1e6] },
  depressionSlope: { meaning: 'ηd, its fall with the voltage', unit: '1/V', value: 1, range: [0, 100] },
  minConductance: { meaning: 'conductance at g = 0', unit: 'S', value: 1e-3, range: [1e-12, 1] },
  maxConductance: { meaning: 'conductance at g = 1', unit: 'S', value: 0.1, range: [1e-12, 1] },
  initial: { meaning: 'g at the start', unit: '', value: 0, range: [0, 1] },
} as const;

/**
 * A volatile device as the balance of two rates, Miranda, Milano and Ricciardi (2020):
 *
 *   dg/dt = kp (1 − g) − kd g      kp = kp0 exp(ηp |v|)      kd = kd0 exp(−ηd |v|)
 *   i = (Gmin (1 − g) + Gmax g) v
 *
 * g (0…1) is the part of the memory that is on; at a constant voltage it goes to kp/(kp + kd) exponentially with the rate
 * kp + kd. The blocks of models/reference.ts are built of this device with its first set of constants.
 */
export const volatileBalance: CompactEntry<typeof parameters> = {
  name: 'volatile',
  title: 'Volatile device, balance of two rates (Miranda–Milano)',
  source:
    'Miranda, Milano, Ricciardi, IEEE Trans. Nanotechnol. 19:609 (2020); constants of Milano et al., Neural Networks 150:137 (2022), doi 10.1088/1361-6463/acb7ff and doi 10.1088/2634-4386/ac4d86',
  shown: { volt: 1, hertz: 0.5 },
  limits: [
    'symmetric: a voltage acts by its magnitude',
    'the rates grow exponentially without a bound: far above the voltages of a fit they are not physical',
  ],
  parameters,
  // The first is what MARS and MF-ESN compute with; the others were fitted to silver nanowires, the first of them to a whole network.
  variants: {
    mars: {},
    'nanowire-network': {
      potentiation: 2.555e-6,
      potentiationSlope: 34.92,
      depression: 64.88,
      depressionSlope: 5.591,
      minConductance: 1.0147e-3,
      maxConductance: 2.7235e-3,
    },
    'nanowires-1': {
      potentiation: 5.267e-3,
      potentiationSlope: 0.06666,
      depression: 102.45,
      depressionSlope: 79.92,
      minConductance: 1.3655e-3,
      maxConductance: 5.1245e-3,
    },
    'nanowires-2': {
      potentiation: 3.933e-8,
      potentiationSlope: 38,
      depression: 7.5e-3,
      depressionSlope: 0.03,
      minConductance: 1.097e-3,
      maxConductance: 14e-3,
    },
  },
  create(changed = {}): CompactModel {
    const constants = valuesOf(parameters, changed, 'model volatile');
    const { potentiation, potentiationSlope, depression, depressionSlope, minConductance, maxConductance, initial } =
      constants;
    const kp = (volt: number): number => potentiation * Math.exp(potentiationSlope * Math.abs(volt));
    const kd = (volt: number): number => depression * Math.exp(-depressionSlope * Math.abs(volt));
    const g = fraction('g', initial);
    return {
      name: 'volatile',
      states: [g],
      current: (volt, state) => (minConductance * (1 - state[0]!) + maxConductance * state[0]!) * volt,
      rate(volt, state, rate) {
        rate[0] = kp(volt) * (1 - state[0]!) - kd(volt) * state[0]!;
      },
      subcircuit(name) {
        const part = held(g);
        const conductance = `(${minConductance}*(1-${part})+${maxConductance}*${part})`;
        // The rates take g as it is: beyond a bound they lead back by themselves.
        const up = `${potentiation}*exp(${potentiationSlope}*abs(V(p,n)))*(1-V(g))`;
        const down = `${depression}*exp(-${depressionSlope}*abs(V(p,n)))*V(g)`;
        const rate = `${up}-${down}`;
        return subcircuit(name, volatileBalance.title, `${conductance}*V(p,n)`, [{ variable: g, rate }]);
      },
    };
  },
};
