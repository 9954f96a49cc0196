import { ohmic } from '../../devices/parts.js';
import { type Graph, type SettleNode, sourcesOf } from '../../models/graph.js';
import type { MemristorRates } from '../../models/network.js';
import { deviceOf, type Hardware } from '../hardware.js';
import { isCentred } from '../observe.js';
import { ownArrays } from '../plan.js';
import { settlingCircuits } from '../settling-circuit.js';
import { type SpikingCircuit, spikingCircuits } from '../spiking-circuit.js';
import type { Refusal, Unsupported } from './unsupported.js';

/** What codes that settle as circuits, neurons that are circuits and recurrences in devices do not go together with. */

/** A rule for each coder that settles as a circuit. */
function ofCoders(
  beside: string,
  reason: string,
  refusal: (coder: SettleNode, hardware: Hardware) => Omit<Refusal, 'where'> | undefined,
): Unsupported {
  return {
    ...{ key: 'settling', beside, reason },
    find: ({ graph, hardware }) => {
      for (const coder of graph ? settlingCircuits({ graph, hardware }) : []) {
        const found = refusal(coder, hardware);
        if (found) return { where: `${coder.name}: settling`, ...found };
      }
      return undefined;
    },
  };
}

const conductionOf = ({ device }: Hardware): string => device.parts.conduction ?? device.model;

const settlingRules: readonly Unsupported[] = [
  ofCoders(
    'a coder with windows',
    'its array is read at one position after the other',
    ({ windows }) =>
      windows && {
        found: 'a coder with windows, whose array is read at one position after the other, and settling "analog"',
        expected: 'settling "digital"',
      },
  ),
  ofCoders(
    'a sparse coder in its residual form',
    'its array is read forwards and backwards in turn, and those of a circuit all at once',
    ({ back }) =>
      back && {
        found: 'the residual form, whose array is read forwards and backwards in turn, and settling "analog"',
        expected: 'the form "gram", all of whose arrays are read at once, or settling "digital"',
      },
  ),
  ofCoders('mapping.centre "all"', 'voltages are not centred', (_, { centre }) =>
    centre === 'all'
      ? { found: 'mapping.centre "all" and settling "analog"', expected: '"readout": voltages are not centred' }
      : undefined,
  ),
  ofCoders('devices that are not ohmic', 'currents of its arrays would not be linear in the codes', (_, hardware) =>
    deviceOf(hardware).conduction !== ohmic
      ? {
          found: `devices ("${conductionOf(hardware)}") that do not follow Ohm's law`,
          expected: 'ohmic ones where settling is "analog"',
        }
      : undefined,
  ),
];

const analogNeurons = 'neurons.kind "analog"';

/** A rule for each layer of neurons that are circuits. */
function ofNeurons(
  beside: string,
  reason: string,
  refusal: (layer: SpikingCircuit, graph: Graph, hardware: Hardware) => Refusal | undefined,
): Unsupported {
  return {
    ...{ key: 'neurons', beside, reason },
    find: ({ graph, hardware }) => {
      for (const layer of graph ? spikingCircuits({ graph, hardware }) : []) {
        const found = refusal(layer, graph!, hardware);
        if (found) return found;
      }
      return undefined;
    },
  };
}

const neuronRules: readonly Unsupported[] = [
  ofNeurons(
    'devices that are not ohmic',
    'currents that charge neurons would not be linear in them',
    (_, __, hardware) =>
      deviceOf(hardware).conduction !== ohmic
        ? {
            where: analogNeurons,
            found: `devices ("${conductionOf(hardware)}") that do not follow Ohm's law`,
            expected: 'ohmic ones where neurons are circuits',
          }
        : undefined,
  ),
  ofNeurons('averaged reads', 'a neuron takes each read as it comes', (_, __, { read: { average } }) =>
    average > 1
      ? { where: analogNeurons, found: `read.average ${average}`, expected: '1: a neuron takes each read as it comes' }
      : undefined,
  ),
  ofNeurons(
    'neurons behind anything but a layer of weights',
    'column currents charge them, of arrays that are read once a step',
    ({ name, node: { from } }, graph, hardware) => unlikeDrive(graph, hardware, from, name),
  ),
  ofNeurons('products that neurons and others read', 'a current goes to one place', ({ name, node: { from } }, graph) =>
    sharedDrive(graph, from, name),
  ),
  ofNeurons(
    'mapping.centre "all"',
    'what is added behind an ADC never reaches a capacitor',
    ({ drives }, _, hardware) => {
      const centred = drives.find(product => isCentred(product, hardware));
      return (
        centred && {
          where: `${centred.name}: mapping.centre`,
          found: '"all", and an input that is no spikes, before neurons "analog"',
          expected: '"readout": what is added behind an ADC never reaches a capacitor',
        }
      );
    },
  ),
];

/** The first of what drives a layer, sums of several included, that is no product of arrays. */
function unlikeDrive(graph: Graph, hardware: Hardware, source: string, layer: string): Refusal | undefined {
  const from = graph.nodes.find(({ name }) => name === source)!;
  if (from.op === 'add')
    return from.terms.map(term => unlikeDrive(graph, hardware, term, layer)).find(one => one !== undefined);
  if (from.op === 'mvm' && ownArrays(from, hardware) && (from.positions ?? 1) === 1) return undefined;
  const what = from.op === 'mvm' ? 'a product read at several positions or in digital logic' : from.op;
  return {
    where: `${layer}: neurons`,
    found: `neurons behind "${source}" (${what}), and neurons "analog"`,
    expected: 'a layer of weights, whose column currents charge it, or neurons "digital"',
  };
}

/** The first of what drives a layer that another node reads, too. */
function sharedDrive(graph: Graph, source: string, reader: string, layer = reader): Refusal | undefined {
  const readers = graph.nodes.filter(one => sourcesOf(one).includes(source));
  if (readers.length > 1)
    return {
      where: `${layer}: neurons`,
      found: `${readers.map(one => one.name).join(' and ')} behind "${source}", whose currents go to neurons`,
      expected: `${reader} alone`,
    };
  const from = graph.nodes.find(({ name }) => name === source)!;
  if (from.op !== 'add') return undefined;
  return from.terms.map(term => sharedDrive(graph, term, source, layer)).find(one => one !== undefined);
}

/** A volatile device has the rates it was measured with; a network trained with others would not be this network. */
const volatileRules: readonly Unsupported[] = [
  {
    key: 'recurrence',
    beside: 'a network with rates other than the device has',
    reason: 'it was not trained for these devices',
    find: ({ hardware: { recurrence }, network }) => {
      if (recurrence.kind !== 'volatile') return undefined;
      const { rates } = recurrence;
      for (const layer of network?.layers ?? []) {
        if (layer.type !== 'mars-block' && layer.type !== 'mf-esn') continue;
        const found = layer.memristor.rates;
        if ((Object.keys(rates) as (keyof MemristorRates)[]).some(name => found[name] !== rates[name]))
          return {
            where: `${layer.name}: memristor.rates`,
            found: JSON.stringify(found),
            expected: `the volatile device's, ${JSON.stringify(rates)}`,
          };
        if (layer.memristor.retention !== 1)
          return {
            where: `${layer.name}: memristor.retention`,
            found: `${layer.memristor.retention}`,
            expected: '1: a device has no other leak than Kd',
          };
      }
      return undefined;
    },
  },
];

export const circuitRules: readonly Unsupported[] = [...settlingRules, ...neuronRules, ...volatileRules];
