import test from 'ava';
import fc from 'fast-check';
import type { CurrentLeakyIntegrateFire, Neuron } from '../../../models/spiking/neuron.js';
import { neuronStates } from '../../../models/spiking/neuron-states.js';
import { divergenceBoundary } from '../../../models/spiking/resonate.js';
import { apart } from '../../compiler/builders.js';
import { li, lif, of, resonance, runNeurons } from './builders.js';

const slow = (t: number): number => 40 * Math.sin(2 * Math.PI * t * 0.01 * 1.6) + 40;

/** A neuron, what drives it, its membranes at some of 200 steps, and spikes in all: NumPy, from the sources' equations. */
interface Golden {
  readonly neuron: Neuron;
  readonly drive: (t: number, i: number) => number;
  readonly membranes: Readonly<Record<number, readonly number[]>>;
  readonly spikes: readonly number[];
  readonly tolerance?: number;
}

const cuba = (current: 'new' | 'old'): CurrentLeakyIntegrateFire => ({
  ...{ model: 'cuba-lif', timeStep: 1e-4, discretisation: 'euler', timeConstant: of(6.6667e-4) },
  ...{ resistance: of(6.6667), rest: of(0.1), synapseTimeConstant: of(4e-4), inputWeight: of(4), current },
  ...{ threshold: of(1), reset: 'subtract', resetValue: of(0) },
});

const golden: readonly Golden[] = [
  {
    // AdaptiveAILab/brf-neurons, snn/modules/rf.py: to six places.
    neuron: { model: 'brf', ...resonance([5, 10, 50], [0.5, 0.1, 1]), refractoryDecay: 0.9 },
    drive: slow,
    membranes: {
      0: [0.4, 0.4, 0.4],
      1: [0.837644, 0.83774, 0.782555],
      2: [1.311292, 1.308587, 1.049771],
      9: [4.896376, 4.596354, -0.138733],
      49: [1.224418, -5.958601, 0.364345],
      199: [4.165006, 7.660196, 0.354129],
    },
    ...{ spikes: [62, 54, 1], tolerance: 5e-7 },
  },
  {
    neuron: { model: 'rf', ...resonance([5, 10], [0.5, 0.1]) },
    drive: slow,
    membranes: { 9: [5.428231883233, 5.105072311734], 199: [-4.752124967715, 62.058577891263] },
    spikes: [87, 102],
  },
  {
    neuron: { model: 'izhikevich-rf', ...resonance([5, 10], [0.5, 0.1]) },
    drive: slow,
    membranes: {
      9: [1.092441117113, 1.056813360996],
      49: [0.966779831058, 0.748841189915],
      199: [0.995, 0.999],
    },
    spikes: [61, 57],
  },
  {
    neuron: { model: 'hrf', ...resonance([10, 50], [2, 1]), refractoryDecay: 0.9 },
    drive: slow,
    membranes: {
      9: [3.459271009046, -0.056424180831],
      49: [-5.041454875046, 0.0253195633],
      199: [4.551374403103, 0.075904809834],
    },
    spikes: [31, 0],
  },
  {
    neuron: {
      ...{ model: 'alif', timeStep: 1, timeConstant: of(20, 5), adaptationTimeConstant: of(7, 30) },
      ...{ baseline: of(0.01, 0.01), strength: of(1.8, 1.8) },
    },
    drive: t => slow(t) / 40,
    membranes: {
      1: [0.09054498631, 0.339685138904],
      9: [0.183093493592, 0.584668693507],
      49: [0.004376357633, 0.092254806815],
      199: [0.203909364586, 0.512663241096],
    },
    spikes: [35, 61],
  },
  {
    neuron: cuba('old'),
    drive: t => (t % 7 === 0 || t % 5 === 1 ? 0.3 : 0),
    membranes: { 1: [0.32774987250058], 9: [1.0241438726612], 49: [0.72221800274611], 199: [0.76171297498161] },
    spikes: [62],
  },
  {
    neuron: cuba('new'),
    drive: t => (t % 7 === 0 || t % 5 === 1 ? 0.3 : 0),
    membranes: { 1: [0.80775009749946], 9: [0.38044088790939], 49: [1.14094104972168], 199: [0.8478887889845] },
    spikes: [62],
  },
  {
    // Lava, proc/sdn/models.py
    neuron: { model: 'sigma-delta', threshold: of(1, 0.5), bias: of(0, -0.3) },
    drive: (t, i) => Math.sin(0.3 * t) * [0.4, 0.2][i]!,
    membranes: {
      3: [0.657395835874, 0.028697917937],
      9: [0.441137224314, 0.393210485487],
      49: [1.212099309821, 0.169149366229],
      199: [0.644110143758, 0.322055071879],
    },
    spikes: [22, 19],
  },
  {
    neuron: { model: 'gamma', timeStep: 1, timeConstant: of(50, 5), threshold: of(0.05, 0.1) },
    drive: t => slow(t) / 40 - 0.5,
    membranes: {
      3: [0.508766316973, 0.389469094536],
      9: [0.470848523841, 0.532276947623],
      49: [-0.805062132155, -0.014703539745],
      199: [0.027320406371, 0.568947062975],
    },
    spikes: [54, 104],
  },
  {
    neuron: lif({
      ...{ discretisation: 'exact', timeConstant: of(7), rest: of(0.3), resistance: of(2), resetValue: of(-0.2) },
    }),
    drive: t => slow(t) / 80,
    membranes: { 3: [0.6384959023712], 9: [0.5753682163508], 49: [0.412063607169], 199: [0.6267651122925] },
    spikes: [17],
  },
];

for (const { neuron, drive, membranes, spikes, tolerance = 1e-11 } of golden)
  test(`${neuron.model}${'current' in neuron ? `, ${neuron.current} current` : ''}: 200 steps by NumPy`, t => {
    const run = runNeurons(neuron, 200, drive);
    for (const [step, wanted] of Object.entries(membranes))
      t.true(apart(run.membranes[Number(step)]!, wanted) < tolerance, `step ${step}: ${run.membranes[Number(step)]}`);
    t.deepEqual(run.counts, spikes);
  });

test('p lies on the boundary of divergence, and a swing there keeps its size', t => {
  // Of omega 5, 10 and 50 at dt 0.01, published to eight places.
  const published = [-0.12507822, -0.50125629, -13.39745962];
  [5, 10, 50].forEach((w, k) => {
    const p = divergenceBoundary(w, 0.01);
    t.true(Math.abs(p - published[k]!) < 5e-9);
    t.true(Math.abs(Math.hypot(1 + 0.01 * p, 0.01 * w) - 1) < 1e-15);
  });
  t.true(Number.isNaN(divergenceBoundary(100.1, 0.01)));
  const neuron: Neuron = { model: 'brf', ...resonance([40], [0]), threshold: of(1e9), refractoryDecay: 0.9 };
  const { membranes } = runNeurons(neuron, 2000, step => (step === 0 ? 100 : 0));
  // The first step puts u to 1; over 2000 steps each rounding adds at most an ulp or so.
  t.true(Math.abs(Math.max(...membranes.slice(-100).map(([u]) => u!)) - 1) < 1e-3);
  t.true(Math.max(...membranes.map(([u]) => u!)) < 1 + 1e-12);
});

// τ dv/dt = X − v from 0: v(t) = X (1 − e^(−t/τ)), which 'exact' has at every step and Euler to order dt/τ.
test('the exact leak is the solution, Euler comes near to it, and the exponential leak ends too high', t => {
  const last = (discretisation: 'exact' | 'euler' | 'exponential-leak', steps: number): number =>
    runNeurons({ ...li(7), discretisation }, steps, () => 2).membranes.at(-1)![0]!;
  t.true(Math.abs(last('exact', 10) - 2 * (1 - Math.exp(-10 / 7))) < 1e-14);
  t.true(Math.abs(last('euler', 10) - 2 * (1 - (6 / 7) ** 10)) < 1e-14);
  t.true(Math.abs(last('exponential-leak', 1000) - 2 / 7 / (1 - Math.exp(-1 / 7))) < 1e-13);
});

test('integrators add up, and spike as often as their drive says', t => {
  const constants = { timeStep: 0.5, resistance: of(2, 4) };
  const { membranes } = runNeurons({ model: 'integrator', ...constants }, 10, (_, i) => i + 1);
  t.deepEqual([...membranes[9]!], [10, 40]);
  const { counts } = runNeurons(
    { model: 'if', ...constants, threshold: of(1.5, 1.5), reset: 'subtract', resetValue: of(0, 0) },
    ...([300, (_: number, i: number) => 0.25 * (i + 1)] as const),
  );
  // 300 steps of 0.25 and 1 are 75 and 300, a spike for each 1.5 of it but for what is not above the threshold at the end.
  t.deepEqual(counts, [49, 199]);
});

test('current-driven integrators without a threshold yield their membranes', t => {
  const { threshold, reset, resetValue, ...rest } = cuba('new');
  const { outputs, membranes, counts } = runNeurons({ ...rest, model: 'cuba-li' }, 300, () => 1);
  t.is(counts.length, 1);
  t.deepEqual(outputs, membranes);
  // Settled: I = w x, v = rest + r I.
  t.true(Math.abs(outputs.at(-1)![0]! - (0.1 + 6.6667 * 4)) < 1e-12);
});

const anyNeuron = fc.constantFrom<Neuron>(
  ...golden.map(({ neuron }) => neuron),
  lif({ timeConstant: of(3, 9) }),
  li(5, 8),
);

test('a series is what it is alone, whatever runs beside it and however many have ended', t => {
  const property = fc.property(
    anyNeuron,
    fc.array(fc.double({ min: -30, max: 60, noNaN: true }), { minLength: 40, maxLength: 40 }),
    (neuron, drives) => {
      const alone = runNeurons(neuron, 40, step => drives[step]!);
      const width = alone.counts.length;
      const states = neuronStates(neuron, 3);
      for (let step = 0; step < 40; step++) {
        const drive = Float64Array.from({ length: 3 * width }, (_, at) => drives[step]! * (at < width ? 1 : -2));
        const before = drive.slice();
        states.step(drive, step < 20 ? 3 : 1);
        if (apart(drive, before) !== 0) return false;
        if (apart(states.membranes.subarray(0, width), alone.membranes[step]!) !== 0) return false;
        if (apart(states.outputs.subarray(0, width), alone.outputs[step]!) !== 0) return false;
      }
      return true;
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: 60 }));
});

test('single precision holds every state in float32, and stays near to double', t => {
  for (const { neuron, drive } of golden) {
    const single = runNeurons(neuron, 10, drive, { precision: 'single' }).membranes;
    const double = runNeurons(neuron, 10, drive).membranes;
    single.forEach((m, step) => {
      t.deepEqual([...m], [...m.map(Math.fround)]);
      // Ten steps of up to five roundings, of states below 8.
      t.true(apart(m, double[step]!) < 10 * 5 * 8 * 2 ** -24, neuron.model);
    });
  }
});

test('a leak factor that rounds to 1 cuts a neuron off, and one of ten bits does not', t => {
  // The published cliff: readout leaks of τ 104 … 369 are 0.990 … 0.997.
  const settled = (factorBits: number): Float64Array =>
    runNeurons(li(104, 369), 5000, () => 1, { factorBits }).membranes.at(-1)!;
  t.deepEqual([...settled(4)], [0, 0]);
  t.true(apart(settled(10), [1, 1]) < 0.01);
  const factor = Math.round(Math.exp(-1 / 104) * 1024) / 1024;
  const { membranes } = runNeurons(li(104), 2, () => 1, { factorBits: 10 });
  t.is(membranes[0]![0], 1 - factor);
  t.throws(() => neuronStates(li(5), 1, { factorBits: 0.5 }), { message: /factorBits: found 0.5; expected a whole/ });
});
