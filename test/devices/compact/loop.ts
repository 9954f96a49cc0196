import { type ModelTrace, simulateModel } from '../../../devices/compact/integrate.js';
import type { CompactModel } from '../../../devices/compact/model.js';
import { sine } from '../../../devices/compact/waveform.js';

/** The second period of a sine, in 1000 intervals from one zero of the voltage to the next but one. */
export function loop(model: CompactModel, volt: number, hertz: number): ModelTrace {
  const wave = sine(volt, hertz);
  const duration = 2 / hertz;
  const points = Float64Array.from({ length: 1001 }, (_, k) => Math.min(duration, (1 + k / 1000) / hertz));
  return simulateModel(model, wave.at, { duration, points, breakpoints: wave.breakpoints(duration) });
}

/** V·A: the areas of the two halves of a pinched loop, each from 0 V to 0 V, as sizes. */
export function loopArea({ voltage, current }: ModelTrace): number {
  const half = (from: number, to: number): number => {
    let area = 0;
    for (let k = from; k < to; k++) area += ((current[k]! + current[k + 1]!) / 2) * (voltage[k + 1]! - voltage[k]!);
    return Math.abs(area);
  };
  const middle = (voltage.length - 1) / 2;
  return half(0, middle) + half(middle, voltage.length - 1);
}
