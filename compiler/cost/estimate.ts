import { type GraphEngine, referenceEngine, runGraph } from '../../models/execute.js';
import { rescaled } from '../../models/memristor-run.js';
import type { SeriesSet } from '../../models/series.js';
import { concatenate } from '../../numeric/matrix.js';
import { mean } from '../../numeric/statistics.js';
import { type ChipWriting, chipWriting } from '../chip-writing.js';
import type { Hardware } from '../hardware.js';
import { activationsOf } from '../observe.js';
import type { Program } from '../program-record.js';
import { settlingCircuits } from '../settling-circuit.js';
import { spikingCircuits } from '../spiking-circuit.js';
import { type Settling, settlingTimes } from '../timeline/array-settling.js';
import { programTiming } from '../timeline/program-timing.js';
import { pulseTime } from '../volatile-units.js';
import { arrayReads, readMeans } from './array-reads.js';
import { type Counts, countsOf } from './counts.js';
import { bare, count, type Figure, found } from './figure.js';
import { latencyFigures } from './latency-figures.js';
import {
  type AreaPart,
  areaFigures,
  type CostPart,
  circuitsOf,
  costParts,
  type EnergyPart,
  energyFigures,
  leakageFigure,
  type RunFigures,
  totalFigure,
  writingFigures,
} from './part-figures.js';
import { peripheralsOf, presetOf, presetSources } from './peripherals.js';
import { drivenResolution, type Preset, resolution } from './presets/preset.js';
import { type SpikeCounts, type SpikingCost, spikeMeter, spikingCost, spikingLayer } from './spiking.js';

/** What `--explain` explains: a part, or one of these. */
export const explainedParts = [...costParts, 'leakage', 'writing', 'area', 'latency'] as const;
export type ExplainedPart = (typeof explainedParts)[number];

/** The cost of one inference with one set of peripherals. */
export interface PresetCost {
  readonly peripherals: string;
  readonly sources: Readonly<Record<string, string>>;
  /** J per inference; leakage is 0 where the source gives none. */
  readonly energy: Readonly<Record<EnergyPart | 'total', number>>;
  /** s. */
  readonly latency: {
    readonly stages: readonly { readonly name: string; readonly latency: number }[];
    readonly interval: number;
    readonly inference: number;
  };
  /** m²; overhead is that of the floorplan. */
  readonly area: Readonly<Record<AreaPart | 'total', number>>;
  /** J and s of writing all devices once with the preset's own pulses, which no inference pays for; null where its source gives none. */
  readonly writing: { readonly energy: number; readonly seconds: number; readonly longestArray: number } | null;
  /** What its source says nothing of; such a figure is not 0 but unknown. */
  readonly missing: readonly Missing[];
  /** The same figures with the formulas and constants that they come from; no entry where the source gives none. */
  readonly figures: Readonly<Record<ExplainedPart, readonly Figure[]>>;
}

export type Missing = 'leakage' | 'writing' | 'temperature';

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
  const means = reads.map((read, done, { length }) => {
    onProgress?.(done, length);
    return readMeans(read, program, run.inputs.get(read.product)!);
  });
  const tiles = reads.map(({ tile, side, duration }, k) => {
    const { power } = means[k]!;
    return { tile: side === 'forward' ? tile.name : `${tile.name} backwards`, power, energy: power * duration };
  });
  const counted = count('steps', steps, 'time steps of a series, mean over the data');
  const counts = countsOf(program, counted, reads, run.pulsed);
  const measured = { reads, means, memristors: run.memristorEnergy };
  const writing = chipWriting(program);
  const settling = settlingTimes(program);
  const presets = hardware.peripherals.map(choice =>
    presetCost(program, presetOf(choice), counts, measured, writing, settling),
  );
  return {
    ...(run.spiking.layers.length > 0 && {
      spiking: spikingCost(run.spiking, steps, presets[0]?.latency.inference ?? 0),
    }),
    steps,
    vectors: Math.max(0, ...[...run.inputs.values()].map(sample => sample.rows)),
    tiles,
    presets,
    writing,
    notes: [...notesOf(program), ...temperatureNote(hardware, presets), ...(writing?.notes ?? [])],
  };
}

function presetCost(
  program: Program,
  preset: Preset,
  counts: Counts,
  run: RunFigures,
  pulses: ChipWriting | null,
  settling: Settling,
): PresetCost {
  const { hardware } = program;
  const circuits = circuitsOf(preset, hardware, counts, run);
  const timed = programTiming(
    program,
    peripheralsOf(preset),
    pulseTime(program.graph, program.hardware),
    settling,
  )(counts.steps.value);
  const latency = latencyFigures(program, circuits, counts.steps, timed);
  const leakage = leakageFigure(counts, circuits, latency.inference);
  const own = energyFigures(program, counts, circuits, run);
  const energy = { ...own, leakage: leakage ?? bare(0, 'J') };
  const area = areaFigures(counts, circuits, hardware);
  const writing = pulses ? undefined : writingFigures(program, preset);
  const totals = { energy: totalFigure('energy', 'J', energy), area: totalFigure('area', 'm²', area) };
  const missing: Missing[] = [
    ...(leakage ? [] : (['leakage'] as const)),
    ...(preset.writing || pulses ? [] : (['writing'] as const)),
    ...(preset.followsTemperature ? [] : (['temperature'] as const)),
  ];
  const both = (part: CostPart): Figure[] => [energy[part], area[part]];
  return {
    peripherals: preset.name,
    sources: presetSources(preset, resolution('adc.bits', hardware.adc.bits), drivenResolution(hardware.dac)),
    energy: values({ ...energy, total: totals.energy }),
    latency: timed,
    area: values({ ...area, total: totals.area }),
    writing: writing ? values(writing) : null,
    missing,
    figures: {
      ...(Object.fromEntries(costParts.map(part => [part, both(part)])) as Record<CostPart, Figure[]>),
      adc: [...both('adc'), ...latency.conversions],
      leakage: leakage ? [leakage] : [],
      writing: pulses ? pulsesGiven(pulses) : Object.values(writing ?? {}),
      area: [totals.area],
      latency: [latency.inference, latency.interval],
    },
  };
}

/** What the devices' own pulses took, which no formula gives. */
function pulsesGiven({ energy, seconds, longestArray, source }: ChipWriting): Figure[] {
  const by = `V·I·t of every pulse and read that the devices took: ${source}`;
  return [
    found('writing.energy', energy, 'J', by),
    found('writing.seconds', seconds, 's', by),
    found('writing.longestArray', longestArray, 's', by),
  ];
}

const values = <K extends string>(figures: Readonly<Record<K, Figure>>): Record<K, number> =>
  Object.fromEntries(Object.entries<Figure>(figures).map(([key, { value }]) => [key, value])) as Record<K, number>;

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
  const count = data.series.length;
  const counts = fired.counts();
  const layers = graph.nodes.flatMap(node => {
    const neurons = node.op === 'neurons' || node.op === 'feedback' ? spikingLayer(node) : undefined;
    return neurons === undefined ? [] : [{ name: node.name, neurons, spikes: (counts.get(node.name) ?? 0) / count }];
  });
  const spiking: SpikeCounts = { layers, arrivals: arrivals / count, synapticEvents: synapticEvents / count };
  return { inputs, pulsed, spiking, memristorEnergy: meter.joules() / data.series.length };
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

/** Away from 300 K, whose circuits are costed as if they were there. */
function temperatureNote({ temperature }: Hardware, presets: readonly PresetCost[]): string[] {
  const silent = presets.filter(({ missing }) => missing.includes('temperature')).map(one => one.peripherals);
  if (temperature === 300 || silent.length === 0) return [];
  return [`At ${temperature} K the circuits of ${silent.join(', ')} have the figures of their sources, which say nothing of temperature.`]; // biome-ignore format: one thing
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
