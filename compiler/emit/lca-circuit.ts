import type { CrossbarArray } from '../../crossbar/array.js';
import { effectiveOperator } from '../../crossbar/operator.js';
import { reject } from '../../edge/error.js';
import { maxAbs } from '../../numeric/matrix.js';
import { inputFullScale } from '../drive.js';
import type { AnalogSettling, Hardware } from '../hardware.js';
import type { Program } from '../program-record.js';
import { settlingCircuits } from '../settling-circuit.js';
import { inUnit, type ThresholdElement, thresholdElement } from '../threshold-element.js';
import { type LayerTile, layerCircuit } from './layer-circuit.js';

/**
 * A sparse coder whose codes settle as voltages: the whole layer as one circuit, from which the netlist is written.
 *
 * With κ = V_read/a_max volts per unit of u and a (a_max being what the lateral array's rows take at the read voltage) and
 * V_read/s_max volts per unit of the inputs s, the currents of a pair of columns of weights w are
 *
 *     drive     I⁺ − I⁻ = g·(V_read/s_max)·Σᵢ wᵢ sᵢ          lateral   I⁺ − I⁻ = g·κ·Σᵢ wᵢ aᵢ
 *
 * with g in S per unit of weight. An ideal amplifier holds both columns at virtual ground and makes κ·Σ w s or κ·Σ w a of them, so
 * that its transimpedance is κ·s_max/(g·V_read) or 1/g ohm. The sum of all stages of an atom, those of the lateral array turned, is
 * the voltage that charges its capacitor through its resistor, and the threshold element drives the atom's rows:
 *
 *     RC dVᵤ/dt = κ(Φᵀs − (ΦᵀΦ − I)a) − Vᵤ,    Vₐ = element(Vᵤ),    Vᵤ = κu,  Vₐ = κa,  |Vₐ| ≤ V_read
 *
 * Lines have no capacitance here: they settle within picoseconds, and integrators in nanoseconds.
 */
export interface LcaCircuit {
  /** Of the layer in the network. */
  readonly name: string;
  readonly inputs: number;
  readonly atoms: number;
  /** M inputs × N atoms. */
  readonly drive: readonly StagedTile[];
  /** N × N. */
  readonly lateral: readonly StagedTile[];
  /** In volts. */
  readonly element: ThresholdElement;
  readonly settling: AnalogSettling;
  /** κ. */
  readonly voltsPerUnit: number;
  readonly hardware: Hardware;
}

/** An array with the stages behind its columns. */
export interface StagedTile extends LayerTile {
  /** Ω, of each pair of columns. */
  readonly transimpedance: Float64Array;
  /** S, rows × rows, between the word lines' terminals: there where wires and cells are replaced by what they come to. */
  readonly mesh?: Float64Array;
}

/** R of the integrators, ohm. */
export const leakResistance = ({ timeConstant, capacitance }: AnalogSettling): number => timeConstant / capacitance;

/** The names of the layers whose codes settle as circuits. */
export const lcaCircuits = (program: Program): string[] => settlingCircuits(program).map(({ from }) => from);

/**
 * A sparse coder of a program at `time` s after programming, without read noise. InputError where the program has no such
 * layer, or codes settle digitally.
 */
export function lcaCircuit(program: Program, name: string, time: number): LcaCircuit {
  const { hardware, plans } = program;
  const node = settlingCircuits(program).find(({ from }) => from === name);
  if (!node || !hardware.settling) {
    const there = lcaCircuits(program).join(', ') || 'none: settling is digital, or there is no sparse coder';
    return reject('layer', `found ${JSON.stringify(name)}`, `expected one whose codes settle as a circuit (${there})`);
  }
  const drive = layerCircuit(program, name, time);
  const lateral = layerCircuit(program, node.product.name, time);
  const limit = inputFullScale(plans.find(plan => plan.name === node.product.name)!, hardware);
  const voltsPerUnit = hardware.read.voltage / limit;
  const staged = (tile: LayerTile): StagedTile => ({
    ...tile,
    transimpedance: tile.decode.map(units => (voltsPerUnit * units) / tile.adcFullScale),
  });
  return {
    name,
    inputs: drive.inputs,
    atoms: drive.outputs,
    drive: drive.tiles.map(staged),
    lateral: lateral.tiles.map(staged),
    element: inUnit(thresholdElement(node.threshold, limit), voltsPerUnit),
    settling: hardware.settling,
    voltsPerUnit,
    hardware,
  };
}

/** Cells of all arrays of a circuit. */
export const cellsOfCircuit = ({ drive, lateral }: LcaCircuit): number =>
  [...drive, ...lateral].reduce((sum, { array }) => sum + array.rows * array.cols, 0);

/**
 * The same circuit with every array replaced by the network of resistors between its terminals that it is equivalent to: its
 * exact effective operator, with all wires. A circuit of cells has two nodes for each, this one none.
 */
export function reducedCircuit(circuit: LcaCircuit): LcaCircuit {
  return { ...circuit, drive: circuit.drive.map(reducedTile), lateral: circuit.lateral.map(reducedTile) };
}

/** A tile as the resistors between its terminals. */
export function reducedTile(tile: StagedTile): StagedTile {
  const { rows, cols } = tile.array;
  const { transfer, input } = effectiveOperator(tile.array);
  const mesh = input.data.map((siemens, at) => (at % (rows + 1) === 0 ? 0 : -siemens));
  // Without wires all that is left between word lines are rounding errors.
  const least = 1e-14 * maxAbs(input.data);
  const none = (count: number): Float64Array => new Float64Array(count);
  const open = (count: number): Float64Array => new Float64Array(count).fill(Infinity);
  const array: CrossbarArray = {
    ...{ rows, cols, conductance: transfer.data },
    ...{ wordSegments: none(cols), bitSegments: none(rows), driver: none(rows), sense: none(cols) },
    ...{ driverFar: open(rows), senseFar: open(cols) },
  };
  return { ...tile, array, mesh: mesh.map(siemens => (siemens > least ? siemens : 0)) };
}
