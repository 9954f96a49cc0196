import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { type Neuron, neuronWidth } from '../../../models/spiking/neuron.js';
import { requireNeuron } from '../../../models/spiking/require-neuron.js';
import { lif, of, resonance } from './builders.js';

const brf = (frequency: readonly number[], damping: readonly number[]): Neuron => ({
  ...{ model: 'brf', ...resonance(frequency, damping), refractoryDecay: 0.9 },
});
const hrf = (frequency: number, damping: number): Neuron => ({
  ...{ model: 'hrf', ...resonance([frequency], [damping]), refractoryDecay: 0.9 },
});

const bad: readonly (readonly [Neuron, string])[] = [
  [lif({ timeConstant: of() }), 'net.nir: lif: found no neurons; expected at least one'],
  [lif({ timeConstant: of(7, -1) }), 'net.nir: lif: timeConstant[1]: found -1; expected a time above 0'],
  [lif({ timeConstant: of(7), timeStep: 0 }), 'net.nir: lif: timeStep: found 0; expected a time above 0'],
  [lif({ timeConstant: of(7), timeStep: Number.NaN }), 'net.nir: lif: timeStep: found NaN; expected a time above 0'],
  [
    lif({ timeConstant: of(7, 0.9) }),
    'net.nir: lif: timeConstant[1]: found 0.9; expected at least the time step, 1, for Euler',
  ],
  [lif({ timeConstant: of(7, 8), rest: of(0) }), 'net.nir: lif: rest: found 1 values; expected 2, one for each neuron'],
  [
    lif({ timeConstant: of(7), threshold: of(Number.POSITIVE_INFINITY) }),
    'net.nir: lif: threshold[0]: found Infinity; expected a finite number',
  ],
  [
    lif({ timeConstant: of(7), resetValue: of(2) }),
    'net.nir: lif: resetValue[0]: found 2; expected at most the threshold, 1',
  ],
  [brf([5, -101], [1, 1]), 'net.nir: lif: frequency[1]: found -101; expected at most 1/dt = 100, either way'],
  [brf([5], [-1]), 'net.nir: lif: damping[0]: found -1; expected at least 0 and at most 1/dt = 100'],
  [hrf(100, 25), 'net.nir: lif: damping[0]: found 25; expected below 25 at a frequency of 100'],
  [
    { model: 'hrf', ...resonance([5], [1]), refractoryDecay: 1 },
    'net.nir: lif: refractoryDecay: found 1; expected at least 0 and below 1',
  ],
  [
    { model: 'gamma', timeStep: 1, timeConstant: of(5), threshold: of(0) },
    'net.nir: lif: threshold[0]: found 0; expected above 0: a spike stands for twice as much',
  ],
  [
    { model: 'sigma-delta', threshold: of(-1), bias: of(0) },
    'net.nir: lif: threshold[0]: found -1; expected a magnitude, 0 or more',
  ],
];

for (const [neuron, message] of bad)
  test(`refused: ${message}`, t => {
    t.throws(() => requireNeuron(neuron, 'net.nir: lif'), { instanceOf: InputError, message });
  });

test('what is at its bound is taken', t => {
  const good: readonly Neuron[] = [
    lif({ timeConstant: of(1) }),
    lif({ timeConstant: of(0.1), discretisation: 'exact' }),
    brf([100, -100], [0, 100]),
    hrf(100, 24.9),
    { model: 'integrator', timeStep: 1, resistance: of(0, -1) },
    { model: 'sigma-delta', threshold: of(0), bias: of(-1) },
  ];
  for (const neuron of good) t.notThrows(() => requireNeuron(neuron, 'here'));
  t.deepEqual(good.map(neuronWidth), [1, 1, 2, 1, 2, 1]);
});

test('harmonic resonators swing out below the bound of their damping, and not above it', t => {
  // |eigenvalues| of the step without x and q, from its trace and determinant.
  const largest = (w: number, damping: number): number => {
    const b = 0.005 * w * w + damping;
    const [trace, determinant] = [2 - 0.02 * b - (0.01 * w) ** 2, 1 - 0.02 * b];
    const under = trace * trace - 4 * determinant;
    return under < 0 ? Math.sqrt(determinant) : (Math.abs(trace) + Math.sqrt(under)) / 2;
  };
  for (const w of [1, 30, 70, 100]) {
    const most = (1 - 0.75 * (0.01 * w) ** 2) / 0.01;
    t.true(largest(w, 0.999 * most) < 1);
    t.true(largest(w, 1.001 * most) > 1);
  }
});
