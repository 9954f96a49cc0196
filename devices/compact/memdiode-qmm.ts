import { reject } from '../../edge/error.js';
import { valuesOf } from '../parameter.js';
import type { CompactEntry, CompactModel } from './model.js';
import { diodeParameters, opposedDiodes } from './opposed-diodes.js';
import { fraction } from './state.js';
import { held, number, subcircuit } from './subcircuit.js';

const parameters = {
  setSlope: { meaning: 'ηset, steepness of Γ+', unit: '1/V', value: 15, range: [0.1, 1000] },
  setVolt: { meaning: 'Vset, voltage of its middle', unit: 'V', value: 0.8, range: [-10, 10] },
  resetSlope: { meaning: 'ηres, steepness of Γ−', unit: '1/V', value: 10, range: [0.1, 1000] },
  resetVolt: { meaning: 'Vres, voltage of its middle, below Vset', unit: 'V', value: -0.5, range: [-10, 10] },
  relaxation: { meaning: 'τ, time in which λ follows its bounds', unit: 's', value: 1e-3, range: [1e-12, 1e3] },
  ...diodeParameters({
    minCurrent: 2e-6,
    maxCurrent: 2e-4,
    minSlope: 6.19,
    maxSlope: 5.22,
    asymmetry: 0.5,
    minSeries: 1,
    maxSeries: 1,
  }),
  initial: { meaning: 'λ at the start', unit: '', value: 0, range: [0, 1] },
} as const;

const logistic = (slope: number, middle: number, volt: number): number => 1 / (1 + Math.exp(-slope * (volt - middle)));

/**
 * The quasi-static memdiode of Miranda, Suñé and Aguirre. Its memory λ (0…1) has no rate of its own: it is a hysteron that
 * two logistic ridges confine,
 *
 *   λ(t) = min{Γ−(v), max[λ(t − Δ), Γ+(v)]}      Γ±(v) = 1/(1 + exp(−η (v − V)))      Γ+: ηset, Vset      Γ−: ηres, Vres
 *
 * so that Γ+ pushes it up on the way to positive voltage, Γ− down on the way to negative, and in between it stays where it
 * is: it remembers the extremes of the voltage and not the time. What conducts are the two opposed diodes of
 * opposed-diodes.ts at H = λ.
 *
 * The authors' listings compute the recursion with a current source of its right-hand side on 1 Ω beside a capacitor:
 *
 *   dλ/dt = (min{Γ−(v), max[λ, Γ+(v)]} − λ)/τ
 *
 * This is the state equation here. For voltages that change little in τ it is the recursion: λ is late by τ, and a loop is
 * the same at any frequency far below 1/τ.
 */
export const memdiodeQmm: CompactEntry<typeof parameters> = {
  name: 'memdiode-qmm',
  title: 'Quasi-static memdiode (Miranda–Aguirre)',
  source:
    'Aguirre et al., Application of the Quasi-Static Memdiode Model in Cross-Point Arrays for Large Dataset Pattern Recognition (2020); equations, β, ηres, Vres, τ: scripts of the authors (memristive_ANN_sim, sim_memdiode.m)',
  shown: { volt: 1.2, hertz: 0.1 },
  limits: [
    'the quasi-static memdiode (QMM); the dynamic one is `memdiode`',
    'its loop does not depend on the frequency far below 1/τ; nearer, τ shifts both edges and widens it, and above 1/τ narrows it: τ belongs to the circuit that solves the recursion and not to a device',
    'no published set of all its constants was found: ηset, Vset and those of the diodes are those of a public ngspice listing of a memdiode by the same authors, and not a fit',
    'no snapback and no snapforward: the ridges depend on the voltage of the whole device',
  ],
  parameters,
  create(changed = {}): CompactModel {
    const values = valuesOf(parameters, changed, 'model memdiode-qmm');
    const { setSlope, setVolt, resetSlope, resetVolt, relaxation, initial } = values;
    // With the ridges the other way round no λ is between them.
    if (!(resetVolt < setVolt))
      reject('model memdiode-qmm: resetVolt', `found ${resetVolt} V`, `expected less than setVolt, ${setVolt} V`);
    const diodes = opposedDiodes(values);
    const lambda = fraction('lambda', initial);
    return {
      name: 'memdiode-qmm',
      states: [lambda],
      current: (volt, state) => diodes.current(volt, state[0]!),
      rate(volt, state, rate) {
        const part = state[0]!;
        const up = logistic(setSlope, setVolt, volt);
        const down = logistic(resetSlope, resetVolt, volt);
        rate[0] = (Math.min(down, Math.max(part, up)) - part) / relaxation;
      },
      subcircuit(name) {
        const { current, inner } = diodes.circuit(held(lambda));
        const ridge = (slope: number, middle: number): string => `1/(1+exp(-${slope}*(V(p,n)-${number(middle)})))`;
        const bounded = `min(${ridge(resetSlope, resetVolt)},max(V(lambda),${ridge(setSlope, setVolt)}))`;
        const rate = `(${bounded}-V(lambda))/${relaxation}`;
        return subcircuit(name, memdiodeQmm.title, current, [{ variable: lambda, rate }], inner);
      },
    };
  },
};
