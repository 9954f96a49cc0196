import { normalsAt, type RandomStream, randomStream } from '../../numeric/random.js';
import type { ConductanceWindow } from '../device.js';

/** What every device of an array keeps for life of how pulses move it, device by device. */
export interface PulsedDevices {
  /** S it can be brought to at least and at most; alike where it is stuck. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  /** S by which a set pulse raises it and a reset pulse lowers it where its response is that of its model at w = 0. */
  readonly setStep: Float64Array;
  readonly resetStep: Float64Array;
}

/** Numbers for the devices at hand, one each, that are the same whenever the same purpose is asked for. */
export interface DeviceDraws {
  /** Standard normal. */
  normals(purpose: string): Float64Array;
  /** Uniform on [0, 1). */
  uniforms(purpose: string): Float64Array;
}

/** How the conductance of one kind of device follows programming pulses. */
export interface PulseResponse {
  /** Paper and equation that it comes from. */
  readonly source: string;
  /** What it does not know, in words for the user. */
  readonly limits: readonly string[];
  /** No pulse leads out of it. */
  readonly window: ConductanceWindow;
  /** So many devices, each with its own bounds and steps. */
  spread(count: number, draws: DeviceDraws): PulsedDevices;
  /** The device without any spread, as one entry. */
  readonly typical: PulsedDevices;
  /**
   * S of device `k`, which was at `siemens`, after one pulse of `volt` (V; above 0 it sets, below 0 it resets) for `seconds`.
   * z ~ N(0, 1) is its scatter from pulse to pulse; 0 gives the mean.
   */
  after(devices: PulsedDevices, k: number, siemens: number, volt: number, seconds: number, z: number): number;
  /**
   * S: deviation of the conductance that a device shows around the one that pulses move, drawn anew by every pulse. What
   * pulses move does not take part in it, so that it does not add up.
   */
  readonly writeNoise: number;
}

/** What fixes every draw of a matrix, together with the address of a device in it and the number of the pulse or read. */
export interface MatrixDraws {
  readonly seed: number;
  readonly matrix: string;
  /** How often the matrix has been written: writing anew makes new errors on the same devices. */
  readonly generation: number;
}

/**
 * The devices at these addresses of a matrix. They belong to the matrix, whatever its generation, and are the same whatever
 * the order or the tiling they are asked for in.
 */
export function pulsedDevices(response: PulseResponse, address: Float64Array, draws: MatrixDraws): PulsedDevices {
  const stream = (purpose: string): RandomStream => randomStream(draws.seed, 'pulse-device', purpose, draws.matrix);
  return response.spread(address.length, {
    normals: purpose => normalsAt(stream(purpose), address),
    uniforms(purpose) {
      const { uniform } = stream(purpose);
      return address.map(uniform);
    },
  });
}

/** The same devices without spread. */
export function alikeDevices({ typical }: PulseResponse, count: number): PulsedDevices {
  const all = (one: Float64Array): Float64Array => new Float64Array(count).fill(one[0]!);
  return {
    lowest: all(typical.lowest),
    highest: all(typical.highest),
    setStep: all(typical.setStep),
    resetStep: all(typical.resetStep),
  };
}
