import type { ConductanceWindow, Device } from './device.js';

/** A device that takes every conductance in its window exactly and keeps it for ever. */
export function idealDevice(window: ConductanceWindow, temperature: number): Device {
  return {
    model: 'ideal',
    window,
    temperature,
    limits: [],
    referenceTime: 0,
    program: target => target,
    driftExponent: () => 0,
    conductance: programmed => programmed,
    readNoise: () => 0,
  };
}
