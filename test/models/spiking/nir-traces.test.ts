import { join } from 'node:path';
import test from 'ava';
import { readText } from '../../../edge/files.js';
import type { LeakyIntegrateFire } from '../../../models/spiking/neuron.js';
import { lif, of, runNeurons } from './builders.js';

/** Norse's LIF of the NIR paper (paper/01_lif): τ 2.5 ms, dt 0.1 ms, threshold 0.1, reset to 0. */
const norse = lif({ timeStep: 1e-4, timeConstant: of(2.5e-3), threshold: of(0.1) });

/**
 * The trace of each simulator, and the neuron that has it; v is that after the reset. Sinabs writes its input
 * with the weight of 0.04. */
const traces: readonly (readonly [string, LeakyIntegrateFire, spikes: readonly number[], number])[] = [
  ['norse', norse, [460, 510, 710, 760], 1e-7],
  ['rockpool', { ...norse, discretisation: 'exponential-leak', reset: 'subtract' }, [450, 500, 710, 760], 1e-7],
  ['sinabs', { ...norse, discretisation: 'exponential-leak', reset: 'subtract' }, [450, 500, 710, 760], 1e-7],
];

const data = process.env.OHMWEAVE_DATA;
for (const [name, neuron, spikes, tolerance] of traces)
  (data ? test : test.skip)(`LIF as ${name} computes it (OHMWEAVE_DATA)`, t => {
    const rows = readText(join(data!, 'nir/01_lif', `lif_${name}.csv`))
      .trim()
      .split('\n');
    const published = rows.map(row => row.split(',').map(Number));
    const { membranes, outputs } = runNeurons(neuron, published.length, step => (published[step]![0]! > 0 ? 1 : 0));
    const fired = [...outputs.keys()].filter(step => outputs[step]![0] === 1);
    t.deepEqual(fired, spikes);
    t.is(published.length, 1000);
    published.forEach(([, v, z], step) => {
      const m = membranes[step]![0]!;
      const after = !fired.includes(step) ? m : neuron.reset === 'subtract' ? m - 0.1 : 0;
      t.true(Math.abs(after - v!) < tolerance, `${step}: ${after}, published ${v}`);
      t.is(outputs[step]![0], z);
    });
  });
