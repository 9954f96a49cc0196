import type { ConductanceWindow, Device } from './device.js';

/** Filamentary oxide memory with lognormal device-to-device variation. */
export interface RramParameters {
  readonly window: ConductanceWindow;
  /** Deviation of ln g around ln(target), after write-verify and relaxation. */
  readonly logDeviation: number;
  /** Q of 1/f read noise (see `Device.readNoise`); 0 switches it off. */
  readonly readNoise: number;
  /** K at which `logDeviation` was measured. */
  readonly temperature: number;
}

/**
 * RRAM whose programmed conductance is lognormal around its target: g = target·exp(σ z), so that the *median* device
 * is on target. Conductances are held for ever: this model has no retention.
 */
export function rramDevice(parameters: RramParameters): Device {
  const { window, logDeviation, readNoise, temperature } = parameters;
  return {
    model: 'rram',
    window,
    temperature,
    limits: ['no retention model: conductances stay as programmed', `parameters hold at ${temperature} K only`],
    referenceTime: 0,
    program: (target, z) => target * Math.exp(logDeviation * z),
    driftExponent: () => 0,
    conductance: programmed => programmed,
    readNoise: () => readNoise,
  };
}
