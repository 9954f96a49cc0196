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
 * An array with its word and bit lines at another temperature; drivers, sense resistances and cells are as they were.
 * InputError where the temperature is none, or the law leaves no resistance at it.
 */
export function wiresAt(array: CrossbarArray, { coefficient, reference, kelvin }: WireTemperature): CrossbarArray {
  if (!(kelvin > 0 && kelvin < Infinity)) reject('temperature', `found ${kelvin} K`, 'expected a finite number > 0 K');
  const times = 1 + coefficient * (kelvin - reference);
  if (!(times > 0 && times < Infinity))
    reject(
      'wire temperature coefficient',
      `found ${coefficient} 1/K, which makes ${times} of the resistance at ${kelvin} K`,
      'expected a part > 0',
    );
  const scaled = (ohms: Float64Array): Float64Array => ohms.map(ohm => times * ohm);
  return { ...array, wordSegments: scaled(array.wordSegments), bitSegments: scaled(array.bitSegments) };
}
