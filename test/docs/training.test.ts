import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { z } from 'zod';
import { features } from '../../models/network.js';
import { reservoirNames, reservoirTitles } from '../../models/reservoirs/names.js';
import type { Range } from '../../models/reservoirs/reservoir.js';
import { parseSettings } from '../../models/reservoirs/settings.js';
import { reservoirNamed } from '../../models/reservoirs/table.js';
import { checkout } from '../cli/ohmweave.js';

const page = readFileSync(join(checkout, 'docs/training.md'), 'utf8');

/** Cells of the rows of the table whose first column has this heading. */
function rowsUnder(heading: string): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex(line => line.startsWith(`| ${heading} |`));
  const rows = lines.slice(start + 2);
  return rows.slice(0, rows.indexOf('')).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

const settings = rowsUnder('setting');
const isOf = (row: readonly string[], name: string): boolean => row[1] === 'all' || row[1]!.includes(`\`${name}\``);

const rangeText = (range: Range): string =>
  'values' in range ? range.values.join(', ') : `${range.from} … ${range.to}${range.scale === 'log' ? ', log' : ''}`;

for (const name of reservoirNames)
  test(`every setting of ${name} stands there with its default, its values and what is searched`, t => {
    const { options, ranges } = reservoirNamed(name);
    const { shape } = options as unknown as z.ZodObject<Record<string, z.ZodType>>;
    const rows = settings.filter(row => isOf(row, name));
    t.deepEqual(rows.map(([key]) => key!.slice(1, -1)).sort(), Object.keys(shape).sort());
    const defaults = options.parse({}) as Record<string, unknown>;
    for (const [cell, , standard, values, , searched] of rows) {
      const key = cell!.slice(1, -1);
      const written = Array.isArray(defaults[key]) ? defaults[key].join(', ') : String(defaults[key]);
      t.is(standard, written, key);
      t.is(`expected ${values}`, shape[key]!.safeParse(null).error!.issues[0]!.message, key);
      const range = key === 'feature' ? { values: features } : ranges[key];
      t.is(searched, range ? rangeText(range) : '', key);
    }
  });

test('every network stands there', t => {
  t.deepEqual(
    rowsUnder('network').map(([name]) => name!.slice(1, -1)),
    Object.keys(reservoirTitles),
  );
});

test('the settings in its commands are good', t => {
  const commands = page.match(/^ohmweave train .*$/gm)!;
  t.is(commands.length, 4);
  for (const command of commands) {
    const name = reservoirNames.find(one => command.startsWith(`ohmweave train ${one} `))!;
    const texts = [...command.matchAll(/--set (\S+)/g)].map(([, text]) => text!);
    t.true(parseSettings(reservoirNamed(name), texts).length > 0);
  }
});
