import test from 'ava';
import { circuitMembraneFigure } from '../../report/circuit-membrane-figure.js';
import { simulatedNeurons } from '../../sim/spiking-run.js';
import { lif } from '../models/builders.js';
import { circuitNeurons, spikingChip } from '../sim/spiking-chips.js';
import { parseXml } from './xml.js';

const run = (neuron: Parameters<typeof spikingChip>[0]) => {
  const { program, set } = spikingChip(neuron, 2);
  const job = { program, layer: 'cells', series: set.series[0]!, steps: 20, time: 0 };
  const simulated = simulatedNeurons(job);
  return { simulated, cells: 0, reduced: false, spice: simulated.trace, seconds: 0 };
};

test('the membrane in ngspice and in the simulator, and its threshold where it spikes', t => {
  const svg = circuitMembraneFigure(run(lif(2)), 1, 'a neuron');
  parseXml(svg);
  for (const name of ['ngspice', 'simulator', 'threshold']) t.true(svg.includes(name), name);
  const [, li] = circuitNeurons(2);
  t.false(circuitMembraneFigure(run(li!), 0, 'values').includes('>threshold<'));
});
