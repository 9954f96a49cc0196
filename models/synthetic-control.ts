import { type RandomStream, randomStream } from '../numeric/random.js';
import { standardize } from '../numeric/statistics.js';
import type { Series, SeriesSet } from './series.js';

/** Time steps of every control chart. */
const length = 60;

/** What a class adds to the common base at time t, given two uniform numbers on [0, 1) drawn once per series. */
type Pattern = (t: number, first: number, second: number) => number;

const between = (low: number, high: number, u: number): number => low + (high - low) * u;

const cycle: Pattern = (t, u, v) => between(10, 15, u) * Math.sin((2 * Math.PI * t) / between(10, 15, v));
const trend: Pattern = (t, u) => between(0.2, 0.5, u) * t;
const shift: Pattern = (t, u, v) => (t >= between(length / 3, (2 * length) / 3, v) ? between(7.5, 20, u) : 0);

const patterns: Record<string, Pattern> = {
  normal: () => 0,
  cyclic: cycle,
  increasing: trend,
  decreasing: (...draw) => -trend(...draw),
  upward: shift,
  downward: (...draw) => -shift(...draw),
};

/**
 * Synthetic control charts: six kinds of a monitored process, 60 steps each, over the base s(t) = 30 + 2·U(−3, 3).
 *
 *     cyclic      + a·sin(2πt/T)    a, T ~ U(10, 15)          increasing/decreasing   ± g·t     g ~ U(0.2, 0.5)
 *     upward/downward   ± x from t₃ on,   x ~ U(7.5, 20), t₃ ~ U(n/3, 2n/3)
 *
 * then every series is shifted and scaled to mean 0 and deviation 1. Half of each class trains, half tests (the public
 * set has 50 and 50). Source: Alcock and Manolopoulos, "Time-series similarity queries employing a feature-based
 * approach", 7th Hellenic Conference on Informatics (1999).
 */
export function syntheticControl(seed: number, perClass = 100): { train: SeriesSet; test: SeriesSet } {
  const classes = Object.keys(patterns);
  const charts = Object.entries(patterns).map(([name, pattern], label) => {
    const stream = randomStream(seed, 'synthetic-control', name);
    return Array.from({ length: perClass }, (_, i) => chart(pattern, label, stream, i * (length + 2)));
  });
  const half = Math.ceil(perClass / 2);
  const set = (name: string, from: number, to: number): SeriesSet => ({
    name,
    channels: 1,
    classes,
    series: charts.flatMap(ofClass => ofClass.slice(from, to)),
  });
  return { train: set('SyntheticControl_TRAIN', 0, half), test: set('SyntheticControl_TEST', half, perClass) };
}

function chart(pattern: Pattern, label: number, stream: RandomStream, address: number): Series {
  const first = stream.uniform(address + length);
  const second = stream.uniform(address + length + 1);
  const raw = Float64Array.from(
    { length },
    (_, t) => 30 + 2 * between(-3, 3, stream.uniform(address + t)) + pattern(t, first, second),
  );
  return { values: standardize(raw), length, label };
}
