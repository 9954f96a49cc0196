import { reject } from '../edge/error.js';
import { type Graph, type MvmNode, mvmNodes } from '../models/graph.js';
import { lower } from '../models/lower.js';
import type { Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import { type BackwardPlan, planBackward } from './backward.js';
import { calibrate } from './calibrate.js';
import type { Hardware } from './hardware.js';
import { map } from './map.js';
import { type Activations, observe } from './observe.js';
import { partition } from './partition.js';
import type { PassName } from './passes.js';
import { place } from './place.js';
import { programSets, setCounts } from './placement/duplicates.js';
import { verifyPlacement } from './placement/verify-placement.js';
import {
  type CalibratedTile,
  type MappedTile,
  type MvmPlan,
  ownArrays,
  type PlacedTile,
  type ProgrammedTile,
  type Tile,
} from './plan.js';
import { predistort } from './predistort.js';
import { program, type Writing } from './program.js';
import type { Program } from './program-record.js';
import { repair } from './repair.js';
import { schedule } from './schedule.js';
import { verifySupport } from './support/support.js';
import { verifyGraph, verifyMapping, verifyPartition, verifyReadVoltage, verifyWeights } from './verify.js';

/** Every stage's result, from the network to the program. */
export interface Compilation {
  readonly graph: Graph;
  readonly activations: ReadonlyMap<string, Activations>;
  readonly partitioned: readonly MvmPlan<Tile>[];
  readonly mapped: readonly MvmPlan<MappedTile>[];
  readonly predistorted: readonly MvmPlan<MappedTile>[];
  readonly calibrated: readonly MvmPlan<CalibratedTile>[];
  readonly backward: readonly BackwardPlan[];
  readonly programmed: readonly MvmPlan<ProgrammedTile>[];
  readonly placed: readonly MvmPlan<PlacedTile>[];
  readonly program: Program;
}

export interface CompileOptions {
  /** Names the chip: every draw of its devices follows from it. */
  readonly seed: number;
  /** Inputs that the converter ranges are found on; the network file's own where none are given. */
  readonly calibration?: SeriesSet;
  /** Steps of the longest series it must take; longer ones are then refused. */
  readonly longest?: number;
  /** Told of every pass (compiler/passes.ts) as it begins. */
  readonly onPass?: (name: PassName) => void;
}

/**
 * The map of the compiler: network + hardware → program.
 *
 *     Network
 *        │ lower       layers → matrix products, elementwise functions, integrators
 *     Graph
 *        │ observe     reference run on calibration data → the inputs each matrix product meets
 *     Activations
 *        │ partition   matrices → tiles that fit the array, with bias rows; clipped, cut into slices
 *        │ map         weights → target conductances, differential pairs or single cells
 *        │ predistort  targets → those that make up for IR drop, where the hardware asks for it
 *        │ calibrate   activations → DAC and ADC ranges, those of products that read arrays backwards too
 *        │ repair      targets, rows and outputs → those that stuck devices hurt least, where the hardware asks for it
 *        │ program     targets → devices, one draw each, or pulse by pulse
 *        │ place       tiles → arrays
 *        │ schedule    operations → stages of work
 *     Program          immutable; `program-file.ts` saves it
 *
 * Checks stand between the passes: read voltage, graph, what goes together, partition, mapping, placement. An error names layer, tile, row and output.
 */
export function compile(network: Network, hardware: Hardware, options: CompileOptions): Compilation {
  const calibration = options.calibration ?? network.calibration;
  if (!calibration || calibration.series.length === 0) {
    return reject(
      network.name,
      'no calibration inputs',
      'expected some in the network file, or a data file to take them from',
    );
  }
  if (calibration.series.every(({ values }) => values.every(value => value === 0))) {
    return reject(
      calibration.name,
      'found calibration inputs that are 0 throughout',
      'expected typical ones: the ranges of the converters are made for them',
    );
  }
  verifyReadVoltage(hardware, hardware.name);
  const writing = { seed: options.seed, generation: 0, time: 0 };

  const { longest, onPass } = options;
  onPass?.('lower');
  const graph = { ...lower(network), ...(longest !== undefined && { longest }) };
  verifyGraph(graph);
  verifySupport(network, graph, hardware);
  const sets = setCounts(graph, hardware);
  onPass?.('observe');
  const activations = observe(graph, calibration, hardware);
  onPass?.('partition');
  const products = mvmNodes(graph);
  const onCrossbars = products.filter(node => ownArrays(node, hardware));
  const partitioned = onCrossbars.map(node =>
    verified(partition(node, activations.get(node.name)!, hardware), node, hardware),
  );
  onPass?.('map');
  const mapped = partitioned.map(plan => map(plan, hardware));
  for (const plan of mapped) verifyMapping(plan, hardware);
  onPass?.('predistort');
  const predistorted = mapped.map(plan => predistort(plan, hardware));
  onPass?.('calibrate');
  const calibrated = predistorted.map(plan => calibrate(plan, hardware));
  onPass?.('backward');
  const backward = products
    .filter(node => node.backwardOf !== undefined)
    .map(node => {
      const forward = calibrated.find(plan => plan.name === node.backwardOf)!;
      return planBackward(node, forward, activations.get(node.name)!, hardware);
    });
  onPass?.('program');
  const programmed = calibrated.map(plan => programSets(plan, sets.get(plan.name) ?? 1, hardware, writing));
  onPass?.('place');
  const placed = place(programmed, hardware);
  verifyPlacement(graph, placed, hardware);
  onPass?.('schedule');
  const whole: Program = {
    graph,
    hardware,
    seed: options.seed,
    ...{ plans: placed, backward },
    schedule: schedule(graph, placed, backward, hardware),
    calibration,
  };
  return {
    graph,
    activations,
    partitioned,
    mapped,
    predistorted,
    calibrated,
    backward,
    programmed,
    placed,
    program: whole,
  };
}

/** A plan whose tiles cover all its columns, which stand for its node's weights. */
function verified(plan: MvmPlan<Tile>, node: MvmNode, hardware: Hardware): MvmPlan<Tile> {
  verifyPartition(plan, hardware);
  verifyWeights(plan, node);
  return plan;
}

/** The passes from partition to program for one matrix product that is written anew, keeping its place. */
export function rewrite(
  node: MvmNode,
  activations: Activations,
  hardware: Hardware,
  writing: Writing,
  former: MvmPlan<PlacedTile>,
): MvmPlan<PlacedTile> {
  const partitioned = verified(partition(node, activations, hardware), node, hardware);
  const mapped = map(partitioned, hardware);
  verifyMapping(mapped, hardware);
  const compensated = calibrate(predistort(mapped, hardware), hardware);
  const { duplicates: _, ...programmed } = program(repair(compensated, hardware, writing.seed), hardware, writing);
  return {
    ...programmed,
    tiles: programmed.tiles.map((tile, k) => {
      const { macro, firstRow, firstColumn } = former.tiles[k]!;
      return { ...tile, macro, firstRow, firstColumn };
    }),
  };
}
