import { inputVoltages } from '../compiler/drive.js';
import { neuronNodes } from '../compiler/emit/layer-circuit.js';
import type { LayerSignals } from '../compiler/emit/netlist.js';
import { firstOutputs, withoutReadNoise } from '../compiler/excerpt.js';
import type { Program } from '../compiler/program-record.js';
import { productHardware } from '../compiler/settling-circuit.js';
import { reject } from '../edge/error.js';
import { runGraph } from '../models/execute.js';
import { type MvmNode, mvmNodes } from '../models/graph.js';
import type { Series } from '../models/series.js';
import { concatenate } from '../numeric/matrix.js';
import { hardwareEngine } from './engine.js';

/** How much of a layer is run, and when. */
export interface LayerRunOptions {
  /** s after programming. */
  readonly time: number;
  /** Time steps, from the beginning of the series. */
  readonly steps: number;
  /** Outputs, from the first; default: all. */
  readonly units?: number;
}

/** The inputs that each layer on crossbars meets on the chip in the first steps of a series, steps × inputs. */
export function layerInputs(
  program: Program,
  series: Series,
  { time, steps }: Pick<LayerRunOptions, 'time' | 'steps'>,
): ReadonlyMap<string, Float64Array> {
  const { graph, plans } = program;
  if (steps > series.length)
    reject('steps', `found ${steps}`, `expected at most ${series.length}, the length of the series`);
  const quiet = { ...program, plans: plans.map(withoutReadNoise) };
  const set = { name: 'series', channels: graph.input.channels, classes: graph.classes, series: [series] };
  const inputs = new Map<string, Float64Array>();
  const observe = (node: MvmNode, x: Float64Array, count: number): void => {
    const { cols } = node.weights;
    const seen = inputs.get(node.name) ?? new Float64Array();
    const missing = Math.min(steps - seen.length / cols, count);
    if (missing > 0) inputs.set(node.name, concatenate([seen, x.subarray(0, missing * cols)]));
  };
  runGraph(graph, set, hardwareEngine(quiet, { time, compensation: 'none', duration: 1 }), { observe });
  return inputs;
}

/**
 * What a layer makes of `inputs` (steps × inputs) on the chip, without read noise: the drives of its rows, its outputs and,
 * where they live in volatile devices, the states of its units.
 */
export function layerSignals(
  program: Program,
  name: string,
  inputs: Float64Array,
  { time, units = Infinity }: Pick<LayerRunOptions, 'time' | 'units'>,
): LayerSignals {
  const hardware = productHardware(program, name);
  const plan = program.plans.find(one => one.name === name)!;
  const part = firstOutputs(withoutReadNoise(plan), units);
  const engine = hardwareEngine({ ...program, plans: [part] }, { time, compensation: 'none', duration: 1 });
  const node = mvmNodes(program.graph).find(one => one.name === name)!;
  const steps = inputs.length / plan.inputs;
  const { centre } = plan.activations;
  const volts = inputVoltages(
    part,
    inputs.map((x, k) => x - centre[k % plan.inputs]!),
    hardware,
  );
  const outputs = engine.mvm({ ...node, width: part.outputs }, inputs, steps, 0);
  const drive = volts.map(volt => volt / hardware.read.voltage);
  const neurons = neuronNodes(program, name);
  if (!neurons?.integrator || hardware.recurrence.kind === 'digital') return { drive, outputs };
  const { low, high, steepness } = neurons.rescale.rescale;
  const z = outputs.map(y => (high - low) / (1 + Math.exp(-steepness * y)) + low);
  return { drive, outputs, states: engine.integrate({ ...neurons.integrator, width: part.outputs }, z, steps) };
}
