import { type ParameterTable, valuesOf } from '../parameter.js';
import type { CompactEntry, StateVariable } from './model.js';
import { checkResistances, gated } from './state.js';
import { held, number, subcircuit } from './subcircuit.js';
import { thresholdDrift, thresholdExpression } from './threshold.js';

const parameters = {
  ron: { meaning: 'resistance at x = 0', unit: 'ohm', value: 100, range: [1e-3, 1e12] },
  roff: { meaning: 'resistance at x = D', unit: 'ohm', value: 200e3, range: [1e-3, 1e15] },
  thickness: { meaning: 'of the device, D', unit: 'm', value: 3e-9, range: [1e-10, 1e-5] },
  kOff: { meaning: 'drift at twice the current iOff', unit: 'm/s', value: 8e-13, range: [1e-30, 1e9] },
  kOn: { meaning: 'drift at twice the current iOn', unit: 'm/s', value: -8e-13, range: [-1e9, -1e-30] },
  alphaOff: { meaning: 'power of the drift above iOff', unit: '', value: 3, range: [1, 50] },
  alphaOn: { meaning: 'power of the drift below iOn', unit: '', value: 3, range: [1, 50] },
  iOff: { meaning: 'threshold towards roff', unit: 'A', value: 115e-6, range: [1e-15, 1e3] },
  iOn: { meaning: 'threshold towards ron', unit: 'A', value: -8.9e-6, range: [-1e3, -1e-15] },
  initial: { meaning: 'x / D at the start', unit: '', value: 0.5, range: [0, 1] },
} satisfies ParameterTable;

/**
 * TEAM, a model with thresholds of the current. With x from 0 to D,
 *
 *     i = v / (Ron e^(λ x / D)),   λ = ln(Roff / Ron)        dx/dt = the drift of threshold.ts at i
 *
 * A positive current turns it off. The values are those of the authors' Verilog-A.
 */
export const team: CompactEntry<typeof parameters> = {
  name: 'team',
  title: 'TEAM: current thresholds, exponential resistance',
  source:
    'S. Kvatinsky, E. G. Friedman, A. Kolodny, U. C. Weiser, IEEE Trans. Circuits Syst. I 60 (2013) 211; values: ' +
    'S. Kvatinsky et al., Verilog-A for memristor models, Technion',
  shown: { volt: 3, hertz: 0.01 },
  limits: [
    'of the two resistances that are published, the exponential one; vteam has the linear one',
    'the windows f_off and f_on are 1 between the bounds',
  ],
  parameters,
  create(changed = {}) {
    const { ron, roff, thickness, initial, iOff, iOn, ...drifts } = valuesOf(parameters, changed, 'model team');
    checkResistances('model team', { ron, roff });
    const x: StateVariable = {
      name: 'x',
      unit: 'm',
      min: 0,
      max: thickness,
      initial: initial * thickness,
      perVolt: 1e-9,
    };
    const drift = { ...drifts, off: iOff, on: iOn };
    const slope = Math.log(roff / ron) / thickness;
    const current = (volt: number, at: number): number => (volt / ron) * Math.exp(-slope * at);
    return {
      name: 'team',
      states: [x],
      current: (volt, state) => current(volt, state[0]!),
      rate(volt, state, rate) {
        const at = state[0]!;
        rate[0] = gated(x, at, thresholdDrift(current(volt, at), drift));
      },
      subcircuit(name) {
        const amps = `V(p,n)/${number(ron)}*exp(-${number(slope)}*${held(x)})`;
        return subcircuit(name, team.title, amps, [{ variable: x, rate: thresholdExpression(amps, drift) }]);
      },
    };
  },
};
