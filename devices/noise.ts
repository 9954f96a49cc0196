import { type Device, deviceOfParts } from './device.js';

/**
 * The device with `factor` times its noise, whatever its model: after programming it is that many times as far from its
 * target, though never below 0 S, and its reads scatter by that many times as much,
 *
 *     g_prog = max(0, target + factor (g_model − target))        Q = factor Q_model, and so for white read noise
 *
 * 0 is a device without either, 1 the model's own. What time does to it stays as it is, its spread from device to device too.
 */
export function withNoise(device: Device, factor: number): Device {
  const { programming, readNoise } = device;
  const times = (values: Float64Array): Float64Array => values.map(value => factor * value);
  return deviceOfParts(device.model, device.window, {
    ...device,
    programming: {
      ...programming,
      program(target, z) {
        const own = programming.program(target, z);
        return target.map((g, k) => Math.max(0, g + factor * (own[k]! - g)));
      },
    },
    readNoise: {
      ...readNoise,
      flicker: programmed => times(readNoise.flicker(programmed)),
      white: programmed => times(readNoise.white(programmed)),
    },
  });
}
