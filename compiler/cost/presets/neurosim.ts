import { bare, constant, difference, named, product, ratio, square, sum } from '../figure.js';
import { surveyArea } from './murmann.js';
import { type Conversion, nm, ns, type PartFigures } from './preset.js';

/** NeuroSim V1.4: SAR ADCs simulated at each node in its low-standby-power roadmap, and the layout of its cells. */
const neurosim = 'NeuroSim V1.4 SarADC.cpp, LSTP';

/** Of each node: a and c (µW) and k (V²) of P = a·b + c + k/R. */
export const sarNodes = {
  130: { a: 8.4483, c: 65.243, k: 0.16938 },
  65: { a: 3.7506, c: 25.844, k: 0.121272 },
  45: { a: 2.1691, c: 16.693, k: 0.100225 },
  32: { a: 1.1294, c: 8.8998, k: 0.079449 },
  22: { a: 0.538, c: 4.3753, k: 0.072341 },
  14: { a: 0.3132, c: 2.5681, k: 0.061085 },
  7: { a: 0.1061, c: 0.8847, k: 0.043555 },
} as const;
export type SarNode = keyof typeof sarNodes;

/**
 * P = (a·b + c + k/R')·(1 + 1.3e-3·(T − 300 K)), E = P·(b + 1) ns. R' = R·0.5 V/V_read is the column at the voltage that the
 * circuits were simulated at: the term follows the current that is converted. Without a run there is no R and no such term.
 * NeuroSim writes R to a power of −2.303/ln 10 (−2.297/ln 10 at 32 nm), here −1. The area is the survey's at this node, rate and energy
 * at 300 K without a current.
 */
export const sarAdc =
  (node: SarNode) =>
  ({ bits, temperature, column }: Conversion): PartFigures => {
    const { a, c, k } = sarNodes[node];
    const of = `${neurosim} ${node} nm`;
    const base = sum(
      product(constant('adc.powerPerBit', a * 1e-6, 'W', `${of}: a = ${a} µW`), bits),
      constant('adc.powerBase', c * 1e-6, 'W', `${of}: c = ${c} µW`),
    );
    const cycle = constant('adc.cycle', 1 * ns, 's', `${of}: 1 ns for each bit and one more`);
    const latency = named('adc.latency', 's', product(sum(bits, bare(1)), cycle));
    const still = named('adc.powerStill', 'W', base);
    const energyStill = named('adc.energyStill', 'J', product(still, latency));
    const size = constant('adc.node', node * nm, 'm', of);
    const current = constant('adc.currentTerm', k, 'V²', `${of}: k = ${k} V²`);
    const volts = constant('adc.columnVoltage', 0.5, 'V', `${of}: columns are taken at 0.5 V`);
    const atRead = column && product(column.resistance, ratio(volts, column.voltage));
    const power = atRead ? sum(still, ratio(current, atRead)) : still;
    const perKelvin = constant('adc.perKelvin', 1.3e-3, '1/K', `${of}: 1.3e-3 for each K above 300 K`);
    const warm = temperature && sum(bare(1), product(perKelvin, difference(temperature, bare(300, 'K'))));
    return {
      energy: product(warm ? product(power, warm) : power, latency),
      latency,
      area: surveyArea(bits, ratio(bare(1), latency), size, energyStill),
    };
  };

/** m² of a 1T1R cell, 4F × 12F, whose transistor carries the programming current. */
export function oneTransistorCell(node: number) {
  const feature = constant('cell.feature', node * nm, 'm', `F = ${node} nm`);
  return product(constant('cell.squares', 48, '', 'NeuroSim V1.4: 1T1R of 4F × 12F'), square(feature));
}
