import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkout, ohmweave } from '../cli/ohmweave.js';

const page = readFileSync(join(checkout, 'docs/analyses.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
for (const [, name, text] of page.matchAll(/^```json (\S+)\n(.*?)^```$/gms)) writeFileSync(join(folder, name!), text!);

const lines = page.split('\n');
const commands = [...lines.keys()].filter(at => lines[at]!.startsWith('    $ ohmweave '));

test('there are commands to try', t => {
  t.is(commands.length, 6);
});

for (const at of commands)
  test(`it does what stands below it: ${lines[at]!.trim()}`, t => {
    const words = [...lines[at]!.slice(15).matchAll(/"([^"]*)"|(\S+)/g)].map(match => match[1] ?? match[2]!);
    const { code, stdout, stderr } = ohmweave(folder, [...words, '-q']);
    t.is(stderr, '');
    t.is(code, 0);
    const rest = lines.slice(at + 1);
    const below = rest.slice(
      0,
      rest.findIndex(next => !next.startsWith('    ')),
    );
    t.is(stdout, `${below.map(next => next.slice(4)).join('\n')}\n`);
  });
