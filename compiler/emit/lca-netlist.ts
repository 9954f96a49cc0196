import { elementExpression } from '../threshold-element.js';
import { cells, wholeOf } from './array-text.js';
import { spiceName, tileSubcircuit } from './layer.js';
import { type LcaCircuit, leakResistance, type StagedTile } from './lca-circuit.js';
import { checkVectors, oneLine, resistor, wrap } from './spice-text.js';

export interface LcaNetlistOptions {
  readonly title: string;
  /** Lines for the header. */
  readonly notes?: readonly string[];
  /** V of the codes that the simulator says it settles to, for the header. */
  readonly expected?: Float64Array;
  /** Time points at least; default 10. */
  readonly pointsPerTimeConstant?: number;
}

/** What ngspice saves of a coder: its states and codes (V), and the power (W) of the arrays and of the integrators. */
export const lcaVectors = {
  state: (atom: number): string => `v(u${atom})`,
  code: (atom: number): string => `v(a${atom})`,
  arrayPower: 'v(parrays)',
  integratorPower: 'v(pintegrators)',
} as const;

/**
 * A sparse coder and its inputs, `volts` on the rows of each, as a netlist: they are on from 0 s, when all integrators are at
 * 0 V, and the circuit is followed until it has had its time to settle. Nodes u{j} and a{j} have the state and the code of atom j,
 * in volts. InputError where `volts` does not fit.
 */
export function lcaNetlist(circuit: LcaCircuit, volts: Float64Array, options: LcaNetlistOptions): string {
  checkVectors(`${circuit.name}: inputs`, [volts], 1, circuit.inputs);
  const { atoms, element, settling, hardware, drive, lateral } = circuit;
  const { pointsPerTimeConstant = 10 } = options;
  const { array } = hardware;
  const each = (line: (atom: number) => string): string[] => Array.from({ length: atoms }, (_, j) => line(j));
  const longest = settling.timeConstant / pointsPerTimeConstant;
  const saved = [
    ...each(lcaVectors.state),
    ...each(lcaVectors.code),
    lcaVectors.arrayPower,
    lcaVectors.integratorPower,
  ];
  const lines = [
    oneLine(options.title) || circuit.name,
    ...header(circuit, options),
    '',
    '* ohm of one segment, of drivers and sense inputs; the integrators: ohm and farad',
    `.param rword=${array.wordLineResistance} rbit=${array.bitLineResistance}`,
    `.param rdriver=${array.driverResistance} rsense=${array.senseResistance}`,
    `.param rleak=${leakResistance(settling)} cstate=${settling.capacitance}`,
    '',
    ...[...drive, ...lateral].flatMap(tile => (tile.mesh ? meshSubcircuit(tile, tile.mesh) : tileSubcircuit(tile, {}))),
    '* the inputs',
    ...Array.from(volts, (volt, k) => `vx${k} x${k} 0 ${volt}`),
    '* threshold elements, which drive the rows r of the lateral array; through 0 V flows what they deliver',
    ...each(j => wrap(`ba${j} a${j} 0 v=${elementExpression(element, `v(u${j})`)}`.split(' '))),
    ...each(j => `vr${j} a${j} r${j} 0`),
    '* arrays, their virtual grounds, and of each pair of columns the transimpedances of its two currents, one turned',
    ...drive.flatMap(tile => stagedInstance(tile, 'x', 1)),
    ...lateral.flatMap(tile => stagedInstance(tile, 'r', -1)),
    '* the sum of the stages of each atom, and its integrator',
    ...each(j => sumOfStages(circuit, j)).flatMap(text => text.split('\n')),
    ...each(j => `rleak${j} p${j} u${j} {rleak}`),
    ...each(j => `cstate${j} u${j} 0 {cstate} ic=0`),
    '* W that drivers give to the arrays, and that the resistors of the integrators take',
    ...powerSource('parrays', [
      ...Array.from(volts, (_, k) => `-v(x${k})*i(vx${k})`),
      ...each(j => `+v(r${j})*i(vr${j})`),
    ]),
    ...powerSource(
      'pintegrators',
      each(j => `+(v(p${j})-v(u${j}))^2/{rleak}`),
    ),
    '',
    '.options klu reltol=1e-4 abstol=1e-15 vntol=1e-9 chgtol=1e-22',
    `.tran ${longest} ${settling.time} 0 ${longest} uic`,
    wrap(['.save', ...saved]),
    '.meas tran earrays integ v(parrays)',
    '.meas tran eintegrators integ v(pintegrators)',
    '.end',
    '',
  ];
  return lines.join('\n');
}

function header(circuit: LcaCircuit, { notes = [], expected }: LcaNetlistOptions): string[] {
  const { name, inputs, atoms, voltsPerUnit, element, drive } = circuit;
  const reduced = drive.some(tile => tile.mesh);
  return [
    `${oneLine(name)}: a sparse coder of ${atoms} atoms over ${inputs} inputs that settles as a circuit, written by Ohmweave.`,
    ...notes.flatMap(note => note.split(/\r?\n/)),
    `One unit of u and a is ${voltsPerUnit} V, the threshold ${element.level} V; a row driver delivers at most ${element.limit} V.`,
    ...(reduced
      ? ['Arrays stand as the resistors between their terminals that they are equivalent to, wires included.']
      : []),
    'Amplifiers and threshold elements are ideal; lines have no capacitance.',
    'Run:    ngspice -b FILE              says the energies (J) of arrays and integrators',
    '        ngspice -b -r out.raw FILE   writes the states v(u0) ... and the codes v(a0) ... through time',
    ...(expected
      ? ['Expect: at the end these codes (V), from the simulator:', ...wrap(Array.from(expected, String)).split('\n')]
      : []),
  ].map(line => `* ${line}`);
}

/** An array as the resistors between its terminals. */
export function meshSubcircuit({ name, array }: StagedTile, mesh: Float64Array): string[] {
  const { rows, cols } = array;
  const ports = [
    ...Array.from({ length: rows }, (_, i) => `in${i}`),
    ...Array.from({ length: cols }, (_, c) => `out${c}`),
  ];
  const between: string[] = [];
  for (let i = 0; i < rows; i++)
    for (let k = i + 1; k < rows; k++)
      between.push(...resistor(`rr${i}_${k}`, `in${i}`, `in${k}`, 1 / mesh[i * rows + k]!));
  return [
    `* tile ${oneLine(name)}, reduced: ${rows} rows x ${cols} columns`,
    wrap([`.subckt ${spiceName(name)}`, ...ports]),
    ...cells({ title: name, array }, wholeOf(array)),
    ...between,
    `.ends ${spiceName(name)}`,
    '',
  ];
}

/** Rows on the nodes `{row}{i}`; stage j, between ground and t_{tile}_{j}, has `sign` times the voltage of its pair. */
function stagedInstance({ name, array, inputOfRow, transimpedance }: StagedTile, row: string, sign: 1 | -1): string[] {
  const of = spiceName(name);
  const columns = Array.from({ length: array.cols }, (_, c) => `s_${of}_${c}`);
  return [
    wrap([`x_${of}`, ...inputOfRow.map(from => `${row}${from}`), ...columns, of]),
    ...columns.map((node, c) => `v_${of}_${c} ${node} 0 0`),
    ...Array.from(transimpedance).flatMap((ohm, j) => [
      `hp_${of}_${j} t_${of}_${j} m_${of}_${j} v_${of}_${2 * j} ${sign * ohm}`,
      `hm_${of}_${j} m_${of}_${j} 0 v_${of}_${2 * j + 1} ${-sign * ohm}`,
    ]),
  ];
}

/** Sources in series, one for each stage that adds to an atom, from ground to p{j}. */
function sumOfStages({ drive, lateral }: LcaCircuit, atom: number): string {
  const stages = [...drive, ...lateral].flatMap(({ name, outputOfPair }) =>
    outputOfPair.flatMap((to, j) => (to === atom ? [`t_${spiceName(name)}_${j}`] : [])),
  );
  return stages
    .map((stage, k) => {
      const [from, to] = [k === 0 ? '0' : `q${atom}_${k - 1}`, k === stages.length - 1 ? `p${atom}` : `q${atom}_${k}`];
      return `e${atom}_${k} ${to} ${from} ${stage} 0 1`;
    })
    .join('\n');
}

/** Terms of one expression at most: ngspice goes through them one within the other, and its stack is short. */
const mostTerms = 64;

/** A node whose voltage is a sum, in parts where it is long. */
function powerSource(node: string, terms: readonly string[]): string[] {
  const sum = (to: string, of: readonly string[]): string => wrap([`b${to} ${to} 0 v=0`, ...of]);
  if (terms.length <= mostTerms) return [sum(node, terms)];
  const parts: string[] = [];
  for (let at = 0; at < terms.length; at += mostTerms)
    parts.push(sum(`${node}_${parts.length}`, terms.slice(at, at + mostTerms)));
  return [
    ...parts,
    ...powerSource(
      node,
      parts.map((_, k) => `+v(${node}_${k})`),
    ),
  ];
}
