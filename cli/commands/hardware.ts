import type { Command } from 'commander';
import { reject } from '../../edge/error.js';
import { formatJson } from '../../edge/json.js';
import { answering, describe } from '../command.js';
import { version } from '../version.js';

export function hardwareCommand(): Command {
  const command = describe(
    'hardware',
    'List the built-in hardware descriptions, or print one as a file to start from.',
    'ohmweave hardware pcm-256 > mine.json',
  ).argument('[name]', 'a preset');
  return answering(command, async (_context, _options, [name]) => {
    const { hardwarePresets } = await import('../../compiler/presets/table.js');
    const { tableText } = await import('../../report/table.js');
    if (name !== undefined) {
      const preset = hardwarePresets[name];
      if (!preset) return reject(name, 'is not a preset', `expected one of ${Object.keys(hardwarePresets).join(', ')}`);
      return { text: formatJson(preset), json: preset };
    }
    const presets = Object.values(hardwarePresets).map(preset => ({
      name: preset.name,
      description: preset.description ?? '',
    }));
    return {
      text: tableText({
        columns: [{ name: 'preset' }, { name: 'what it is' }],
        rows: presets.map(preset => [preset.name, preset.description]),
      }),
      json: { command: 'hardware', version, presets },
    };
  });
}
