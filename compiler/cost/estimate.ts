import { type GraphEngine, referenceEngine, runGraph } from '../../models/execute.js';
import { memristorOf } from '../../models/graph.js';
import { rescaled } from '../../models/memristor-run.js';
import type { SeriesSet } from '../../models/series.js';
import { concatenate } from '../../numeric/matrix.js';
import { mean } from '../../numeric/statistics.js';
import { type ChipWriting, chipWriting } from '../chip-writing.js';
import type { Hardware } from '../hardware.js';
import { activationsOf } from '../observe.js';
import { columnsOf, rowsOf } from '../plan.js';
import { arrayCount, type Program } from '../program-record.js';
import { settlingCircuits } from '../settling-circuit.js';
import { spikingCircuits } from '../spiking-circuit.js';
import { programTiming } from '../timeline/program-timing.js';
import { type ArrayReads, arrayReads, meanPower } from './array-reads.js';
import { type Peripherals, peripheralsNamed } from './peripherals.js';
import { type SpikeCounts, type SpikingCost, spikeMeter, spikingCost, spikingLayer } from './spiking.js';
import { costedBits } from './timing.js';

/** The parts that costs are broken down by. */
export const costParts = ['array', 'adc', 'dac', 'sense', 'drivers', 'digital', 'buffers', 'memristors'] as const;
export type CostPart = (typeof costParts)[number];
export type Breakdown = Readonly<Record<CostPart, number>>;

/** The cost of one inference with one set of peripherals. */
export interface PresetCost {
  readonly peripherals: string;
  readonly sources: Readonly<Record<string, string>>;
  /** J per inference. */
  readonly energy: Breakdown & { readonly total: number };
  /** s. */
  readonly latency: {
    readonly stages: readonly { readonly name: string; readonly latency: number }[];
    readonly interval: number;
    readonly inference: number;
  };
  /** m². */
  readonly area: Breakdown & { readonly total: number };
}

/** The cost of a program: one entry per preset, and what they rest on. */
export interface CostEstimate {
  /** Mean time steps per series of the data. */
  readonly steps: number;
  /** Input vectors whose voltages the array energy is the mean of, per matrix product. */
  readonly vectors: number;
  /** J per read of each tile, or per settling, mean over the data. */
  readonly tiles: readonly { readonly tile: string; readonly energy: number; readonly power: number }[];
  readonly presets: readonly PresetCost[];
  /** Where there are spiking layers. */
  readonly spiking?: SpikingCost;
  /** What writing the devices took, before any inference; null where they are not written with pulses. */
  readonly writing: ChipWriting | null;
  /** What the reader should know before quoting a figure. */
  readonly notes: readonly string[];
}

/**
 * Energy, latency and area of one inference on `data` (the calibration inputs where none are given).
 *
 * Array energy is the mean of V·I over the data's own voltages through the programmed conductances and wires, times the
 * read time and the reads of a product, or times the time that its codes settle. Peripheral energy is counts of the schedule times the presets' constants.
 */
export function estimate(
  program: Program,
  data: SeriesSet = program.calibration,
  onProgress?: (done: number, total: number) => void,
): CostEstimate {
  const { hardware } = program;
  const steps = data.series.reduce((sum, series) => sum + series.length, 0) / data.series.length;
  const run = collect(program, data);
  const reads = arrayReads(program, steps);
  const tiles = reads.map((read, done, { length }) => {
    onProgress?.(done, length);
    const power = meanPower(read, program, run.inputs.get(read.product)!);
    const { tile, side, duration } = read;
    return {
      tile: side === 'forward' ? tile.name : `${tile.name} backwards`,
      power,
      energy: power * duration,
    };
  });
  const array = tiles.reduce((sum, tile, k) => sum + tile.energy * reads[k]!.times, 0);
  const presets = hardware.peripherals.map(name =>
    presetCost(program, peripheralsNamed(name), steps, {
      array,
      reads,
      memristors: run.memristorEnergy,
      ...{ pulse: run.pulse, pulsed: run.pulsed },
    }),
  );
  const writing = chipWriting(program);
  return {
    ...(run.spiking.layers.length > 0 && {
      spiking: spikingCost(run.spiking, steps, presets[0]?.latency.inference ?? 0),
    }),
    steps,
    vectors: Math.max(0, ...[...run.inputs.values()].map(sample => sample.rows)),
    tiles,
    presets,
    writing,
    notes: [...notesOf(program), ...(writing?.notes ?? [])],
  };
}

function presetCost(
  program: Program,
  preset: Peripherals,
  steps: number,
  run: {
    readonly array: number;
    readonly reads: readonly ArrayReads[];
    readonly memristors: number;
    readonly pulse: number;
    readonly pulsed: ReadonlyMap<string, number>;
  },
): PresetCost {
  const { array, reads, memristors, pulse, pulsed } = run;
  const { hardware, schedule } = program;
  const adc = preset.adc(costedBits(hardware.adc.bits));
  const dac = preset.dac(costedBits(hardware.dac.bits));
  const count = (of: (stage: Program['schedule']['stages'][number]) => number): number =>
    schedule.stages.reduce((sum, stage) => sum + of(stage) * (stage.per === 'step' ? steps : 1), 0);
  const lines = (read: (one: ArrayReads) => number): number =>
    reads.reduce((sum, one) => sum + read(one) * one.times, 0);
  // Backwards, bit lines are driven and word lines are sensed.
  const driven = lines(({ product, tile, side }) =>
    side === 'forward'
      ? (pulsed.get(product) ?? 1) * rowsOf(tile) * hardware.array.columns
      : columnsOf(tile) * hardware.array.rows,
  );
  const lineCharge = preset.driver.capacitance * hardware.read.voltage ** 2;

  const energy: Breakdown = {
    array,
    adc: adc.energy * count(stage => stage.adcConversions),
    dac: dac.energy * count(stage => stage.dacConversions),
    sense:
      preset.sense.energy * lines(({ tile, side }) => (side === 'forward' ? columnsOf(tile) : rowsOf(tile))) +
      count(stage => stage.charge ?? 0),
    drivers: lineCharge * driven,
    digital: preset.digital.energy * count(stage => stage.digitalOperations),
    buffers: preset.buffer.energy * count(stage => stage.bufferBits),
    memristors,
  };

  const macros = arrayCount(program);
  const { rows, columns } = hardware.array;
  const adcsPerMacro = Math.ceil(columns / 2 / hardware.adc.shared);
  // Arrays that are read from both sides have drivers, converters and sense amplifiers at both.
  const turned = new Set(reads.filter(({ side }) => side === 'backward').map(({ tile }) => tile.macro)).size;
  const volatileDevices = schedule.stages.reduce((sum, stage) => sum + stage.volatileDevices, 0);
  const area: Breakdown = {
    array: macros * rows * columns * preset.cellArea,
    adc: (macros * adcsPerMacro + turned * Math.ceil(rows / hardware.adc.shared)) * adc.area,
    dac: (macros * rows + (turned * columns) / 2 + volatileDevices) * dac.area,
    sense: (macros * columns + turned * rows) * preset.sense.area,
    drivers: (macros * rows + turned * columns) * preset.driver.area,
    digital: macros * adcsPerMacro * preset.digital.area,
    buffers: schedule.stages.reduce((sum, stage) => sum + stage.storedBits, 0) * preset.buffer.area,
    memristors: volatileDevices * preset.cellArea,
  };
  return {
    peripherals: preset.name,
    sources: preset.sources,
    energy: withTotal(energy),
    latency: programTiming(program, preset, pulse)(steps),
    area: withTotal(area),
  };
}

const withTotal = (parts: Breakdown): Breakdown & { total: number } => ({
  ...parts,
  total: costParts.reduce((sum, part) => sum + parts[part], 0),
});

/** One reference run over the data: every matrix product's inputs, and the energy of volatile memristors if any. */
function collect(program: Program, data: SeriesSet) {
  const { graph, hardware } = program;
  const parts = new Map<string, Float64Array[]>();
  const meter = memristorMeter(hardware);
  const fired = spikeMeter(meter.engine);
  let [arrivals, synapticEvents] = [0, 0];
  runGraph(graph, data, fired.engine, {
    observe(node, x) {
      if (node.spikes) {
        const arrived = x.reduce((sum, z) => sum + z, 0);
        arrivals += arrived;
        synapticEvents += arrived * node.weights.rows;
      }
      const seen = parts.get(node.name);
      if (seen) seen.push(x);
      else parts.set(node.name, [x]);
    },
  });
  const inputs = new Map(
    [...program.plans, ...program.backward].map(({ name, activations }) => {
      const cols = activations.centre.length;
      // Centred as the hardware centres, whatever the mean of these data.
      const { centre } = activations;
      const centred = concatenate(parts.get(name)!).map((value, k) => value - centre[k % cols]!);
      return [name, activationsOf(centred, cols, false).sample];
    }),
  );
  // A row that no spike arrives on stays as it is.
  const pulsed = new Map(
    program.plans
      .filter(({ activations }) => activations.spikes)
      .map(({ name }) => [name, mean(inputs.get(name)!.data)]),
  );
  const { recurrence } = hardware;
  const widest = Math.max(0, ...graph.nodes.map(node => memristorOf(node)?.step ?? 0));
  const pulse =
    recurrence.kind === 'volatile' && widest > 0 ? widest * recurrence.timeUnit + (recurrence.rest ?? 0) : 0;
  const count = data.series.length;
  const counts = fired.counts();
  const layers = graph.nodes.flatMap(node => {
    const neurons = node.op === 'neurons' || node.op === 'feedback' ? spikingLayer(node) : undefined;
    return neurons === undefined ? [] : [{ name: node.name, neurons, spikes: (counts.get(node.name) ?? 0) / count }];
  });
  const spiking: SpikeCounts = { layers, arrivals: arrivals / count, synapticEvents: synapticEvents / count };
  return { inputs, pulsed, spiking, memristorEnergy: meter.joules() / data.series.length, pulse };
}

/** The reference with a meter on its memristors: J that pulses and reads of volatile ones have taken so far. */
function memristorMeter({ recurrence, read }: Hardware): { readonly engine: GraphEngine; joules(): number } {
  const reference = referenceEngine();
  if (recurrence.kind === 'digital') return { engine: reference, joules: () => 0 };
  const { gMin, gMax, timeUnit, readVoltage, rest = 0 } = recurrence;
  let joules = 0;
  /** One pulse of `step` time units at z from a state to another; the conductance in between is taken as their mean. */
  const add = (before: number, after: number, z: number, step: number): void => {
    joules += (gMin + (gMax - gMin) * ((before + after) / 2)) * z ** 2 * step * timeUnit;
    joules += (gMin + (gMax - gMin) * after) * readVoltage ** 2 * Math.max(rest, read.time);
  };
  const engine: GraphEngine = {
    ...reference,
    integrate(node, z, steps) {
      const h = reference.integrate(node, z, steps);
      const { width, memristor } = node;
      for (let k = 0; k < h.length; k++) add(k < width ? 0 : h[k - width]!, h[k]!, z[k]!, memristor.step);
      return h;
    },
    feedback(node, series) {
      const states = reference.feedback(node, series);
      const update = node.op === 'feedback' ? node.update : undefined;
      if (update?.kind !== 'memristor') return states;
      return {
        outputs: states.outputs,
        step(drive, active) {
          const z = rescaled(drive, update.rescale);
          const before = states.outputs.slice(0, drive.length);
          states.step(drive, active);
          for (let k = 0; k < z.length; k++) add(before[k]!, states.outputs[k]!, z[k]!, update.memristor.step);
        },
      };
    },
  };
  return { engine, joules: () => joules };
}

function notesOf(program: Program): string[] {
  const { hardware } = program;
  const notes = [
    'Published figures for one 8-bit conversion differ two hundredfold; read the answer as a range.',
    'Area counts whole arrays with their periphery, the unused part included.',
  ];
  if (hardware.adc.bits === null || hardware.dac.bits === null)
    notes.push('Ideal converters are costed as 8-bit ones.');
  if (hardware.settling && settlingCircuits(program).length > 0)
    notes.push(
      `Codes settle as a circuit for ${hardware.settling.time} s, their arrays driven all the while with the power of the reference's rounds.`,
      "ASSUMPTION: each integrator is charged to the read voltage once; amplifiers cost a preset's sense energy per column and settling, threshold elements and the area of capacitors nothing.",
    );
  if (hardware.neurons && spikingCircuits(program).length > 0)
    notes.push(
      `Neurons are circuits: a time step takes ${hardware.neurons.timeStep} s whatever the converters, and spikes are not converted.`,
      'ASSUMPTION: each capacitor of a neuron is charged to the swing once a step; its transconductors, comparator and area cost nothing.',
    );
  if (hardware.recurrence.kind === 'volatile') {
    notes.push(
      hardware.recurrence.assumption
        ? `ASSUMPTION: no published device integrates in ${hardware.recurrence.timeUnit} s per time unit with these conductances.`
        : `The volatile devices set the pace: one time unit of the recurrence takes ${hardware.recurrence.timeUnit} s.`,
    );
  }
  return notes;
}
