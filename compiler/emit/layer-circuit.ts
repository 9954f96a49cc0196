import type { CrossbarArray } from '../../crossbar/array.js';
import type { CellLaw } from '../../crossbar/cell-law.js';
import type { Capacitance } from '../../crossbar/charged-array.js';
import type { CompactModel } from '../../devices/compact/model.js';
import { volatileBalance } from '../../devices/compact/volatile.js';
import { reject } from '../../edge/error.js';
import { type IntegratorNode, memristorOf, type RescaleNode } from '../../models/graph.js';
import type { Rescale } from '../../models/network.js';
import { decodeFactors, outputsOfTile } from '../columns.js';
import { biasVoltage, inputOfRow } from '../drive.js';
import { firstOutputs } from '../excerpt.js';
import { converterSteps, type Hardware } from '../hardware.js';
import { type PlacedTile, rowsOf, weightRow } from '../plan.js';
import { type Program, tilesOf } from '../program-record.js';
import { productHardware } from '../settling-circuit.js';
import { verifyLayerNetlist } from '../support/support.js';
import { tileArray, tileConductances, tileLaw } from '../tile-array.js';
import { volatileLevels, volatileRates } from '../volatile-units.js';

/**
 * A layer as a circuit: a matrix product on its tiles, the converters around it, and what follows at each of its outputs.
 * The netlist is written from this record alone, which is made from the devices, wires and ranges that the behavioural
 * simulator computes with.
 */
export interface LayerCircuit {
  /** Of the layer in the network, e.g. `block1`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly tiles: readonly LayerTile[];
  /** Added behind the converters, in the unit of the outputs. */
  readonly digitalBias: Float64Array;
  /** Voltage of the bias rows over the read voltage. */
  readonly biasShare: number;
  /** Steps to each side of zero of the column converters; null where they are exact. */
  readonly adcSteps: number | null;
  readonly neurons?: Neurons;
  readonly hardware: Hardware;
  readonly capacitance: Capacitance;
}

/** One array of a layer with its place between inputs and outputs. */
export interface LayerTile {
  /** e.g. `block1[0,1]`. */
  readonly name: string;
  readonly array: CrossbarArray;
  readonly law?: CellLaw;
  /** The input that drives each row; −1 for a bias row. */
  readonly inputOfRow: readonly number[];
  /** The output that each pair of columns adds to. */
  readonly outputOfPair: readonly number[];
  /** A, difference of a pair's currents that its converter takes at most. */
  readonly adcFullScale: number;
  /** What full scale of each pair adds to its output. */
  readonly decode: Float64Array;
  /** Segments of line that are lumped into the driver and the sense resistance. */
  readonly leadingSegments: number;
  readonly trailingSegments: number;
}

/** RESCALE at each output, and where the recurrence lives in devices, a volatile one driven by it. */
export interface Neurons {
  readonly rescale: Rescale;
  readonly volatile?: VolatileNeurons;
}

export interface VolatileNeurons {
  /** The device of each unit. */
  readonly devices: readonly CompactModel[];
  /** s that a pulse lasts. */
  readonly pulse: number;
  /** s between two pulses, at the read voltage. */
  readonly rest: number;
  /** S at state 0 and 1. */
  readonly gMin: number;
  readonly gMax: number;
  /** V. */
  readonly readVoltage: number;
  /** Steps of the converters of pulses and states from end to end; null where they are exact. */
  readonly levels: number | null;
}

/** The names of the layers that stand on crossbars, in order of computation. */
export const layersOnCrossbars = ({ plans }: Program): string[] => plans.map(({ name }) => name);

/** The names of those whose recurrence lives in volatile devices. */
export function volatileLayers(program: Program): string[] {
  if (program.hardware.recurrence.kind === 'digital') return [];
  return layersOnCrossbars(program).filter(name => neuronNodes(program, name)?.integrator);
}

/** The products whose loops have volatile devices: what drives one there is a reading of all of them. */
export function volatileLoops({ graph, hardware }: Program): string[] {
  if (hardware.recurrence.kind === 'digital') return [];
  return graph.nodes.flatMap(node => (node.op === 'feedback' && memristorOf(node) ? [node.product.name] : []));
}

/**
 * A layer of a program at `time` s after programming, without read noise. With `units`, the first outputs of it only.
 * InputError where the program has no such layer on crossbars.
 */
export function layerCircuit(program: Program, name: string, time: number, units = Infinity): LayerCircuit {
  const hardware = productHardware(program, name);
  const whole = program.plans.find(plan => plan.name === name);
  if (!whole) {
    const there = layersOnCrossbars(program).join(', ');
    return reject('layer', `found ${JSON.stringify(name)}`, `expected one that stands on crossbars: ${there}`);
  }
  verifyLayerNetlist(hardware);
  const plan = firstOutputs(whole, units);
  const neurons = neuronsOf(program, name, plan.outputs);
  return {
    name,
    inputs: plan.inputs,
    outputs: plan.outputs,
    tiles: tilesOf({ ...program, plans: [plan] }).map(({ tile }) => {
      const conductance = tileConductances(tile, hardware, time);
      const law = tileLaw(conductance, hardware);
      return {
        name: tile.name,
        array: tileArray(tile, conductance, hardware),
        ...(law && { law }),
        inputOfRow: Array.from({ length: rowsOf(tile) }, (_, i) => inputOfRow(plan, weightRow(tile, i))),
        outputOfPair: [...outputsOfTile(plan, tile)],
        adcFullScale: tile.adcFullScale,
        decode: decodeFactors(plan, tile, hardware),
        leadingSegments: tile.firstColumn,
        trailingSegments: rowsBelow(tile, hardware),
      };
    }),
    digitalBias: plan.digitalBias,
    biasShare: biasVoltage(plan, hardware) / hardware.read.voltage,
    adcSteps: converterSteps(hardware.adc),
    ...(neurons && { neurons }),
    hardware,
    capacitance: hardware.array.capacitance ?? { word: 0, bit: 0, cell: 0 },
  };
}

const rowsBelow = (tile: PlacedTile, hardware: Hardware): number => hardware.array.rows - tile.firstRow - rowsOf(tile);

function neuronsOf(program: Program, name: string, width: number): Neurons | undefined {
  const nodes = neuronNodes(program, name);
  if (!nodes) return undefined;
  const { rescale } = nodes.rescale;
  const { recurrence } = program.hardware;
  if (recurrence.kind === 'digital' || !nodes.integrator) return { rescale };
  const { timeUnit, gMin, gMax, readVoltage, rest = 0 } = recurrence;
  const devices = volatileRates({ name: nodes.integrator.name, width }, recurrence, program.seed).map(rates =>
    volatileBalance.create({
      potentiation: rates.potentiation / timeUnit,
      potentiationSlope: rates.potentiationSlope,
      depression: rates.depression / timeUnit,
      depressionSlope: rates.depressionSlope,
      minConductance: gMin,
      maxConductance: gMax,
    }),
  );
  const pulse = nodes.integrator.memristor.step * timeUnit;
  return { rescale, volatile: { devices, pulse, rest, gMin, gMax, readVoltage, levels: volatileLevels(recurrence) } };
}

/** What follows a matrix product elementwise. */
export function neuronNodes(
  { graph }: Program,
  name: string,
): { readonly rescale: RescaleNode; readonly integrator?: IntegratorNode } | undefined {
  const rescale = graph.nodes.find((node): node is RescaleNode => node.op === 'rescale' && node.from === name);
  if (!rescale) return undefined;
  const integrator = graph.nodes.find(
    (node): node is IntegratorNode => node.op === 'integrator' && node.from === rescale.name,
  );
  return { rescale, ...(integrator && { integrator }) };
}
