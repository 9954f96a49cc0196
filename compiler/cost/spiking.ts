import type { GraphEngine } from '../../models/execute.js';
import type { FeedbackStates } from '../../models/feedback.js';
import type { FeedbackNode, NeuronsNode } from '../../models/graph.js';
import { neuronWidth, spikes } from '../../models/spiking/neuron.js';

/** A published neuron circuit, and what it takes for each spike or for each time step. */
export interface NeuronPreset {
  readonly name: string;
  /** J. */
  readonly energy: number;
  readonly per: 'spike' | 'step';
  /** W of a neuron that does nothing. */
  readonly leakage: number;
  readonly source: string;
}

const pJ = 1e-12;
const fJ = 1e-15;

/** Figures differ by three orders of magnitude: neurons alone, neurons with synapses, circuits that are read every step. */
export const neuronPresets: readonly NeuronPreset[] = [
  {
    ...{ name: 'lif-28nm', energy: 1.61 * fJ, per: 'spike', leakage: 0 },
    source:
      'subthreshold LIF in 28 nm, fabricated, at 250 mV, up to 300 kHz, 34 µm² (arXiv 2408.07734); the neuron alone',
  },
  {
    ...{ name: 'morris-lecar-65nm', energy: 4 * fJ, per: 'spike', leakage: 0 },
    source: 'measured in 65 nm CMOS (Sourikopoulos et al., Front. Neurosci. 11:123, 2017); the neuron alone',
  },
  {
    ...{ name: 'rram-chip-130nm', energy: 3.6 * pJ, per: 'spike', leakage: 0 },
    source: 'analog neurons with RRAM synapses in 130 nm (Valentian et al., IEDM 2019); synapse and neuron together',
  },
  {
    ...{ name: 'neurosim-if-65nm', energy: 1.346 * pJ, per: 'step', leakage: 0 },
    source:
      'CMOS integrate-and-fire read circuit, SPICE at 65 nm, for each column and read (MLP NeuroSim 3.0, ReadCircuit)',
  },
  {
    ...{ name: 'neurosim-nbo2-65nm', energy: 0.265 * pJ, per: 'step', leakage: 35.84e-9 },
    source: 'NbO₂ oscillation neuron, for each column and read (MLP NeuroSim 3.0, ReadCircuit)',
  },
  {
    ...{ name: 'spikesim-65nm', energy: 4 * 1.274 * pJ, per: 'step', leakage: 0 },
    source: 'digital LIF module, 65 nm, for each neuron and step (SpikeSim, ela_spikesim.py)',
  },
];

/** What happened in the spiking layers of one inference, mean over the data. */
export interface SpikeCounts {
  readonly layers: readonly { readonly name: string; readonly neurons: number; readonly spikes: number }[];
  /** Spikes that arrive at arrays, the input's among them, each counted once for each array's matrix that it drives. */
  readonly arrivals: number;
  /** Weights that such a spike meets, summed over spikes. */
  readonly synapticEvents: number;
}

/** The cost of an inference's neurons by published circuits, and what the whole takes for each spike. */
export interface SpikingCost extends SpikeCounts {
  /** Of all spiking layers. */
  readonly spikes: number;
  readonly neurons: readonly (Omit<NeuronPreset, 'energy' | 'per' | 'leakage'> & { readonly energy: number })[];
}

/**
 * Neurons as published circuits have them: E = e·spikes, or e·neurons·steps where the circuit works at every step, and leakage
 * for as long as an inference takes (`duration`, s).
 */
export function spikingCost(counts: SpikeCounts, steps: number, duration: number): SpikingCost {
  const sum = (of: (layer: SpikeCounts['layers'][number]) => number): number =>
    counts.layers.reduce((total, layer) => total + of(layer), 0);
  const [fired, width] = [sum(layer => layer.spikes), sum(layer => layer.neurons)];
  const neurons = neuronPresets.map(({ name, energy, per, leakage, source }) => ({
    ...{ name, source },
    energy: energy * (per === 'spike' ? fired : width * steps) + leakage * width * duration,
  }));
  return { ...counts, spikes: fired, neurons };
}

/** An engine that counts the spikes of every layer on their way. */
export function spikeMeter(engine: GraphEngine): { readonly engine: GraphEngine; counts(): Map<string, number> } {
  const counted = new Map<string, number>();
  return {
    engine: {
      ...engine,
      feedback(node, series) {
        const states = engine.feedback(node, series);
        return spikingLayer(node) ? counting(states, node, counted) : states;
      },
    },
    counts: () => counted,
  };
}

/** The neurons of a node that spikes: how many; undefined for any other. */
export function spikingLayer(node: FeedbackNode | NeuronsNode): number | undefined {
  const neuron = node.op === 'neurons' ? node.neuron : node.update.kind === 'neurons' ? node.update.neuron : undefined;
  return neuron && spikes(neuron) ? neuronWidth(neuron) : undefined;
}

function counting(
  states: FeedbackStates,
  { name, width }: FeedbackNode | NeuronsNode,
  counted: Map<string, number>,
): FeedbackStates {
  return {
    outputs: states.outputs,
    step(drive, active) {
      states.step(drive, active);
      let fired = 0;
      for (let k = 0; k < active * width; k++) fired += states.outputs[k]!;
      counted.set(name, (counted.get(name) ?? 0) + fired);
    },
  };
}
