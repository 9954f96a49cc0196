import { reject } from '../../edge/error.js';
import { biasVoltage } from '../drive.js';
import type { AnalogNeurons, Hardware } from '../hardware.js';
import type { NeuronElements } from '../neuron-elements.js';
import type { Program } from '../program-record.js';
import { elementsOf, type SpikingCircuit, spikingCircuits } from '../spiking-circuit.js';
import { layerCircuit } from './layer-circuit.js';
import { reducedTile, type StagedTile } from './lca-circuit.js';

/**
 * A layer of spiking neurons as one circuit, from which the netlist is written: the arrays of the weights that drive it and of
 * those that its spikes come back through, and the neurons.
 *
 * Columns are held at virtual ground. An ideal amplifier makes κ·Σ w x volts of the currents of all pairs of columns of
 * a neuron, so that each pair has a transimpedance of κ·x_max/(g·V_read) ohm, with g in S per unit of weight and x_max the input
 * that has the full read voltage, 1 of spikes. The input conductances of `NeuronElements` charge the capacitors from there.
 */
export interface NeuronCircuit {
  /** Of the layer in the network. */
  readonly name: string;
  /** Of all products that drive it, end to end. */
  readonly inputs: number;
  /** Neurons in the circuit, the first of the layer. */
  readonly units: number;
  /** Neurons of the layer. */
  readonly width: number;
  /** Rows driven by inputs. */
  readonly drive: readonly NeuronTile[];
  /** Rows driven by the spikes of the step before, of all neurons of the layer: those beyond `units` are given. */
  readonly recurrent: readonly NeuronTile[];
  readonly elements: NeuronElements;
  readonly neurons: AnalogNeurons;
  readonly hardware: Hardware;
}

export interface NeuronTile extends StagedTile {
  /** V on its bias rows during read pulses. */
  readonly biasVolts: number;
}

/** The layer of a name. InputError where the program has none whose neurons are circuits. */
export function requireSpikingCircuit(program: Program, name: string): SpikingCircuit {
  const layers = spikingCircuits(program);
  const layer = layers.find(one => one.name === name);
  if (layer) return layer;
  const there = layers.map(one => one.name).join(', ') || 'none: neurons are digital, or there are none';
  return reject('layer', `found ${JSON.stringify(name)}`, `expected one whose neurons are circuits (${there})`);
}

/**
 * A layer of a program at `time` s after programming, without read noise and the comparators' own. With `units`, the first of its
 * neurons only. InputError where the program has no such layer, or where what comes back are values, which no switch passes on.
 */
export function neuronCircuit(program: Program, name: string, time: number, units = Infinity): NeuronCircuit {
  const { hardware, plans } = program;
  const layer = requireSpikingCircuit(program, name);
  const whole = elementsOf(program, layer);
  if (layer.recurrent && !whole.threshold)
    reject(name, 'found values that come back through weights', 'expected spikes: values are converted on their way');
  const elements = firstElements(whole, units);
  const staged = (product: string, offset: number): NeuronTile[] => {
    const plan = plans.find(one => one.name === product)!;
    return layerCircuit(program, product, time, units).tiles.map(tile => ({
      ...tile,
      inputOfRow: tile.inputOfRow.map(from => (from < 0 ? from : from + offset)),
      transimpedance: tile.decode.map(full => (elements.voltsPerUnit * full) / tile.adcFullScale),
      biasVolts: biasVoltage(plan, hardware),
    }));
  };
  let inputs = 0;
  const drive = layer.drives.flatMap(({ name: product, weights }) => {
    const tiles = staged(product, inputs);
    inputs += weights.cols;
    return tiles;
  });
  return {
    ...{ name, inputs, units: elements.width, width: whole.width, drive, elements, hardware },
    recurrent: layer.recurrent ? staged(layer.recurrent.name, 0) : [],
    neurons: hardware.neurons!,
  };
}

/** The elements of the first neurons of a layer. */
function firstElements(elements: NeuronElements, units: number): NeuronElements {
  if (units >= elements.width) return elements;
  const cut = (values: Float64Array): Float64Array => values.slice(0, units);
  const { conductances, rest, threshold, reset, balance } = elements;
  return {
    ...{ ...elements, width: units, conductances: conductances.slice(0, units), rest: cut(rest) },
    ...(threshold && { threshold: cut(threshold) }),
    ...(reset && { reset: { ...reset, volts: cut(reset.volts) } }),
    ...(balance && { balance: { ...balance, real: cut(balance.real), imaginary: cut(balance.imaginary) } }),
  };
}

/** Cells of all arrays of a circuit. */
export const cellsOfNeurons = ({ drive, recurrent }: NeuronCircuit): number =>
  [...drive, ...recurrent].reduce((sum, { array }) => sum + array.rows * array.cols, 0);

/** The same circuit with every array as the resistors between its terminals that it is equivalent to. */
export function reducedNeurons(circuit: NeuronCircuit): NeuronCircuit {
  const reduced = (tile: NeuronTile): NeuronTile => ({ ...tile, ...reducedTile(tile) });
  return { ...circuit, drive: circuit.drive.map(reduced), recurrent: circuit.recurrent.map(reduced) };
}
