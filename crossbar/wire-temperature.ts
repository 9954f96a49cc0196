import { reject } from '../edge/error.js';
import type { CrossbarArray } from './array.js';

/** How the wires of an array follow the temperature: R(T) = R(T₀) (1 + α (T − T₀)). */
export interface WireTemperature {
  /** α, 1/K, at T₀. */
  readonly coefficient: number;
  /** K, T₀: where the resistances hold that are given. */
  readonly reference: number;
  /** K, T. */
  readonly kelvin: number;
}

/**
 * What the resistance of wires is at a temperature, as a part of what it is at the reference. InputError where the
 * temperature is none, or the law leaves no resistance at it.
 */
export function wireFactor({ coefficient, reference, kelvin }: WireTemperature, where: string): number {
  if (!(kelvin > 0 && kelvin < Infinity))
    reject(`${where}: temperature`, `found ${kelvin} K`, 'expected a finite number > 0 K');
  const times = 1 + coefficient * (kelvin - reference);
  if (!(times > 0 && times < Infinity))
    reject(
      `${where}: wireTemperatureCoefficient`,
      `found ${coefficient} 1/K, which makes wires ${times} times as resistive at ${kelvin} K`,
      'expected a factor > 0',
    );
  return times;
}

/** An array with its word and bit lines at another temperature; drivers, sense resistances and cells are as they were. */
export function wiresAt(array: CrossbarArray, wires: WireTemperature, where = 'crossbar'): CrossbarArray {
  const times = wireFactor(wires, where);
  const scaled = (ohms: Float64Array): Float64Array => ohms.map(ohm => times * ohm);
  return { ...array, wordSegments: scaled(array.wordSegments), bitSegments: scaled(array.bitSegments) };
}
