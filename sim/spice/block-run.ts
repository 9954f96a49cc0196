import type { Accuracy } from '../../compiler/emit/dialect.js';
import { type LayerCircuit, layerCircuit } from '../../compiler/emit/layer-circuit.js';
import { layersNetlist, layerVector } from '../../compiler/emit/netlist.js';
import { type StepTiming, sampleTime, stepTiming } from '../../compiler/emit/step-timing.js';
import type { Program } from '../../compiler/program-record.js';
import { layerSignals } from '../layer-run.js';
import type { RunOptions, SpicePool } from './pool.js';
import type { Plot } from './raw.js';

/** A layer whose recurrence lives in volatile devices, to be followed through time in ngspice. */
export interface BlockJob {
  readonly program: Program;
  /** Name of the layer. */
  readonly layer: string;
  /** What it meets, steps × inputs; see `layerInputs`. */
  readonly inputs: Float64Array;
  /** s after programming. */
  readonly time: number;
  /** Its first units, in a circuit without the others. */
  readonly units: number;
}

/** What is changed of a block's circuit, simulator or analysis to see what it does to the states. */
export interface BlockVariant {
  readonly program?: (program: Program) => Program;
  readonly timing?: (circuit: LayerCircuit) => StepTiming;
  readonly accuracy?: Accuracy;
  readonly pointsPerPulse?: number;
}

/** The states of a block, steps × units, as ngspice has them (if it has) and as the behavioural simulator has. */
export interface BlockStates {
  readonly spice?: Float64Array;
  readonly simulated: Float64Array;
  readonly circuit: LayerCircuit;
  readonly seconds: number;
  readonly message?: string;
}

/** Follows a block, or a variant of it, through its steps. */
export async function blockStates(
  pool: SpicePool,
  { layer, inputs, time, units, ...job }: BlockJob,
  { program: change = same => same, timing = stepTiming, ...analysis }: BlockVariant = {},
  limits: RunOptions,
): Promise<BlockStates> {
  const program = change(job.program);
  const circuit = layerCircuit(program, layer, time, units);
  const signals = layerSignals(program, layer, inputs, { time, units });
  const simulated = signals.states ?? new Float64Array(0);
  const netlist = layersNetlist([{ circuit, signals }], { title: layer, analysis: 'tran', timing, ...analysis });
  const outcome = await pool.run(netlist, limits);
  const { seconds } = outcome;
  if (outcome.status === 'failed') return { simulated, circuit, seconds, message: outcome.error.message };
  const spice = sampledStates(outcome.result, circuit, timing(circuit), simulated.length / circuit.outputs);
  return {
    ...(spice ? { spice } : { message: 'ngspice gave no, too few or not finite states' }),
    simulated,
    circuit,
    seconds,
  };
}

/** The states at their moments, steps × units, between the time points that ngspice chose; nothing where one is missing. */
function sampledStates(
  plot: Plot,
  { name, outputs }: LayerCircuit,
  timing: StepTiming,
  steps: number,
): Float64Array | undefined {
  const times = plot.vectors.get('time');
  const states = new Float64Array(steps * outputs);
  for (let unit = 0; unit < outputs; unit++) {
    const values = plot.vectors.get(layerVector(name, 'h', unit));
    if (!times || !values) return undefined;
    for (let k = 0, p = 1; k < steps; k++) {
      const moment = sampleTime(timing, k, true);
      while (p < times.length && times[p]! < moment) p++;
      if (p === times.length) return undefined;
      const share = (moment - times[p - 1]!) / (times[p]! - times[p - 1]!);
      states[k * outputs + unit] = values[p - 1]! + share * (values[p]! - values[p - 1]!);
    }
  }
  return states.every(Number.isFinite) ? states : undefined;
}
