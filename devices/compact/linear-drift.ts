import { type Parameter, type ParameterTable, type Values, valuesOf } from '../parameter.js';
import type { CompactEntry } from './model.js';
import { checkResistances, fraction, gated } from './state.js';
import { held, number, subcircuit } from './subcircuit.js';
import { biolekWindow, type DriftWindow, joglekarWindow, noWindow, prodromakisWindow } from './window.js';

const film = {
  ron: { meaning: 'resistance of the film when all of it is doped', unit: 'ohm', value: 100, range: [1e-3, 1e12] },
  roff: { meaning: 'resistance when none of it is', unit: 'ohm', value: 16e3, range: [1e-3, 1e15] },
  thickness: { meaning: 'of the film, D', unit: 'm', value: 10e-9, range: [1e-10, 1e-5] },
  mobility: { meaning: 'of the dopants, μ', unit: 'm2/(V s)', value: 1e-14, range: [0, 1e-6] },
  initial: { meaning: 'doped part of the film at the start, x', unit: '', value: 0.1, range: [0, 1] },
} satisfies ParameterTable;

const power = { meaning: 'of the window, p', unit: '', value: 2, range: [1, 100] } satisfies Parameter;

const publication = 'D. B. Strukov, G. S. Snider, D. R. Stewart, R. S. Williams, Nature 453 (2008) 80';

/**
 * Linear ion drift, the model of HP. With x, the doped part of a film of thickness D,
 *
 *     i = v / (Ron x + Roff (1 − x))        dx/dt = μ Ron / D² · i · f(x, i)
 *
 * and a window f. Ω, m, m²/(V s).
 */
function driftEntry<Table extends typeof film & ParameterTable>(
  about: Pick<CompactEntry<Table>, 'name' | 'title' | 'source' | 'shown' | 'limits' | 'parameters'>,
  windowOf: (values: Values<Table>) => DriftWindow,
): CompactEntry<Table> {
  return {
    ...about,
    create(changed = {}) {
      const where = `model ${about.name}`;
      const values: Values<Table> = valuesOf(about.parameters, changed, where);
      const { ron, roff, thickness, mobility, initial } = values as Values<typeof film>;
      checkResistances(where, { ron, roff });
      const window = windowOf(values);
      const drift = (mobility * ron) / thickness ** 2;
      const x = fraction('x', initial);
      const current = (volt: number, part: number): number => volt / (ron * part + roff * (1 - part));
      return {
        name: about.name,
        states: [x],
        current: (volt, state) => current(volt, state[0]!),
        rate(volt, state, rate) {
          const part = state[0]!;
          const amps = current(volt, part);
          rate[0] = gated(x, part, drift * amps * window.factor(part, amps));
        },
        subcircuit(name) {
          const part = held(x);
          const amps = `V(p,n)/(${number(ron)}*${part}+${number(roff)}*(1-${part}))`;
          // Of the current, windows ask for the sign only.
          const rate = `${number(drift)}*${amps}*${window.expression(part, 'V(p,n)')}`;
          return subcircuit(name, about.title, amps, [{ variable: x, rate }]);
        },
      };
    },
  };
}

export const linearDrift = driftEntry(
  {
    name: 'linear-drift',
    title: 'Linear ion drift between hard bounds',
    source: publication,
    shown: { volt: 1, hertz: 0.5 },
    limits: [],
    parameters: film,
  },
  () => noWindow,
);

/** A symmetric window is 0 on both bounds; see `nearest` in window.ts. */
const nearestLimit = 'the window is taken no nearer to a bound than 1e-4, where it would hold the state for ever';

export const joglekarDrift = driftEntry(
  {
    name: 'linear-drift-joglekar',
    title: 'Linear ion drift with the window of Joglekar and Wolf',
    source: `${publication}; window: Y. N. Joglekar, S. J. Wolf, Eur. J. Phys. 30 (2009) 661`,
    shown: { volt: 0.9, hertz: 0.5 },
    limits: [nearestLimit],
    parameters: { ...film, p: power },
  },
  ({ p }) => joglekarWindow(p),
);

export const biolekDrift = driftEntry(
  {
    name: 'linear-drift-biolek',
    title: 'Linear ion drift with the window of Biolek',
    source: `${publication}; window: Z. Biolek, D. Biolek, V. Biolková, Radioengineering 18 (2009) 210`,
    shown: { volt: 1, hertz: 5 },
    limits: [],
    parameters: {
      ...film,
      roff: { ...film.roff, value: 1e3 },
      thickness: { ...film.thickness, value: 16e-9 },
      mobility: { ...film.mobility, value: 4e-14 },
      initial: { ...film.initial, value: 0.076 },
      p: { ...power, value: 7 },
    },
  },
  ({ p }) => biolekWindow(p),
);

export const prodromakisDrift = driftEntry(
  {
    name: 'linear-drift-prodromakis',
    title: 'Linear ion drift with the window of Prodromakis',
    source: `${publication}; window: T. Prodromakis et al., IEEE Trans. Electron Devices 58 (2011) 3099`,
    shown: { volt: 2, hertz: 0.5 },
    limits: [nearestLimit],
    parameters: {
      ...film,
      p: power,
      j: { meaning: 'height of the window', unit: '', value: 1, range: [1e-3, 1e3] },
    },
  },
  ({ p, j }) => prodromakisWindow(p, j),
);
