import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { CompactEntry } from '../../devices/compact/model.js';
import { compactModels } from '../../devices/compact/table.js';
import { deviceTable } from '../../devices/table.js';
import { checkout } from '../cli/ohmweave.js';

const page = readFileSync(join(checkout, 'docs/devices.md'), 'utf8');

test('the table of parameters is that of the models', t => {
  const rows = Object.values(deviceTable).flatMap(({ name, parameters }) =>
    Object.entries(parameters).map(
      ([key, { meaning, unit, value, range }]) =>
        `| \`${name}\` | \`${key}\` | ${meaning} | ${unit} | ${value} | ${range[0]} to ${range[1]} |`,
    ),
  );
  const written = page
    .slice(page.indexOf('### Parameters'), page.indexOf('## Dynamic models'))
    .split('\n')
    .filter(line => line.startsWith('| `'));
  t.deepEqual(written, rows);
});

test('the table of dynamic models is complete, with the names of their states', t => {
  const rows = Object.values<CompactEntry>(compactModels).map(entry => {
    const states = entry.create().states.map(({ name }) => name);
    return [entry.name, states.join(', ')];
  });
  const written = page
    .slice(page.indexOf('## Dynamic models'))
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.slice(2, -2).split(' | '))
    .map(([name, , states]) => [name!.replaceAll('`', ''), states!]);
  t.deepEqual(written, rows);
});
