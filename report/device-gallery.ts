import type { CompactEntry } from '../devices/compact/model.js';
import { compactModels } from '../devices/compact/table.js';
import type { ParameterTable } from '../devices/parameter.js';
import { createDevice, deviceTable } from '../devices/table.js';
import { compactFigures } from './compact-figures.js';
import { deviceFigures } from './device-figures.js';
import { page, type Section } from './page.js';

interface Shown {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly limits: readonly string[];
  readonly parameters: ParameterTable;
  figures(): string[];
}

/**
 * The curves of every device model on one page, statistical ones first. `between` is awaited after each with how many are
 * drawn, of how many; it may throw, to stop.
 */
export async function galleryHtml(
  version: string,
  between: (done: number, of: number) => Promise<void>,
): Promise<{ html: string; models: string[] }> {
  const shown: Shown[] = [
    ...Object.values(deviceTable).map(entry => {
      const device = createDevice(entry.name);
      return { ...entry, limits: device.limits, figures: () => deviceFigures(device, entry.measured) };
    }),
    ...Object.values<CompactEntry>(compactModels).map(entry => ({ ...entry, figures: () => compactFigures(entry) })),
  ];
  const sections: Section[] = [];
  for (const { name, title, source, limits, figures } of shown) {
    sections.push({
      heading: `${name}: ${title}`,
      lead: [source, ...limits].map(sentence).join(' '),
      exhibits: figures().map(svg => ({ svg, caption: '' })),
    });
    await between(sections.length, shown.length);
  }
  const html = page({
    title: 'Device models',
    subtitle: 'What they make of programming, time, reads and voltage',
    sections,
    provenance: {
      seed: 0,
      versions: { ohmweave: version, node: process.versions.node },
      configuration: Object.fromEntries(
        shown.map(({ name, parameters }) => [
          name,
          Object.fromEntries(
            Object.entries(parameters).map(([key, { value, unit }]) => [key, `${value} ${unit}`.trim()]),
          ),
        ]),
      ),
    },
  });
  return { html, models: shown.map(({ name }) => name) };
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
