import { reject } from '../../edge/error.js';
import { type ParameterTable, valuesOf } from '../parameter.js';
import type { CompactEntry } from './model.js';
import { fraction, gated } from './state.js';
import { held, number, subcircuit } from './subcircuit.js';

const parameters = {
  a1: { meaning: 'current at v ≥ 0, x = 1, sinh = 1', unit: 'A', value: 0.17, range: [0, 1e3] },
  a2: { meaning: 'the same at v < 0', unit: 'A', value: 0.17, range: [0, 1e3] },
  b: { meaning: 'slope of sinh b v', unit: '1/V', value: 0.05, range: [1e-6, 50] },
  vp: { meaning: 'threshold of positive voltages', unit: 'V', value: 0.16, range: [0, 10] },
  vn: { meaning: 'threshold of negative voltages, its size', unit: 'V', value: 0.15, range: [0, 10] },
  ap: { meaning: 'speed above vp', unit: '1/s', value: 4000, range: [0, 1e15] },
  an: { meaning: 'speed below −vn', unit: '1/s', value: 4000, range: [0, 1e15] },
  xp: { meaning: 'x from which a rise slows down', unit: '', value: 0.3, range: [0, 0.99] },
  xn: { meaning: '1 − x from which a fall slows down', unit: '', value: 0.5, range: [0, 0.99] },
  alphaP: { meaning: 'decay of the speed above xp', unit: '', value: 1, range: [0, 100] },
  alphaN: { meaning: 'decay of the speed below 1 − xn', unit: '', value: 5, range: [0, 100] },
  eta: {
    meaning: 'direction: 1 where positive voltages raise x, −1 where they lower it',
    unit: '',
    value: 1,
    range: [-1, 1],
  },
  initial: { meaning: 'x at the start', unit: '', value: 0.11, range: [0, 1] },
} satisfies ParameterTable;

/**
 * The model of Yakopcic. With x from 0 to 1,
 *
 *     i = a x sinh(b v)          a = a1 for v ≥ 0, a2 below
 *     dx/dt = η g(v) f(x)
 *     g = Ap (e^v − e^Vp)        above Vp;   −An (e^−v − e^Vn) below −Vn;   0 between them
 *     f = e^(−αp (x − xp)) ((xp − x)/(1 − xp) + 1)     where x rises, from xp on; 1 below
 *     f = e^(αn (x + xn − 1)) x/(1 − xn)               where x falls, up to 1 − xn; 1 above
 *
 * Voltages in the exponents are numbers of volts.
 */
export const yakopcic: CompactEntry<typeof parameters> = {
  name: 'yakopcic',
  title: 'Yakopcic: sinh current, thresholds, drift that slows down towards the bounds',
  source: 'C. Yakopcic, T. M. Taha, G. Subramanyam, R. E. Pino, S. Rogers, IEEE Electron Device Lett. 32 (2011) 1436',
  shown: { volt: 0.5, hertz: 100 },
  limits: [],
  parameters,
  create(changed = {}) {
    const { initial, ...values } = valuesOf(parameters, changed, 'model yakopcic');
    const { a1, a2, b, vp, vn, ap, an, xp, xn, alphaP, alphaN, eta } = values;
    if (Math.abs(eta) !== 1) reject('model yakopcic: eta', `found ${eta}`, 'expected 1 or -1');
    const x = fraction('x', initial);
    const speed = (volt: number): number =>
      ap * Math.max(Math.exp(volt) - Math.exp(vp), 0) - an * Math.max(Math.exp(-volt) - Math.exp(vn), 0);
    const rising = (at: number): number => (at < xp ? 1 : Math.exp(-alphaP * (at - xp)) * ((xp - at) / (1 - xp) + 1));
    const falling = (at: number): number => (at > 1 - xn ? 1 : (Math.exp(alphaN * (at + xn - 1)) * at) / (1 - xn));
    return {
      name: 'yakopcic',
      states: [x],
      current: (volt, state) => (volt < 0 ? a2 : a1) * state[0]! * Math.sinh(b * volt),
      rate(volt, state, rate) {
        const at = state[0]!;
        rate[0] = gated(x, at, eta * speed(volt) * (eta * volt > 0 ? rising(at) : falling(at)));
      },
      subcircuit(name) {
        const v = 'V(p,n)';
        const at = held(x);
        const up = `(${at}<${xp} ? 1 : exp(-${alphaP}*(${at}-${xp}))*((${xp}-${at})/${1 - xp}+1))`;
        const down = `(${at}>${1 - xn} ? 1 : exp(${alphaN}*(${at}-${1 - xn}))*${at}/${1 - xn})`;
        const [above, below] = eta > 0 ? [up, down] : [down, up];
        const rate =
          `${number(eta)}*(${ap}*max(exp(${v})-${Math.exp(vp)},0)*${above}` +
          `-${an}*max(exp(-${v})-${Math.exp(vn)},0)*${below})`;
        return subcircuit(name, yakopcic.title, `((${v}<0) ? ${a2} : ${a1})*${at}*sinh(${b}*${v})`, [
          { variable: x, rate },
        ]);
      },
    };
  },
};
