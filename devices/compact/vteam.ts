import { type ParameterTable, valuesOf } from '../parameter.js';
import type { CompactEntry, StateVariable } from './model.js';
import { checkResistances, gated } from './state.js';
import { held, number, subcircuit } from './subcircuit.js';
import { thresholdDrift, thresholdExpression } from './threshold.js';

const parameters = {
  ron: { meaning: 'resistance at w = 0', unit: 'ohm', value: 50, range: [1e-3, 1e12] },
  roff: { meaning: 'resistance at w = D', unit: 'ohm', value: 1e3, range: [1e-3, 1e15] },
  thickness: { meaning: 'of the device, D', unit: 'm', value: 3e-9, range: [1e-10, 1e-5] },
  kOff: { meaning: 'drift at twice the voltage vOff', unit: 'm/s', value: 5e-4, range: [1e-30, 1e9] },
  kOn: { meaning: 'drift at twice the voltage vOn', unit: 'm/s', value: -10, range: [-1e9, -1e-30] },
  alphaOff: { meaning: 'power of the drift above vOff', unit: '', value: 1, range: [1, 50] },
  alphaOn: { meaning: 'power of the drift below vOn', unit: '', value: 3, range: [1, 50] },
  vOff: { meaning: 'threshold towards roff', unit: 'V', value: 0.02, range: [1e-6, 1e3] },
  vOn: { meaning: 'threshold towards ron', unit: 'V', value: -0.2, range: [-1e3, -1e-6] },
  initial: { meaning: 'w / D at the start', unit: '', value: 0.5, range: [0, 1] },
} satisfies ParameterTable;

/**
 * VTEAM, a model with thresholds of the voltage. With w from 0 to D,
 *
 *     i = v / (Ron + (Roff − Ron) w / D)        dw/dt = the drift of threshold.ts at v
 *
 * A positive voltage turns it off. The values are those that MemTorch takes.
 */
export const vteam: CompactEntry<typeof parameters> = {
  name: 'vteam',
  title: 'VTEAM: voltage thresholds, linear resistance',
  source: 'S. Kvatinsky, M. Ramadan, E. G. Friedman, A. Kolodny, IEEE Trans. Circuits Syst. II 62 (2015) 786',
  shown: { volt: 0.3, hertz: 1e6 },
  limits: ['the windows f_off and f_on are 1 between the bounds'],
  parameters,
  create(changed = {}) {
    const { ron, roff, thickness, initial, vOff, vOn, ...drifts } = valuesOf(parameters, changed, 'model vteam');
    checkResistances('model vteam', { ron, roff });
    const w: StateVariable = {
      name: 'w',
      unit: 'm',
      min: 0,
      max: thickness,
      initial: initial * thickness,
      perVolt: 1e-9,
    };
    const drift = { ...drifts, off: vOff, on: vOn };
    const slope = (roff - ron) / thickness;
    return {
      name: 'vteam',
      states: [w],
      current: (volt, state) => volt / (ron + slope * state[0]!),
      rate(volt, state, rate) {
        rate[0] = gated(w, state[0]!, thresholdDrift(volt, drift));
      },
      subcircuit: name =>
        subcircuit(name, vteam.title, `V(p,n)/(${number(ron)}+${number(slope)}*${held(w)})`, [
          { variable: w, rate: thresholdExpression('V(p,n)', drift) },
        ]),
    };
  },
};
