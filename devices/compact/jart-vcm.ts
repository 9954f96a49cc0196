import { reject } from '../../edge/error.js';
import { valuesOf } from '../parameter.js';
import { physical } from './constants.js';
import { type JartPoint, solveJart, vacancyCharge } from './jart-circuit.js';
import type { CompactEntry, CompactModel } from './model.js';
import { readCellOf, readRange } from './read-cell.js';

const density = 1e26;

const parameters = {
  permittivity: { meaning: 'ε of the oxide', unit: '', value: 17, range: [1, 100] },
  barrierPermittivity: { meaning: 'ε_φB, where the image force acts', unit: '', value: 5.5, range: [1, 100] },
  barrier: { meaning: 'φ_Bn0, Schottky barrier', unit: 'eV', value: 0.18, range: [0.1, 0.5] },
  fermiDepth: { meaning: 'φ_n, Fermi level below the conduction band', unit: 'eV', value: 0.1, range: [0.01, 0.3] },
  mobility: { meaning: 'μ_n of electrons', unit: 'm2/V/s', value: 4e-6, range: [1e-7, 1e-4] },
  maxVacancies: { meaning: 'N_max in the disc', unit: '1/m3', value: 20e26, range: [1e23, 1e29] },
  minVacancies: { meaning: 'N_min in the disc', unit: '1/m3', value: 0.008e26, range: [1e22, 1e28] },
  plugVacancies: { meaning: 'N_plug', unit: '1/m3', value: 20e26, range: [1e23, 1e29] },
  initial: { meaning: 'N in the disc at the start', unit: '1/m3', value: 0.008e26, range: [1e22, 1e29] },
  hop: { meaning: 'a, hopping distance of vacancies', unit: 'm', value: 0.25e-9, range: [1e-10, 1e-9] },
  attempts: { meaning: 'ν0, attempt frequency', unit: '1/s', value: 2e13, range: [1e10, 1e14] },
  activation: { meaning: 'ΔW_A, activation energy of a hop', unit: 'eV', value: 1.35, range: [0.5, 2] },
  thermalResistance: { meaning: 'R_th0 of the filament', unit: 'K/W', value: 15.72e6, range: [0, 1e8] },
  resetHeating: { meaning: 'part of R_th0 that acts at V > 0', unit: '', value: 0.27, range: [0, 1] },
  radius: { meaning: 'radius of the filament', unit: 'm', value: 45e-9, range: [5e-9, 1e-7] },
  cellLength: { meaning: 'length of disc and plug', unit: 'm', value: 3e-9, range: [2e-9, 5e-9] },
  discLength: { meaning: 'length of the disc', unit: 'm', value: 0.4e-9, range: [0.1e-9, 2e-9] },
  oxideResistance: { meaning: 'R_TiOx', unit: 'ohm', value: 650, range: [1, 2e5] },
  lineResistance: { meaning: 'R0 of the lines when cold', unit: 'ohm', value: 719.244, range: [0, 1e5] },
  lineThermalResistance: { meaning: 'R_th of the lines', unit: 'K/W', value: 90471.5, range: [0, 1e7] },
  lineCoefficient: {
    meaning: 'α of the lines, resistance with temperature',
    unit: '1/K',
    value: 3.92e-3,
    range: [0, 0.1],
  },
  richardson: { meaning: "A*, Richardson's constant", unit: 'A/m2/K2', value: 6.01e5, range: [1e4, 1e7] },
  ambient: { meaning: 'T0', unit: 'K', value: 293, range: [200, 500] },
} as const;

/**
 * JART VCM v1b, the physics of a filament of oxygen vacancies: a Schottky contact, the disc before it whose density of
 * vacancies N is the state, the plug, an oxide layer and the lines in series (jart-circuit.ts), and hopping ions,
 *
 *   dN/dt = −c a ν0 (exp(−ΔW₋/kT) − exp(−ΔW₊/kT)) F / l_disc      c = (N_plug + N)/2
 *   ΔW∓ = ΔW_A (√(1 − γ²) ∓ γ π/2 + γ asin γ)      γ = z a E/(π ΔW_A),   |γ| ≤ 1
 *   v > 0 (RESET): E = (V_s + V_disc + V_plug)/l_cell,   F = 1 − (N_min/N)¹⁰
 *   v < 0 (SET):   E = V_disc/l_disc,                    F = 1 − (N/N_max)¹⁰
 *
 * T = T0 + R_th i (V_s + V_disc + V_plug), with R_th = R_th0 at v < 0 and `resetHeating` R_th0 at v > 0.
 */
export const jartVcm: CompactEntry<typeof parameters> = {
  name: 'jart-vcm-v1b',
  title: 'JART VCM v1b, physics of a vacancy filament',
  source:
    'JART VCM v1b: Cüppers et al., APL Materials 7:091105 (2019), doi 10.1063/1.5108654; Bengel et al., IEEE Trans. Circuits Syst. I 67:4618 (2020); thermal resistance as in aihwkit',
  shown: { volt: 1.2, hertz: 1 },
  limits: [
    'deterministic: without the variability of v1b var',
    'three solutions of the contact at positive voltages up to about 1.3 V: that of the smallest contact voltage is taken, so that none lies above V_s = φ_Bn0 − φ_n',
    'currents are within 8 % of those that its authors fitted for aihwkit (N from 0.06e26 to 2e26/m3, −1.3 to 1.3 V), and rates at its pulses of −0.342 V and 0.7065 V within a factor 1.6; for smaller N at negative voltages that fit is up to a factor 2 lower',
    'not compared with a published sweep: here SET comes at −0.59 V at 1 V/s and at −0.77 V at 1 kV/s, and RESET begins at 0.92 V and 1.23 V; at 1 V/s it takes N below 8e24/m3 within 7 mV and is gradual only from there',
    'the temperature follows the power at once; below −1 V it passes 3000 K on the way, as the equations have it',
    'hopping barriers end at 0: |γ| is held at 1',
    'ngspice gets a cell to be read, its state held: its conductance is a polynomial within ±0.5 V for each sign of the voltage, within 0.2 % from 10 mV on, and constant beyond; no SET or RESET there',
  ],
  parameters,
  create(changed = {}): CompactModel {
    const c = valuesOf(parameters, changed, 'model jart-vcm-v1b');
    const { minVacancies: min, maxVacancies: max, initial } = c;
    if (!(min < max))
      reject('model jart-vcm-v1b: minVacancies', `found ${min} 1/m3`, `expected less than maxVacancies, ${max} 1/m3`);
    if (!(initial >= min && initial <= max))
      reject(
        'model jart-vcm-v1b: initial',
        `found ${initial} 1/m3`,
        `expected from ${min} to ${max} 1/m3, as the disc`,
      );
    if (!(c.discLength < c.cellLength))
      reject(
        'model jart-vcm-v1b: discLength',
        `found ${c.discLength} m`,
        `expected less than cellLength, ${c.cellLength} m`,
      );
    const held = (vacancies: number): number => Math.min(Math.max(vacancies, min), max);
    const current = (volt: number, state: Float64Array): number => solveJart(c, volt, held(state[0]!)).current;
    const subcircuit = (name: string, state: Float64Array): string =>
      readCellOf({
        name,
        remark: `${jartVcm.title}: a cell to be read`,
        held: [{ node: 'vacancies', volt: held(state[0]!) / density }],
        current: volt => current(volt, state),
      });
    return {
      name: 'jart-vcm-v1b',
      states: [{ name: 'vacancies', unit: '1/m3', min, max, initial, perVolt: density }],
      current,
      rate(volt, state, rate) {
        const vacancies = held(state[0]!);
        const point = solveJart(c, volt, vacancies);
        const limit = volt > 0 ? min / vacancies : vacancies / max;
        const carriers = (c.plugVacancies + vacancies) / 2;
        rate[0] = ((-carriers * c.hop * c.attempts * hops(volt, point)) / c.discLength) * (1 - limit ** 10);
      },
      subcircuit: name => subcircuit(name, Float64Array.of(initial)),
      readCell: { volt: readRange, subcircuit },
    };

    /** Hops with the field less those against it, as a part of the attempts. */
    function hops(volt: number, { schottky, disc, plug, temperature }: JartPoint): number {
      const field = volt > 0 ? (schottky + disc + plug) / c.cellLength : disc / c.discLength;
      const gamma = Math.min(Math.max((vacancyCharge * c.hop * field) / (Math.PI * c.activation), -1), 1);
      const middle = Math.sqrt(1 - gamma ** 2) + gamma * Math.asin(gamma);
      const kT = physical.boltzmannVolt * temperature;
      const half = (c.activation * gamma * Math.PI) / 2;
      return 2 * Math.exp((-c.activation * middle) / kT) * Math.sinh(half / kT);
    }
  },
};
