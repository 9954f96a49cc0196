import { reject } from '../edge/error.js';
import { leakFactors, roundingOf } from '../models/spiking/arithmetic.js';
import { type Neuron, neuronWidth } from '../models/spiking/neuron.js';
import { divergenceBoundary } from '../models/spiking/resonate.js';
import { randomStream } from '../numeric/random.js';
import {
  type Conductances,
  leakyConductances,
  type Phase,
  synapseConductances,
  turningConductances,
} from './active-phase.js';
import type { AnalogNeurons, Hardware } from './hardware.js';

/**
 * The circuit elements of a layer of neurons. A state of 1 is κ volts; a layer's largest threshold, or the largest value of neurons
 * that yield values, is `swing` volts:
 *
 *     if, li, lif             U = κv:  one capacitor, one leak R = −active/(C·ln keep); `if` has none
 *     cuba-li, cuba-lif       U = κv, W = κrI:  the synapse's capacitor drives the membrane's
 *     rf, brf                 U + iW = κ(u + iv):  two capacitors, coupled both ways
 *
 * where `keep` is the factor by which the model's own step, Euler's or another, lets a state decay: the pole of the circuit is the
 * one that is there after a step, not −1/τ. Of BRF, leaks and couplings follow the refractory variable q, which stays the
 * same for a step: λ(q) = ln(1 + dt·(b₀ − q + iω))/active.
 */
export interface NeuronElements {
  readonly width: number;
  readonly states: 1 | 2;
  /** κ. */
  readonly voltsPerUnit: number;
  readonly phase: Phase;
  /** F. */
  readonly capacitance: number;
  /** Of each neuron; of BRF those at q = 0. */
  readonly conductances: readonly Conductances[];
  /** V that each membrane leaks to. */
  readonly rest: Float64Array;
  /** V; of BRF to be raised by κq. What its comparator adds is in it. Not there where neurons yield values. */
  readonly threshold?: Float64Array;
  /** Of spikes: V that the membrane is put to, or that are taken off. */
  readonly reset?: { readonly kind: 'to-value' | 'subtract'; readonly volts: Float64Array };
  /** Time steps after a spike for which the membrane is held. */
  readonly refractorySteps: number;
  readonly balance?: Balance;
}

/** What q does to a balanced resonator: 1 + dt·(b₀ − q + iω), and q ← decay·q + z. */
export interface Balance {
  readonly decay: number;
  readonly timeStep: number;
  /** 1 + dt·b₀ and dt·ω. */
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Ohm that a leak or a coupling may have. An assumption: from a resistor to the weakest subthreshold transconductor. */
const plausible = { least: 1e4, most: 1e12 };

/** One that moves less than this part of a state in a phase might as well not be there, whatever its ohms. */
const nothing = 1e-6;

/** The models that are circuits here, and why others are not. */
const refused: Readonly<Partial<Record<Neuron['model'], string>>> = {
  integrator: 'its value has no bound, and a voltage has one',
  alif: 'its threshold moves with a state of its own',
  'izhikevich-rf': 'a spike puts both of its states to a value',
  hrf: 'its second state follows the first one within a step',
  gamma: 'it is a rectifier and a filter that follow one another within a step',
  'sigma-delta': 'it sends numbers, not spikes',
};

/** Hardware whose neurons are circuits. */
export type AnalogHardware = Hardware & { readonly neurons: AnalogNeurons };

export interface LayerOf {
  /** Of the layer. */
  readonly name: string;
  /** Of the chip. */
  readonly seed: number;
  /** Largest |x|, which bounds the values of neurons that do not spike. */
  readonly largestDrive: number;
}

/** The elements of a layer. InputError where its model has no circuit, or one of implausible elements. */
export function neuronElements(neuron: Neuron, hardware: AnalogHardware, layer: LayerOf): NeuronElements {
  const { swing, offset, capacitance, refractorySteps } = hardware.neurons;
  const phase = phaseOf(hardware);
  const conductances = layerConductances(neuron, hardware, layer.name);
  const width = conductances.length;
  // Where no weight drives it, any scale will do.
  const largest = 'threshold' in neuron ? largestOf(neuron.threshold) : largestValue(neuron, layer.largestDrive) || 1;
  const voltsPerUnit = swing / largest;
  const draws = randomStream(layer.seed, 'comparator offset', layer.name);
  const volts = (values: Float64Array): Float64Array => values.map(value => voltsPerUnit * value);
  return {
    ...{ width, voltsPerUnit, phase, capacitance, conductances },
    states: hasTwoStates(neuron) ? 2 : 1,
    rest: volts(restOf(neuron)),
    ...('threshold' in neuron && {
      threshold: volts(neuron.threshold).map((level, i) => level + offset * draws.normal(i)),
    }),
    ...('resetValue' in neuron && {
      reset: {
        kind: neuron.reset,
        volts: volts(
          neuron.resetValue.map((value, i) => (neuron.reset === 'subtract' ? neuron.threshold[i]! - value : value)),
        ),
      },
    }),
    refractorySteps: 'resetValue' in neuron ? refractorySteps : 0,
    ...(neuron.model === 'brf' && { balance: balanceOf(neuron) }),
  };
}

/** The conductances of every neuron of a layer; of BRF at q = 0. InputError as `neuronElements`. */
export function layerConductances(neuron: Neuron, hardware: AnalogHardware, name: string): readonly Conductances[] {
  const why = refused[neuron.model];
  if (why !== undefined)
    reject(`${name}: neuron.model`, `found "${neuron.model}", which is no circuit: ${why}`, 'expected if, li, lif, cuba-li, cuba-lif, rf or brf where `neurons` is "analog"'); // biome-ignore format: one thing
  if ('threshold' in neuron && !(largestOf(neuron.threshold) > 0))
    reject(
      `${name}: neuron.threshold`,
      `found ${largestOf(neuron.threshold)} as the largest`,
      'expected one above 0, which neurons.swing can stand for',
    );
  if (hardware.neurons.refractorySteps > 0 && 'reset' in neuron && neuron.reset === 'subtract')
    reject(`${name}: neuron.reset`, 'found "subtract" and neurons.refractorySteps above 0', 'expected a reset to a value, at which a membrane can be held'); // biome-ignore format: one thing
  const all = Array.from({ length: neuronWidth(neuron) }, (_, i) => conductancesOf(neuron, i, hardware, name));
  const { active } = phaseOf(hardware);
  all.forEach(({ leakU, leakW, fromW }, i) => {
    for (const siemens of [leakU, leakW, fromW].map(Math.abs)) {
      const ohm = 1 / siemens;
      const moves = (siemens * active) / hardware.neurons.capacitance > nothing;
      if (moves && (ohm < plausible.least || ohm > plausible.most))
        reject(
          `${name}: neuron ${i}`,
          `found ${ohm.toPrecision(3)} ohm beside its capacitor of ${hardware.neurons.capacitance} F`,
          `expected ${plausible.least} to ${plausible.most} ohm; neurons.capacitance and neurons.timeStep set it`,
        );
    }
  });
  return all;
}

function conductancesOf(neuron: Neuron, i: number, hardware: AnalogHardware, name: string): Conductances {
  const { capacitance } = hardware.neurons;
  const phase = phaseOf(hardware);
  switch (neuron.model) {
    case 'if':
      return leakyConductances(1, neuron.timeStep * neuron.resistance[i]!, capacitance, phase);
    case 'li':
    case 'lif': {
      const { keep, gain } = membraneStep(neuron, i, name);
      return leakyConductances(keep, gain * neuron.resistance[i]!, capacitance, phase);
    }
    case 'cuba-li':
    case 'cuba-lif': {
      const { keep, gain } = membraneStep(neuron, i, name);
      const synapse = factorsOf(neuron.synapseTimeConstant[i]!, neuron, `${name}: synapse ${i}`);
      // W stands for r·I.
      const gainW = synapse.gain * neuron.inputWeight[i]! * neuron.resistance[i]!;
      const isNew = neuron.current === 'new';
      const step = {
        ...{ keepU: keep, keepW: synapse.keep, gainW },
        ...{ coupling: isNew ? gain * synapse.keep : gain, gainU: isNew ? gain * gainW : 0 },
      };
      return synapseConductances(step, capacitance, phase);
    }
    case 'rf':
    case 'brf': {
      const { re, im } = turnOf(neuron, i);
      const most = neuron.model === 'brf' ? neuron.timeStep / (1 - neuron.refractoryDecay) : 0;
      if (!(re - most > 0))
        reject(
          `${name}: damping[${i}]`,
          `found ${neuron.damping[i]}, which turns a state by a right angle or more in a time step, refractoriness included`,
          'expected less: a rotation within the first quadrant',
        );
      return turningConductances(re, im, neuron.timeStep, capacitance, phase);
    }
    default:
      throw new RangeError(`${neuron.model} has no circuit`);
  }
}

type Resonating = Extract<Neuron, { readonly model: 'rf' | 'brf' }>;
type Leaking = Extract<Neuron, { readonly discretisation: unknown }>;

/** 1 + dt·(b + iω), of BRF at q = 0. */
function turnOf({ model, timeStep, frequency, damping }: Resonating, i: number) {
  const boundary = model === 'brf' ? divergenceBoundary(frequency[i]!, timeStep) : 0;
  return { re: 1 + timeStep * (boundary - damping[i]!), im: timeStep * frequency[i]! };
}

const balanceOf = (neuron: Extract<Neuron, { readonly model: 'brf' }>): Balance => ({
  decay: neuron.refractoryDecay,
  timeStep: neuron.timeStep,
  real: neuron.frequency.map((_, i) => turnOf(neuron, i).re),
  imaginary: neuron.frequency.map((_, i) => turnOf(neuron, i).im),
});

const membraneStep = (neuron: Leaking, i: number, name: string) =>
  factorsOf(neuron.timeConstant[i]!, neuron, `${name}: membrane ${i}`);

function factorsOf(timeConstant: number, { timeStep, discretisation }: Leaking, where: string) {
  const { keep, gain } = leakFactors(Float64Array.of(timeConstant), timeStep, discretisation, roundingOf({}));
  const [kept, entering] = [keep[0]!, gain[0]!];
  if (!(kept > 0 && kept < 1))
    reject(where, `found a step that keeps ${kept} of its state`, 'expected a share above 0 and below 1, as a resistor has'); // biome-ignore format: one thing
  return { keep: kept, gain: entering };
}

/** What membranes leak to, in the unit of the network: that which stays as it is in a step. */
function restOf(neuron: Neuron): Float64Array {
  if (!('rest' in neuron)) return new Float64Array(neuronWidth(neuron));
  return neuron.rest.map((v, i) => {
    const { keep, gain } = membraneStep(neuron, i, neuron.model);
    return (gain * v) / (1 - keep);
  });
}

/** What values that do not spike stay within: at rest under the largest drive. */
function largestValue(neuron: Neuron, largestDrive: number): number {
  if (!('rest' in neuron)) throw new RangeError(`${neuron.model} has no largest value`);
  const synapse = (i: number): number => {
    if (!('inputWeight' in neuron)) return 1;
    const { keep, gain } = factorsOf(neuron.synapseTimeConstant[i]!, neuron, neuron.model);
    return (gain * Math.abs(neuron.inputWeight[i]!)) / (1 - keep);
  };
  return largestOf(
    neuron.rest.map((v, i) => {
      const { keep, gain } = membraneStep(neuron, i, neuron.model);
      return ((Math.abs(v) + Math.abs(neuron.resistance[i]!) * synapse(i) * largestDrive) * gain) / (1 - keep);
    }),
  );
}

const largestOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), -Infinity);

const hasTwoStates = ({ model }: Neuron): boolean => ['cuba-li', 'cuba-lif', 'rf', 'brf'].includes(model);

const phaseOf = ({ neurons: { timeStep, updateTime }, read }: AnalogHardware): Phase => ({
  active: timeStep - updateTime,
  pulse: Math.min(read.time, timeStep - updateTime),
});
