import { positionCount } from '../../models/lca/windows.js';
import { adderTree, backwardTree } from '../adder-tree.js';
import type { Peripherals } from '../cost/peripherals.js';
import { costedBits, drivenBits, drives } from '../cost/timing.js';
import { outputsOf, type PlacedTile } from '../plan.js';
import type { Program } from '../program-record.js';
import type { Stage } from '../schedule.js';
import { conversionsOf, signsOf } from '../signs.js';
import { pulseTime } from '../volatile-units.js';
import { type StageFlow, stageFlows } from './stage-flow.js';
import { type Unit, unitTable } from './units.js';

/** The units that one tile's read takes, by number, and how long its lines settle. */
export interface ArrayUnits {
  readonly drivers: number;
  readonly array: number;
  readonly hold: number;
  /** Each with the share of the busiest one's conversions that it makes. */
  readonly adcs: readonly { readonly unit: number; readonly share: number }[];
  /** s that each read waits for the DACs, and for the wires. */
  readonly driving: number;
  readonly settling: number;
}

/** The units that one set of a stage's arrays works with; several sets take vectors in turn. */
export interface StageSet {
  readonly arrays: readonly ArrayUnits[];
  readonly adders: number;
  readonly lanes: readonly number[];
}

/** A stage as units and times, s per execution. */
export interface StageWork extends StageFlow {
  readonly name: string;
  readonly per: Stage['per'];
  readonly sets: readonly StageSet[];
  readonly reads: number;
  /** Conversions of the busiest ADC. */
  readonly rounds: number;
  /** That its circuit settles, arrays driven. */
  readonly settling: number;
  readonly adding: number;
  readonly computing: number;
  /** Of volatile memristors: the pulse, and the conversions of the states after it; not there where it has none. */
  readonly memristors?: {
    readonly unit: number;
    readonly adc: number;
    readonly pulse: number;
    readonly rounds: number;
  };
  readonly buffer: number;
}

/** A program on its chip, with the latencies of one set of peripherals. */
export interface Chip {
  readonly units: readonly Unit[];
  readonly stages: readonly StageWork[];
  /** s of one operation. */
  readonly times: { readonly read: number; readonly hold: number; readonly convert: number };
}

/** Its units and stages. `settling` tells the s that the lines of a tile settle before a read. */
export function chipOf(program: Program, preset: Peripherals, settling: (tile: PlacedTile) => number): Chip {
  const { hardware, schedule } = program;
  const table = unitTable();
  const flows = stageFlows(program);
  const stages = schedule.stages.map((stage, k) => stageWork(stage, flows[k]!));
  const { units } = table;
  const times = {
    read: hardware.read.time,
    hold: preset.sense.latency,
    convert: preset.adc(costedBits(hardware.adc.bits)).latency,
  };
  return { units, stages, times };

  function stageWork(stage: Stage, flow: StageFlow): StageWork {
    const { name, per } = stage;
    const states = Math.min(hardware.adc.shared, stage.volatileDevices);
    const lanes = Math.max(stage.laneRounds, 1) * preset.digital.latency;
    const adding = lanes * Math.min(treeDepth(program, flow), stage.digitalDepth);
    const buffer = table.numberOf('buffer', name);
    const sets = tilesOfSets(program, flow).map((tiles, k, { length }) =>
      stageSet(tiles, stage, length > 1 ? `${name} set ${k + 1}` : name),
    );
    return {
      ...{ ...flow, name, per, sets, buffer },
      reads: stage.reads,
      rounds: stage.adcRounds - states,
      settling: stage.settlingTime ?? 0,
      adding,
      computing: lanes * stage.digitalDepth - adding,
      ...(stage.volatileDevices > 0 && {
        memristors: {
          unit: table.numberOf('memristors', name),
          adc: table.numberOf('adc', name, 'memristors ADC'),
          pulse: pulseTime(program.graph, hardware),
          rounds: states,
        },
      }),
    };
  }

  function stageSet(tiles: readonly PlacedTile[], stage: Stage, name: string): StageSet {
    const { shared } = hardware.adc;
    const converted = (tile: PlacedTile): number => conversionsOf(signsOf(hardware), outputsOf(tile));
    const most = Math.min(shared, Math.max(0, ...tiles.map(converted)));
    const circuit = stage.settlingTime !== undefined;
    const arrays = tiles.map((tile): ArrayUnits => {
      const array = `array ${tile.macro}`;
      const turns = Array.from({ length: Math.ceil(converted(tile) / shared) }, (_, k) =>
        Math.min(shared, converted(tile) - k * shared),
      );
      return {
        drivers: table.numberOf('drivers', array),
        array: table.numberOf('array', array, ''),
        hold: table.numberOf('sample and hold', array, 'S&H'),
        adcs: turns.map((count, k) => ({ unit: table.numberOf('adc', array, `ADC ${k}`), share: count / most })),
        driving: drives(stage) > 0 ? preset.dac(drivenBits(hardware.dac)).latency : 0,
        settling: circuit ? 0 : settling(tile),
      };
    });
    const lanes = tiles.map(tile => table.numberOf('lanes', `array ${tile.macro}`));
    return {
      arrays,
      adders: table.numberOf('adder tree', name),
      lanes: lanes.length > 0 ? lanes : [table.numberOf('lanes', name, 'logic')],
    };
  }
}

/** The tiles that a stage reads together, set by set. */
function tilesOfSets({ plans }: Program, { products }: StageFlow): (readonly PlacedTile[])[] {
  const own = plans.filter(({ name }) => products.includes(name));
  return [own.flatMap(({ tiles }) => tiles), ...own.flatMap(({ duplicates = [] }) => duplicates)];
}

/** Additions in sequence of partial sums, over all vectors and rounds of a step: those of the stages whose currents are converted. */
function treeDepth(program: Program, { products, vectors }: StageFlow): number {
  const { graph, plans, backward, hardware } = program;
  const depth = (name: string): number => {
    const plan = plans.find(one => one.name === name);
    if (plan) return adderTree(plan, hardware).depth;
    const back = backward.find(one => one.name === name);
    return back ? backwardTree(plans.find(one => one.name === back.of)!, hardware).depth : 0;
  };
  const settle = graph.nodes.find(node => node.op === 'settle' && products.includes(node.product.name));
  if (settle?.op === 'settle') {
    if (hardware.settling) return 0;
    const rounds = settle.iterations * positionCount(settle.windows);
    return rounds * (depth(settle.product.name) + (settle.back ? depth(settle.back.name) : 0));
  }
  return products.length === 1 ? vectors * depth(products[0]!) : 0;
}
