import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { unsupported } from '../../compiler/support/support.js';
import { checkout } from '../cli/ohmweave.js';

const page = readFileSync(join(checkout, 'docs/mapping.md'), 'utf8');

test('the page has every combination that is refused, with its reason', t => {
  const section = page.slice(page.indexOf('## What does not go together\n'));
  const rows = section.split('\n').filter(line => line.startsWith('| `'));
  t.deepEqual(
    rows,
    unsupported.map(({ key, beside, reason }) => `| \`${key}\` | ${beside} | ${reason} |`),
  );
});
