import type { Command } from 'commander';
import type { CostEstimate, PresetCost } from '../compiler/cost/estimate.js';
import type { SpikingCost } from '../compiler/cost/spiking.js';
import type { Program } from '../compiler/program-record.js';
import type { Layout } from '../models/data/layout.js';
import type { SeriesSet } from '../models/series.js';
import { quantity } from '../report/svg/format.js';
import type { Table } from '../report/table.js';
import { background } from './background.js';
import { answering, type Context, describe } from './command.js';
import { dataOption, layoutOption, refuseLoneLayout } from './options.js';
import type { Answer } from './output.js';
import { version } from './version.js';

interface Options {
  readonly data?: string;
  readonly layout?: Layout;
}

export function estimateCommand(): Command {
  const command = describe(
    'estimate',
    'Energy, latency and area of one inference, by part, as a range over cited presets.',
    'ohmweave estimate net.owp --data Car_TEST.ts',
  )
    .argument('<program>', 'compiled network (.owp)')
    .addOption(
      dataOption("series whose values the energies are computed with; default: the program's calibration inputs"),
    )
    .addOption(layoutOption());
  return answering<Options>(command, async (context, options, [file]) => {
    refuseLoneLayout(options.layout, options.data, '--data');
    const { readProgram } = await import('../compiler/program-file.js');
    const { readData } = await import('./read-data.js');
    const program = readProgram(file!);
    const data = options.data === undefined ? undefined : readData(options.data, program.graph.input, options.layout);
    return estimateAnswer(await estimateProgram(context, program, data), program, { program: file!, ...options });
  });
}

export async function estimateProgram(
  { progress, signal }: Context,
  program: Program,
  data?: SeriesSet,
): Promise<CostEstimate> {
  return background('estimate', { program, data }, signal, progress.stage('estimating cost'));
}

export async function estimateAnswer(
  cost: CostEstimate,
  { graph, hardware }: Program,
  made: Options & { readonly program: string },
): Promise<Answer> {
  const { costParts } = await import('../compiler/cost/estimate.js');
  const { tableText } = await import('../report/table.js');
  const { writingCost } = await import('../report/words.js');
  const { costJson } = await import('./writing-answer.js');
  const { presets, steps, writing, notes } = cost;
  const heads = (what: string, unit: string): Table['columns'] => [
    { name: what.padEnd(20) },
    ...presets.map(preset => ({ name: preset.peripherals, unit })),
  ];
  const parts = (what: string, unit: string, of: (preset: PresetCost) => PresetCost['energy']): Table => ({
    columns: heads(what, unit),
    rows: [...costParts, 'total' as const].map(part => [part, ...presets.map(preset => of(preset)[part])]),
  });
  const latency: Table = {
    columns: heads('latency', 's'),
    rows: [
      ['one time step', ...presets.map(preset => preset.latency.interval)],
      ['one inference', ...presets.map(preset => preset.latency.inference)],
    ],
  };
  return {
    text: [
      `${graph.name} on ${hardware.name}: one inference of ${quantity(steps, '')} time steps`,
      tableText(parts('energy per inference', 'J', preset => preset.energy)),
      tableText(latency),
      tableText(parts('area', 'm²', preset => preset.area)),
      ...(cost.spiking ? [await spikingText(cost.spiking, presets)] : []),
      ...(writing ? [`writing the devices, once: ${writingCost(writing)}`] : []),
      notes.join('\n'),
    ].join('\n\n'),
    json: {
      command: 'estimate',
      version,
      program: made.program,
      data: made.data ?? null,
      network: graph.name,
      hardware: hardware.name,
      stepsPerInference: steps,
      vectors: cost.vectors,
      tiles: cost.tiles.map(({ tile, energy, power }) => ({
        ...{ name: tile, energyPerReadJoules: energy, powerWatts: power },
      })),
      presets: presets.map(({ peripherals, energy, latency, area, sources }) => ({
        peripherals,
        energyJoules: energy,
        stepSeconds: latency.interval,
        inferenceSeconds: latency.inference,
        stages: latency.stages.map(stage => ({ name: stage.name, latencySeconds: stage.latency })),
        areaSquareMetres: area,
        sources,
      })),
      writing: writing ? costJson(writing) : undefined,
      spiking: cost.spiking && {
        layers: cost.spiking.layers,
        spikes: cost.spiking.spikes,
        arrivals: cost.spiking.arrivals,
        synapticEvents: cost.spiking.synapticEvents,
        neurons: cost.spiking.neurons.map(({ name, energy, source }) => ({ name, energyJoules: energy, source })),
      },
      notes,
    },
  };
}

/** Spikes of an inference, what the whole takes for each of them, and what published neuron circuits would take. */
async function spikingText(
  { layers, spikes, arrivals, synapticEvents, neurons }: SpikingCost,
  presets: readonly PresetCost[],
): Promise<string> {
  const { tableText } = await import('../report/table.js');
  const { plain } = await import('../report/svg/format.js');
  const each = (of: (preset: PresetCost) => number): string => presets.map(one => quantity(of(one), 'J')).join(', ');
  const counted = [
    ...layers.map(layer => [`spikes of ${layer.name} (${layer.neurons} neurons)`, plain(layer.spikes)]),
    ['spikes that drive an array', plain(arrivals)],
    ['weights that they meet', plain(synapticEvents)],
    ...(spikes > 0 ? [['energy for each spike', each(({ energy }) => energy.total / spikes)]] : []),
    ['energy for each such weight', each(({ energy }) => energy.total / synapticEvents)],
  ];
  return [
    tableText({ columns: ['of one inference', ''].map(name => ({ name })), rows: counted }),
    tableText({
      columns: [{ name: 'neurons as published circuits' }, { name: 'energy', unit: 'J' }],
      rows: neurons.map(({ name, energy }) => [name, energy]),
    }),
    ...neurons.map(({ name, source }) => `${name}: ${source}`),
  ].join('\n');
}
