import type { Conductances } from '../active-phase.js';
import type { NeuronElements } from '../neuron-elements.js';
import { spiceName, tileSubcircuit } from './layer.js';
import { meshSubcircuit } from './lca-netlist.js';
import type { NeuronCircuit, NeuronTile } from './neuron-circuit.js';
import { type StepTimes, stepTimes } from './neuron-timing.js';
import { checkVectors, oneLine, wrap } from './spice-text.js';

/** What a layer of neurons is given, step by step. */
export interface NeuronStimulus {
  /** V on the rows of the inputs during read pulses, steps × inputs. */
  readonly volts: Float64Array;
  /** Spikes of the neurons of the layer that are not in the circuit, steps × (width − units), each those of the step itself. */
  readonly others: Float64Array;
  readonly steps: number;
}

export interface NeuronNetlistOptions {
  readonly title: string;
  /** Lines for the header. */
  readonly notes?: readonly string[];
  /** The spikes that the simulator expects, steps × units, for the header. */
  readonly expected?: Float64Array;
  /** Time points in the active phase of a step at least; default: 8, or 80 for each radian that a resonator turns in it. */
  readonly pointsPerPhase?: number;
}

/** What ngspice saves of a layer: membranes (V), and where neurons spike, the latches: 1 V from a spike until the next decision. */
export const neuronVectors = {
  membrane: (neuron: number): string => `v(u${neuron})`,
  latch: (neuron: number): string => `v(z${neuron})`,
} as const;

/**
 * A layer of neurons under an input train as a netlist, from 0 V on all capacitors. Nodes u{i} and w{i} have the states of neuron i,
 * x{i} its drive, z{i} its latch, q{i} its refractory variable. InputError where the stimulus does not fit.
 */
export function neuronNetlist(circuit: NeuronCircuit, stimulus: NeuronStimulus, options: NeuronNetlistOptions): string {
  const { name, inputs, units, width, drive, recurrent, elements, neurons, hardware } = circuit;
  const { volts, others, steps } = stimulus;
  checkVectors(`${name}: inputs`, [volts], 1, steps * inputs);
  checkVectors(`${name}: spikes of other neurons`, [others], 1, steps * (width - units));
  const times = stepTimes(neurons, elements.phase);
  const each = (line: (neuron: number) => readonly string[]): string[] =>
    Array.from({ length: units }, (_, i) => line(i)).flat();
  const { array } = hardware;
  const spiking = elements.threshold !== undefined;
  const longest = elements.phase.active / (options.pointsPerPhase ?? usualPoints(elements));
  const pulse = (step: number): number => step * neurons.timeStep;
  const lines = [
    oneLine(options.title) || name,
    ...header(circuit, times, options),
    '',
    '* ohm of one segment, of drivers and sense inputs; farad of a state; V of a spike on a row; siemens that fill a latch',
    `.param rword=${array.wordLineResistance} rbit=${array.bitLineResistance}`,
    `.param rdriver=${array.driverResistance} rsense=${array.senseResistance}`,
    `.param cstate=${elements.capacitance} vread=${hardware.read.voltage} gfill={${fill}*cstate/${times.gate}}`,
    '',
    ...[...drive, ...recurrent].flatMap(tile =>
      tile.mesh ? meshSubcircuit(tile, tile.mesh) : tileSubcircuit(tile, {}),
    ),
    '* 1 V while neurons act, during read pulses, and in the three parts of the update',
    gate('active', 0, elements.phase.active - times.edge, times),
    gate('pulse', 0, elements.phase.pulse - times.edge, times),
    ...(spiking ? times.updates.map((start, k) => gate(gates[k]!, start, times.gate - times.edge, times)) : []),
    '* the inputs, and spikes that are given',
    ...Array.from({ length: inputs }, (_, k) => train(`x${k}`, steps, t => volts[t * inputs + k]!, 0, times, pulse)),
    ...(recurrent.length === 0
      ? []
      : Array.from({ length: width - units }, (_, k) => {
          const of = (t: number): number => hardware.read.voltage * others[t * (width - units) + k]!;
          return train(`r${units + k}`, steps, of, 1, times, pulse);
        })),
    ...(recurrent.length === 0
      ? []
      : [
          '* spikes of a step as read pulses in the next',
          ...each(i => [`br${i} r${i} 0 v=vread*v(pulse)*u(v(z${i})-0.5)`]),
        ]),
    '* arrays and their virtual grounds',
    ...drive.flatMap(tile => instance(tile, 'x')),
    ...recurrent.flatMap(tile => instance(tile, 'r')),
    '* neurons',
    ...each(i => neuronLines(circuit, i, times)),
    '',
    '.options klu reltol=1e-4 abstol=1e-15 vntol=1e-9 chgtol=1e-22',
    `.tran ${longest} ${pulse(steps)} 0 ${longest} uic`,
    wrap(['.save', ...each(i => [neuronVectors.membrane(i), ...(spiking ? [neuronVectors.latch(i)] : [])])]),
    '.end',
    '',
  ];
  return lines.join('\n');
}

/**
 * The trapezoidal rule with n points to a radian turns a state too little by 1/(12 n²) of the angle: with 80, 1.3e-5.
 */
function usualPoints({ conductances, capacitance, phase }: NeuronElements): number {
  const turned = Math.max(...conductances.map(({ fromU }) => (Math.abs(fromU) * phase.active) / capacitance));
  return Math.max(8, Math.ceil(80 * turned));
}

/** Time constants in which a latch is filled and a membrane reset. */
const fill = 20;

const gates = ['decide', 'reset', 'follow'] as const;

const gate = (name: string, start: number, width: number, { edge, period }: StepTimes): string =>
  `v${name} ${name} 0 pulse(0 1 ${start} ${edge} ${edge} ${width} ${period})`;

/** A source with a pulse in each step that has a value; `late` steps after it. */
function train(
  node: string,
  steps: number,
  value: (step: number) => number,
  late: 0 | 1,
  { edge, pulseEnd }: StepTimes,
  begin: (step: number) => number,
): string {
  const points = ['0 0'];
  for (let t = 0; t < steps - late; t++) {
    const v = value(t);
    if (v === 0) continue;
    const from = begin(t + late);
    if (from > 0) points.push(`${from} 0`);
    points.push(`${from + edge} ${v}`, `${from + pulseEnd} ${v}`, `${from + pulseEnd + edge} 0`);
  }
  if (points.length === 1) return `v${node} ${node} 0 0`;
  return wrap(`v${node} ${node} 0 pwl(${points.join(' ')})`.split(' '));
}

/** Rows on the nodes `{row}{i}`; through v_{tile}_{c} flows what column c gives. */
function instance({ name, array, inputOfRow, biasVolts }: NeuronTile, row: string): string[] {
  const of = spiceName(name);
  const columns = Array.from({ length: array.cols }, (_, c) => `s_${of}_${c}`);
  return [
    ...(inputOfRow.includes(-1) ? [`ebias_${of} bias_${of} 0 pulse 0 ${biasVolts}`] : []),
    wrap([`x_${of}`, ...inputOfRow.map(from => (from < 0 ? `bias_${of}` : `${row}${from}`)), ...columns, of]),
    ...columns.map((node, c) => `v_${of}_${c} ${node} 0 0`),
  ];
}

function neuronLines(circuit: NeuronCircuit, i: number, times: StepTimes): string[] {
  const { elements } = circuit;
  const { states, conductances, rest, threshold, balance } = elements;
  const own = balance ? balanceTexts(elements, i) : fixedTexts(conductances[i]!);
  /** Read pulses are gates of their own; all else moves while neurons act. */
  const state = (
    node: string,
    input: string,
    terms: readonly (readonly [siemens: string, volts: string])[],
  ): string[] => {
    const there = terms.filter(([siemens]) => Number(siemens) !== 0).map(([siemens, volts]) => `(${siemens})*${volts}`);
    const moving = there.length > 0 ? `+v(active)*(${there.join('+')})` : '';
    return [
      `c${node}${i} ${node}${i} 0 {cstate} ic=0`,
      wrap([`b${node}${i} 0 ${node}${i}`, `i=(${input})*v(d${i})${moving}`]),
    ];
  };
  const leak: readonly [string, string] = [own.leakU, `(${rest[i]!}-v(u${i}))`];
  return [
    ...stages(circuit, i),
    ...state('u', own.inputU, states === 2 ? [leak, [own.fromW, `v(w${i})`]] : [leak]),
    ...(states === 2
      ? state('w', own.inputW, [
          [own.leakW, `(0-v(w${i}))`],
          [own.fromU, `v(u${i})`],
        ])
      : []),
    ...(balance ? balanceLines(elements, i) : []),
    ...(threshold ? decisionLines(elements, i, times) : []),
  ];
}

/** The drive as a voltage: transimpedances of the currents of all pairs of columns that add to a neuron. */
function stages({ drive, recurrent }: NeuronCircuit, neuron: number): string[] {
  const currents = [...drive, ...recurrent].flatMap(({ name, outputOfPair, transimpedance }) =>
    outputOfPair.flatMap((to, j) => {
      if (to !== neuron) return [];
      const source = (column: number): string => `v_${spiceName(name)}_${column}`;
      return [
        ...[`fp${neuron}_${spiceName(name)}_${j} 0 d${neuron} ${source(2 * j)} ${transimpedance[j]!}`],
        ...[`fm${neuron}_${spiceName(name)}_${j} d${neuron} 0 ${source(2 * j + 1)} ${transimpedance[j]!}`],
      ];
    }),
  );
  return [...currents, `rd${neuron} d${neuron} 0 1`];
}

type Texts = { readonly [K in keyof Conductances]: string };

const fixedTexts = (of: Conductances): Texts => ({
  ...{ leakU: `${of.leakU}`, leakW: `${of.leakW}`, fromW: `${of.fromW}` },
  ...{ fromU: `${of.fromU}`, inputU: `${of.inputU}`, inputW: `${of.inputW}` },
});

/** The conductances of a balanced resonator, by λ·active = k + i·o and what the drive is multiplied by, a + i·b. */
function balanceTexts({ capacitance, phase, balance }: NeuronElements, i: number): Texts {
  const unit = capacitance / phase.active;
  const [k, o, a, b] = ['k', 'o', 'a', 'b'].map(letter => `v(${letter}${i})`);
  const drive = unit * balance!.timeStep;
  return {
    ...{ leakU: `-${unit}*${k}`, leakW: `-${unit}*${k}`, fromW: `-${unit}*${o}`, fromU: `${unit}*${o}` },
    ...{ inputU: `${drive}*${a}`, inputW: `${drive}*${b}` },
  };
}

/** `turningConductances` as expressions of q: (a + ib)·(e^λT − e^λ(T−P)) = λT, with e^λT = 1 + dt·(b₀ − q + iω). */
function balanceLines({ phase, balance }: NeuronElements, i: number): string[] {
  const { real, imaginary, timeStep } = balance!;
  const before = 1 - phase.pulse / phase.active;
  // Where λ is 0, a is T/P.
  const [least, whole] = [1e-24, phase.active / phase.pulse];
  const im = imaginary[i]!;
  const size = `exp(${before}*v(k${i}))`;
  const sources: readonly (readonly [string, string])[] = [
    ['re', `${real[i]!}-${timeStep}*v(q${i})`],
    ['k', `0.5*ln(v(re${i})*v(re${i})+${im * im})`],
    ['o', `atan(${im}/v(re${i}))`],
    ['f', `v(re${i})-${size}*cos(${before}*v(o${i}))`],
    ['g', `${im}-${size}*sin(${before}*v(o${i}))`],
    ['n', `v(f${i})*v(f${i})+v(g${i})*v(g${i})+${least}`],
    ['a', `(v(k${i})*v(f${i})+v(o${i})*v(g${i})+${least * whole})/v(n${i})`],
    ['b', `(v(o${i})*v(f${i})-v(k${i})*v(g${i}))/v(n${i})`],
  ];
  return sources.map(([node, value]) => `b${node}${i} ${node}${i} 0 v=${value}`);
}

/** Comparator, latch and what a spike does. The states stand still meanwhile. */
function decisionLines(elements: NeuronElements, i: number, times: StepTimes): string[] {
  const { threshold, voltsPerUnit, reset, refractorySteps, balance } = elements;
  const held = refractorySteps > 0;
  const level = `${threshold![i]!}${balance ? `+${voltsPerUnit}*v(q${i})` : ''}`;
  const spike = `u(v(z${i})-0.5)`;
  const latch = (to: string, when: string, value: string): string[] => [
    `c${to}${i} ${to}${i} 0 {cstate} ic=0`,
    `b${to}${i} 0 ${to}${i} i=v(${when})*{gfill}*(${value}-v(${to}${i}))`,
  ];
  const next = balance
    ? `(${balance.decay}*v(q${i})+${spike})`
    : `(${refractorySteps}*${spike}+(1-${spike})*max(v(q${i})-1,0))`;
  return [
    ...latch('z', 'decide', `u(v(u${i})-(${level}))${held ? `*u(0.5-v(q${i}))` : ''}`),
    ...(reset ? [resetLine(reset, i, held ? `u(v(z${i})+v(q${i})-0.5)` : spike, elements, times)] : []),
    // The next q is made beside the old one, and takes its place when all else is done.
    ...(balance || held ? [...latch('p', 'reset', next), ...latch('q', 'follow', `v(p${i})`)] : []),
  ];
}

function resetLine(
  { kind, volts }: NonNullable<NeuronElements['reset']>,
  i: number,
  when: string,
  { capacitance }: NeuronElements,
  { gate: seconds }: StepTimes,
): string {
  const amps = kind === 'subtract' ? `${(capacitance * volts[i]!) / seconds}` : `{gfill}*(v(u${i})-(${volts[i]!}))`;
  return `breset${i} u${i} 0 i=v(reset)*${when}*${amps}`;
}

function header(
  { name, inputs, units, width, elements, neurons, drive }: NeuronCircuit,
  times: StepTimes,
  { notes = [], expected }: NeuronNetlistOptions,
): string[] {
  const leaks = elements.conductances.map(({ leakU }) => 1 / leakU).filter(ohm => ohm > 0 && ohm < Infinity);
  const spikes = (i: number): number[] =>
    Array.from({ length: expected!.length / units }, (_, t) => t).filter(t => expected![t * units + i] === 1);
  return [
    `${oneLine(name)}: ${units === width ? '' : `the first ${units} of `}${width} neurons over ${inputs} inputs as a circuit, written by Ohmweave.`,
    ...notes.flatMap(note => note.split(/\r?\n/)),
    `A step takes ${neurons.timeStep} s: ${elements.phase.active} s in which neurons act, then decision, reset and refractory variable.`,
    `One unit of a state is ${elements.voltsPerUnit} V.${leaks.length > 0 ? ` Leaks of membranes: ${Math.min(...leaks).toPrecision(6)} to ${Math.max(...leaks).toPrecision(6)} ohm.` : ''}`,
    ...(drive.some(tile => tile.mesh)
      ? ['Arrays stand as the resistors between their terminals that they are equivalent to, wires included.']
      : []),
    'Amplifiers, transconductors, comparators and switches are ideal; lines have no capacitance.',
    'Run:    ngspice -b -r out.raw FILE   writes the membranes v(u0) ... and the latches v(z0) ... through time',
    `        A neuron has spiked in step k, counted from 0, where its latch is above 0.5 V at (k + 1)*${times.period} s.`,
    ...(expected && elements.threshold
      ? [
          'Expect: spikes in these steps, from the simulator:',
          ...Array.from({ length: units }, (_, i) =>
            wrap([`neuron ${i}:`, ...spikes(i).map(String)]).split('\n'),
          ).flat(),
        ]
      : []),
  ].map(line => `* ${line}`);
}
