import type { Command } from 'commander';
import type { CompactEntry } from '../../devices/compact/model.js';
import type { TemperatureRange } from '../../devices/device.js';
import type { DeviceEntry } from '../../devices/statistical/entry.js';
import { reject } from '../../edge/error.js';
import { writeWhole } from '../../edge/files.js';
import { answering, type Context, describe } from '../command.js';
import { fileToWrite } from '../options.js';
import type { Answer } from '../output.js';
import { version } from '../version.js';

interface Options {
  readonly plot?: string;
  readonly gallery?: string;
}

export function devicesCommand(): Command {
  const command = describe(
    'devices',
    'List the device models, or show one with its parameters, their ranges and sources, and its curves.',
    'ohmweave devices pcm --plot pcm.svg\nohmweave devices --gallery devices.html',
  )
    .argument('[name]', 'a device model')
    .option(
      '--plot <file>',
      'draw its curves: programming error, drift, read noise, current (.svg)',
      fileToWrite('.svg'),
    )
    .option('--gallery <file>', 'draw those of all models on one page (.html)', fileToWrite('.html', '.htm'));
  return answering<Options>(command, async (context, options, [name]) => {
    checkFiles(options, name);
    if (options.gallery) return gallery(context, options.gallery);
    return name === undefined ? list() : one(context, name, options);
  });
}

function checkFiles({ plot, gallery }: Options, name: string | undefined): void {
  if (plot !== undefined && name === undefined)
    reject('--plot', 'found no model to draw', 'expected its name: ohmweave devices NAME --plot FILE.svg');
  if (gallery !== undefined && name !== undefined)
    reject('--gallery', `found a model, "${name}"`, 'expected none: the gallery shows all');
}

async function list(): Promise<Answer> {
  const { compactModels } = await import('../../devices/compact/table.js');
  const { deviceTable } = await import('../../devices/table.js');
  const { tableText } = await import('../../report/table.js');
  const kind = (of: string, entries: readonly (DeviceEntry | CompactEntry)[]) =>
    entries.map(({ name, title, source }) => ({ name, kind: of, title, source }));
  const models = [
    ...kind('statistical', Object.values(deviceTable)),
    ...kind('dynamic', Object.values<CompactEntry>(compactModels)),
  ];
  return {
    text: tableText({
      columns: [{ name: 'model' }, { name: 'kind' }, { name: 'what it is' }],
      rows: models.map(({ name, kind, title }) => [name, kind, title]),
    }),
    json: { command: 'devices', version, models },
  };
}

async function one(context: Context, name: string, { plot }: Options): Promise<Answer> {
  const { compactModels } = await import('../../devices/compact/table.js');
  const { deviceTable } = await import('../../devices/table.js');
  const statistical = deviceTable[name];
  const dynamic = (compactModels as Readonly<Record<string, CompactEntry>>)[name];
  const found = statistical ? await aboutDevice(statistical) : dynamic && aboutModel(dynamic);
  if (!found) {
    const names = [...Object.keys(deviceTable), ...Object.keys(compactModels)];
    return reject(name, 'is not a device model', `expected one of ${names.join(', ')}`);
  }
  if (plot) {
    const { stacked } = await import('../../report/svg/stacked.js');
    writeWhole(plot, stacked(found.title, await found.figures()));
    context.wrote(plot);
  }
  return answer(found, plot);
}

/** What there is to say of either kind of model. */
interface About extends Pick<DeviceEntry, 'name' | 'title' | 'source' | 'parameters'> {
  readonly kind: 'statistical' | 'dynamic';
  readonly limits: readonly string[];
  /** K; nothing where the model says nothing. */
  readonly temperatures?: TemperatureRange;
  /** Parts and their sources, or states and their bounds. */
  readonly made: { readonly head: readonly [string, string]; readonly rows: readonly (readonly [string, string])[] };
  figures(): Promise<string[]>;
}

async function aboutDevice(entry: DeviceEntry): Promise<About> {
  const { createDevice, partNames } = await import('../../devices/table.js');
  const device = createDevice(entry.name);
  return {
    ...entry,
    kind: 'statistical',
    limits: device.limits,
    temperatures: device.temperatures,
    made: { head: ['part', 'source'], rows: partNames.map(part => [part, device[part].source]) },
    figures: async () => (await import('../../report/device-figures.js')).deviceFigures(device, entry.measured),
  };
}

function aboutModel(entry: CompactEntry): About {
  const states = entry.create().states;
  return {
    ...entry,
    kind: 'dynamic',
    made: {
      head: ['state', 'bounds'],
      rows: states.map(({ name, unit, min, max }) => [name, `${min} to ${max} ${unit}`.trim()]),
    },
    figures: async () => (await import('../../report/compact-figures.js')).compactFigures(entry),
  };
}

async function answer(about: About, plot: string | undefined): Promise<Answer> {
  const { tableText } = await import('../../report/table.js');
  const { name, kind, title, source, limits, temperatures, parameters, made } = about;
  const lines = [
    `${name}: ${title}`,
    `source: ${source}`,
    ...(temperatures ? [`temperature: ${rangeText(temperatures)}`] : []),
    ...limits.map(limit => `limit: ${limit}`),
    '',
    tableText({
      columns: [{ name: 'parameter' }, { name: 'meaning' }, { name: 'default' }, { name: 'range' }],
      rows: Object.entries(parameters).map(([key, { meaning, unit, value, range }]) => [
        key,
        meaning,
        `${value} ${unit}`.trim(),
        `${range[0]} to ${range[1]}`,
      ]),
    }),
    '',
    tableText({ columns: made.head.map(name => ({ name })), rows: made.rows }),
    ...(plot ? ['', `curves drawn in ${plot}`] : []),
  ];
  return {
    text: lines.join('\n'),
    json: {
      command: 'devices',
      version,
      ...{ name, kind, title, source, limits: [...limits] },
      temperatureKelvin: temperatures && temperatures[1] < Infinity ? [...temperatures] : undefined,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, about]) => [key, { ...about, range: [...about.range] }]),
      ),
      [made.head[0] === 'part' ? 'parts' : 'states']: Object.fromEntries(made.rows),
    },
  };
}

function rangeText([least, most]: TemperatureRange): string {
  if (least === most) return `${least} K`;
  return most === Infinity ? 'any' : `${least} to ${most} K`;
}

async function gallery(context: Context, file: string): Promise<Answer> {
  const { galleryHtml } = await import('../../report/device-gallery.js');
  const report = context.progress.stage('drawing');
  const { html, models } = await galleryHtml(version, async (done, of) => {
    report(done, of);
    await new Promise(resolve => setImmediate(resolve));
    context.signal.throwIfAborted();
  });
  writeWhole(file, html);
  context.wrote(file);
  return {
    text: `${models.length} models drawn in ${file}`,
    json: { command: 'devices', version, gallery: file, drawn: models },
  };
}
