import { polynomial } from '../../numeric/curves.js';
import { deviceOfParts } from '../device.js';
import { normalProgramming } from '../normal-programming.js';
import { ohmic, unknownReadNoise, unknownRetention } from '../parts.js';
import { type DeviceEntry, fitTo, scale, windowParameters } from './entry.js';

const parameters = { ...windowParameters(0, 25e-6, [0, 25e-6]), programmingScale: scale('programming error') };

const published = fitTo(
  'Joshi et al., Nat. Commun. 11:2473 (2020), Fig. 3b, 27 s after programming; quadratic fit of CrossSim',
  'the programming error includes what drift does in the first 27 s',
);

/**
 * The programming error alone of the PCM of Joshi et al., read 27.36 s after it was written:
 *
 *     σ = 0.28638599 + 0.07585724 g − 0.00178767 g²,   g and σ in µS,   g_prog = max(0, g + σ z)
 *
 * It is a second fit to the kind of device that `pcm` is, and within 9 % of it, but in conductances and not in parts of the
 * window: a smaller window is a part of the same curve. CrossSim gives it no drift and no read noise. Those of `pcm` go
 * with it: `"model": "pcm", "programming": "pcm-joshi"`.
 */
export const pcmJoshi: DeviceEntry<typeof parameters> = {
  name: 'pcm-joshi',
  title: 'Phase-change memory, programming error of Joshi et al.',
  source: published.source,
  parameters,
  create: ({ gMin, gMax, programmingScale }) =>
    deviceOfParts(
      'pcm-joshi',
      { min: gMin, max: gMax },
      {
        programming: normalProgramming(g => programmingScale * programmingDeviation(g), published),
        retention: unknownRetention,
        readNoise: unknownReadNoise,
        conduction: ohmic,
      },
    ),
};

/** σ in S of devices written to `siemens`. */
function programmingDeviation(siemens: number): number {
  return 1e-6 * polynomial([0.28638599, 0.07585724, -0.00178767], 1e6 * siemens);
}
