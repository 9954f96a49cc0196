import {
  bare,
  constant,
  difference,
  exp,
  type Figure,
  least,
  ln,
  named,
  product,
  ratio,
  sum,
  tenTo,
} from '../figure.js';
import { isaacRate } from './isaac.js';
import { type Conversion, nm, type PartFigures, um2 } from './preset.js';

/** The regression over Murmann's survey of published ADCs in Accelergy's ADC plug-in: an optimistic envelope. */
const survey = "Murmann's ADC survey, regression of the Accelergy ADC plug-in (adc_data/model.yaml)";

const term = (name: string, value: number): Figure => constant(`survey.${name}`, value, '', survey);

/**
 * J of a conversion of `bits` at `rate` (1/s): E = ½·10^(−(FOM − SNDR)/10), the Schreier figure of merit
 * FOM = min(180.142, 302.739 − 6.4608 ln f) dB and SNDR = 6.02 b + 1.76 dB.
 */
function surveyEnergy(bits: Figure, rate: Figure): Figure {
  const perHertz = product(rate, bare(1, 's'));
  const fom = least(
    term('fom.most', 180.142),
    difference(term('fom.atOneHertz', 302.739), product(term('fom.perRate', 6.4608), ln(perHertz))),
  );
  const sndr = sum(product(bare(6.02), bits), bare(1.76));
  const decades = ratio(difference(named('adc.sndr', '', sndr), named('adc.fom', '', fom)), bare(10));
  return product(bare(0.5), tenTo(decades), bare(1, 'J'));
}

/**
 * m² of an ADC: ln A[µm²] = 4.8506 + 0.06666 ln f[Hz] + 0.7973 ln(node[nm]) − 0.1344 b + 0.4237 ln E[pJ].
 */
export function surveyArea(bits: Figure, rate: Figure, node: Figure, energy: Figure): Figure {
  const logarithm = difference(
    sum(
      term('area.base', 4.8506),
      product(term('area.perRate', 0.06666), ln(product(rate, bare(1, 's')))),
      product(term('area.perNode', 0.7973), ln(ratio(node, bare(1 * nm, 'm')))),
      product(term('area.perEnergy', 0.4237), ln(ratio(energy, bare(1e-12, 'J')))),
    ),
    product(term('area.perBit', 0.1344), bits),
  );
  return product(exp(logarithm), bare(1 * um2, 'm²'));
}

/** The survey's ADC at the rate of ISAAC's, at 32 nm. */
export function surveyAdc({ bits }: Conversion): PartFigures {
  const energy = named('adc.energy', 'J', surveyEnergy(bits, isaacRate));
  const node = constant('adc.node', 32 * nm, 'm', 'that of ISAAC, to compare with');
  return {
    energy,
    latency: ratio(bare(1), isaacRate),
    area: surveyArea(bits, isaacRate, node, energy),
  };
}
