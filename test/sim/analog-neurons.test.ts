import test from 'ava';
import { referenceEngine, runGraph } from '../../models/execute.js';
import { maxAbs } from '../../numeric/matrix.js';
import { hardwareEngine } from '../../sim/engine.js';
import { circuitNeurons, spikingChip } from './spiking-chips.js';

const conditions = { time: 0, compensation: 'none', duration: 1 } as const;

for (const neuron of circuitNeurons(6)) {
  const kind = [
    neuron.model,
    'discretisation' in neuron ? neuron.discretisation : '',
    'reset' in neuron ? neuron.reset : '',
  ].join(' ');
  for (const back of [0, 0.5])
    test(`with flawless devices the circuit is the model: ${kind}${back ? ', recurrent' : ''}`, t => {
      // `chip` compiles the recurrent product of values as that of spikes only where they are.
      const { program, set } = spikingChip(neuron, 6, { back });
      const wanted = runGraph(program.graph, set, referenceEngine()).scores.data;
      const found = runGraph(program.graph, set, hardwareEngine(program, conditions)).scores.data;
      const largest = maxAbs(wanted);
      t.true(largest > 0);
      if ('threshold' in neuron) t.deepEqual(found, wanted);
      else
        wanted.forEach((value, k) => {
          // The same numbers by another way: rounding errors of some hundred operations.
          t.true(Math.abs(found[k]! - value) < 1e-11 * largest, `${found[k]}, ${value}`);
        });
    });
}
