import { constant, type Figure, product, square } from '../figure.js';
import { type Conversion, nm, ns, type PartFigures, pJ, pulsed, um2 } from './preset.js';

/** NeuRRAM, 48 cores of 256 × 256 cells in 130 nm silicon (Wan et al., Nature 608:504, 2022). */
const wan = 'NeuRRAM (Wan et al., Nature 2022) as re-used by hwcomponents wan.py';
const cimloop = 'NeuRRAM as modelled in CiMLoop, wan_nature_2022';

/** One step for each bit of the output, as CiMLoop counts them in a phase. */
export const neurramAdc = ({ bits }: Conversion): PartFigures => ({
  energy: product(bits, constant('adc.energyPerStep', 0.3 * pJ, 'J', `${wan}: 0.3 pJ a step`)),
  latency: product(bits, constant('adc.step', 300 * ns, 's', `${cimloop}: 0.3 µs a step, a step for each bit`)),
  area: constant('adc.area', 400 * um2, 'm²', `${wan}: 400 µm²`),
});

/** What integrates and samples a column; its time is that of the read. */
export const neurramSense: PartFigures = {
  energy: constant('sense.energy', 1.45 * pJ, 'J', `${wan}: integrator 0.25 pJ + sampling 1.2 pJ (130 nm silicon)`),
  latency: constant('sense.latency', 0, 's', 'within the read'),
  area: constant('sense.area', 350 * um2, 'm²', `${wan}: 350 µm²`),
};

export function neurramCell(): Figure {
  const feature = constant('cell.feature', 130 * nm, 'm', `${wan}: F = 130 nm`);
  return product(constant('cell.squares', 126, '', `${cimloop}: 126 F²`), square(feature));
}

export const neurramWriting = pulsed(
  constant('write.voltage', 1.75, 'V', `${cimloop}: set at 1.75 V`),
  constant(
    'write.pulse',
    8520 * ns,
    's',
    `${cimloop}: 8.52 µs; one pulse for each device, not verified (an assumption)`,
  ),
);
