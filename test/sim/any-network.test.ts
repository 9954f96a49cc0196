import test from 'ava';
import fc from 'fast-check';
import { compile } from '../../compiler/compile.js';
import { arrayReads } from '../../compiler/cost/array-reads.js';
import { type CostEstimate, estimate } from '../../compiler/cost/estimate.js';
import { type Figure, namedFigures } from '../../compiler/cost/figure.js';
import { peripheralsNamed } from '../../compiler/cost/peripherals.js';
import type { Hardware } from '../../compiler/hardware.js';
import { verifyPlacement } from '../../compiler/placement/verify-placement.js';
import { columnsOf, rowsOf } from '../../compiler/plan.js';
import { type Program, tilesOf } from '../../compiler/program-record.js';
import { settlingCircuits } from '../../compiler/settling-circuit.js';
import { spikingCircuits } from '../../compiler/spiking-circuit.js';
import { uncompiled } from '../../compiler/support/support.js';
import { firstBroken } from '../../compiler/support/unsupported.js';
import { chipOf } from '../../compiler/timeline/chip.js';
import { overlaps } from '../../compiler/timeline/tasks.js';
import { timeline } from '../../compiler/timeline/timeline.js';
import { InputError } from '../../edge/error.js';
import { runGraph } from '../../models/execute.js';
import { mvmNodes } from '../../models/graph.js';
import { lower } from '../../models/lower.js';
import type { Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { hardwareEngine } from '../../sim/engine.js';
import { apart } from '../compiler/builders.js';
import { anyHardware, anyNetwork, dataOf, hardwareOf, networkOf } from './any-network.js';
import { roundedEngine } from './rounded-engine.js';

/** What is wrong with where the tiles of a program stand: each cell of each array belongs to one of them. */
function misplaced(program: Program): string[] {
  const { rows, columns } = program.hardware.array;
  const taken = new Map<string, string>();
  return tilesOf(program).flatMap(({ tile }) => {
    const wrong: string[] = [];
    for (let i = tile.firstRow; i < tile.firstRow + rowsOf(tile); i++)
      for (let j = tile.firstColumn; j < tile.firstColumn + columnsOf(tile); j++) {
        const cell = `${tile.macro}: ${i}, ${j}`;
        if (i < 0 || i >= rows || j < 0 || j >= columns) wrong.push(`${tile.name} beyond ${cell}`);
        if (taken.has(cell)) wrong.push(`${tile.name} and ${taken.get(cell)} on ${cell}`);
        taken.set(cell, tile.name);
      }
    return wrong;
  });
}

/** What is wrong with a timeline: a unit does one thing at a time, and a stage begins a step when its inputs have ended theirs. */
function mistimed(program: Program): string[] {
  const preset = peripheralsNamed('neurosim-sar-22nm');
  const flow = chipOf(program, preset, () => 0).stages;
  const wrong: string[] = [];
  for (const overlap of overlaps) {
    const { operations, units, inference } = timeline(program, preset, { steps: 3, shown: 3, overlap });
    const slack = 1e-12 * inference;
    const until = units.map(() => 0);
    const begin = new Map<string, number>();
    const end = new Map<string, number>();
    for (const { unit, start, duration, stage, step } of operations) {
      if (duration > 0 && start < until[unit]! - slack) wrong.push(`${units[unit]!.name} at ${start} s`);
      until[unit] = Math.max(until[unit]!, start + duration);
      const key = `${stage} ${step}`;
      begin.set(key, Math.min(begin.get(key) ?? Infinity, start));
      end.set(key, Math.max(end.get(key) ?? 0, start + duration));
    }
    for (const { name, sources, per } of flow)
      for (const step of per === 'step' ? [0, 1, 2] : [2])
        for (const source of sources)
          if (!(begin.get(`${name} ${step}`)! >= end.get(`${flow[source]!.name} ${step}`)! - slack))
            wrong.push(`${name} before ${flow[source]!.name} in step ${step}`);
    if (Math.max(0, ...end.values()) > inference + slack) wrong.push('an operation after the end');
  }
  return wrong;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** A figure computed anew from what it is given, once for all that rest on it. */
function recomputed(figure: Figure, known: Map<Figure, number>): number {
  const value = known.get(figure) ?? evaluated(figure, known);
  known.set(figure, value);
  return value;
}

function evaluated({ value, formula }: Figure, known: Map<Figure, number>): number {
  if (!formula) return value;
  const of = formula.of.map(part => recomputed(part, known));
  const [a = 0, b = 0] = of;
  switch (formula.operation) {
    case 'is':
      return a;
    case 'sum':
      return of.reduce((x, y) => x + y, 0);
    case 'difference':
      return a - b;
    case 'product':
      return of.reduce((x, y) => x * y, 1);
    case 'ratio':
      return a / b;
    case 'square':
      return a * a;
    case 'exp':
      return Math.exp(a);
    case 'ln':
      return Math.log(a);
    case 'tenTo':
      return 10 ** a;
    case 'min':
      return Math.min(...of);
    case 'max':
      return Math.max(0, ...of);
  }
}

/** What is wrong with the figures of an estimate. */
function miscounted(program: Program, { presets, steps }: CostEstimate): string[] {
  const wrong: string[] = [];
  for (const { peripherals, energy, area, latency, figures } of presets) {
    for (const [what, parts] of [
      ['energy', energy],
      ['area', area],
    ] as const) {
      const { total, ...others } = parts as Record<string, number>;
      const sum = Object.values(others).reduce((a, b) => a + b, 0);
      if (!near(sum, total!)) wrong.push(`${peripherals}: ${what} ${sum} ≠ ${total}`);
      for (const [part, value] of Object.entries(parts))
        if (!(value >= 0 && value < Infinity)) wrong.push(`${peripherals}: ${what} of ${part} ${value}`);
    }
    for (const seconds of [latency.inference, latency.interval, ...latency.stages.map(one => one.latency)])
      if (!(seconds >= 0 && seconds < Infinity)) wrong.push(`${peripherals}: ${seconds} s`);
    if (!near(latency.inference, figures.latency[0]!.value)) wrong.push(`${peripherals}: explained latency`);
    const known = new Map<Figure, number>();
    for (const figure of namedFigures(Object.values(figures).flat()))
      if (!near(figure.value, recomputed(figure, known)))
        wrong.push(`${peripherals}: ${figure.name} is ${figure.value}, its formula gives ${recomputed(figure, known)}`);
    for (const part of ['adc', 'dac', 'array', 'digital'] as const)
      if (!near(figures[part][0]!.value, (energy as Record<string, number>)[part]!))
        wrong.push(`${peripherals}: explained ${part}`);
  }
  if (settlingCircuits(program).length > 0 || spikingCircuits(program).length > 0) return wrong;
  // Counted once from reads of arrays, once by the schedule.
  const named = namedFigures(presets[0]!.figures.adc).find(({ name }) => name === 'adc.conversions');
  const converted = arrayReads(program, steps).reduce((sum, read) => sum + read.times * read.converted, 0);
  if (!near(named?.value ?? 0, converted)) wrong.push(`${named?.value} conversions, not ${converted}`);
  return wrong;
}

/** What is wrong with what a chip computes, against float64 with weights and inputs of as many bits. */
function miscomputed(program: Program, data: SeriesSet): string[] {
  // What settles as a circuit comes to rest, and not through the rounds of the reference.
  if (settlingCircuits(program).length > 0) return [];
  let tie = false;
  const rounded = roundedEngine(program, () => {
    tie = true;
  });
  const chip = hardwareEngine(program, { time: 0, compensation: 'none', duration: 1 });
  const [ours, exact] = [chip, rounded].map(engine => runGraph(program.graph, data, engine).scores.data);
  const largest = exact!.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  const error = apart(ours!, exact!) / largest;
  return tie || error < 1e-9 ? [] : [`computes ${ours}, not ${exact}`];
}

/** Everything that is wrong with a network on hardware without a flaw: it is refused by the table of support, or it does all it should. */
function wrongs(network: Network, data: SeriesSet, hardware: Hardware): string[] {
  const graph = lower(network);
  const broken = firstBroken(uncompiled, { hardware, graph, network });
  let program: Program;
  try {
    program = compile(network, hardware, { seed: 1, calibration: data }).program;
  } catch (cause) {
    const told = cause instanceof InputError && broken && cause.message.includes(broken.refusal.found);
    return told ? [] : [`${cause}`];
  }
  if (broken) return [`compiled, with ${broken.refusal.found}`];
  verifyPlacement(graph, program.plans, hardware);
  return [
    ...miscomputed(program, data),
    ...misplaced(program),
    ...mistimed(program),
    ...miscounted(program, estimate(program, data)),
  ];
}

test('any network in any mapping and placement: refused by the table, or right in what it computes, where it stands, when it does it and what it costs', t => {
  fc.assert(
    fc.property(anyNetwork, anyHardware, (choice, on) => {
      const network = networkOf(choice);
      const products = mvmNodes(lower(network)).map(({ name }) => name);
      const found = wrongs(network, dataOf(choice), hardwareOf(on, products));
      if (found.length > 0) throw new Error(found.join('\n'));
    }),
    { numRuns: Number(process.env.OHMWEAVE_RUNS ?? 80) },
  );
  t.pass();
});
