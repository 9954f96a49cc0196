import { constant, type Figure } from './figure.js';
import { type PartFigures, type Preset, pulsed, resolution } from './presets/preset.js';

/** Figures of one part that the hardware file gives in place of a preset's, SI, and where they come from. */
export interface CustomPart {
  readonly energy?: number;
  readonly latency?: number;
  readonly area?: number;
  readonly leakage?: number;
  readonly source: string;
}

/** A preset of the hardware file: a built-in one with some of its parts' figures replaced. All in SI units. */
export interface CustomPeripherals {
  readonly name: string;
  /** The built-in preset that everything else is taken from. */
  readonly like: string;
  /** Of one conversion, whatever the resolution. */
  readonly adc?: CustomPart;
  readonly dac?: CustomPart;
  readonly sense?: CustomPart;
  readonly digital?: CustomPart;
  /** F of one cell's share of a word line; m² and W of one row's driver. */
  readonly driver?: { readonly capacitance?: number; readonly area?: number; readonly leakage?: number; readonly source: string }; // biome-ignore format: one thing
  /** Of one bit. */
  readonly buffer?: Omit<CustomPart, 'latency'>;
  /** m² of one memory cell. */
  readonly cell?: { readonly area: number; readonly source: string };
  /** One pulse (V, s) for each device. */
  readonly writing?: { readonly voltage: number; readonly pulse: number; readonly source: string };
}

/** The preset that a hardware file describes, from the built-in one that it is like. */
export function customPreset(custom: CustomPeripherals, base: Preset): Preset {
  const { name, adc, dac, sense, digital, driver, buffer, cell, writing } = custom;
  const replace = (key: string, value: number | undefined, unit: string, source: string): Figure | undefined =>
    value === undefined ? undefined : constant(key, value, unit, `${name} of the hardware file: ${source}`);
  const part = (key: string, own: PartFigures, by: CustomPart | undefined): PartFigures =>
    by === undefined
      ? own
      : defined(own, {
          energy: replace(`${key}.energy`, by.energy, 'J', by.source),
          latency: replace(`${key}.latency`, by.latency, 's', by.source),
          area: replace(`${key}.area`, by.area, 'm²', by.source),
          leakage: replace(`${key}.leakage`, by.leakage, 'W', by.source),
        });
  return {
    ...base,
    name,
    description: `${base.name} with figures of the hardware file`,
    // One that is given in full may have any resolution, whatever the built-in one has.
    adc: conversion => part('adc', base.adc(isWhole(adc) ? { bits: resolution('adc.bits', 8) } : conversion), adc),
    dac: bits => part('dac', base.dac(bits), dac),
    sense: part('sense', base.sense, sense),
    digital: part('digital', base.digital, digital),
    driver: driver
      ? defined(base.driver, {
          capacitance: replace('driver.capacitance', driver.capacitance, 'F', driver.source),
          area: replace('driver.area', driver.area, 'm²', driver.source),
          leakage: replace('driver.leakage', driver.leakage, 'W', driver.source),
        })
      : base.driver,
    buffer: buffer
      ? defined(base.buffer, {
          energy: replace('buffer.energy', buffer.energy, 'J', buffer.source),
          area: replace('buffer.area', buffer.area, 'm²', buffer.source),
          leakage: replace('buffer.leakage', buffer.leakage, 'W', buffer.source),
        })
      : base.buffer,
    cellArea: (cell && replace('cell.area', cell.area, 'm²', cell.source)) ?? base.cellArea,
    ...(writing && {
      writing: pulsed(
        constant('write.voltage', writing.voltage, 'V', `${name} of the hardware file: ${writing.source}`),
        constant('write.pulse', writing.pulse, 's', `${name} of the hardware file: ${writing.source}`),
      ),
    }),
    followsTemperature: base.followsTemperature && adc?.energy === undefined,
  };
}

const isWhole = (part: CustomPart | undefined): boolean =>
  part?.energy !== undefined && part.latency !== undefined && part.area !== undefined;

/** A record with those of some other values that are there. */
const defined = <T extends object>(record: T, by: { readonly [K in keyof T]?: T[K] | undefined }): T => ({
  ...record,
  ...Object.fromEntries(Object.entries(by).filter(([, value]) => value !== undefined)),
});
