import { type Graph, type GraphNode, type MvmNode, type SettleNode, sourcesOf } from '../models/graph.js';
import { imageLength, positionCount } from '../models/lca/windows.js';
import { type Neuron, spikes } from '../models/spiking/neuron.js';
import type { BackwardPlan } from './backward.js';
import { digitReads, inputOfRow } from './drive.js';
import type { AnalogSettling, Hardware } from './hardware.js';
import { isCentred } from './observe.js';
import { type MvmPlan, outputsOf, type PlacedTile, rowsOf, weightRow } from './plan.js';
import { conversionsOf, signsOf } from './signs.js';
import { productsOf, type SpikingCircuit, spikingCircuits } from './spiking-circuit.js';

/**
 * What the chip does, stage by stage. Stages run at every time step of a series, one after another for one step and
 * overlapped for successive steps: step t + 1 may enter the first stage while step t is in the second. What recurs, a
 * state in devices or registers or one that comes back through a crossbar, does so within one stage, which takes a step
 * when it has done the one before. Codes settle within one stage too, round by round, before the next step enters: where there
 * are windows, the positions of a round follow one another on the same arrays. The readout's stage runs once per series.
 */
export interface Schedule {
  readonly stages: readonly Stage[];
}

/** One matrix product and the elementwise work behind it, as counts per execution. */
export interface Stage {
  readonly name: string;
  readonly per: 'step' | 'series';
  readonly macros: readonly number[];
  /** Inputs converted, over all tiles and reads; the rows of an input's copies share its DAC. */
  readonly dacConversions: number;
  /** Times that its arrays are driven and read for one product. */
  readonly reads: number;
  /** Currents converted, over all tiles and reads. */
  readonly adcConversions: number;
  /** Conversions that one ADC makes in turn: those of a read per ADC, each as often as it is read. */
  readonly adcRounds: number;
  /** Elements that one lane works on in turn. */
  readonly laneRounds: number;
  /** Additions, multiplications and table look-ups. */
  readonly digitalOperations: number;
  /** Digital operations one element needs in sequence; lanes work side by side, one per ADC. */
  readonly digitalDepth: number;
  /** s that its circuit is left to settle, its arrays driven all the while; not there where nothing settles as one. */
  readonly settlingTime?: number;
  /** J that charges the integrators of its circuits; not there where it has none. */
  readonly charge?: number;
  /** Volatile memristors pulsed and read. */
  readonly volatileDevices: number;
  /** Bits written to and read from buffers. */
  readonly bufferBits: number;
  /** Bits that the buffers hold: those of one round where there are several. */
  readonly storedBits: number;
}

/** Digital operations per element: a multiply-add to decode a converted current. */
const decode = 2;
/** Digital operations per element of each elementwise node. RESCALE is one look-up. */
const elementwise = { rescale: 1, subtract: 1, mean: 1 } as const;
/** h' = a(z) h + b(z): two look-ups, a multiplication and an addition. */
const digitalRecurrence = 4;
/** x' = (1 − leak)·x + leak·tanh: a look-up with the factor in it, a multiplication and an addition. */
const leakyTanh = 3;
/** The sigmoid and g are two look-ups; h + σ(k)·(g − h): a subtraction, a multiplication and an addition. */
const gated = 5;
/** Comparison or look-up; of softmax the largest, what is above it, a look-up, the sum and a multiplication. */
const activation = { relu: 1, sigmoid: 1, tanh: 1, softmax: 5 } as const;
/** The sum, what is above the mean, its square and their sum; factor, gain and offset. */
const normalization = 7;
/** u + η·(drive − inhibition − u) and the threshold: two subtractions, a multiply-add, a comparison. */
const settling = 5;
/**
 * What a step of each neuron takes in additions, multiplications, comparisons and look-ups, constants folded, and the states that
 * it keeps. Its formulas: `models/spiking/neuron.ts`.
 */
const neuronWork: Readonly<Record<Neuron['model'], { readonly operations: number; readonly states: number }>> = {
  integrator: { operations: 2, states: 1 },
  if: { operations: 4, states: 1 },
  li: { operations: 3, states: 1 },
  lif: { operations: 5, states: 1 },
  'cuba-li': { operations: 6, states: 2 },
  'cuba-lif': { operations: 8, states: 2 },
  alif: { operations: 11, states: 2 },
  rf: { operations: 9, states: 2 },
  'izhikevich-rf': { operations: 9, states: 2 },
  // b of q, b u dt, ω v dt, x dt and their sums, twice but for x; θ + q; γ q + z.
  brf: { operations: 15, states: 3 },
  hrf: { operations: 14, states: 3 },
  gamma: { operations: 5, states: 1 },
  'sigma-delta': { operations: 6, states: 3 },
};
/** Bits of a value between stages, and of a stored state. */
const wordBits = 16;

/** Tiles → stages of work. */
export function schedule(
  graph: Graph,
  plans: readonly MvmPlan<PlacedTile>[],
  backward: readonly BackwardPlan[],
  hardware: Hardware,
): Schedule {
  let stages: Stage[] = [];
  const circuits = spikingCircuits({ graph, hardware });
  const stageOf = new Map<string, string>();
  for (const node of graph.nodes) {
    const circuit = circuits.find(layer => layer.node === node);
    let at = -1;
    const stage = (product: MvmNode): Stage =>
      mvmStage(
        product,
        plans.find(plan => plan.name === product.name),
        hardware,
      );
    if (node.op === 'mvm') stages.push(stage(node));
    else if (circuit) {
      const products = productsOf(circuit).map(({ name }) => name);
      const own = stages.filter(({ name }) => products.includes(name));
      if (circuit.recurrent) own.push(stage(circuit.recurrent));
      stages = [...stages.filter(({ name }) => !products.includes(name)), neuronCircuits(own, circuit, hardware)];
    } else if (node.op === 'settle') {
      const { product, back } = node;
      const rounds = [stage(product)];
      if (back) rounds.unshift(backwardStage(back, plans, backward, hardware));
      if (hardware.settling)
        stages.push(settledAsCircuit(stages.pop()!, rounds[0]!, node, hardware.settling, hardware));
      else stages.push(settled(rounds, node));
    } else if (node.op === 'feedback') stages.push(withElementwise(stage(node.product), node, hardware));
    else if (stages.length > 0) {
      const from = sourcesOf(node).map(source => stages.findIndex(({ name }) => name === stageOf.get(source)));
      at = stageBehind(from, stages.length - 1);
      stages[at] = withElementwise(stages[at]!, node, hardware);
    } else {
      const first = withElementwise(logicStage(node, graph.input.channels, hardware), node, hardware);
      if (first.digitalOperations > 0) stages.push(first);
    }
    const computedIn = stages.at(at);
    if (computedIn) stageOf.set(node.name, computedIn.name);
  }
  return { stages };
}

/**
 * The number of the stage that computes what has no array of its own: the last of those that it takes from (`from`), or of what comes from
 * the network's inputs alone the one begun last (`begun`), whose digital part is there in any case.
 */
export function stageBehind(from: readonly number[], begun: number): number {
  const last = Math.max(-1, ...from);
  return last < 0 ? begun : last;
}

/** What comes before the first array, on logic of its own: it takes the inputs from the buffer and leaves there what it makes. */
function logicStage({ name, width }: GraphNode, channels: number, { adc }: Hardware): Stage {
  return {
    ...{ name, per: 'step', macros: [], reads: 0, dacConversions: 0, adcConversions: 0, adcRounds: 0 },
    ...{ laneRounds: Math.min(adc.shared, width), digitalOperations: 0, digitalDepth: 0, volatileDevices: 0 },
    ...buffered((channels + width) * wordBits),
  };
}

function mvmStage(node: MvmNode, plan: MvmPlan<PlacedTile> | undefined, hardware: Hardware): Stage {
  const inputs = node.weights.cols;
  const outputs = node.weights.rows;
  const positions = node.positions ?? 1;
  const bits = positions * (inputs * (node.spikes ? 1 : wordBits) + outputs * wordBits);
  const common = { name: node.name, per: node.domain, volatileDevices: 0, ...buffered(bits) };
  if (!plan) {
    const operations = positions * 2 * inputs * outputs;
    const none = { macros: [], dacConversions: 0, reads: 0, adcConversions: 0, adcRounds: 0, laneRounds: 0 };
    return { ...common, ...none, digitalOperations: operations, digitalDepth: positions * 2 * inputs };
  }
  // Positions follow one another on the same arrays, and so do the digits of serial inputs.
  const reads = positions * digitReads(plan, hardware) * hardware.read.average;
  const signs = signsOf(hardware);
  const columns = plan.tiles.reduce((sum, tile) => sum + outputsOf(tile), 0);
  const conversions = plan.tiles.reduce((sum, tile) => sum + conversionsOf(signs, outputsOf(tile)), 0);
  const partialSums = columns - outputs;
  // Reads are added up before they are decoded, those of another digit shifted.
  const summing = (reads - positions) * conversions;
  // What a reference column gives is taken off every output of its tile.
  const referring = conversions > columns ? 1 : 0;
  const centring = isCentred(node, hardware) ? inputs + outputs : 0;
  const busiest = Math.max(...plan.tiles.map(tile => conversionsOf(signs, outputsOf(tile))));
  const laneRounds = Math.min(hardware.adc.shared, busiest);
  return {
    ...common,
    macros: plan.tiles.map(tile => tile.macro),
    // A spike is a read pulse.
    dacConversions: node.spikes ? 0 : reads * plan.tiles.reduce((sum, tile) => sum + distinctInputs(plan, tile), 0),
    reads,
    adcConversions: reads * conversions,
    adcRounds: reads * laneRounds,
    laneRounds,
    digitalOperations: summing + positions * ((decode + referring) * columns + partialSums + centring),
    digitalDepth:
      reads -
      positions +
      positions * (decode + referring + (partialSums > 0 ? Math.ceil(Math.log2(columns / outputs)) : 0)),
  };
}

/** The same arrays as the product that it reads backwards: the converters of each side are its own. */
function backwardStage(
  node: MvmNode,
  plans: readonly MvmPlan<PlacedTile>[],
  backward: readonly BackwardPlan[],
  hardware: Hardware,
): Stage {
  const { of } = backward.find(plan => plan.name === node.name)!;
  const { tiles, copies, inputs, biasRows } = plans.find(plan => plan.name === of)!;
  const [width, outputs] = [node.weights.cols, node.weights.rows];
  const reads = hardware.read.average;
  const lines = tiles.reduce((sum, tile) => sum + rowsOf(tile), 0);
  const read = (lines / (copies * inputs + biasRows)) * copies * inputs;
  const laneRounds = Math.min(hardware.adc.shared, Math.max(...tiles.map(rowsOf)));
  return {
    ...{ name: node.name, per: node.domain, macros: tiles.map(({ macro }) => macro), reads },
    dacConversions: reads * tiles.reduce((sum, tile) => sum + outputsOf(tile), 0),
    adcConversions: reads * read,
    ...{ adcRounds: reads * laneRounds, laneRounds, volatileDevices: 0 },
    digitalOperations: (reads - 1) * read + decode * read + (read - outputs),
    digitalDepth: reads - 1 + decode + Math.ceil(Math.log2(read / outputs)),
    ...buffered((width + outputs) * wordBits),
  };
}

/** All rounds of a settling node as one stage: its products one after the other, and the states' step behind them. */
function settled(products: readonly Stage[], { iterations, width, back, windows }: SettleNode): Stage {
  const last = products.at(-1)!;
  const positions = positionCount(windows);
  const sum = (count: (stage: Stage) => number): number =>
    iterations * positions * products.reduce((total, one) => total + count(one), 0);
  const perState = settling + (back ? 1 : 0);
  const states = 2 * wordBits * width;
  // What is taken off the inputs in the residual form, each value where it lies.
  const residual = back ? positions * back.width : 0;
  // Windows need the image and what is left of it as a whole, products one window at a time.
  const images = windows ? 2 * wordBits * imageLength(windows) : 0;
  return {
    ...{ name: last.name, per: last.per, volatileDevices: 0 },
    macros: [...new Set(products.flatMap(({ macros }) => macros))],
    dacConversions: sum(stage => stage.dacConversions),
    reads: sum(stage => stage.reads),
    adcConversions: sum(stage => stage.adcConversions),
    adcRounds: sum(stage => stage.adcRounds),
    laneRounds: Math.max(...products.map(stage => stage.laneRounds)),
    digitalOperations: sum(stage => stage.digitalOperations) + iterations * (perState * width + residual),
    digitalDepth: sum(stage => stage.digitalDepth) + iterations * positions * (perState + (back ? 1 : 0)),
    bufferBits: sum(stage => stage.bufferBits) + iterations * (states + images),
    storedBits: products.reduce((total, stage) => total + stage.storedBits, states + images),
  };
}

/**
 * The drive and all that settles as one stage: the inputs are held, no current is converted but the codes, once, and there is
 * no arithmetic but their decoding.
 */
function settledAsCircuit(
  drive: Stage,
  lateral: Stage,
  { width }: SettleNode,
  { time, capacitance }: AnalogSettling,
  { adc, read }: Hardware,
): Stage {
  const rounds = Math.min(adc.shared, width);
  const reads = Math.max(drive.reads, 1);
  return {
    ...{ name: lateral.name, per: lateral.per, macros: [...drive.macros, ...lateral.macros], reads: 0 },
    dacConversions: drive.dacConversions / reads,
    ...{ adcConversions: width, adcRounds: rounds, laneRounds: rounds },
    ...{ digitalOperations: decode * width, digitalDepth: decode, volatileDevices: 0 },
    ...{ settlingTime: time, charge: width * capacitance * read.voltage ** 2 },
    ...buffered(drive.bufferBits),
  };
}

/**
 * All arrays that charge a layer of neurons as one stage: they are read at once, nothing is converted but values that neurons yield,
 * and there is no arithmetic but their decoding.
 */
function neuronCircuits(
  products: readonly Stage[],
  { name, neuron, node: { width } }: SpikingCircuit,
  { adc, read, neurons }: Hardware,
): Stage {
  const sum = (of: (stage: Stage) => number): number => products.reduce((total, stage) => total + of(stage), 0);
  const values = spikes(neuron) ? 0 : width;
  const rounds = Math.min(adc.shared, values);
  const { states } = neuronWork[neuron.model];
  const { capacitance, swing, timeStep } = neurons!;
  return {
    ...{ name, per: 'step', macros: products.flatMap(({ macros }) => macros), reads: 1, volatileDevices: 0 },
    dacConversions: sum(stage => stage.dacConversions),
    ...{ adcConversions: values, adcRounds: rounds, laneRounds: rounds },
    ...{ digitalOperations: decode * values, digitalDepth: values > 0 ? decode : 0 },
    // The read is a part of the step.
    ...{ settlingTime: timeStep - read.time, charge: states * width * capacitance * swing ** 2 },
    ...buffered(values > 0 ? wordBits * width : width),
  };
}

/** Bits that pass through a buffer once. */
const buffered = (bits: number) => ({ bufferBits: bits, storedBits: bits });

/** The inputs that drive a tile, its bias rows counting as one. */
function distinctInputs(plan: MvmPlan<PlacedTile>, tile: PlacedTile): number {
  return new Set(Array.from({ length: rowsOf(tile) }, (_, i) => inputOfRow(plan, weightRow(tile, i)))).size;
}

function withElementwise(stage: Stage, node: GraphNode, hardware: Hardware): Stage {
  const { width } = node;
  const digital = (perElement: number, bits = 0): Stage => withDigital(stage, width, perElement, bits);
  switch (node.op) {
    case 'rescale':
      return digital(elementwise.rescale);
    case 'subtract':
      return digital(elementwise.subtract);
    case 'mean':
      return digital(elementwise.mean, 2 * wordBits);
    case 'feedback': {
      // The drive is added to what comes back.
      const driven = digital(1);
      if (node.update.kind === 'leaky-tanh') return withDigital(driven, width, leakyTanh, 2 * wordBits);
      if (node.update.kind === 'neurons') return withNeurons(driven, node.update.neuron, width);
      return withStates(withDigital(driven, width, elementwise.rescale), width, hardware);
    }
    case 'neurons':
      return withNeurons(stage, node.neuron, width);
    case 'add':
      return digital(node.terms.length - 1);
    case 'pool':
      return digital(node.size);
    case 'max':
      return digital(node.size - 1);
    case 'gated':
      return digital(gated, 2 * wordBits);
    case 'activation':
      return digital(activation[node.function] + (node.slope ? 1 : 0));
    case 'layer-norm':
      return digital(normalization);
    case 'scale':
      return digital(node.offsets ? 2 : 1);
    case 'threshold':
      return digital(1);
    case 'integrator':
      return withStates(stage, width, hardware);
    default:
      return stage;
  }
}

/** A stage with digital neurons behind it: their states are read from a buffer and written back. */
function withNeurons(stage: Stage, neuron: Neuron, width: number): Stage {
  const { operations, states } = neuronWork[neuron.model];
  return withDigital(stage, width, operations, 2 * wordBits * states);
}

/** A stage with the states of memristors behind it. */
function withStates(stage: Stage, width: number, hardware: Hardware): Stage {
  if (hardware.recurrence.kind === 'digital') return withDigital(stage, width, digitalRecurrence, 2 * wordBits);
  // The pulse driver and the state's read-out are a DAC and an ADC conversion of their own.
  return {
    ...stage,
    volatileDevices: stage.volatileDevices + width,
    dacConversions: stage.dacConversions + width,
    adcConversions: stage.adcConversions + width,
    adcRounds: stage.adcRounds + Math.min(hardware.adc.shared, width),
    laneRounds: stage.laneRounds + Math.min(hardware.adc.shared, width),
  };
}

/** A stage with some digital operations for each of `width` elements, and bits of each to buffer. */
function withDigital(stage: Stage, width: number, perElement: number, bits = 0): Stage {
  return {
    ...stage,
    digitalOperations: stage.digitalOperations + perElement * width,
    digitalDepth: stage.digitalDepth + perElement,
    bufferBits: stage.bufferBits + bits * width,
    storedBits: stage.storedBits + bits * width,
  };
}
