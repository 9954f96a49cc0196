import type { NeuronRun } from '../sim/spice/neurons.js';
import { lineChart } from './svg/line.js';

/**
 * The membrane of one neuron at the end of every step, in ngspice and in the simulator, and what it was compared with: in V, over
 * the steps.
 */
export function circuitMembraneFigure({ simulated, spice }: NeuronRun, neuron: number, title: string): string {
  const { circuit, trace, levels, stimulus } = simulated;
  const x = Float64Array.from({ length: stimulus.steps }, (_, t) => t);
  const of = (values: Float64Array): Float64Array => x.map(t => values[t * circuit.units + neuron]!);
  return lineChart({
    title,
    description: `The membrane of neuron ${neuron} step by step, before any reset, and its threshold.`,
    x: { label: 'Time step', values: x, unit: '' },
    y: { label: 'Membrane', unit: 'V' },
    series: [
      ...(spice ? [{ name: 'ngspice', x, y: of(spice.membranes) }] : []),
      { name: 'simulator', x, y: of(trace.membranes) },
      ...(levels.length > 0 ? [{ name: 'threshold', x, y: of(levels) }] : []),
    ],
  });
}
