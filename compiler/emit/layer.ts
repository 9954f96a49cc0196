import { number } from '../../devices/compact/subcircuit.js';
import type { Rescale } from '../../models/network.js';
import {
  bitLines,
  type CapacitanceText,
  capacitors,
  cells,
  type SegmentText,
  wholeOf,
  wordLines,
} from './array-text.js';
import type { LayerCircuit, LayerTile, VolatileNeurons } from './layer-circuit.js';
import { oneLine, wrap } from './spice-text.js';

/** The parts of a layer's neurons that an analysis has: at rest no device is driven. */
export type NeuronParts = 'rescale' | 'all';

/** A name of the program as SPICE takes it: `block1[0,1]` is block1_0_1. */
export const spiceName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\]$/, '')
    .replace(/[^a-z0-9]+/g, '_');

/** The ports of a layer's subcircuit, in order. */
export interface LayerPorts {
  /** 1 V is the read voltage on the rows of an input. */
  readonly inputs: readonly string[];
  /** 1 V is 1 in the unit of the network: W u + b. */
  readonly outputs: readonly string[];
  /** V of the pulses, where RESCALE follows. */
  readonly pulses: readonly string[];
  /** The states, by current over voltage. */
  readonly states: readonly string[];
  /** 1 V while pulses are on, 0 V while the states are read. */
  readonly gates: readonly string[];
}

export function layerPorts({ inputs, outputs, neurons }: LayerCircuit, parts: NeuronParts): LayerPorts {
  const each = (letter: string, count: number): string[] => Array.from({ length: count }, (_, k) => `${letter}${k}`);
  const volatile = parts === 'all' && neurons?.volatile !== undefined;
  return {
    inputs: each('d', inputs),
    outputs: each('y', outputs),
    pulses: neurons ? each('z', outputs) : [],
    states: volatile ? each('h', outputs) : [],
    gates: volatile ? ['pulse'] : [],
  };
}

export const allPorts = (ports: LayerPorts): string[] => Object.values(ports).flat();

/** The parameters that a layer's subcircuits want on top, beside those that all share. */
export function layerParameters(layer: LayerCircuit): string[] {
  const name = spiceName(layer.name);
  return [
    ...layer.tiles.map(tile => `.param rtia_${spiceName(tile.name)}=${1 / tile.adcFullScale}`),
    ...functions(layer).map(([call, body]) => `.func ${call} {${body}}`),
    ...(layer.neurons?.volatile ? volatileParameters(name, layer.neurons.volatile) : []),
  ];
}

/** The converters and the neuron's function, by their names with the layer's. */
function functions({ name, adcSteps, neurons }: LayerCircuit): (readonly [call: string, body: string])[] {
  const of = spiceName(name);
  return [
    [`adc_${of}(x)`, converted('min(max(x,-1),1)', adcSteps, 'x')],
    ...(neurons ? ([[`rescale_${of}(x)`, sigmoid(neurons.rescale)]] as const) : []),
    ...(neurons?.volatile
      ? ([
          [`drive_${of}(x)`, drive(neurons.rescale, neurons.volatile.levels)],
          [`state_${of}(x)`, converted('min(max(x,-1),1)', neurons.volatile.levels, 'x')],
        ] as const)
      : []),
  ];
}

/** `convert` of compiler/drive.ts. */
const converted = (clamped: string, steps: number | null, exact: string): string =>
  steps === null ? exact : `floor(${steps}*${clamped}+0.5)/${steps}`;

/** RESCALE; its exponent is held where a float64 can have it. */
const sigmoid = ({ low, high, steepness }: Rescale): string =>
  `${number(high - low)}/(1+exp(min(${number(-steepness)}*x,600)))+${number(low)}`;

const drive = ({ low, high }: Rescale, levels: number | null): string => {
  const range = number(high - low);
  const share = `min(max((x-${number(low)})/${range},0),1)`;
  return levels === null ? 'x' : `${number(low)}+${range}*${converted(share, levels, 'x')}`;
};

const volatileParameters = (name: string, { gMin, gMax, readVoltage }: VolatileNeurons): string[] => [
  `.param vstate_${name}=${readVoltage} gmin_${name}=${gMin} gmax_${name}=${gMax}`,
];

/** A tile as a subcircuit: ports are its rows, then its columns; virtual ground is outside. */
export function tileSubcircuit(tile: LayerTile, capacitance: CapacitanceText): string[] {
  const { name, array, law, leadingSegments, trailingSegments } = tile;
  const { rows, cols } = array;
  const whole = wholeOf(array);
  const text: SegmentText = {
    word: (_, j) => (j === 0 ? `{rdriver+${leadingSegments + 1}*rword}` : '{rword}'),
    bit: i => (i === rows - 1 ? `{rsense+${trailingSegments + 1}*rbit}` : '{rbit}'),
  };
  const ports = [...ordered('in', rows), ...ordered('out', cols)];
  return [
    `* tile ${oneLine(name)}: ${rows} rows x ${cols} columns; columns 2j and 2j+1 are the pair of output j`,
    wrap([`.subckt ${spiceName(name)}`, ...ports]),
    ...wordLines(array, whole, text),
    ...bitLines(array, whole, text),
    ...cells({ title: name, array, ...(law && { law }) }, whole),
    ...capacitors(array, capacitance),
    `.ends ${spiceName(name)}`,
    '',
  ];
}

/** A layer as a subcircuit with the ports of `layerPorts`, after the subcircuits of its tiles and devices. */
export function layerSubcircuit(layer: LayerCircuit, parts: NeuronParts, capacitance: CapacitanceText): string[] {
  const name = spiceName(layer.name);
  const { neurons, tiles } = layer;
  const volatile = parts === 'all' ? neurons?.volatile : undefined;
  const biased = tiles.some(tile => tile.inputOfRow.includes(-1));
  return [
    ...tiles.flatMap(tile => tileSubcircuit(tile, capacitance)),
    ...(volatile?.devices.flatMap((device, unit) => device.subcircuit(deviceName(layer, unit)).split('\n')) ?? []),
    `* layer ${oneLine(layer.name)}: ${layer.inputs} inputs, ${layer.outputs} outputs`,
    wrap([`.subckt ${name}`, ...allPorts(layerPorts(layer, parts))]),
    '* row drivers',
    ...Array.from({ length: layer.inputs }, (_, k) => `ex${k} x${k} 0 d${k} 0 {vread}`),
    ...(biased ? [`vbias xbias 0 {${number(layer.biasShare)}*vread}`] : []),
    '* arrays, virtual grounds, and the difference of each pair, 1 V being the full scale of its converter',
    ...tiles.flatMap(tileInstance),
    '* converters, scales, partial sums, digital bias',
    ...Array.from({ length: layer.outputs }, (_, j) => outputSource(layer, j)),
    ...(neurons
      ? [
          '* RESCALE',
          ...Array.from({ length: layer.outputs }, (_, j) => {
            const rescaled = `rescale_${name}(v(y${j}))`;
            return `bz${j} z${j} 0 v=${volatile ? `drive_${name}(${rescaled})` : rescaled}`;
          }),
        ]
      : []),
    ...(volatile ? volatileUnits(layer, volatile) : []),
    `.ends ${name}`,
    '',
  ];
}

function tileInstance(tile: LayerTile): string[] {
  const of = spiceName(tile.name);
  const columns = ordered(`s_${of}_`, tile.array.cols);
  const rows = tile.inputOfRow.map(from => (from < 0 ? 'xbias' : `x${from}`));
  return [
    wrap([`x_${of}`, ...rows, ...columns, of]),
    ...columns.map((node, c) => `v_${of}_${c} ${node} 0 0`),
    ...tile.outputOfPair.map(
      (_, j) => `bt_${of}_${j} t_${of}_${j} 0 v=rtia_${of}*(i(v_${of}_${2 * j})-i(v_${of}_${2 * j + 1}))`,
    ),
  ];
}

function outputSource(layer: LayerCircuit, output: number): string {
  const terms = layer.tiles.flatMap(tile =>
    tile.outputOfPair.flatMap((to, j) =>
      to === output
        ? [`+${number(tile.decode[j]!)}*adc_${spiceName(layer.name)}(v(t_${spiceName(tile.name)}_${j}))`]
        : [],
    ),
  );
  return wrap([`by${output} y${output} 0 v=${number(layer.digitalBias[output]!)}`, ...terms]);
}

/** Each unit's device: a pulse of voltage z, then a read at a small voltage through the 0 V source vr. */
function volatileUnits(layer: LayerCircuit, { devices }: VolatileNeurons): string[] {
  const name = spiceName(layer.name);
  // Before the first pulse there is no voltage to divide by.
  const conductance = (unit: number): string => `i(vr${unit})/max(v(p${unit}),0.01*vstate_${name})`;
  return [
    '* volatile devices: pulsed, then read',
    ...devices.flatMap((_, j) => [
      `bp${j} p${j} 0 v=v(pulse)*v(z${j})+(1-v(pulse))*vstate_${name}`,
      `xu${j} p${j} r${j} ${deviceName(layer, j)}`,
      `vr${j} r${j} 0 0`,
      `bh${j} h${j} 0 v=state_${name}((${conductance(j)}-gmin_${name})/(gmax_${name}-gmin_${name}))`,
    ]),
  ];
}

const deviceName = (layer: LayerCircuit, unit: number): string => `${spiceName(layer.name)}_unit${unit}`;

const ordered = (letter: string, count: number): string[] => Array.from({ length: count }, (_, k) => `${letter}${k}`);
