import { rewrite } from '../compiler/compile.js';
import { activationsOf, isCentred } from '../compiler/observe.js';
import type { Program } from '../compiler/program-record.js';
import { referenceEngine } from '../models/execute.js';
import { readoutNode, withReadout } from '../models/graph.js';
import type { SeriesSet } from '../models/series.js';
import { trainReadout } from '../models/train-readout.js';
import type { Matrix } from '../numeric/matrix.js';
import type { LinearReadout, Scorer } from '../numeric/ridge.js';
import { openMvm, type RunConditions, readMvm } from './chip.js';

/** When a readout is written, and the how-manieth writing it is: each draws new programming errors. */
export interface ReadoutWriting {
  readonly time: number;
  readonly generation: number;
}

/** λ tried for a readout on a crossbar, over the λ that is best without one: device noise only ever asks for more. */
const penaltyFactors: readonly number[] = [1, 10, 100, 1000];

/** Trial writings during cross-validation draw their own errors, counted from here. */
const firstTrial = 1000;

/**
 * The program with its readout trained on features (one row per series of `train`) that the chip itself measured, and
 * written at `writing.time`; every other device stays as it is.
 *
 * A readout on a crossbar has its λ chosen by what the crossbar makes of it: every fold's readout is programmed, with
 * errors of its own, and read under `conditions`; only the wires are left out of these trials, for speed.
 */
export function writeReadout(
  program: Program,
  features: Matrix,
  train: SeriesSet,
  conditions: RunConditions,
  writing: ReadoutWriting,
): Program {
  const exact = trainReadout(features, train);
  if (program.hardware.readout === 'digital') return install(program, exact.readout, features, writing);
  const penalties = penaltyFactors.map(factor => factor * exact.lambda);
  const chosen = trainReadout(features, train, penalties, 5, trialScorer(program, conditions, writing.time));
  return install(program, chosen.readout, features, writing);
}

/** Scores of readouts that are written for trial, at `time`, each with errors of its own; a digital one has none. */
export function trialScorer(program: Program, conditions: RunConditions, time: number): Scorer {
  const trials = withoutWires(program);
  let generation = firstTrial;
  return (readout, unseen, seen) =>
    readoutScores(install(trials, readout, seen, { time, generation: generation++ }), unseen, conditions);
}

function withoutWires(program: Program): Program {
  const none = { wordLineResistance: 0, bitLineResistance: 0, driverResistance: 0, senseResistance: 0 };
  return { ...program, hardware: { ...program.hardware, array: { ...program.hardware.array, ...none } } };
}

/** The program with other readout weights, written into its readout's arrays for inputs like `features`. */
export function install(program: Program, readout: LinearReadout, features: Matrix, writing: ReadoutWriting): Program {
  const { hardware, seed } = program;
  const graph = withReadout(program.graph, readout.weights, readout.bias);
  const node = readoutNode(graph);
  const activations = activationsOf(features.data, features.cols, isCentred(node, hardware));
  const plans = program.plans.map(plan =>
    plan.name === node.name ? rewrite(node, activations, hardware, { seed, ...writing }, plan) : plan,
  );
  return { ...program, graph, plans };
}

/** The class scores that a program's readout gives for measured features. */
export function readoutScores(program: Program, features: Matrix, conditions: RunConditions): Matrix {
  const node = readoutNode(program.graph);
  const plan = program.plans.find(one => one.name === node.name);
  const data = plan
    ? readMvm(openMvm(plan, program, conditions), features.data, features.rows, 0, program.hardware)
    : referenceEngine().mvm(node, features.data, features.rows, 0);
  return { rows: features.rows, cols: node.width, data };
}
