import { reject } from '../../edge/error.js';

/** What one operation of one part costs: J, s, m². Area is that of the part, wherever it is used. */
export interface PartCost {
  readonly energy: number;
  readonly latency: number;
  readonly area: number;
}

/**
 * A cited set of peripheral circuits. Published figures for one 8-bit conversion differ two hundredfold, so costs are
 * always computed with several and given as a range.
 */
export interface Peripherals {
  readonly name: string;
  readonly description: string;
  /** One conversion of an ADC of `bits`; the latency of all its bits. */
  adc(bits: number): PartCost;
  /** One conversion of a row DAC of `bits`. */
  dac(bits: number): PartCost;
  /** Holding or integrating one column's current for one read. */
  readonly sense: PartCost;
  /** Charging one cell's share of a word line to 1 V; area of one row's driver. */
  readonly driver: { readonly capacitance: number; readonly area: number };
  /** One addition, multiplication or table look-up of 16 bits; area of one lane. */
  readonly digital: PartCost;
  /** Writing and reading one bit. */
  readonly buffer: { readonly energy: number; readonly area: number };
  /** m² of one memory cell. */
  readonly cellArea: number;
  /** Where each constant comes from. */
  readonly sources: Readonly<Record<string, string>>;
}

const pJ = 1e-12;
const um2 = 1e-12;
const ns = 1e-9;

/** Line capacitance and driver area are not part of either macro's publication; both presets take MNSIM's. */
const mnsimDriver = { capacitance: 1e-15, area: 1150 * um2 };
const mnsimDriverSource = 'MNSIM 2.0 defaults: 1 fF per cell, row driver 1150 µm²';

/** 4F × 12F, a 1T1R cell whose transistor carries the programming current (NeuroSim V1.4 defaults). */
const oneTransistorCell = (feature: number): number => 48 * feature ** 2;

/** NeuroSim's SAR ADC at 22 nm: P = 0.538 b + 4.3753 µW, E = P·(b + 1) ns, latency (b + 1) ns. */
const neurosimSar22: Peripherals = {
  name: 'neurosim-sar-22nm',
  description: 'SAR ADCs as NeuroSim models them at 22 nm; digital logic by Horowitz at 45 nm',
  adc(bits) {
    const power = (0.538 * bits + 4.3753) * 1e-6;
    const latency = (bits + 1) * ns;
    return { energy: power * latency, latency, area: surveyAdcArea(bits, 1 / latency, 22, power * latency) };
  },
  // A row is driven for as long as the read takes, so conversion adds no time of its own.
  dac: bits => ({ energy: bits * 0.417 * pJ, latency: 0, area: bits * 0.166 * um2 }),
  sense: { energy: 1.45 * pJ, latency: 0, area: 350 * um2 },
  driver: mnsimDriver,
  digital: { energy: 0.6 * pJ, latency: 1 * ns, area: 2000 * um2 },
  buffer: { energy: (10 * pJ) / 64, area: 0.3 * um2 },
  cellArea: oneTransistorCell(22e-9),
  sources: {
    'adc.energy': 'NeuroSim V1.4 SarADC.cpp, LSTP 22 nm; its current-dependent term k/R is left out (below 1 fJ here)',
    'adc.area': 'Murmann survey regression (Accelergy ADC plug-in), at this node, rate and energy',
    dac: 'ISAAC: 0.417 pJ, 0.166 µm² per 1-bit DAC; a b-bit DAC is taken as b of them (an assumption)',
    sense: 'NeuRRAM integrator 0.25 pJ + sampling 1.2 pJ, 350 µm² (130 nm silicon; Wan et al., Nature 2022)',
    driver: mnsimDriverSource,
    digital:
      'Horowitz, ISSCC 2014, 45 nm: between a 16-bit addition (0.05 pJ) and a 16-bit float multiplication (1.1 pJ); lane area an assumption',
    buffer: 'Horowitz, ISSCC 2014: 10 pJ for 64 bits of an 8 kB SRAM at 45 nm; 0.3 µm² per bit an assumption',
    cell: '4F × 12F (1T1R, NeuroSim V1.4), F = 22 nm',
  },
};

/** ISAAC's table of ADCs, 4 to 10 bits, as re-used by hwcomponents: pJ per conversion and µm². */
const isaacAdc = [
  [0.79, 361],
  [0.99, 477],
  [1.2, 627],
  [1.42, 845],
  [1.67, 1200],
  [1.97, 1828],
  [2.38, 3002],
] as const;

/** ISAAC at 32 nm (Shafiee et al., ISCA 2016), with PUMA's vector unit for the digital work. */
const isaac32: Peripherals = {
  name: 'isaac-32nm',
  description: 'ISAAC: 1.2 GS/s ADCs at 32 nm; digital vector unit of PUMA',
  adc(bits) {
    const entry = isaacAdc[bits - 4];
    if (!entry) return reject('peripherals isaac-32nm', `found an ADC of ${bits} bits`, 'expected 4 to 10 bits');
    return { energy: entry[0] * pJ, latency: 1 / 1.2e9, area: entry[1] * um2 };
  },
  dac: bits => ({ energy: bits * 0.417 * pJ, latency: 0, area: bits * 0.166 * um2 }),
  sense: { energy: 0.001 * pJ, latency: 0, area: 0.039 * um2 },
  driver: mnsimDriver,
  digital: { energy: 1.71 * pJ, latency: 1 * ns, area: 4030 * um2 },
  buffer: { energy: (20.45 * pJ) / 256, area: (83000 * um2) / (64 * 1024 * 8) },
  cellArea: oneTransistorCell(32e-9),
  sources: {
    adc: 'ISAAC as re-used by hwcomponents isaac.py: 8 bits 1.67 pJ, 1200 µm², 1.2 GS/s (based on Kull, ISSCC 2013)',
    dac: 'ISAAC: 0.417 pJ, 0.166 µm² per 1-bit DAC; a b-bit DAC is taken as b of them (an assumption)',
    sense: 'PUMA sample-and-hold: 9.7 nW over 100 ns; 4e-5 mm² per 1024',
    driver: mnsimDriverSource,
    digital: 'PUMA ALU: 2.4·32/45 mW at 1 GHz, 0.00567·32/45 mm²',
    buffer: 'ISAAC eDRAM: 20.45 pJ per 256 bits, 83 000 µm² per 64 kB',
    cell: '4F × 12F (1T1R, NeuroSim V1.4), F = 32 nm',
  },
};

/** The built-in peripheral presets by name. */
export const peripherals: Readonly<Record<string, Peripherals>> = {
  'neurosim-sar-22nm': neurosimSar22,
  'isaac-32nm': isaac32,
};

export const peripheralNames: readonly string[] = Object.keys(peripherals);

/** A preset by name. */
export function peripheralsNamed(name: string): Peripherals {
  return peripherals[name] ?? reject('peripherals', `found "${name}"`, `expected one of ${peripheralNames.join(', ')}`);
}

/**
 * m² of an ADC by the regression over Murmann's survey: ln A[µm²] = 4.8506 + 0.06666 ln f − 0.1344 b
 * + 0.7973 ln(node[nm]) + 0.4237 ln E[pJ].
 */
function surveyAdcArea(bits: number, rate: number, node: number, energy: number): number {
  const log =
    4.8506 + 0.06666 * Math.log(rate) + 0.7973 * Math.log(node) - 0.1344 * bits + 0.4237 * Math.log(energy / pJ);
  return Math.exp(log) * um2;
}
