import { simulateModel } from '../devices/compact/integrate.js';
import type { CompactEntry } from '../devices/compact/model.js';
import { sine } from '../devices/compact/waveform.js';
import { lineChart } from './svg/line.js';
import { figure } from './words.js';

const points = 801;
const periods = 2;
/** Of the frequency that the model is shown at. */
const faster = 16;

/** The curves of a dynamic model under a sine: its loop, also at a higher frequency, and its states through time. */
export function compactFigures({ name, shown, create }: CompactEntry): string[] {
  const model = create();
  const run = (hertz: number) => {
    const wave = sine(shown.volt, hertz);
    const duration = periods / hertz;
    const breakpoints = wave.breakpoints(duration);
    return simulateModel(model, wave.at, { duration, points, breakpoints, tolerance: 1e-5 });
  };
  const [slow, fast] = [run(shown.hertz), run(faster * shown.hertz)];
  const loop = lineChart({
    title: `${name}: current by voltage`,
    description: `${periods} periods of a sine of ${figure(shown.volt, 'V')}, at two frequencies.`,
    x: { label: 'Voltage', values: slow.voltage, unit: 'V' },
    y: { label: 'Current', unit: 'A' },
    series: [
      { name: figure(shown.hertz, 'Hz'), x: slow.voltage, y: slow.current },
      { name: figure(faster * shown.hertz, 'Hz'), x: fast.voltage, y: fast.current },
    ],
  });
  const count = model.states.length;
  const course = lineChart({
    title: `${name}: ${model.states.map(({ name: state }) => state).join(', ')}`,
    description: `Each state between its bounds, 0 and 1, at ${figure(shown.hertz, 'Hz')}.`,
    x: { label: 'Time', values: slow.time, unit: 's' },
    y: { label: 'Part of its range', unit: '', include: [0, 1] },
    series: model.states.map(({ name: state, min, max }, s) => ({
      name: state,
      y: slow.time.map((_, k) => (slow.states[k * count + s]! - min) / (max - min)),
    })),
  });
  return [loop, course];
}
