import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type Plot, parseRaw } from '../../../sim/spice/raw.js';
import { formatRaw } from '../../../sim/spice/raw-write.js';
import { answer, documented, ohmweave, refused } from '../ohmweave.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const plot = (name: string): Plot => ({
  ...{ title: 'a test', name, points: 2, complex: false, shapes: new Map() },
  vectors: new Map([['time', Float64Array.of(0, 1e-9)], ['v(out)', Float64Array.of(0.1, 1 / 3)], ['i(v1)', Float64Array.of(0, -1e-15)]]),
  types: new Map([['time', 'time'], ['v(out)', 'voltage'], ['i(v1)', 'current']]),
}); // biome-ignore format: a plot
writeFileSync(join(folder, 'in.raw'), formatRaw([plot('Transient Analysis')]));
writeFileSync(join(folder, 'two.raw'), formatRaw([plot('First'), plot('Second')], 'ascii'));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('from .raw to .csv, back to .raw as text, and to .vcd', t => {
  documented(t, 'convert', answer(t, folder, ['convert', 'in.raw', '-o', 'out/a.csv']));
  t.is(read('out/a.csv'), 'time [s],v(out) [V],i(v1) [A]\n0,0.1,0\n1e-9,0.3333333333333333,-1e-15\n');
  answer(t, folder, ['convert', 'out/a.csv', '-o', 'b.raw', '--ascii']);
  t.regex(read('b.raw'), /^Values:\n 0\t0\n\t0\.1\n/m);
  t.deepEqual(parseRaw(readFileSync(join(folder, 'b.raw')))[0]!.vectors, plot('').vectors);
  answer(t, folder, ['convert', 'b.raw', '-o', 'c.vcd', '--vector', 'V(out)']);
  t.regex(read('c.vcd'), /\$var real 64 ! v\(out\) \$end\n\$upscope \$end/);
});

test('of several plots, one is chosen', t => {
  const { plots } = answer(t, folder, ['convert', 'two.raw', '-o', 'both.raw']);
  t.deepEqual(plots.map(({ name }: { name: string }) => name), ['First', 'Second']); // biome-ignore format: one thing
  t.is(answer(t, folder, ['convert', 'two.raw', '-o', 'one.csv', '--plot', '2']).plots[0].name, 'Second');
  const { stdout } = ohmweave(folder, ['convert', 'two.raw', '-o', 'both.raw', '-q']);
  t.is(stdout, 'First: 3 vectors of 2 points\nSecond: 3 vectors of 2 points\nwrote both.raw\n');
});

test('what cannot be converted is refused, and nothing written', t => {
  const bad = (args: string[], message: string): void => refused(t, folder, ['convert', ...args], message);
  bad(['two.raw', '-o', 'x.csv'], 'two.raw: found the plots 1 "First", 2 "Second"; expected --plot, since a .csv file holds one'); // biome-ignore format: one thing
  bad(['two.raw', '-o', 'x.csv', '--plot', '3'], '--plot 3: two.raw has 1 "First", 2 "Second"; expected one of them');
  bad(['in.raw', '-o', 'x.txt'], 'x.txt: found another kind of file; expected a name that ends in .raw, .csv or .vcd');
  bad(['in.raw', '-o', 'x.csv', '--ascii'], '--ascii: given for a .csv file; expected it with .raw only');
  bad(['in.raw', '-o', 'x.csv', '--vector', 'v(x)'], '--vector v(x): in.raw has no such vector in "Transient Analysis"; expected one of time, v(out), i(v1)'); // biome-ignore format: one thing
  bad(['none.raw', '-o', 'x.csv'], 'none.raw: no such file; expected a readable file');
  for (const name of ['x.csv', 'x.txt']) t.false(existsSync(join(folder, name)));
});
