import { bracketedRoot } from '../../numeric/root.js';
import { physical } from './constants.js';

/** What the circuit of a JART VCM cell is made of; SI, energies and barriers in eV. */
export interface JartConstants {
  readonly permittivity: number;
  readonly barrierPermittivity: number;
  readonly barrier: number;
  readonly fermiDepth: number;
  readonly mobility: number;
  readonly plugVacancies: number;
  readonly thermalResistance: number;
  readonly resetHeating: number;
  readonly radius: number;
  readonly cellLength: number;
  readonly discLength: number;
  readonly oxideResistance: number;
  readonly lineResistance: number;
  readonly lineThermalResistance: number;
  readonly lineCoefficient: number;
  readonly richardson: number;
  readonly ambient: number;
}

/** Where the voltage of a cell falls, and what that makes of its filament. */
export interface JartPoint {
  /** A from p to n. */
  readonly current: number;
  /** V at the contact, at the disc and at the plug. */
  readonly schottky: number;
  readonly disc: number;
  readonly plug: number;
  /** K of the filament. */
  readonly temperature: number;
}

/** Charge number of an oxygen vacancy. */
export const vacancyCharge = 2;

const { charge: q, boltzmann: k } = physical;

export const filamentArea = ({ radius }: JartConstants): number => Math.PI * radius ** 2;

/**
 * A through the Schottky contact at `volt` over it, filament at `kelvin`, `vacancies` (1/m³) in the disc: thermionic
 * emission for positive voltages, thermionic field emission for negative ones. The image force lowers the barrier by
 * (q³ z N ψ/(8 π² ε_φ³))^¼ with ψ = φ_Bn0 − φ_n − V as long as ψ > 0.
 */
export function schottkyCurrent(c: JartConstants, volt: number, kelvin: number, vacancies: number): number {
  const area = filamentArea(c);
  const kT = k * kelvin;
  const psi = c.barrier - c.fermiDepth - volt;
  const donors = vacancyCharge * vacancies;
  const barrierPermittivity = c.barrierPermittivity * physical.permittivity;
  const lowering = psi > 0 ? ((q ** 3 * donors * psi) / (8 * Math.PI ** 2 * barrierPermittivity ** 3)) ** 0.25 : 0;
  const barrier = Math.max(c.barrier - lowering, 0);
  if (volt >= 0) return area * c.richardson * kelvin ** 2 * Math.exp((-q * barrier) / kT) * Math.expm1((q * volt) / kT);
  const donorsMass = donors / (physical.electronMass * c.permittivity * physical.permittivity);
  const w00 = ((q * physical.planck) / (4 * Math.PI)) * Math.sqrt(donorsMass);
  const x = w00 / kT;
  const tunnel = Math.sqrt(Math.PI * w00 * q * (-volt + barrier / Math.cosh(x) ** 2));
  const bend = w00 / (x - Math.tanh(x));
  return (
    ((-area * c.richardson * kelvin) / k) *
    tunnel *
    Math.exp((-q * barrier * Math.tanh(x)) / w00) *
    Math.expm1((-q * volt) / bend)
  );
}

/**
 * Solves contact, disc, plug, oxide and line in series at `volt` (V). The voltage at the contact is the unknown: what it
 * leaves for the rest gives the current, this the power and the temperature, and these the current of the contact, which
 * has to be the same. So the temperature is consistent with the current, without a delay.
 *
 * Below and above V_s = φ_Bn0 − φ_n the contact carries different currents, as the lowering of the barrier rises with an
 * infinite slope from there; between about 0.1 V and 1.3 V of the cell both sides have a solution. Taken is the one of
 * the smaller V_s, which goes on from 0 V without a jump.
 */
export function solveJart(c: JartConstants, volt: number, vacancies: number): JartPoint {
  const series = c.oxideResistance + c.lineResistance;
  const perVacancies = vacancyCharge * q * c.mobility * filamentArea(c);
  const disc = c.discLength / (vacancies * perVacancies);
  const plug = (c.cellLength - c.discLength) / (c.plugVacancies * perVacancies);
  const heating = c.lineResistance ** 2 * c.lineCoefficient * c.lineThermalResistance;
  const thermal = c.thermalResistance * (volt > 0 ? c.resetHeating : 1);

  /** (R + heating I²) I = v: Newton's method, which comes from above as the left side is convex. */
  const ohmic = (v: number): number => {
    const resistance = series + disc + plug;
    let current = v / resistance;
    for (let step = 0; step < 50; step++) {
      const square = heating * current ** 2;
      const change = ((resistance + square) * current - v) / (resistance + 3 * square);
      current -= change;
      if (Math.abs(change) <= Math.abs(current) * 2 ** -52) break;
    }
    return current;
  };
  const at = (schottky: number): JartPoint => {
    const current = ohmic(volt - schottky);
    const inFilament = schottky + current * (disc + plug);
    return {
      current,
      schottky,
      disc: current * disc,
      plug: current * plug,
      temperature: c.ambient + thermal * current * inFilament,
    };
  };
  if (volt === 0) return at(0);
  const excess = (schottky: number): number => {
    const point = at(schottky);
    return Math.sign(volt) * (schottkyCurrent(c, schottky, point.temperature, vacancies) - point.current);
  };
  return at(bracketedRoot(excess, 0, firstAbove(excess, volt, c.barrier - c.fermiDepth)));
}

/** A voltage at which the contact would carry more than the rest, on the near side of `jump` if there is one. */
function firstAbove(excess: (schottky: number) => number, volt: number, jump: number): number {
  if (volt > 0)
    for (const part of [0.5, 0.75, 0.875, 0.96, 0.99]) {
      const schottky = part * jump;
      if (schottky < volt && excess(schottky) > 0) return schottky;
    }
  return volt;
}
