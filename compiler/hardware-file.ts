import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { wireCoefficient, wireResistance } from '../crossbar/wire-node.js';
import { wireFactor } from '../crossbar/wire-temperature.js';
import { type Device, holdsAt } from '../devices/device.js';
import { check } from '../edge/check.js';
import { InputError, reject } from '../edge/error.js';
import { readJson } from '../edge/files.js';
import { loadUnits, type QuantityParser } from '../edge/quantity.js';
import { milanoRates } from '../models/network.js';
import { peripheralsNamed } from './cost/peripherals.js';
import { costedBits } from './cost/timing.js';
import {
  type AnalogNeurons,
  type ArrayHardware,
  type BitSlicing,
  type DeviceHardware,
  deviceOf,
  type Hardware,
} from './hardware.js';
import { hardwareSchema } from './hardware-schema.js';
import { hardwarePresets } from './presets/table.js';
import { verifyDescription } from './support/support.js';
import { verifyReadVoltage, verifySpareColumns } from './verify.js';
import { pulseWriting, requireWriting, type WritingFile } from './writing-file.js';

/** Of settling circuits; more would be followed step by step for hours, while nothing moves. */
const mostTimeConstants = 10_000;

/** Checks a parsed description, resolves its units, and refuses what the device model does not have. */
export function resolveHardware(value: unknown, file: string, parse: QuantityParser): Hardware {
  const { name, imperfections, mapping, dac, adc, read, temperature, ...rest } = check(
    hardwareSchema(parse),
    value,
    file,
  );
  const device = deviceHardware(rest.device);
  const array = arrayHardware(rest.array, temperature, `${file}: array`);
  const { signs, scale, copies, centre, slices, clip, irDrop, faults, spareColumns } = mapping;
  const { bitsPerRead, ...inputs } = dac;
  const { readout, peripherals, floorplan, settling, neurons } = rest;
  if (settling.kind === 'analog' && settling.time > mostTimeConstants * settling.timeConstant)
    return reject(
      `${file}: settling.time`,
      `found ${(settling.time / settling.timeConstant).toPrecision(3)} time constants`,
      `expected at most ${mostTimeConstants}: codes are at rest long before`,
    );
  const recurrence = rest.recurrence.kind === 'volatile' ? { ...rest.recurrence, rates: milanoRates } : rest.recurrence;
  const hardware: Hardware = {
    ...{ name, array, device, imperfections, scale, copies, centre, adc, read, temperature },
    dac: { ...inputs, ...(bitsPerRead !== undefined && { bitsPerRead }) },
    ...(signs !== 'differential pair' && { signs }),
    ...(slices && { slices: slicing(slices) }),
    ...(clip !== undefined && { clip }),
    ...(irDrop === 'compensated' && { irDrop }),
    ...(faults === 'remapped' && { faults }),
    ...(spareColumns > 0 && { spareColumns }),
    ...{ recurrence, readout, peripherals },
    ...(floorplan && { floorplan }),
    ...(rest.sense && { sense: rest.sense }),
    ...(settling.kind === 'analog' && { settling }),
    ...placementHardware(rest.placement),
    ...(neurons.kind === 'analog' && { neurons }),
    ...(neurons.kind !== 'analog' && neurons.leakBits !== undefined && { leakBits: neurons.leakBits }),
  };
  if (neurons.kind === 'analog') {
    requirePhases(neurons, read.time, `${file}: neurons`);
    const swing = { volts: neurons.swing, what: 'neurons.swing' };
    requireWithin(neurons.offset, swing, `${file}: neurons.offset`);
    requireWithin(neurons.noise, swing, `${file}: neurons.noise`);
  }
  if (rest.sense)
    requireWithin(rest.sense.offset, { volts: read.voltage, what: 'the read voltage' }, `${file}: sense.offset`);
  requireWindow(device, `${file}: device`);
  const created = deviceIn(hardware, file);
  if (device.writing) {
    const { programming } = device.parts;
    if (programming !== undefined)
      reject(`${file}: device.programming`, `found "${programming}"`, 'expected none beside device.writing');
    if (device.noise !== undefined)
      reject(
        `${file}: device.noise`,
        `found ${device.noise}`,
        'expected none beside device.writing, whose scatter has scales of its own',
      );
    requireWriting(device.writing, created, `${file}: device.writing`);
  }
  if (recurrence.kind === 'volatile') requireWindow(recurrence, `${file}: recurrence`);
  if (imperfections.stuckLow + imperfections.stuckHigh > 1) {
    reject(`${file}: imperfections`, 'stuckLow + stuckHigh is above 1', 'expected shares that add to at most 1');
  }
  // Every preset must have a price for this converter.
  for (const preset of peripherals) peripheralsNamed(preset).adc(costedBits(adc.bits));
  verifySpareColumns(hardware, file);
  verifyDescription(hardware, file);
  requireTemperature(hardware, temperature, `${file}: temperature`);
  verifyReadVoltage(hardware, file);
  return hardware;
}

/**
 * The arrays as a program carries them: wires as they are at the operating temperature, and capacitances in one place, if
 * there are any.
 */
function arrayHardware(
  { wordLineCapacitance, bitLineCapacitance, cellCapacitance, wireTemperatureCoefficient, ...file }: ArrayFile,
  kelvin: number,
  where: string,
): ArrayHardware {
  const ohms = (line: ArrayFile['wordLineResistance']): number => {
    const own = typeof line === 'number' ? 0 : wireCoefficient;
    const coefficient = wireTemperatureCoefficient ?? own;
    const times = wireFactor({ coefficient, reference: 300, kelvin }, where);
    return times * (typeof line === 'number' ? line : wireResistance(line));
  };
  const array = {
    ...file,
    wordLineResistance: ohms(file.wordLineResistance),
    bitLineResistance: ohms(file.bitLineResistance),
  };
  const capacitance = { word: wordLineCapacitance, bit: bitLineCapacitance, cell: cellCapacitance };
  return Object.values(capacitance).some(farad => farad > 0) ? { ...array, capacitance } : array;
}

type ArrayFile = z.output<ReturnType<typeof hardwareSchema>>['array'];

/** What a program carries of the placement: nothing where it is the usual one. */
function placementHardware({ packing, duplicates, gridColumns }: PlacementFile): Pick<Hardware, 'placement'> {
  if (packing === 'none' && duplicates === 1 && gridColumns === undefined) return {};
  return { placement: { packing, duplicates, ...(gridColumns !== undefined && { gridColumns }) } };
}

type PlacementFile = z.output<ReturnType<typeof hardwareSchema>>['placement'];

/** The device of a description; where a model refuses its window, the file is named too. */
function deviceIn(hardware: Hardware, file: string): Device {
  try {
    return deviceOf(hardware);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    return reject(`${file}: ${cause.where}`, cause.found, cause.expected);
  }
}

/** Read pulses must be over before the update begins. */
function requirePhases({ timeStep, updateTime }: AnalogNeurons, pulse: number, where: string): void {
  if (updateTime + pulse <= timeStep * (1 + 1e-9)) return;
  reject(
    `${where}.timeStep`,
    `found ${timeStep} s, with an update of ${updateTime} s and reads of ${pulse} s in it`,
    `expected at least ${updateTime + pulse} s`,
  );
}

/** Refuses an error of a circuit, V, that is larger than all that it is to tell apart. */
function requireWithin(
  error: number,
  { volts, what }: { readonly volts: number; readonly what: string },
  where: string,
): void {
  if (error > volts) reject(where, `found ${error} V`, `expected at most ${volts} V, ${what}`);
}

function requireWindow({ gMin, gMax }: { gMin: number; gMax: number }, where: string): void {
  if (gMin >= gMax) reject(`${where}.gMin`, `found ${gMin} S`, `expected less than gMax, ${gMax} S`);
}

/** The device as a program carries it: its parameters, the names of foreign parts, its noise and its writing apart. */
function deviceHardware({ model, gMin, gMax, noise, writing, ...others }: Record<string, unknown>): DeviceHardware {
  const entries = Object.entries(others);
  return {
    model: model as string,
    gMin: gMin as number,
    gMax: gMax as number,
    parameters: Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number')),
    parts: Object.fromEntries(entries.filter(([, value]) => typeof value === 'string')),
    ...(noise === 1 ? {} : { noise: noise as number }),
    ...(writing === undefined ? {} : { writing: pulseWriting(writing as WritingFile, gMin as number, gMax as number) }),
  };
}

/** Refuses a temperature that the description's device does not know. */
export function requireTemperature(hardware: Hardware, temperature: number, where: string): void {
  const { model, temperatures } = deviceOf(hardware);
  const [least, most] = temperatures;
  if (holdsAt(temperatures, temperature)) return;
  if (least > most)
    reject(`${where.replace(/:.*/, '')}: device`, 'parts that hold at no common temperature', 'expected other parts');
  reject(
    where,
    least === most
      ? `found ${temperature} K, but the device model "${model}" has no temperature model`
      : `found ${temperature} K, beyond what the device model "${model}" holds for`,
    least === most ? `expected ${least} K` : `expected from ${least} to ${most} K`,
  );
}

/** Reads a hardware description from a preset name or a file. */
export async function readHardware(nameOrFile: string): Promise<Hardware> {
  return resolveHardware(readDescription(nameOrFile), nameOrFile, await loadUnits());
}

/** A hardware description as it is written, not checked yet. */
export function readDescription(nameOrFile: string): unknown {
  const preset = hardwarePresets[nameOrFile];
  if (!preset && !existsSync(nameOrFile)) {
    reject(
      nameOrFile,
      'neither a file nor a preset',
      `expected a file, or one of ${Object.keys(hardwarePresets).join(', ')}`,
    );
  }
  return preset ?? readJson(nameOrFile);
}

/** Slices as they are in a description, whose digits have signs where it says nothing. */
type SlicesFile = Omit<BitSlicing, 'digits'> & { readonly digits: 'signed' | 'offset' };

const slicing = ({ digits, ...rest }: SlicesFile): BitSlicing => ({ ...rest, ...(digits === 'offset' && { digits }) });
