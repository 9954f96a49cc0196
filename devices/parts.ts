// Parts of devices that know nothing of one effect, to be combined with parts that do.
import type { Conduction, Programming, ReadNoise, Retention, TemperatureRange } from './device.js';

export const anyTemperature: TemperatureRange = [0, Infinity];

const definition = { source: 'by definition', limits: [], temperatures: anyTemperature };

/** Every device comes out at its target. */
export const exactProgramming: Programming = { ...definition, program: target => target.slice() };

/** Conductances stay as they were programmed. */
export const noDrift: Retention = {
  ...definition,
  referenceTime: 0,
  longest: Infinity,
  traits: target => new Float64Array(target.length),
  age: programmed => programmed.slice(),
};

/** `noDrift` of a device whose source says nothing of retention. */
export const unknownRetention: Retention = {
  ...noDrift,
  limits: ['no retention model: conductances stay as programmed'],
};

/** All reads are alike. */
export const noReadNoise: ReadNoise = {
  ...definition,
  flicker: programmed => new Float64Array(programmed.length),
  white: programmed => new Float64Array(programmed.length),
};

/** `noReadNoise` of a device whose source says nothing of it. */
export const unknownReadNoise: ReadNoise = { ...noReadNoise, limits: ['no model of read noise'] };

/** I = g V. */
export const ohmic: Conduction = {
  ...definition,
  range: Infinity,
  current: (siemens, volt) => siemens * volt,
  slope: siemens => siemens,
  expression: (siemens, volt) => `${siemens}*(${volt})`,
};
