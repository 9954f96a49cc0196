import type { CostEstimate, ExplainedPart, PresetCost } from '../compiler/cost/estimate.js';
import { areaParts, energyParts } from '../compiler/cost/part-figures.js';
import type { SpikingCost } from '../compiler/cost/spiking.js';
import type { Program } from '../compiler/program-record.js';
import type { Json } from '../edge/json.js';
import { explained, explanationBlocks } from '../report/explanation.js';
import { plain, quantity } from '../report/svg/format.js';
import { type Table, tableText } from '../report/table.js';
import { rangeText, writingCost } from '../report/words.js';
import type { Answer } from './output.js';
import { version } from './version.js';
import { costJson } from './writing-answer.js';

/** What the answer of `estimate` was made from and with. */
export interface EstimateMade {
  readonly program: string;
  readonly data?: string | undefined;
  readonly explain?: ExplainedPart | undefined;
  readonly plot?: string | undefined;
}

const unknown = 'not in the source';

export function estimateAnswer(cost: CostEstimate, { graph, hardware }: Program, made: EstimateMade): Answer {
  const { presets, steps, writing, notes } = cost;
  const head = `${graph.name} on ${hardware.name}: one inference of ${quantity(steps, '')} time ${steps === 1 ? 'step' : 'steps'}`;
  const { explain, plot } = made;
  return {
    text: [
      head,
      ...(explain === undefined ? tables(cost) : explanations(presets, explain)),
      ...(plot === undefined ? [] : [`wrote ${plot}`]),
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
      presets: presets.map(presetJson),
      range: {
        energyJoules: rangeOf(presets, ({ energy }) => energy.total),
        inferenceSeconds: rangeOf(presets, ({ latency }) => latency.inference),
        areaSquareMetres: rangeOf(presets, ({ area }) => area.total),
      },
      explanation:
        explain === undefined ? undefined : { part: explain, presets: presets.map(explanationJson(explain)) },
      plot,
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

/** Everything of an estimate but explanations. */
function tables(cost: CostEstimate): string[] {
  const { presets, writing, notes } = cost;
  const table = (
    what: string,
    unit: string,
    rows: readonly (readonly [string, (one: PresetCost) => number | null])[],
  ) =>
    tableText({
      columns: [{ name: what.padEnd(20) }, ...presets.map(({ peripherals }) => ({ name: peripherals, unit }))],
      rows: rows.map(([name, of]) => [name, ...presets.map(preset => of(preset) ?? unknown)]),
    } satisfies Table);
  return [
    table('energy per inference', 'J', [
      ...energyParts.map(part => [part, (preset: PresetCost) => energyOf(preset)[part]] as const),
      ['total', ({ energy }) => energy.total],
    ]),
    table('latency', 's', [
      ['between steps', ({ latency }) => latency.interval],
      ['one inference', ({ latency }) => latency.inference],
    ]),
    table('area', 'm²', [
      ...areaParts.map(part => [part, ({ area }: PresetCost) => area[part]] as const),
      ['total', ({ area }) => area.total],
    ]),
    ...(presets.length > 1
      ? [
          `range over ${presets.length} presets: ${rangeText(presets, ({ energy }) => energy.total, 'J', quantity)}, ` +
            `${rangeText(presets, ({ latency }) => latency.inference, 's', quantity)}, ` +
            `${rangeText(presets, ({ area }) => area.total, 'm²', quantity)}`,
        ]
      : []),
    ...(cost.spiking ? [spikingText(cost.spiking, presets)] : []),
    writing
      ? `writing the devices, once: ${writingCost(writing)}`
      : [
          'writing the devices, once, with the pulses of the preset:',
          ...presets.map(({ peripherals, writing: own }) => `${peripherals}: ${own ? writingCost(own) : unknown}`),
        ].join('\n'),
    notes.join('\n'),
  ];
}

/** The energies of a preset; null where its source gives none. */
const energyOf = ({ energy, missing }: PresetCost) => ({
  ...energy,
  leakage: missing.includes('leakage') ? null : energy.leakage,
});

function presetJson(preset: PresetCost): { readonly [name: string]: Json } {
  const { peripherals, latency, writing, sources } = preset;
  return {
    peripherals,
    energyJoules: energyOf(preset),
    stepSeconds: latency.interval,
    inferenceSeconds: latency.inference,
    stages: latency.stages.map(stage => ({ name: stage.name, latencySeconds: stage.latency })),
    areaSquareMetres: preset.area,
    writingJoules: writing?.energy ?? null,
    writingSeconds: writing?.seconds ?? null,
    writingLongestArraySeconds: writing?.longestArray ?? null,
    missing: [...preset.missing],
    sources,
  };
}

const rangeOf = (presets: readonly PresetCost[], of: (preset: PresetCost) => number): Json => ({
  least: Math.min(...presets.map(of)),
  most: Math.max(...presets.map(of)),
});

/** What each preset's figures of a part come from; what stands above already is not said again. */
function explanations(presets: readonly PresetCost[], part: ExplainedPart): string[] {
  const said = new Set<string>();
  return presets.map(({ peripherals, figures }) => {
    const blocks = explanationBlocks(figures[part]);
    const fresh = blocks.filter(block => !said.has(block));
    for (const block of fresh) said.add(block);
    return [
      `${part} of ${peripherals}${blocks.length === 0 ? `: ${unknown}` : ''}`,
      ...fresh,
      ...(fresh.length < blocks.length ? ['and the rest as above'] : []),
    ].join('\n');
  });
}

const explanationJson =
  (part: ExplainedPart) =>
  ({ peripherals, figures }: PresetCost): Json => ({
    peripherals,
    figures: explained(figures[part]).map(one => ({ ...one })),
  });

/** Spikes of an inference, what the whole takes for each of them, and what published neuron circuits would take. */
function spikingText(
  { layers, spikes, arrivals, synapticEvents, neurons }: SpikingCost,
  presets: readonly PresetCost[],
): string {
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
