import { reject } from '../../../edge/error.js';
import { bare, constant, type Figure, named, product, ratio } from '../figure.js';
import { type Conversion, mm2, mW, noTime, ns, type PartFigures, perArray, pJ, um2 } from './preset.js';

/** PUMA, 32 nm (Ankit et al., ASPLOS 2019): mW, ns and mm² of puma-simulator include/constants.py. */
const puma = 'PUMA (Ankit et al., ASPLOS 2019), include/constants.py';

const cycle = constant('puma.cycle', 100 * ns, 's', `${puma}: a product takes 100 ns`);
const columns = constant('puma.columns', 128, '', `${puma}: arrays of 128 × 128`);

/** One ADC converts 128 columns in the 100 ns of a product; 1.8 mW while it does and 0.2 mW always. */
export function pumaAdc({ bits }: Conversion): PartFigures {
  if (bits.value !== 8) reject('peripherals puma-32nm', `found an ADC of ${bits.value} bits`, 'expected 8 bits');
  return {
    energy: ratio(product(constant('adc.power', 1.8 * mW, 'W', `${puma}: 1.8 mW, dynamic`), cycle), columns),
    latency: ratio(cycle, columns),
    area: constant('adc.area', 0.0012 * mm2, 'm²', `${puma}: 0.0012 mm²`),
    leakage: constant('adc.leakage', 0.2 * mW, 'W', `${puma}: 0.2 mW`),
  };
}

/** As ISAAC's, a DAC of b bits is taken as b of one bit (an assumption), each driven for a product. */
export const pumaDac = (bits: Figure): PartFigures => ({
  energy: product(bits, constant('dac.power', 0.00350625 * mW, 'W', `${puma}: 3.50625 µW for 1 bit, dynamic`), cycle),
  latency: noTime(
    'a row is driven for as long as the read takes; a b-bit DAC is taken as b of one bit (an assumption)',
  ),
  area: product(bits, constant('dac.areaPerBit', 1.67e-7 * mm2, 'm²', `${puma}: 1.67e-7 mm² for 1 bit`)),
  leakage: product(bits, constant('dac.leakagePerBit', 0.000390625 * mW, 'W', `${puma}: 0.390625 µW for 1 bit`)),
});

/** Sample-and-hold, as the other 32 nm preset takes it too. */
export const pumaSample: PartFigures = {
  energy: constant('sense.energy', 0.001 * pJ, 'J', `${puma}, sample-and-hold: 9.7 nW over 100 ns`),
  latency: noTime(`${puma}: within the 100 ns of a product`),
  area: constant('sense.area', 0.039 * um2, 'm²', `${puma}, sample-and-hold: 4e-5 mm² for 1024`),
};

/** The same with its leakage apart, 9.7e-7 mW of the 9.7e-6 mW. */
export const pumaSense: PartFigures = {
  ...pumaSample,
  energy: product(constant('sense.power', 8.73e-9, 'W', `${puma}, sample-and-hold: 8.73 nW, dynamic`), cycle),
  leakage: constant('sense.leakage', 9.7e-10, 'W', `${puma}, sample-and-hold: 0.97 nW`),
};

const aluScale = 'scaled by 32/45';
export const pumaAlu: PartFigures = {
  energy: constant('digital.energy', 1.71 * pJ, 'J', `${puma}, ALU: 2.4 mW at 1 GHz, ${aluScale}`),
  latency: constant('digital.latency', 1 * ns, 's', `${puma}, ALU: 1 GHz`),
  area: constant('digital.area', 4030 * um2, 'm²', `${puma}, ALU: 0.00567 mm², ${aluScale}`),
};

const scale = ratio(bare(32), bare(45));
export const pumaDigital: PartFigures = {
  energy: product(
    constant('digital.power', 2.4 * mW, 'W', `${puma}, ALU: 2.4 mW, ${aluScale}, dynamic`),
    scale,
    constant('digital.cycle', 1 * ns, 's', `${puma}: 1 GHz`),
  ),
  latency: pumaAlu.latency,
  area: product(constant('digital.area45', 0.00567 * mm2, 'm²', `${puma}, ALU: 0.00567 mm², ${aluScale}`), scale),
  leakage: product(constant('digital.leakage45', 0.27 * mW, 'W', `${puma}, ALU: 0.27 mW, ${aluScale}`), scale),
};

const bits = constant('edram.bits', 64 * 1024 * 8, '', `${puma}: eDRAM of 64 kB`);
export const pumaBuffer = {
  energy: ratio(
    constant('edram.energy', 17.2 * pJ, 'J', `${puma}: 17.2/2 mW for 2 cycles of 1 ns`),
    constant('edram.line', 256, '', `${puma}: 256 bits an access`),
  ),
  area: ratio(constant('edram.area', 0.086 * mm2, 'm²', `${puma}: 0.086 mm² for 64 kB`), bits),
  leakage: ratio(constant('edram.leakage', 0.46 * mW, 'W', `${puma}: 0.46 mW for 64 kB`), bits),
};

const cells = named('puma.cells', '', product(columns, columns));
export const pumaCell = ratio(
  constant('array.area128', 2.5e-5 * mm2, 'm²', `${puma}: 2.5e-5 mm² for 128 × 128`),
  cells,
);

/** Of a whole array, with its peripherals. The file divides the energy by the time of a read, which must mean that of a write. */
export const pumaWriting = perArray(
  constant('write.energy', (676 / 32) * 1e-9, 'J', `${puma}: 676/32 nJ for an array, its peripherals among it`),
  constant('write.time', (351 / 32) * 1e-6, 's', `${puma}: 351/32 µs for an array`),
  cells,
);
