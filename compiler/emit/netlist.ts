import { reject } from '../../edge/error.js';
import { maxAbs } from '../../numeric/matrix.js';
import { type Accuracy, type Analysis, type Dialect, dialects, inDialect } from './dialect.js';
import { allPorts, layerParameters, layerPorts, layerSubcircuit, spiceName } from './layer.js';
import type { LayerCircuit } from './layer-circuit.js';
import { oneLine, wrap } from './spice-text.js';
import { type StepTiming, stepTiming } from './step-timing.js';
import { pulseGate, readTable, sampleGate, stepSource } from './stimulus.js';

/** What a layer meets and, as the behavioural simulator has it, gives; row-major, one row for each step. */
export interface LayerSignals {
  /** Voltages of the inputs over the read voltage, steps × inputs. */
  readonly drive: Float64Array;
  /** W u + b, steps × outputs. */
  readonly outputs: Float64Array;
  /** The states after each step, steps × outputs, where they live in devices. */
  readonly states?: Float64Array;
}

/** A layer with the steps that it is run through. */
export interface DrivenLayer {
  readonly circuit: LayerCircuit;
  readonly signals: LayerSignals;
}

export interface NetlistOptions {
  readonly title: string;
  /** `dc`: the arrays at rest, one point for each step; `tran`: the steps in time, volatile devices and all. */
  readonly analysis: Analysis;
  readonly dialect?: Dialect;
  /** Lines for the header. */
  readonly notes?: readonly string[];
  /** Default: 1e-9 at rest, 1e-4 and Gear's method through time. */
  readonly accuracy?: Accuracy;
  /** Time points in a pulse at least; default 10. */
  readonly pointsPerPulse?: number;
  /** Default: that of `stepTiming`. */
  readonly timing?: (circuit: LayerCircuit) => StepTiming;
  /** What a difference must stay below: of outputs as a part of the layer's largest at rest (1e-6), of states (0.01). */
  readonly tolerance?: number;
}

/**
 * Layers of one program as one netlist of subcircuits: one for each tile, one for each layer that joins its tiles with
 * their converters and neurons, and on top of them the sources that take each layer through its own steps. Every layer is
 * driven with what the behavioural simulator gives it, so that a difference shows where it arises.
 *
 * Node `{layer}_y{j}` has W u + b of output j in the unit of the network, `{layer}_h{j}` its state while it is read. The
 * nodes `{layer}_e{j}` have what the behavioural simulator says, `{layer}_error` the largest difference at the moment of
 * sampling; `.meas` makes `worst_{layer}` of it, and `pass_{layer}`, which is 1 where it is below the tolerance. InputError
 * where there is no layer or step, steps do not fit, or layers have different ones in `tran`.
 */
export function layersNetlist(layers: readonly DrivenLayer[], options: NetlistOptions): string {
  const { analysis, dialect = dialects.ngspice, notes = [] } = options;
  const first = layers[0];
  if (!first) return reject('netlist', 'found no layers', 'expected at least one');
  const plans = layers.map(layer => planned(layer, options));
  const apart = analysis === 'tran' && plans.find(({ timing }) => timing.step !== plans[0]!.timing.step);
  if (apart)
    return reject(
      apart.circuit.name,
      `found steps of ${apart.timing.step} s`,
      `expected ${plans[0]!.timing.step} s, as ${plans[0]!.circuit.name} has them: ngspice has one clock for all`,
    );
  refuseSameNames(layers);
  const { hardware, capacitance } = first.circuit;
  const parts = analysis === 'tran' ? 'all' : 'rescale';
  const lumped = {
    ...(capacitance.word > 0 && { word: '{cword}' }),
    ...(capacitance.bit > 0 && { bit: '{cbit}' }),
    ...(capacitance.cell > 0 && { cell: '{ccell}' }),
  };
  const { array } = hardware;
  const body = [
    '',
    '* volts of a full-scale input; ohm and farad of one segment (a resistance of 0 has joined its nodes: change others)',
    `.param vread=${hardware.read.voltage}`,
    `.param rword=${array.wordLineResistance} rbit=${array.bitLineResistance}`,
    `.param rdriver=${array.driverResistance} rsense=${array.senseResistance}`,
    `.param cword=${capacitance.word} cbit=${capacitance.bit} ccell=${capacitance.cell}`,
    '* by layer: converters, gains (V/A), times (s)',
    ...plans.flatMap(plan => [...layerParameters(plan.circuit), ...plan.parameters]),
    '',
    ...layers.flatMap(({ circuit }) => layerSubcircuit(circuit, parts, analysis === 'tran' ? lumped : {})),
    ...(analysis === 'dc' ? ['* the index of the step', 'vidx idx 0 0', ''] : []),
    ...plans.flatMap(plan => plan.instance),
    ...analysisLines(plans, options),
    '.end',
    '',
  ];
  return [
    oneLine(options.title) || 'layers',
    ...header(layers, notes, dialect),
    ...inDialect(
      body.flatMap(line => line.split('\n')),
      dialect,
    ),
  ].join('\n');
}

/** Names that differ in what SPICE does not take, such as the case of letters, would be one there. */
function refuseSameNames(layers: readonly DrivenLayer[]): void {
  const seen = new Map<string, string>();
  for (const { circuit } of layers)
    for (const { name } of [circuit, ...circuit.tiles]) {
      const other = seen.get(spiceName(name));
      if (other !== undefined)
        reject(
          `netlist: ${name}`,
          `is ${spiceName(name)} in SPICE, as ${other} is`,
          'expected layers to be named otherwise',
        );
      seen.set(spiceName(name), name);
    }
}

function header(layers: readonly DrivenLayer[], notes: readonly string[], dialect: Dialect): string[] {
  return [
    `${oneLine(layers.map(({ circuit }) => circuit.name).join(', '))}, written by Ohmweave for ${dialect.name}.`,
    ...(dialect.tested ? [] : [`UNTESTED: nobody has run this in ${dialect.name}. Its twin for ngspice is tested.`]),
    ...notes.flatMap(note => note.split(/\r?\n/)),
    ...dialect.run.map(call => `Run:    ${call}`),
    'Expect: pass_LAYER = 1 for every layer: worst_LAYER, the largest difference from what the behavioural simulator',
    '        says, is below tolerance_LAYER. What it says is in the sources of the nodes LAYER_e0, LAYER_e1 ...',
  ].map(line => `* ${line}`);
}

/** A layer's share of the top: its parameters, its sources and instance, and what is looked at. */
interface LayerPlan {
  readonly name: string;
  readonly circuit: LayerCircuit;
  readonly steps: number;
  readonly timing: StepTiming;
  readonly parameters: readonly string[];
  readonly instance: readonly string[];
  readonly watched: readonly string[];
}

function planned({ circuit, signals }: DrivenLayer, options: NetlistOptions): LayerPlan {
  const { analysis, dialect = dialects.ngspice } = options;
  const name = spiceName(circuit.name);
  const parts = analysis === 'tran' ? 'all' : 'rescale';
  const ports = layerPorts(circuit, parts);
  const steps = signals.drive.length / circuit.inputs;
  const withStates = ports.states.length > 0;
  const expected = withStates ? signals.states : signals.outputs;
  if (!expected || !(steps >= 1) || expected.length !== steps * circuit.outputs)
    return reject(
      circuit.name,
      `found ${steps} steps of inputs and ${expected?.length ?? 0} expected values`,
      `expected at least one step, and ${circuit.outputs} values for each`,
    );
  const timing = (options.timing ?? stepTiming)(circuit);
  const at = (port: string): string => `${name}_${port}`;
  const scale = withStates ? 1 : maxAbs(expected) || 1;
  const tolerance = options.tolerance ?? (withStates ? 0.01 : 1e-6);
  const watched = withStates ? ports.states : ports.outputs;
  const source = analysis === 'dc' ? readTable(dialect) : stepSource(name);
  const time = `tstep_${name}=${timing.step} tread_${name}=${timing.read} tramp_${name}=${timing.ramp}`;
  return {
    name,
    circuit,
    steps,
    timing,
    parameters: [
      `.param tolerance_${name}=${tolerance} full_${name}=${scale}`,
      ...(analysis === 'tran' ? [`.param ${time}`] : []),
    ],
    instance: [
      `* ${oneLine(circuit.name)}: its inputs over the read voltage, step by step`,
      ...ports.inputs.map((port, k) => source(at(port), column(signals.drive, circuit.inputs, k), 0)),
      wrap([`x${name}`, ...allPorts(ports).map(at), name]),
      ...(withStates ? [pulseGate(name)] : []),
      '* what the behavioural simulator says, and the largest difference',
      // A state is seen in the window after its step; what is expected is there before the window opens.
      ...watched.map((_, j) => source(at(`e${j}`), column(expected, circuit.outputs, j), withStates ? 1 : 0)),
      ...watched.map((port, j) => {
        const difference = `abs(v(${at(port)})-v(${at(`e${j}`)}))`;
        return `b${at(`w${j}`)} ${at(`w${j}`)} 0 v=${j === 0 ? difference : `max(v(${at(`w${j - 1}`)}),${difference})`}`;
      }),
      ...(analysis === 'tran' ? sampleGate(name, timing, withStates) : []),
      `b${at('error')} ${at('error')} 0 v=v(${at(`w${watched.length - 1}`)})/full_${name}${
        analysis === 'tran' ? `*v(${at('sample')})` : ''
      }`,
      '',
    ],
    watched: [...watched.map(at), at('error')].map(node => `v(${node})`),
  };
}

function analysisLines(plans: readonly LayerPlan[], options: NetlistOptions): string[] {
  const { analysis, dialect = dialects.ngspice, pointsPerPulse = 10 } = options;
  const steps = Math.max(...plans.map(plan => plan.steps));
  const volatile = analysis === 'tran' && plans.some(({ circuit }) => circuit.neurons?.volatile);
  const accuracy = options.accuracy ?? { reltol: analysis === 'dc' ? 1e-9 : 1e-4, gear: volatile };
  const stop = Math.max(...plans.map(plan => plan.steps * plan.timing.step + plan.timing.read));
  const longest = Math.min(...plans.map(({ timing }) => timing.step)) / pointsPerPulse;
  return [
    dialect.options(analysis, accuracy),
    analysis === 'dc' ? `.dc vidx 0 ${steps - 1} 1` : `.tran ${longest} ${stop} 0 ${longest} uic`,
    ...dialect
      .results(
        analysis,
        plans.flatMap(({ watched }) => watched),
      )
      .map(line => wrap(line.split(' '))),
    ...plans.flatMap(({ name }) => [
      `.meas ${analysis} worst_${name} max v(${name}_error)`,
      dialect.below(analysis, `pass_${name}`, `worst_${name}`, `tolerance_${name}`),
    ]),
  ];
}

const column = (data: Float64Array, wide: number, at: number): Float64Array =>
  Float64Array.from({ length: data.length / wide }, (_, k) => data[k * wide + at]!);

/** The vector of a layer's output or state in the results. */
export const layerVector = (layer: string, kind: 'y' | 'h', unit: number): string =>
  `v(${spiceName(layer)}_${kind}${unit})`;
