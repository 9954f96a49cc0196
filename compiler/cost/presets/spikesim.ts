import { constant, named, product, ratio, square, sum } from '../figure.js';
import { nm, type PartFigures, pJ, um2 } from './preset.js';

/** SpikeSim, 65 nm, 64 × 64 arrays of RRAM (Moitra et al., TCAD 2023): pJ and µm² of ela_spikesim.py. */
const spikesim = 'SpikeSim (Moitra et al., TCAD 2023), ela_spikesim.py';

/** The ADC with the multiplexer of its 8 columns. The file names no resolution: the figures are the same for any. */
export const spikesimAdc = (): PartFigures => ({
  energy: sum(
    constant('adc.converter', 2.03084 * pJ, 'J', `${spikesim}: ADC 2.03084 pJ, whatever the resolution`),
    constant('adc.multiplexer', 0.094245 * pJ, 'J', `${spikesim}: multiplexer 0.094245 pJ`),
  ),
  latency: ratio(
    constant('adc.cycles', 26, '', `${spikesim}: 26 cycles for the 8 columns of an ADC`),
    named(
      'adc.columnRate',
      '1/s',
      product(
        constant('adc.columns', 8, '', `${spikesim}: 8 columns share an ADC`),
        constant('adc.clock', 250e6, '1/s', `${spikesim}: 250 MHz`),
      ),
    ),
  ),
  area: sum(
    constant('adc.converterArea', 693.633 * um2, 'm²', `${spikesim}: ADC 693.633 µm²`),
    constant('adc.multiplexerArea', 45.9 * um2, 'm²', `${spikesim}: multiplexer 45.9 µm²`),
  ),
});

const words = constant('buffer.bits', 64 * 128, '', `${spikesim}: tile buffer of 64 × 128 bits`);
export const spikesimBuffer = {
  energy: ratio(
    constant(
      'buffer.tileEnergy',
      397 * pJ,
      'J',
      `${spikesim}: 397 pJ for the tile buffer; all its bits, an assumption`,
    ),
    words,
  ),
  area: constant('buffer.area', 0.7391 * um2, 'm²', `${spikesim}: 0.7391 µm² a bit`),
};

export const spikesimCell = product(
  constant('cell.squares', 53, '', `${spikesim}: RRAM cells of 53 F²`),
  square(constant('cell.feature', 40 * nm, 'm', `${spikesim}: F = 40 nm`)),
);
