import { table } from '../../bench/markdown.js';
import { compile } from '../../compiler/compile.js';
import { estimate } from '../../compiler/cost/estimate.js';
import { peripheralsNamed } from '../../compiler/cost/peripherals.js';
import { layerCircuit, layersOnCrossbars } from '../../compiler/emit/layer-circuit.js';
import { programCircuits } from '../../compiler/emit/program.js';
import { deviceOf, type Hardware } from '../../compiler/hardware.js';
import { requireTemperature } from '../../compiler/hardware-file.js';
import type { Program } from '../../compiler/program-record.js';
import { uncompiled, unsupported } from '../../compiler/support/support.js';
import { firstBroken } from '../../compiler/support/unsupported.js';
import { timeline } from '../../compiler/timeline/timeline.js';
import { requireWriting } from '../../compiler/writing-file.js';
import { deviceTable } from '../../devices/table.js';
import { InputError } from '../../edge/error.js';
import { runGraph } from '../../models/execute.js';
import { lower } from '../../models/lower.js';
import type { Layer, Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { fromRows } from '../../numeric/matrix.js';
import { compareSystems } from '../../sim/compare/compare.js';
import { hardwareEngine } from '../../sim/engine.js';
import { tune } from '../../sim/tune.js';
import { hardware, noiseRows, verified } from '../compiler/builders.js';
import { li, spikeTrains } from '../models/builders.js';
import { dataOf, type LayerKind, layerKinds, networkOf } from '../sim/any-network.js';
import { settling } from '../sim/coders.js';
import { analog } from '../sim/spiking-chips.js';
import { type Change, type Feature, features } from './support-features.js';

/** docs/support.md: each of its cells is what the code says when it is asked with a network of a few weights. */

interface Case {
  readonly name: string;
  readonly network: Network;
  readonly data: SeriesSet;
}

/** A network with a layer of a kind, and what it reads. */
function caseOf(kind: LayerKind): Case {
  const spikes = kind === 'neurons' || kind === 'recurrent neurons';
  const choice = {
    ...{ channels: 4, spikes, steps: 4, readout: spikes ? null : ('last' as const) },
    layers: [{ kind, outputs: 2, biased: !spikes }],
  };
  const made = networkOf(choice);
  const behind: Layer[] = [
    { type: 'linear', name: 'out', weights: fromRows(noiseRows('out', 2, 2)) },
    { type: 'neurons', name: 'leaky', neuron: li(2) },
    { type: 'scores', name: 'scores', of: 'step', classes: ['a', 'b'] },
  ];
  const trains = spikeTrains(1, 4, 4, 0.7);
  const data = spikes ? { ...trains, series: [...trains.series, ...trains.series] } : dataOf(choice);
  return { name: kind, network: spikes ? { ...made, layers: [...made.layers, ...behind] } : made, data };
}

/** Ways to use a program, or a network and the hardware. */
const verbs: Readonly<Record<string, (made: Case & { hardware: Hardware; program: Program }) => unknown>> = {
  run: ({ program, data }) =>
    runGraph(program.graph, data, hardwareEngine(program, { time: 0, compensation: 'none', duration: 1 })),
  compare: ({ program, data }) => compareSystems(program, data.series, { spice: false }),
  'tiles for `validate`': ({ program }) => programCircuits(program, 0, 1),
  '`netlist --layer all`': ({ program }) => layersOnCrossbars(program).map(name => layerCircuit(program, name, 0)),
  schedule: ({ program }) => timeline(program, peripheralsNamed('isaac-32nm'), { steps: 2 }),
  estimate: ({ program, data }) => estimate(program, data),
  tune: ({ network, data, hardware: on }) =>
    tune(network, on, data, {
      ...{ surrogate: 'double-gaussian', epochs: 1, batch: 2, rate: 0.01, seed: 1, ages: [0], compensation: 'none' },
    }),
};

/** Reasons as footnotes, each once. */
class Notes {
  readonly #known: string[] = [];

  mark(text: string): string {
    // The row says which device it is.
    const reason = text.replace(/ "[^"]+" (?=has no temperature)/, ' ').replace(/^found /, '');
    if (!this.#known.includes(reason)) this.#known.push(reason);
    return `– ${this.#known.indexOf(reason) + 1}`;
  }

  get text(): string {
    return this.#known.map((reason, k) => `${k + 1}. ${reason}`).join('\n');
  }
}

/** ✓, or – with the number of its reason: of the table's, or where it has none what the error says. */
async function cell(notes: Notes, asked: () => unknown, rule?: string): Promise<string> {
  try {
    await asked();
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    return notes.mark(rule ?? `${cause.found}; ${cause.expected}`);
  }
  if (rule !== undefined) throw new Error(`the table refuses what the code does: ${rule}`);
  return '✓';
}

/** What the compiler says of a network on hardware. */
function compiled(notes: Notes, { network, data }: Case, on: Hardware): Promise<string> {
  const broken = firstBroken(uncompiled, { hardware: on, graph: lower(network), network });
  const rule = broken && `\`${broken.rule.key}\` beside ${broken.rule.beside}: ${broken.rule.reason}`;
  return cell(notes, () => compile(network, on, { seed: 1, calibration: data }), rule);
}

/** Hardware with both. */
function merged(one: Change, other: Change): Hardware {
  const [first, second] = [one.placement, other.placement];
  if (!first || !second) return hardware({ ...one, ...other });
  const packing = first.packing === 'none' ? second.packing : first.packing;
  const duplicates = first.duplicates === 1 ? second.duplicates : first.duplicates;
  return hardware({ ...one, ...other, placement: { packing: packing!, duplicates: duplicates! } });
}

const columns = (names: readonly string[]): string[] => ['', ...names];

async function rows<R, C>(
  of: readonly R[],
  across: readonly C[],
  name: (row: R) => string,
  ask: (row: R, column: C) => Promise<string>,
): Promise<string[][]> {
  const out: string[][] = [];
  for (const row of of) {
    const cells: string[] = [];
    for (const column of across) cells.push(await ask(row, column));
    out.push([name(row), ...cells]);
  }
  return out;
}

async function layersByFeatures(cases: readonly Case[]): Promise<string> {
  const notes = new Notes();
  const ask = async (one: Case, { change, concerns }: Feature): Promise<string> => {
    const on = hardware(change);
    return concerns && !concerns({ network: one.network, hardware: on }) ? '' : compiled(notes, one, on);
  };
  const body = await rows(cases, features, ({ name }) => name, ask);
  return `${table(columns(features.map(({ name }) => name)), body)}\n\n${notes.text}`;
}

/** What a verb says of a compiled network; nothing of what is not compiled. */
async function used(notes: Notes, verb: string, one: Case, on: Hardware): Promise<string> {
  if (firstBroken(uncompiled, { hardware: on, graph: lower(one.network), network: one.network })) return '';
  const { program } = compile(one.network, on, { seed: 1, calibration: one.data });
  return cell(notes, () => verbs[verb]!({ ...one, hardware: on, program }));
}

async function layersByVerbs(cases: readonly Case[]): Promise<string> {
  const notes = new Notes();
  const names = Object.keys(verbs);
  const body = await rows(
    cases,
    names,
    ({ name }) => name,
    (one, verb) => used(notes, verb, one, hardware()),
  );
  return `${table(columns(names), body)}\n\n${notes.text}`;
}

/** A network that a feature concerns: the first of the cases that are compiled with it. */
const concerned = (cases: readonly Case[], { change, concerns }: Feature): Case =>
  cases.find(one => {
    const on = hardware(change);
    if (concerns && !concerns({ network: one.network, hardware: on })) return false;
    return !firstBroken(uncompiled, { hardware: on, graph: lower(one.network), network: one.network });
  })!;

async function featuresByVerbs(cases: readonly Case[]): Promise<string> {
  const notes = new Notes();
  const names = Object.keys(verbs).filter(verb => verb !== 'tune');
  const ask = (feature: Feature, verb: string): Promise<string> =>
    used(notes, verb, concerned(cases, feature), hardware(feature.change));
  const body = await rows(features, names, ({ name }) => name, ask);
  return `${table(columns(names), body)}\n\n${notes.text}`;
}

async function featuresByFeatures(cases: readonly Case[]): Promise<string> {
  const notes = new Notes();
  const ask = async (one: Feature, other: Feature): Promise<string> => {
    if (features.indexOf(other) >= features.indexOf(one)) return '';
    const on = merged(other.change, one.change);
    const both = cases.find(({ network }) =>
      [one, other].every(({ concerns }) => !concerns || concerns({ network, hardware: on })),
    );
    const sameKey = Object.keys(one.change).some(key => key in other.change && key !== 'placement');
    return both && !sameKey ? compiled(notes, both, on) : '';
  };
  const body = await rows(features, features.slice(0, -1), ({ name }) => name, ask);
  return `${table(columns(features.slice(0, -1).map(({ name }) => name)), body)}\n\n${notes.text}`;
}

/** What devices are asked for. */
const deviceFeatures: Readonly<
  Record<string, (on: Hardware, cases: Readonly<Record<LayerKind, Case>>, notes: Notes) => Promise<string>>
> = {
  'products, at 300 K': (on, cases, notes) => compiled(notes, cases.linear, on),
  'at 350 K': (on, _, notes) => cell(notes, () => requireTemperature(on, 350, 'temperature')),
  'writing with pulses': (on, cases, notes) => {
    const { gMin, gMax } = on.device;
    const device = { ...on.device, writing: verified({ window: { min: gMin, max: gMax } }) };
    const written = { ...on, device };
    return cell(notes, () => {
      requireWriting(device.writing, deviceOf(written), 'device.writing');
      compile(cases.linear.network, written, { seed: 1, calibration: cases.linear.data });
    });
  },
  'IR drop compensated': (on, cases, notes) => compiled(notes, cases.linear, { ...on, irDrop: 'compensated' }),
  'a coder in its residual form': (on, cases, notes) => compiled(notes, cases['residual coder'], on),
  'codes settle as a circuit': (on, cases, notes) => compiled(notes, cases['gram coder'], { ...on, settling }),
  'neurons are circuits': (on, cases, notes) => compiled(notes, cases.neurons, { ...on, neurons: analog }),
};

async function devicesByFeatures(cases: readonly Case[]): Promise<string> {
  const notes = new Notes();
  const byKind = Object.fromEntries(cases.map(one => [one.name, one])) as Record<LayerKind, Case>;
  const on = (model: string): Hardware => {
    const { gMin, gMax } = deviceTable[model]!.parameters;
    return hardware({ device: { model, gMin: gMin!.value, gMax: gMax!.value }, read: { voltage: 0.1 } });
  };
  const body = await rows(
    Object.keys(deviceTable),
    Object.keys(deviceFeatures),
    model => `\`${model}\``,
    (model, what) => deviceFeatures[what]!(on(model), byKind, notes),
  );
  return `${table(columns(Object.keys(deviceFeatures)), body)}\n\n${notes.text}`;
}

/** Every rule there is. */
const rules = (): string =>
  table(
    ['', 'with', 'why'],
    unsupported.map(({ key, beside, reason }) => [`\`${key}\``, beside, reason]),
  );

/** The whole page. */
export async function supportPage(): Promise<string> {
  const cases = layerKinds.map(caseOf);
  return `# What goes together

\`npm run support\` writes this page, and a test writes it anew and compares: each cell is what the compiler, or a verb,
says of a network of a few weights. ✓ is done, – refused where the network is compiled or the verb begins, for the reason of that
number; what does not concern a layer, or has no program to begin with, is left empty. One row or column is one key of the hardware
file ([hardware.md](hardware.md)) away from pairs of cells that hold whole weights, in arrays of their own.

## Layers and ways to map and place them

"duplicates" is a count for all products; in networks with loops single ones have them by their names.

${await layersByFeatures(cases)}

## Layers and verbs

${await layersByVerbs(cases)}

## Ways to map and place, and verbs

Each with the first of the layers above that it can be had with.

${await featuresByVerbs(cases)}

## Two at a time

${await featuresByFeatures(cases)}

## Devices

With their usual window, reads of 0.1 V, and verified pulses that devices answer as \`gong2022-om\` does ([devices.md](devices.md)).

${await devicesByFeatures(cases)}

## Every rule

The first column is the key that asks for what does not go with the second.

${rules()}
`;
}
