import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkout, ohmweave } from '../cli/ohmweave.js';
import { nativeAvailable } from '../sim/spice/native.js';

const page = readFileSync(join(checkout, 'docs/netlist.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
symlinkSync(join(checkout, 'examples'), join(folder, 'examples'));
for (const [, name, text] of page.matchAll(/^```json (\S+)\n(.*?)^```$/gms)) writeFileSync(join(folder, name!), text!);

/** The commands on the page with what stands below them. */
function commands(): { readonly call: string; readonly shown: string }[] {
  const lines = page.split('\n');
  return lines.flatMap((line, at) => {
    if (!line.startsWith('    $ ')) return [];
    const end = lines.findIndex((next, k) => k > at && (!next.startsWith('    ') || next.startsWith('    $')));
    const below = lines.slice(at + 1, end);
    return [{ call: line.slice(6), shown: below.map(next => `${next.slice(4)}\n`).join('') }];
  });
}

/** Without the times that a run took: the last column of a table, with what lines up with it. */
const timeless = (text: string): string =>
  text
    .split('\n')
    .map(line => line.replace(/ +(time|[\d.]+ (ms|s|min)|─+)$/, ''))
    .join('\n');

test('every command on the page does what stands below it', t => {
  let [own, native] = [0, 0];
  for (const { call, shown } of commands()) {
    const words = call.split(' ');
    if (words[0] === 'ohmweave') {
      const { code, stdout, stderr } = ohmweave(folder, words.slice(1));
      t.deepEqual([code, stderr], [0, ''], call);
      t.is(timeless(stdout), timeless(shown), call);
      own++;
    } else if (nativeAvailable()) {
      const printed = execFileSync('ngspice', ['-b', words[2]!], { cwd: folder, stdio: 'pipe' }).toString();
      const passes = printed.split('\n').flatMap(line => (line.startsWith('pass') ? [`${line.trimEnd()}\n`] : []));
      t.is(passes.map(line => line.replace(/ Reference.*/, '')).join(''), shown, call);
      native++;
    }
  }
  t.is(own, 3);
  t.is(native, nativeAvailable() ? 2 : 0);
});
