import { reject } from '../../../edge/error.js';
import { bare, constant, named, product, ratio, sum } from '../figure.js';
import { type Conversion, mW, ns, type PartFigures, pulsed, um2 } from './preset.js';

/** MNSIM 2.0 (Zhu et al., TCAD 2023) with the ADCs that it offers and its defaults. */
const mnsim = 'MNSIM 2.0';

/** Its ADCs by resolution, W, samples/s and m²; the one of 8 bits is ISAAC's. */
const adcs = [
  { bits: 4, power: 0.7, rate: 1, area: 500, choice: '(7)' },
  { bits: 6, power: 1.26, rate: 1, area: 580, choice: '(4)' },
  { bits: 8, power: 2, rate: 1.28, area: 1200, choice: '(2), ISAAC' },
  { bits: 10, power: 6.92, rate: 1.5, area: 1600, choice: '(1)' },
] as const;

/**
 * Latency (b + 2)/f and E = P·latency: the rate is taken as that of bits, which makes a conversion ten times as long and as dear as
 * the publications' own. A resolution in between is that of the next ADC above, working fewer bits.
 */
export function mnsimAdc({ bits }: Conversion): PartFigures {
  const adc = adcs.find(one => one.bits >= bits.value);
  if (!adc) return reject('peripherals mnsim', `found an ADC of ${bits.value} bits`, 'expected 2 to 10 bits');
  const of = `${mnsim} ADC ${adc.choice}`;
  const rate = constant('adc.rate', adc.rate * 1e9, '1/s', `${of}: ${adc.rate} GS/s`);
  const latency = named('adc.latency', 's', ratio(sum(bits, bare(2)), rate));
  return {
    energy: product(constant('adc.power', adc.power * mW, 'W', `${of}: ${adc.power} mW`), latency),
    latency,
    area: constant('adc.area', adc.area * um2, 'm²', `${of}: ${adc.area} µm²`),
  };
}

/** Line capacitance and driver area, which macros' publications do not have. */
export const mnsimDriver = {
  capacitance: constant('driver.capacitance', 1e-15, 'F', `${mnsim} defaults: 1 fF per cell`),
  area: constant('driver.area', 1150 * um2, 'm²', `${mnsim} defaults: row driver 1150 µm²`),
};

const config = `${mnsim} SimConfig.ini`;
export const mnsimCell = constant('cell.area', 1.44 * um2, 'm²', `${config}: 1.44 µm²`);
export const mnsimWriting = pulsed(
  constant('write.voltage', 3, 'V', `${config}: 3 V`),
  constant('write.pulse', 10 * ns, 's', `${config}: 10 ns; one pulse for each device, not verified (an assumption)`),
);
