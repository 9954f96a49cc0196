import { convert } from '../compiler/drive.js';
import { converterSteps } from '../compiler/hardware.js';
import type { NeuronElements } from '../compiler/neuron-elements.js';
import { setsOf } from '../compiler/placement/duplicates.js';
import type { Program } from '../compiler/program-record.js';
import { productHardware } from '../compiler/settling-circuit.js';
import { elementsOf, type SpikingCircuit, spikingCircuits } from '../compiler/spiking-circuit.js';
import { type VolatileHardware, volatileLevels, volatileRates } from '../compiler/volatile-units.js';
import { reject } from '../edge/error.js';
import { type GraphEngine, referenceEngine } from '../models/execute.js';
import { type FeedbackStates, referenceStates } from '../models/feedback.js';
import type { FeedbackNode, IntegratorNode, SettleNode, StateUpdate } from '../models/graph.js';
import { memristorRun, rescaled } from '../models/memristor-run.js';
import type { MemristorRates, MemristorStep } from '../models/network.js';
import { memristorStep } from '../models/reference.js';
import { randomStream } from '../numeric/random.js';
import { analogNeuronStates } from './analog-neurons.js';
import { openCoder, type SettlingCoder, settledCodes } from './analog-settling.js';
import { type BackwardState, openBackward, readBackward } from './backward-read.js';
import { type MvmState, openMvm, type RunConditions } from './chip.js';
import { readInTurn } from './read-in-turn.js';

type MemristorUpdate = Extract<StateUpdate, { kind: 'memristor' }>;

/**
 * The hardware's side of the graph executor: matrix products on the programmed arrays, recurrences where the hardware
 * computes them. A matrix product without a plan is digital. `onRead` is told of every read of an array that takes a
 * solution of its own. InputError for a time before the chip was programmed.
 */
export function hardwareEngine(program: Program, conditions: RunConditions, onRead?: () => void): GraphEngine {
  if (!(conditions.time >= 0))
    reject('time', `found ${conditions.time} s`, 'expected 0 s or more since the chip was first programmed');
  const reference = referenceEngine();
  const states = new Map<string, readonly [MvmState, ...MvmState[]]>();
  for (const plan of program.plans) {
    const [first, ...others] = setsOf(plan).map(set => openMvm(set, program, conditions));
    states.set(plan.name, [first!, ...others]);
  }
  const backward = new Map<string, BackwardState>();
  /** Opened when it is first read: an excerpt of a program may lack the arrays. */
  const backwardState = (name: string): BackwardState | undefined => {
    const plan = program.backward.find(one => one.name === name);
    if (plan && !backward.has(name)) backward.set(name, openBackward(plan, program, conditions));
    return backward.get(name);
  };
  const coders = new Map<string, SettlingCoder>();
  const coderOf = (node: SettleNode): SettlingCoder | undefined => {
    const lateral = states.get(node.product.name)?.[0];
    if (!lateral || !program.hardware.settling) return undefined;
    const coder = coders.get(node.name) ?? openCoder(node, lateral, program.hardware);
    coders.set(node.name, coder);
    return coder;
  };
  const devices = new Map<string, readonly MemristorRates[]>();
  const devicesOf = (node: Pick<IntegratorNode, 'name' | 'width'>, hardware: VolatileHardware) => {
    const rates = devices.get(node.name) ?? volatileRates(node, hardware, program.seed);
    devices.set(node.name, rates);
    return rates;
  };
  const circuits = spikingCircuits(program);
  const elements = new Map<string, NeuronElements>();
  let runs = 0;
  const neuronsOf = (layer: SpikingCircuit, series: number): FeedbackStates => {
    const { hardware, seed } = program;
    const { noise: volts, swing } = hardware.neurons!;
    const own = elements.get(layer.name) ?? elementsOf(program, layer);
    elements.set(layer.name, own);
    const draws = randomStream(seed, 'comparator noise', layer.name, conditions.time, runs++);
    const steps = converterSteps(hardware.adc);
    return analogNeuronStates(own, series, { steps, swing, ...(volts > 0 && { noise: { volts, draws } }) });
  };
  return {
    mvm(node, x, count, first) {
      const back = backwardState(node.name);
      if (back) return readBackward(back, x, count, first, program.hardware);
      const sets = states.get(node.name);
      if (!sets) return reference.mvm(node, x, count, first);
      return readInTurn(sets, x, count, first, productHardware(program, node.name), onRead);
    },
    settle(node, from, steps) {
      const coder = coderOf(node);
      return coder && settledCodes(coder, from, steps, program.hardware);
    },
    integrate(node, z, steps) {
      const { recurrence } = program.hardware;
      if (recurrence.kind === 'digital') return reference.integrate(node, z, steps);
      return volatileRun(node, recurrence, devicesOf(node, recurrence), z, steps);
    },
    feedback(node, series) {
      const neurons = circuits.find(layer => layer.node.name === node.name);
      if (neurons) return neuronsOf(neurons, series);
      const { recurrence, leakBits } = program.hardware;
      if (recurrence.kind === 'digital' || node.op !== 'feedback' || node.update.kind !== 'memristor')
        return referenceStates(node, series, leakBits === undefined ? {} : { factorBits: leakBits });
      return volatileStates(node, node.update, recurrence, devicesOf(node, recurrence), series);
    },
  };
}

/**
 * One volatile device per unit: a quantised pulse, the physical (exact) response, a quantised read-out of its state. Where
 * pulses do not follow one another at once, the state is read in the middle of the rest between them and goes on from there.
 */
function volatileRun(
  node: IntegratorNode,
  hardware: VolatileHardware,
  rates: readonly MemristorRates[],
  z: Float64Array,
  steps: number,
): Float64Array {
  const levels = volatileLevels(hardware);
  const { low, high } = node.drive;
  const out = new Float64Array(z.length);
  const pulses = new Float64Array(steps);
  for (let unit = 0; unit < node.width; unit++) {
    for (let t = 0; t < steps; t++) {
      const share = (z[t * node.width + unit]! - low) / (high - low);
      pulses[t] = low + (high - low) * convert(share, levels);
    }
    const memristor = { ...node.memristor, integrator: 'exact', rates: rates[unit]! } as const;
    const states = hardware.rest ? restingRun(memristor, pulses, hardware) : memristorRun(memristor, pulses, steps, 1);
    for (let t = 0; t < steps; t++) out[t * node.width + unit] = convert(states[t]!, levels);
  }
  return out;
}

/** `volatileRun` a step at a time, for states that are fed back: what comes back is the read-out. */
function volatileStates(
  { width }: FeedbackNode,
  { rescale, memristor }: MemristorUpdate,
  hardware: VolatileHardware,
  rates: readonly MemristorRates[],
  series: number,
): FeedbackStates {
  const levels = volatileLevels(hardware);
  const { low, high } = rescale;
  const { rest = 0, timeUnit, readVoltage } = hardware;
  const steps = rates.map(own => ({ ...memristor, integrator: 'exact', rates: own }) as const);
  const halves = steps.map(step => ({ ...step, step: rest / 2 / timeUnit }));
  const states = new Float64Array(series * width);
  const outputs = new Float64Array(series * width);
  return {
    outputs,
    step(drive, active) {
      const z = rescaled(drive, rescale, drive);
      for (let k = 0; k < active * width; k++) {
        const unit = k % width;
        const pulse = low + (high - low) * convert((z[k]! - low) / (high - low), levels);
        const after = memristorStep(states[k]!, pulse, steps[unit]!);
        const read = rest > 0 ? memristorStep(after, readVoltage, halves[unit]!) : after;
        states[k] = rest > 0 ? memristorStep(read, readVoltage, halves[unit]!) : read;
        outputs[k] = convert(read, levels);
      }
    },
  };
}

/** The states of one device in the middle of its rests. */
function restingRun(memristor: MemristorStep, pulses: Float64Array, hardware: VolatileHardware): Float64Array {
  const { rest = 0, timeUnit, readVoltage } = hardware;
  const half = { ...memristor, step: rest / 2 / timeUnit };
  let h = 0;
  return pulses.map(pulse => {
    const read = memristorStep(memristorStep(h, pulse, memristor), readVoltage, half);
    h = memristorStep(read, readVoltage, half);
    return read;
  });
}
