import { inputVoltages } from '../compiler/drive.js';
import { type NeuronCircuit, neuronCircuit, requireSpikingCircuit } from '../compiler/emit/neuron-circuit.js';
import type { NeuronStimulus } from '../compiler/emit/neuron-netlist.js';
import { firstOutputs, withoutReadNoise } from '../compiler/excerpt.js';
import { converterSteps } from '../compiler/hardware.js';
import type { Program } from '../compiler/program-record.js';
import { productHardware } from '../compiler/settling-circuit.js';
import { reject } from '../edge/error.js';
import { type GraphEngine, type NodeValues, referenceEngine, walkGraph } from '../models/execute.js';
import type { MvmNode } from '../models/graph.js';
import type { Series } from '../models/series.js';
import { analogNeuronStates } from './analog-neurons.js';
import { type MvmState, openMvm, readMvm } from './chip.js';
import { hardwareEngine } from './engine.js';

/** A layer of neurons that are circuits, to be followed through the first steps of a series. */
export interface NeuronJob {
  readonly program: Program;
  /** Name of the layer. */
  readonly layer: string;
  readonly series: Series;
  readonly steps: number;
  /** s after programming. */
  readonly time: number;
  /** Neurons from the first, the spikes of the others being given as the chip has them; default: all. */
  readonly units?: number;
}

/** What neurons did, steps × units. */
export interface NeuronTrace {
  /** V at the end of each phase, before any reset. */
  readonly membranes: Float64Array;
  /** 0 or 1, or values in the unit of the network. */
  readonly outputs: Float64Array;
}

/** A layer's circuit, what it is given, and what the simulator says that it does. */
export interface SimulatedNeurons {
  readonly circuit: NeuronCircuit;
  readonly stimulus: NeuronStimulus;
  readonly trace: NeuronTrace;
  /** V that each membrane was compared with; of neurons that yield values nothing. */
  readonly levels: Float64Array;
  /** What the float64 reference, which has no devices, has the same neurons yield. */
  readonly reference: Float64Array;
}

/** The circuit of a job, phase by phase, without the noise of single reads and decisions. InputError where there is none. */
export function simulatedNeurons({ program, layer, series, steps, time, units }: NeuronJob): SimulatedNeurons {
  if (!(steps >= 1 && steps <= series.length))
    reject('steps', `found ${steps}`, `expected 1 to ${series.length}, the length of the series`);
  const circuit = neuronCircuit(program, layer, time, units);
  const { elements, width, inputs, neurons, hardware } = circuit;
  const { drives, recurrent } = requireSpikingCircuit(program, layer);
  const plans = program.plans.map(withoutReadNoise);
  const quiet = { ...program, plans, hardware: { ...hardware, neurons: { ...neurons, noise: 0 } } };
  const conditions = { time, compensation: 'none', duration: 0 } as const;
  const begin = { ...series, values: series.values.subarray(0, (steps * series.values.length) / series.length) };
  const whole = valuesOf(quiet, { ...begin, length: steps }, hardwareEngine(quiet, conditions));
  const reference = valuesOf(quiet, { ...begin, length: steps }, referenceEngine()).get(layer)!;
  const open = (name: string): MvmState =>
    openMvm(firstOutputs(plans.find(plan => plan.name === name)!, elements.width), quiet, conditions);
  const read = (state: MvmState, node: MvmNode, x: Float64Array, count: number): Float64Array =>
    readMvm(state, x, count, 0, productHardware(program, node.name));

  const volts = new Float64Array(steps * inputs);
  const driven = new Float64Array(steps * elements.width);
  let offset = 0;
  for (const node of drives) {
    const state = open(node.name);
    const x = whole.get(node.from)!;
    const { cols } = node.weights;
    const rows = inputVoltages(state.plan, x, hardware);
    for (let t = 0; t < steps; t++) volts.set(rows.subarray(t * cols, (t + 1) * cols), t * inputs + offset);
    read(state, node, x, steps).forEach((y, k) => {
      driven[k]! += y;
    });
    offset += cols;
  }
  const others = cut(whole.get(layer)!, width, elements.width, width);
  const states = analogNeuronStates(elements, 1, { steps: converterSteps(hardware.adc), swing: neurons.swing });
  const loop = recurrent && { node: recurrent, state: open(recurrent.name) };
  const membranes = new Float64Array(driven.length);
  const outputs = new Float64Array(driven.length);
  const levels = new Float64Array(driven.length);
  const fired = new Float64Array(width);
  for (let t = 0; t < steps; t++) {
    const at = t * elements.width;
    const drive = driven.subarray(at, at + elements.width);
    if (loop)
      read(loop.state, loop.node, fired, 1).forEach((y, i) => {
        drive[i]! += y;
      });
    states.step(drive, 1);
    membranes.set(states.membranes, at);
    outputs.set(states.outputs, at);
    levels.set(states.levels, at);
    fired.set(states.outputs);
    const left = width - elements.width;
    fired.set(others.subarray(t * left, (t + 1) * left), elements.width);
  }
  return {
    ...{ circuit, stimulus: { volts, others, steps }, trace: { membranes, outputs } },
    levels: elements.threshold ? levels : new Float64Array(),
    reference: cut(reference, width, 0, elements.width),
  };
}

function valuesOf({ graph }: Program, series: Series, engine: GraphEngine): NodeValues {
  const walk = walkGraph(graph, [series], engine);
  let step = walk.next();
  while (!step.done) {
    const { node, x, count, first } = step.value;
    step = walk.next(engine.mvm(node, x, count, first));
  }
  return step.value;
}

/** Columns from `from` to before `to`. */
function cut(values: Float64Array, width: number, from: number, to: number): Float64Array {
  return values.filter((_, k) => k % width >= from && k % width < to);
}
