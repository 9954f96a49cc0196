import { checkPulsed, type PulsedArray, periodOf } from '../../crossbar/pulsed-array.js';
import type { CompactModel } from '../../devices/compact/model.js';
import { startingAt } from '../../devices/compact/subcircuit.js';
import { piecewiseLinear } from '../../devices/compact/waveform.js';
import { bitLines, bitNode, wholeOf, wordLines, wordNode } from './array-text.js';
import { oneLine, wrap } from './spice-text.js';

/** Relative error of a step in ngspice. */
const reltol = 1e-6;

/** Time points in a span of a pulse at least. */
const pointsPerPulse = 200;

/** The vector of a state variable of cell (i, j) in ngspice's results, at 1 V for `perVolt` of it. */
export const cellState = (i: number, j: number, state: string): string => `v(x${i}_${j}.${state})`;

/**
 * Pulses on a passive array of dynamic cells, as a `.tran` analysis. Node `height` has the pulse, from 0 V to 1 V; the
 * voltages of all terminals are that times their own. Cell (i, j) is the instance x{i}_{j} of the model's subcircuit; cells
 * that start in the same state share one. Other names are those of `tileNetlist`. InputError where the pulses are
 * impossible or the model has no subcircuit with its states. `expected` are the states in the end, what the simulator says.
 */
export function pulsesNetlist(title: string, pulsed: PulsedArray, expected?: Float64Array): string {
  checkPulsed(pulsed);
  const { array, model, volts, pulses } = pulsed;
  const { rows, cols } = array;
  const whole = wholeOf(array);
  const { kinds, kindOf } = kindsOf(pulsed);
  const { count, edge, width } = pulses;
  const period = periodOf(pulses);
  const points = Array.from({ length: count }, (_, k): (readonly [number, number])[] => {
    const corners = [[edge, 1], ...(width > 0 ? [[edge + width, 1] as const] : []), [2 * edge + width, 0]] as const;
    const rest = pulses.gap > 0 ? [[period, 0] as const] : [];
    return [...corners, ...rest].map(([seconds, height]) => [k * period + seconds!, height!]);
  });
  const { source } = piecewiseLinear([[0, 0], ...points.flat()]);
  const saved = Array.from({ length: rows * cols }, (_, k) =>
    model.states.map(({ name }) => cellState(Math.floor(k / cols), k % cols, name)),
  );
  return [
    oneLine(title) || 'array',
    `* ${rows} rows x ${cols} columns of ${model.name}, ${count} pulses. Written by Ohmweave.`,
    '* Run:    ngspice -b -r out.raw FILE   writes the states of all cells by the time (s)',
    ...(expected ? expectation(model, expected) : []),
    '',
    ...kinds.map((states, kind) =>
      startingAt(model.subcircuit(`cell${kind}`), model.states, states, `${title}: ${model.name}`),
    ),
    '* the pulses, and the voltages that are theirs times a number',
    wrap(`vheight height 0 ${source}`.split(' ')),
    ...Array.from({ length: rows }, (_, i) => `ein${i} in${i} 0 height 0 ${volts.word[i]}`),
    ...Array.from({ length: cols }, (_, j) => `eout${j} out${j} 0 height 0 ${volts.bit[j]}`),
    ...wordLines(array, whole),
    ...bitLines(array, whole),
    ...Array.from(kindOf, (kind, k) => {
      const [i, j] = [Math.floor(k / cols), k % cols];
      return `x${i}_${j} ${wordNode(array, i, j)} ${bitNode(array, i, j)} cell${kind}`;
    }),
    `.options klu method=gear reltol=${reltol} abstol=1e-15 vntol=1e-9 trtol=1`,
    `.tran ${(2 * edge + width) / pointsPerPulse} ${count * period} 0 ${(2 * edge + width) / pointsPerPulse} uic`,
    wrap(['.save', ...saved.flat()]),
    '.end',
    '',
  ].join('\n');
}

/** What the vectors end with, in the order of `.save`. */
function expectation({ states }: CompactModel, expected: Float64Array): string[] {
  const volts = Array.from(expected, (value, k) => `${value / states[k % states.length]!.perVolt}`);
  return [
    '* Expect: in the end the values below (V), row by row, from the behavioural simulator, to 1e-3 of their range.',
    ...wrap(volts)
      .split('\n')
      .map(line => `* ${line}`),
  ];
}

/** The different states that cells start in, and by cell which of them. */
function kindsOf({ model, states }: PulsedArray): { kinds: Float64Array[]; kindOf: Int32Array } {
  const n = model.states.length;
  const kinds: Float64Array[] = [];
  const known = new Map<string, number>();
  const kindOf = Int32Array.from({ length: states.length / n }, (_, k) => {
    const own = states.subarray(k * n, (k + 1) * n);
    const key = own.join();
    if (!known.has(key)) known.set(key, kinds.push(own) - 1);
    return known.get(key)!;
  });
  return { kinds, kindOf };
}
