import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
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
    .slice(page.indexOf('## Parameters'))
    .split('\n')
    .filter(line => line.startsWith('| `'));
  t.deepEqual(written, rows);
});
