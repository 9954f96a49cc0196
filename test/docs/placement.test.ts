import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkout, ohmweave } from '../cli/ohmweave.js';

for (const name of ['schedule', 'placement'])
  test(`docs/${name}.md: every command does what stands below it`, t => {
    const page = readFileSync(join(checkout, `docs/${name}.md`), 'utf8');
    const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
    symlinkSync(join(checkout, 'examples'), join(folder, 'examples'));
    for (const [, file, text] of page.matchAll(/^```json (\S+)\n(.*?)^```$/gms))
      writeFileSync(join(folder, file!), text!);
    const lines = page.split('\n');
    const calls = [...lines.keys()].filter(at => lines[at]!.startsWith('    $ ohmweave '));
    t.is(calls.length, 3);
    for (const at of calls) {
      const rest = lines.slice(at + 1);
      const end = rest.findIndex(next => !next.startsWith('    ') || next.startsWith('    $'));
      const { code, stdout, stderr } = ohmweave(folder, lines[at]!.slice(15).split(' '));
      t.deepEqual([code, stderr], [0, ''], lines[at]);
      t.is(stdout, rest.slice(0, end).map(next => `${next.slice(4)}\n`).join(''), lines[at]); // biome-ignore format: one thing
    }
    // The picture on the page is the one that the second command draws.
    const [drawn, shown] = name === 'schedule' ? ['gantt.svg', 'schedule.svg'] : ['floor.svg', 'floorplan.svg'];
    t.is(readFileSync(join(folder, drawn), 'utf8'), readFileSync(join(checkout, 'docs/images', shown), 'utf8'));
  });
