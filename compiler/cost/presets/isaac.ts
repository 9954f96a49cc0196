import { reject } from '../../../edge/error.js';
import { bare, constant, type Figure, product, ratio } from '../figure.js';
import { type Conversion, noTime, ns, type PartFigures, pJ, pulsed, um2 } from './preset.js';

/**
 * ISAAC, a 32 nm accelerator of 128 × 128 arrays with ADCs at 1.2 GS/s (Shafiee et al., ISCA 2016), as Accelergy's
 * hwcomponents-library re-uses it. The figures are those of its components; the design's totals are not claimed.
 */
const isaac = 'ISAAC (Shafiee et al., ISCA 2016) as re-used by hwcomponents isaac.py';

/** The rate of its ADCs, 1/s. */
export const isaacRate = constant('adc.rate', 1.2e9, '1/s', `${isaac}: 1.2 GS/s (based on Kull et al., ISSCC 2013)`);

/** ADCs of 4 to 10 bits: pJ per conversion and µm². */
const adcs = [
  [0.79, 361],
  [0.99, 477],
  [1.2, 627],
  [1.42, 845],
  [1.67, 1200],
  [1.97, 1828],
  [2.38, 3002],
] as const;

export function isaacAdc({ bits }: Conversion): PartFigures {
  const entry = adcs[bits.value - 4];
  if (!entry) return reject('peripherals isaac-32nm', `found an ADC of ${bits.value} bits`, 'expected 4 to 10 bits');
  const of = `${isaac}, ${bits.value} bits`;
  return {
    energy: constant('adc.energy', entry[0] * pJ, 'J', `${of}: ${entry[0]} pJ a conversion`),
    latency: ratio(bare(1), isaacRate),
    area: constant('adc.area', entry[1] * um2, 'm²', `${of}: ${entry[1]} µm²`),
  };
}

const dacEnergy = constant('dac.energyPerBit', 0.417 * pJ, 'J', `${isaac}: 0.417 pJ for each 1-bit DAC`);
const dacArea = constant('dac.areaPerBit', 0.166 * um2, 'm²', `${isaac}: 0.166 µm² for each 1-bit DAC`);

/** A DAC of b bits is taken as b of one bit (an assumption). A row is driven as long as the read takes: no time of its own. */
export const isaacDac = (bits: Figure): PartFigures => ({
  energy: product(bits, dacEnergy),
  latency: noTime(
    'a row is driven for as long as the read takes; a b-bit DAC is taken as b of one bit (an assumption)',
  ),
  area: product(bits, dacArea),
});

const line = constant('edram.line', 256, '', `${isaac}: eDRAM of 256 bits a line`);
const edram = constant('edram.bits', 64 * 1024 * 8, '', `${isaac}: eDRAM of 64 kB`);

export const isaacBuffer = {
  energy: ratio(constant('edram.energy', 20.45 * pJ, 'J', `${isaac}: 20.45 pJ for 256 bits`), line),
  area: ratio(constant('edram.area', 83000 * um2, 'm²', `${isaac}: 83 000 µm² for 64 kB`), edram),
};

const prime = 'PRIME (Chi et al., ISCA 2016) as listed in CiMLoop for ISAAC';
export const isaacWriting = pulsed(
  constant('write.voltage', 2, 'V', `${prime}: 2 V`),
  constant(
    'write.pulse',
    40 * ns,
    's',
    `${prime}: 40 ns to set; one pulse for each device, not verified (an assumption)`,
  ),
);
