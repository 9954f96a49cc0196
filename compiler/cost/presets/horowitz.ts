import { constant, ratio } from '../figure.js';
import { ns, type PartFigures, pJ, um2 } from './preset.js';

/** Energies of arithmetic and memory at 45 nm (Horowitz, ISSCC 2014), which most macros' publications leave out. */
const horowitz = 'Horowitz, ISSCC 2014, 45 nm';

export const horowitzLogic: PartFigures = {
  energy: constant(
    'digital.energy',
    0.6 * pJ,
    'J',
    `${horowitz}: between a 16-bit addition (0.05 pJ) and a 16-bit float multiplication (1.1 pJ)`,
  ),
  latency: constant('digital.latency', 1 * ns, 's', '1 GHz: an assumption'),
  area: constant('digital.area', 2000 * um2, 'm²', '2000 µm² a lane: an assumption'),
};

export const horowitzBuffer = {
  energy: ratio(
    constant('buffer.wordEnergy', 10 * pJ, 'J', `${horowitz}: 10 pJ for 64 bits of an 8 kB SRAM`),
    constant('buffer.word', 64, '', `${horowitz}: 64 bits`),
  ),
  area: constant('buffer.area', 0.3 * um2, 'm²', '0.3 µm² a bit: an assumption'),
};
