import { simulateModel } from '../../../devices/compact/integrate.js';
import type { CompactModel } from '../../../devices/compact/model.js';
import { sine } from '../../../devices/compact/waveform.js';

/** One period of a sine. */
export interface Loop {
  readonly voltage: Float64Array;
  readonly current: Float64Array;
  readonly states: Float64Array;
  /** Area of the two lobes of i over v (V A), each counted positive. */
  readonly area: number;
}

/** The last of `periods` under a sine of `amplitude` (V) and `frequency` (Hz). */
export function loop(model: CompactModel, amplitude: number, frequency: number, periods = 1): Loop {
  const wave = sine(amplitude, frequency);
  const count = 4001;
  const duration = periods / frequency;
  const trace = simulateModel(model, wave.at, {
    duration,
    breakpoints: wave.breakpoints(duration),
    points: Float64Array.from({ length: count }, (_, k) => (periods - 1 + k / (count - 1)) / frequency),
  });
  const { voltage, current, states } = trace;
  const lobe = (from: number, to: number): number => {
    let sum = 0;
    for (let k = from + 1; k <= to; k++) sum += ((current[k]! + current[k - 1]!) / 2) * (voltage[k]! - voltage[k - 1]!);
    return Math.abs(sum);
  };
  const half = (count - 1) / 2;
  return { voltage, current, states, area: lobe(0, half) + lobe(half, count - 1) };
}
