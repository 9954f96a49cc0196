import { risingRoot, type WithSlope } from '../../numeric/root.js';
import { valuesOf } from '../parameter.js';
import type { CompactEntry, CompactModel } from './model.js';
import { fraction } from './state.js';
import { held, subcircuit } from './subcircuit.js';

const parameters = {
  setTime: { meaning: 'T0s, time to switch on at 0 V', unit: 's', value: 1.796e6, range: [1e-12, 1e15] },
  setVolt: { meaning: 'V0s, voltage that shortens it by e', unit: 'V', value: 0.0899, range: [1e-3, 10] },
  resetTime: { meaning: 'T0r, time to switch off at 0 V', unit: 's', value: 132, range: [1e-12, 1e15] },
  resetVolt: { meaning: 'V0r, negative voltage that shortens it by e', unit: 'V', value: 0.1905, range: [1e-3, 10] },
  minCurrent: { meaning: 'I0 of the diodes at H = 0', unit: 'A', value: 1.8e-6, range: [1e-15, 1] },
  maxCurrent: { meaning: 'I0 of the diodes at H = 1', unit: 'A', value: 1.23e-3, range: [1e-15, 1] },
  minSlope: { meaning: 'α at H = 0', unit: '1/V', value: 3, range: [1e-3, 40] },
  maxSlope: { meaning: 'α at H = 1', unit: '1/V', value: 3.8, range: [1e-3, 40] },
  asymmetry: { meaning: 'β, part of α in the forward diode', unit: '', value: 0.308, range: [0, 1] },
  minSeries: { meaning: 'series resistance at H = 0', unit: 'ohm', value: 117, range: [1e-3, 1e9] },
  maxSeries: { meaning: 'series resistance at H = 1', unit: 'ohm', value: 256, range: [1e-3, 1e9] },
  initial: { meaning: 'H at the start', unit: '', value: 0, range: [0, 1] },
} as const;

/**
 * The dynamic memdiode of Miranda and Aguirre: two opposed diodes behind a resistor, whose constants lie between two
 * ends according to a hysteron H (0…1),
 *
 *   dH/dt = (1 − H)/Ts − H/Tr      Ts = T0s exp(−v/V0s)      Tr = T0r exp(v/V0r)
 *   i = I0 (exp(β α (v − i Rs)) − exp(−(1 − β) α (v − i Rs)))      I0, α, Rs linear in H
 *
 * with v the voltage of the whole device in both times. H switches on at positive and off at negative voltage; at 0 V it
 * decays with T0r.
 */
export const memdiode: CompactEntry<typeof parameters> = {
  name: 'memdiode',
  title: 'Dynamic memdiode (Miranda–Aguirre)',
  source: 'Aguirre, Suñé, Miranda, Micromachines 13:330 (2022); constants of the published HSPICE listing `memdiode2`',
  shown: { volt: 1.2, hertz: 0.1 },
  limits: [
    'the dynamic memdiode only: the quasi-static one has no rate, its H is a function of the extremes of the voltage',
    'no snapback and no snapforward: the times depend on the voltage of the whole device',
    'the state is volatile on the scale of T0r, 132 s',
  ],
  parameters,
  create(changed = {}): CompactModel {
    const values = valuesOf(parameters, changed, 'model memdiode');
    const { setTime, setVolt, resetTime, resetVolt, asymmetry, initial } = values;
    const between = (least: number, most: number, h: number): number => least + (most - least) * h;
    const forward = asymmetry;
    const backward = 1 - asymmetry;
    const h = fraction('h', initial);
    return {
      name: 'memdiode',
      states: [h],
      current(volt, state) {
        const part = state[0]!;
        const saturation = between(values.minCurrent, values.maxCurrent, part);
        const slope = between(values.minSlope, values.maxSlope, part);
        const series = between(values.minSeries, values.maxSeries, part);
        const inner = (v: number): WithSlope => {
          const [on, off] = [Math.exp(forward * slope * v), Math.exp(-backward * slope * v)];
          const conductance = saturation * slope * (forward * on + backward * off);
          return [v - volt + series * saturation * (on - off), 1 + series * conductance];
        };
        const v = risingRoot(inner, Math.min(volt, 0), Math.max(volt, 0));
        // Of the two expressions for the current, the one that does not subtract what is nearly equal.
        const drop = volt - v;
        return Math.abs(drop) > Math.abs(v)
          ? drop / series
          : saturation * (Math.expm1(forward * slope * v) - Math.expm1(-backward * slope * v));
      },
      rate(volt, state, rate) {
        const part = state[0]!;
        rate[0] = ((1 - part) / setTime) * Math.exp(volt / setVolt) - (part / resetTime) * Math.exp(-volt / resetVolt);
      },
      // The resistor carries the current, to the node d between it and the diodes.
      subcircuit(name) {
        const part = held(h);
        const linear = (least: number, most: number): string => `(${least}*(1-${part})+${most}*${part})`;
        const slope = linear(values.minSlope, values.maxSlope);
        const saturation = linear(values.minCurrent, values.maxCurrent);
        const diodes = `exp(${forward}*${slope}*V(d,n))-exp(-${backward}*${slope}*V(d,n))`;
        const on = `(1-V(h))*exp(V(p,n)/${setVolt})/${setTime}`;
        const off = `V(h)*exp(-V(p,n)/${resetVolt})/${resetTime}`;
        return subcircuit(
          name,
          memdiode.title,
          `V(p,d)/${linear(values.minSeries, values.maxSeries)}`,
          [{ variable: h, rate: `${on}-${off}` }],
          { to: 'd', lines: [`Bd d n I=${saturation}*(${diodes})`] },
        );
      },
    };
  },
};
