import { ohmic } from '../devices/parts.js';
import { deviceOf, type Hardware, type SenseHardware } from './hardware.js';

/**
 * What makes hardware differ from float64, in the order in which a ladder adds it:
 *
 *     quantisation   converters of so many bits, with their range and errors, offsets of amplifiers; leaks of digital neurons of so many bits
 *     programming    devices miss their targets: error, levels, stuck ones, pulses
 *     conduction     devices that do not follow Ohm's law
 *     recurrence     memristive recurrences in volatile devices, in place of digital logic
 *     read-noise     1/f and white noise of reads, noise of amplifiers and converters
 *     ir-drop        wires, drivers and sense resistances
 *     drift          devices change as time goes by
 *
 * How weights are mapped (copies, centring, scales, averaged reads) is no effect: it is the same in all variants.
 */
export const effects = [
  'quantisation',
  'programming',
  'conduction',
  'recurrence',
  'read-noise',
  'ir-drop',
  'drift',
] as const;
export type Effect = (typeof effects)[number];

/** The effects that a description has at all; `time` (s after programming) is when drift would show. */
export function effectsOf(hardware: Hardware, time: number): Effect[] {
  const has: Readonly<Record<Effect, boolean>> = {
    quantisation:
      (hardware.sense?.offset ?? 0) > 0 ||
      hardware.dac.bits !== null ||
      hardware.adc.bits !== null ||
      hardware.leakBits !== undefined,
    programming: programmingErrs(hardware),
    conduction: deviceOf(hardware).conduction !== ohmic,
    recurrence: hardware.recurrence.kind === 'volatile',
    'read-noise': readsDiffer(hardware),
    'ir-drop': Object.keys(noWires).some(key => hardware.array[key as keyof typeof noWires] > 0),
    drift: drifts(hardware, time),
  };
  return effects.filter(effect => has[effect]);
}

/**
 * The same hardware with these effects alone. Devices keep their addresses and with them their draws, so that what two
 * variants have in common is the same in both, device by device.
 */
export function withEffects(hardware: Hardware, present: readonly Effect[]): Hardware {
  const absent = (effect: Effect): boolean => !present.includes(effect);
  const { writing, ...device } = hardware.device;
  // An exact input has no digits to be read one after another.
  const { bitsPerRead: _, ...wholeInputs } = hardware.dac;
  const { errors, ...exactAdc } = hardware.adc;
  const { sense, ...rest } = hardware;
  const parts = {
    ...device.parts,
    ...(absent('programming') && { programming: 'ideal' }),
    ...(absent('conduction') && { conduction: 'ideal' }),
    ...(absent('read-noise') && { readNoise: 'ideal' }),
    ...(absent('drift') && { retention: 'ideal' }),
  };
  return {
    ...rest,
    ...(sense && { sense: sensedWith(sense, absent) }),
    ...(errors && { adc: { ...exactAdc, errors: absent('read-noise') ? { ...errors, noise: 0 } : errors } }),
    device: { ...device, parts, ...(writing && !absent('programming') && { writing }) },
    ...(absent('programming') && { imperfections: { levels: 0, stuckLow: 0, stuckHigh: 0 } }),
    ...(absent('ir-drop') && { array: { ...hardware.array, ...noWires } }),
    ...(absent('recurrence') && { recurrence: { kind: 'digital' } }),
    ...(absent('quantisation') && {
      ...(hardware.leakBits !== undefined && { leakBits: undefined }),
      dac: { ...wholeInputs, bits: null },
      adc: { ...exactAdc, bits: null },
    }),
  };
}

/** Amplifiers without their offsets, or without noise. */
const sensedWith = (sense: SenseHardware, absent: (effect: Effect) => boolean): SenseHardware => ({
  ...sense,
  ...(absent('quantisation') && { offset: 0 }),
  ...(absent('read-noise') && { noise: 0, thermal: false, fano: 0 }),
});

const noWires = { wordLineResistance: 0, bitLineResistance: 0, driverResistance: 0, senseResistance: 0 };

/** A device in the middle of the window and one at its top, with a draw that is not the mean. */
const middle = ({ device: { gMin, gMax } }: Hardware): Float64Array => Float64Array.of((gMin + gMax) / 2, gMax);
const draws = Float64Array.of(1, 1);

function programmingErrs(hardware: Hardware): boolean {
  const { levels, stuckLow, stuckHigh } = hardware.imperfections;
  if (hardware.device.writing || levels > 0 || stuckLow + stuckHigh > 0) return true;
  const target = middle(hardware);
  return deviceOf(hardware)
    .programming.program(target.slice(), draws)
    .some((g, k) => g !== target[k]);
}

function readsDiffer(hardware: Hardware): boolean {
  const { sense, adc } = hardware;
  if (sense && (sense.noise > 0 || sense.thermal || sense.fano > 0)) return true;
  if (adc.errors && adc.errors.noise > 0) return true;
  const { flicker, white } = deviceOf(hardware).readNoise;
  return [...flicker(middle(hardware)), ...white(middle(hardware))].some(deviation => deviation > 0);
}

function drifts(hardware: Hardware, time: number): boolean {
  const { retention } = deviceOf(hardware);
  const before = middle(hardware);
  const traits = retention.traits(before.slice(), draws);
  return retention.age(before.slice(), traits, time, hardware.temperature).some((g, k) => g !== before[k]);
}
