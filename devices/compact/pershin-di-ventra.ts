import { reject } from '../../edge/error.js';
import { type ParameterTable, valuesOf } from '../parameter.js';
import type { CompactEntry, StateVariable } from './model.js';
import { checkResistances, gated } from './state.js';
import { held, number, subcircuit } from './subcircuit.js';

const parameters = {
  ron: { meaning: 'least resistance', unit: 'ohm', value: 1e3, range: [1e-3, 1e12] },
  roff: { meaning: 'largest resistance', unit: 'ohm', value: 10e3, range: [1e-3, 1e15] },
  vt: { meaning: 'threshold', unit: 'V', value: 1.6, range: [0, 1e3] },
  alpha: { meaning: 'speed of the resistance below the threshold', unit: 'ohm/(V s)', value: 0, range: [0, 1e18] },
  beta: { meaning: 'speed beyond the threshold', unit: 'ohm/(V s)', value: 2e12, range: [0, 1e18] },
  rinit: { meaning: 'resistance at the start', unit: 'ohm', value: 7e3, range: [1e-3, 1e15] },
} satisfies ParameterTable;

/**
 * The memristive device with a threshold of Pershin and Di Ventra. Its state is its resistance:
 *
 *     i = v / R        dR/dt = β v + ½ (α − β) (|v + Vt| − |v − Vt|)     between Ron and Roff
 *
 * which is α v within ±Vt and goes on with β beyond, and is computed so: the difference would leave rounding errors of
 * the β terms below the threshold. A positive voltage raises R. The values are those of the example
 * that comes with ngspice, for 100 MHz.
 */
export const pershinDiVentra: CompactEntry<typeof parameters> = {
  name: 'pershin-di-ventra',
  title: 'Pershin and Di Ventra: resistance that moves beyond a voltage threshold',
  source: 'Y. V. Pershin, M. Di Ventra, SPICE model of memristive devices with threshold, arXiv:1204.2600 (2012)',
  shown: { volt: 3, hertz: 1e8 },
  limits: [],
  parameters,
  create(changed = {}) {
    const where = 'model pershin-di-ventra';
    const { ron, roff, vt, alpha, beta, rinit } = valuesOf(parameters, changed, where);
    checkResistances(where, { ron, roff });
    if (rinit < ron || rinit > roff)
      reject(`${where}: rinit`, `found ${rinit} ohm`, `expected from ${ron} to ${roff} ohm`);
    const r: StateVariable = { name: 'r', unit: 'ohm', min: ron, max: roff, initial: rinit, perVolt: roff };
    const more = beta - alpha;
    return {
      name: 'pershin-di-ventra',
      states: [r],
      current: (volt, state) => volt / state[0]!,
      rate(volt, state, rate) {
        rate[0] = gated(r, state[0]!, alpha * volt + more * (Math.max(volt - vt, 0) - Math.max(-volt - vt, 0)));
      },
      subcircuit: name =>
        subcircuit(name, pershinDiVentra.title, `V(p,n)/${held(r)}`, [
          {
            variable: r,
            rate: `${alpha}*V(p,n)+${number(more)}*(max(V(p,n)-${vt},0)-max(-V(p,n)-${vt},0))`,
          },
        ]),
    };
  },
};
