import { reject } from '../../../edge/error.js';
import { bare, constant, ratio } from '../figure.js';
import { type Conversion, mW, type PartFigures, um2 } from './preset.js';

/** The silicon that ISAAC's ADC is based on: 8 bits, 32 nm SOI (Kull et al., ISSCC 2013). */
const kull = 'Kull et al., ISSCC 2013 (doi 10.1109/ISSCC.2013.6487818)';

export function kullAdc({ bits }: Conversion): PartFigures {
  if (bits.value !== 8) reject('peripherals kull-32nm', `found an ADC of ${bits.value} bits`, 'expected 8 bits');
  const rate = constant('adc.rate', 1.2e9, '1/s', `${kull}: 1.2 GS/s`);
  return {
    energy: ratio(constant('adc.power', 3.1 * mW, 'W', `${kull}: 3.1 mW`), rate),
    latency: ratio(bare(1), rate),
    area: constant('adc.area', 1200 * um2, 'm²', 'ISAAC as re-used by hwcomponents isaac.py: 1200 µm²'),
  };
}
