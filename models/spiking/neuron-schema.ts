import { z } from 'zod';
import { constants, finite, positive } from '../schema-parts.js';
import { discretisations, resets } from './neuron.js';

const oneOf = <T extends string>(...names: readonly T[]) =>
  z.enum(names, { error: `expected ${names.map(one => JSON.stringify(one)).join(', ')}` });

const timeStep = positive.describe('dt, in the unit of the time constants.');
const threshold = constants.describe('A neuron spikes strictly above it.');

const spiking = {
  threshold,
  reset: oneOf(...resets).describe('v becomes resetValue, or v − (threshold − resetValue).'),
  resetValue: constants,
};
const leak = {
  timeStep,
  discretisation: oneOf(...discretisations).describe('How the leak becomes a step; docs/spiking.md has the formulas.'),
  timeConstant: constants.describe('τ of the membrane.'),
  resistance: constants.describe('r, by which the drive is multiplied.'),
  rest: constants.describe('What the membrane rests at.'),
};
const synapse = {
  synapseTimeConstant: constants,
  inputWeight: constants,
  current: oneOf('new', 'old').describe(
    'Whether the membrane sees the current of this time step or of the one before.',
  ),
};
const resonance = {
  timeStep,
  frequency: constants.describe('ω, radians per unit of time; dt·ω is at most 1.'),
  damping: constants.describe("|b'|"),
  threshold,
};
const refractoryDecay = finite
  .min(0, { error: 'expected at least 0' })
  .max(1, { error: 'expected below 1' })
  .describe('γ of the refractory variable.');

const model = <T extends string>(name: T) => ({ model: z.literal(name) });

/** Source of the part of the JSON Schema that describes neurons; `neuron.ts` has the equations. */
export const neuron = z.discriminatedUnion(
  'model',
  [
    z.strictObject({ ...model('integrator'), timeStep, resistance: constants }),
    z.strictObject({ ...model('if'), timeStep, resistance: constants, ...spiking }),
    z.strictObject({ ...model('li'), ...leak }),
    z.strictObject({ ...model('lif'), ...leak, ...spiking }),
    z.strictObject({ ...model('cuba-li'), ...leak, ...synapse }),
    z.strictObject({ ...model('cuba-lif'), ...leak, ...synapse, ...spiking }),
    z.strictObject({
      ...model('alif'),
      timeStep,
      timeConstant: constants,
      adaptationTimeConstant: constants,
      baseline: constants,
      strength: constants,
    }),
    z.strictObject({ ...model('rf'), ...resonance }),
    z.strictObject({ ...model('izhikevich-rf'), ...resonance }),
    z.strictObject({ ...model('brf'), ...resonance, refractoryDecay }),
    z.strictObject({ ...model('hrf'), ...resonance, refractoryDecay }),
    z.strictObject({ ...model('gamma'), timeStep, timeConstant: constants, threshold: constants }),
    z.strictObject({ ...model('sigma-delta'), threshold: constants, bias: constants }),
  ],
  { error: 'expected a neuron of a known model; docs/spiking.md has the list' },
);

export type NeuronDocument = z.output<typeof neuron>;
