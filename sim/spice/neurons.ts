import { cellsOfNeurons, type NeuronCircuit, reducedNeurons } from '../../compiler/emit/neuron-circuit.js';
import { neuronNetlist, neuronVectors } from '../../compiler/emit/neuron-netlist.js';
import { stepTimes } from '../../compiler/emit/neuron-timing.js';
import { maxAbs } from '../../numeric/matrix.js';
import { type NeuronJob, type NeuronTrace, type SimulatedNeurons, simulatedNeurons } from '../spiking-run.js';
import { mostCells } from './coder-run.js';
import { type FollowOptions, followAll } from './follow.js';
import type { RunOptions, SpicePool } from './pool.js';
import type { Plot } from './raw.js';

/** A job for ngspice. */
export interface NeuronSpiceJob extends NeuronJob {
  /**
   * Whether arrays stand as the networks between their terminals that they are equivalent to; default: where they have more than
   * `mostCells` cells together.
   */
  readonly reduced?: boolean;
  /** Time points of ngspice in the active phase of a step at least; its default is the netlist's. */
  readonly pointsPerPhase?: number;
}

export interface NeuronRun {
  readonly simulated: SimulatedNeurons;
  readonly cells: number;
  readonly reduced: boolean;
  readonly spice?: NeuronTrace;
  /** Of ngspice. */
  readonly seconds: number;
  readonly message?: string;
}

/** Largest difference of a membrane that still agrees by default, and the nearness to a threshold that excuses a decision. */
export const membraneTolerance = 1e-3;

/** Where two rasters part for the first time, and how near the membranes were to their thresholds there. */
export interface Parting {
  readonly step: number;
  /** The neuron there whose membrane is farthest from its threshold, and that distance as a part of the swing. */
  readonly neuron: number;
  readonly margin: number;
}

/** How a raster compares with that of the simulator's circuit. */
export interface RasterComparison {
  readonly spikes: number;
  /** Decisions that are not alike. */
  readonly differing: number;
  readonly parting: Parting | null;
}

export interface NeuronVerdict {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly width: number;
  readonly steps: number;
  /** Of all arrays. */
  readonly cells: number;
  readonly reduced: boolean;
  /**
   * `agrees` where membranes are within the tolerance up to the first decision that is not alike, if there is one, and all membranes
   * that part there are within it of their thresholds, as a part of the swing. `failed` where ngspice gave nothing; `message` then says why.
   */
  readonly status: 'agrees' | 'differs' | 'failed';
  /**
   * Largest |difference| of a membrane up to the first decision that is not alike, over the swing or the largest membrane where that
   * is more; NaN if failed.
   */
  readonly worst: number;
  /** Spikes of the simulator; none of neurons that yield values. */
  readonly spikes: number;
  readonly spice: RasterComparison | null;
  /** The float64 reference in place of ngspice; null where neurons yield values. */
  readonly reference: RasterComparison | null;
  /** Decisions of the simulator within the tolerance of the threshold, and the nearest of all over the swing. */
  readonly near: number;
  readonly nearest: number;
  /** The largest |V| of a membrane in the simulator: ideal amplifiers have no rails. */
  readonly largest: number;
  readonly seconds: number;
  readonly message?: string;
}

/**
 * Follows layers of neurons in ngspice, each through its steps from 0 V on, and compares spikes and membranes with those of the
 * simulator. One that cannot be run is `failed` and stops nothing else.
 */
export async function validateNeurons(
  jobs: readonly NeuronSpiceJob[],
  options: FollowOptions<NeuronVerdict> = {},
): Promise<readonly NeuronVerdict[]> {
  return followAll(jobs, options, async (pool, job, limits) =>
    neuronVerdict(job.layer, await neuronRun(pool, job, limits), options.tolerance),
  );
}

/** Follows a layer in ngspice and in the simulator. */
export async function neuronRun(pool: SpicePool, job: NeuronSpiceJob, limits: RunOptions = {}): Promise<NeuronRun> {
  const simulated = simulatedNeurons(job);
  const { circuit, stimulus } = simulated;
  const cells = cellsOfNeurons(circuit);
  const { reduced = cells > mostCells, pointsPerPhase } = job;
  const netlist = neuronNetlist(reduced ? reducedNeurons(circuit) : circuit, stimulus, {
    title: job.layer,
    ...(pointsPerPhase !== undefined && { pointsPerPhase }),
  });
  const outcome = await pool.run(netlist, limits);
  const run = { simulated, cells, reduced, seconds: outcome.seconds };
  if (outcome.status === 'failed') return { ...run, message: outcome.error.message };
  const spice = traceOf(outcome.result, circuit, stimulus.steps);
  return { ...run, ...(spice ? { spice } : { message: 'ngspice gave no, too few or not finite voltages' }) };
}

/** Membranes and spikes out of the waveforms; nothing where a value is missing. */
function traceOf(plot: Plot, { units, elements, neurons }: NeuronCircuit, steps: number): NeuronTrace | undefined {
  const times = plot.vectors.get('time');
  const { period, membraneAt, latchAt } = stepTimes(neurons, elements.phase);
  if (!times || !(times[times.length - 1]! >= steps * period * (1 - 1e-6))) return undefined;
  const membranes = new Float64Array(steps * units);
  const outputs = new Float64Array(steps * units);
  for (let i = 0; i < units; i++) {
    const volts = plot.vectors.get(neuronVectors.membrane(i));
    const latch = elements.threshold ? plot.vectors.get(neuronVectors.latch(i)) : undefined;
    if (volts?.length !== times.length || (elements.threshold && latch?.length !== times.length)) return undefined;
    const membrane = sampler(times, volts);
    const latched = latch && sampler(times, latch);
    for (let t = 0; t < steps; t++) {
      const v = membrane(t * period + membraneAt);
      membranes[t * units + i] = v;
      outputs[t * units + i] = latched ? (latched(t * period + latchAt) > 0.5 ? 1 : 0) : v / elements.voltsPerUnit;
    }
  }
  return [...membranes, ...outputs].every(Number.isFinite) ? { membranes, outputs } : undefined;
}

/** Values at moments that are asked for in order, on straight lines between points. */
function sampler(times: Float64Array, values: Float64Array): (time: number) => number {
  let p = 1;
  return time => {
    while (p < times.length - 1 && times[p]! < time) p++;
    const share = Math.min(1, (time - times[p - 1]!) / (times[p]! - times[p - 1]!));
    return values[p - 1]! + share * (values[p]! - values[p - 1]!);
  };
}

/** What became of a layer. */
export function neuronVerdict(name: string, run: NeuronRun, tolerance = membraneTolerance): NeuronVerdict {
  const { simulated, cells, reduced, spice, seconds } = run;
  const { circuit, stimulus, trace, levels, reference } = simulated;
  const { inputs, units, width, neurons } = circuit;
  const spiking = levels.length > 0;
  const distances = levels.map((level, k) => Math.abs(trace.membranes[k]! - level) / neurons.swing);
  const compared = (raster: Float64Array): RasterComparison => comparison(raster, trace.outputs, distances, units);
  const known = {
    ...{ name, inputs, units, width, steps: stimulus.steps, cells, reduced, seconds },
    spikes: spiking ? count(trace.outputs) : 0,
    reference: spiking ? compared(reference) : null,
    near: distances.filter(distance => distance <= tolerance).length,
    nearest: distances.reduce((least, distance) => Math.min(least, distance), Infinity),
    largest: maxAbs(trace.membranes),
  };
  if (!spice) {
    const none = { status: 'failed', worst: Number.NaN, spice: null } as const;
    return { ...known, ...none, message: run.message ?? 'no voltages' };
  }
  const raster = spiking ? compared(spice.outputs) : null;
  const until = raster?.parting ? (raster.parting.step + 1) * units : trace.membranes.length;
  let worst = 0;
  for (let k = 0; k < until; k++) worst = Math.max(worst, Math.abs(spice.membranes[k]! - trace.membranes[k]!));
  worst /= Math.max(neurons.swing, known.largest);
  const apart = worst > tolerance || (raster?.parting && raster.parting.margin > tolerance);
  return { ...known, status: apart ? 'differs' : 'agrees', worst, spice: raster };
}

function comparison(
  raster: Float64Array,
  expected: Float64Array,
  distances: Float64Array,
  units: number,
): RasterComparison {
  let differing = 0;
  let parting: Parting | null = null;
  raster.forEach((z, k) => {
    if (z === expected[k]) return;
    differing++;
    const [step, neuron, margin] = [Math.floor(k / units), k % units, distances[k]!];
    if (!parting || (parting.step === step && margin > parting.margin)) parting = { step, neuron, margin };
  });
  return { spikes: count(raster), differing, parting };
}

const count = (raster: Float64Array): number => raster.reduce((sum, z) => sum + z, 0);
