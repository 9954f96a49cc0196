import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { formatVcd, type VcdSignal, type VcdValues } from '../../edge/vcd.js';

const real = (name: string, times: number[], values: number[]): VcdValues => ({
  ...{ name, kind: 'real' as const, times: Float64Array.from(times), values: Float64Array.from(values) },
});
const wire = (name: string, times: number[], values: number[]): VcdValues => ({
  ...real(name, times, values),
  kind: 'wire',
});
const spikes = (name: string, times: number[]): VcdSignal => ({ name, kind: 'event', times: Float64Array.from(times) });

interface Change {
  readonly tick: number;
  readonly value: string;
}

/** Reads a VCD by the grammar of IEEE 1364-2005, 18.2.1, and refuses what is not in it. */
function readVcd(text: string): { timescale: string; changes: Map<string, Change[]>; kinds: Map<string, string> } {
  const words = text.split(/\s+/).filter(word => word !== '');
  const section = (): string[] => words.splice(0, words.indexOf('$end') + 1).slice(0, -1);
  const names = new Map<string, string>();
  const kinds = new Map<string, string>();
  const changes = new Map<string, Change[]>();
  let timescale = '';
  const scopes: string[] = [];
  for (;;) {
    const [keyword, ...body] = section();
    if (keyword === '$enddefinitions') break;
    if (keyword === '$timescale') timescale = body.join(' ');
    else if (keyword === '$scope' && body.length === 2 && body[0] === 'module') scopes.push(body[1]!);
    else if (keyword === '$upscope' && scopes.length > 0) scopes.pop();
    else if (keyword === '$var' && scopes.length > 0 && body.length === 4) {
      const [kind, size, code, own] = body as [string, string, string, string];
      // Below the file's own module.
      const name = [...scopes.slice(1), own].join('.');
      if (!/^[!-~]+$/.test(code) || names.has(code) || size !== (kind === 'real' ? '64' : '1')) throw new Error(code);
      names.set(code, name);
      kinds.set(name, kind);
      changes.set(name, []);
    } else throw new Error(`${keyword} ${body.join(' ')}`);
  }
  if (scopes.length !== 0 || !/^(1|10|100) (s|ms|us|ns|ps|fs)$/.test(timescale)) throw new Error(timescale);
  let tick = -1;
  for (let k = 0; k < words.length; k++) {
    const word = words[k]!;
    if (word === '$dumpvars' || word === '$end') continue;
    if (word.startsWith('#')) {
      if (!/^#\d+$/.test(word) || Number(word.slice(1)) <= tick) throw new Error(`${word} after #${tick}`);
      tick = Number(word.slice(1));
      continue;
    }
    const [value, code] = word.startsWith('r') ? [word.slice(1), words[++k]!] : [word[0]!, word.slice(1)];
    const own = changes.get(names.get(code) ?? '');
    if (!own || !(word.startsWith('r') ? Number.isFinite(Number(value)) : /^[01x]$/.test(value))) throw new Error(word);
    if (tick >= 0) own.push({ tick, value });
  }
  return { timescale, changes, kinds };
}

const signals = [
  real('v(out)', [0, 1e-6, 2.5e-6], [0.5, -1.25e-3, -1.25e-3]),
  wire('clock', [0, 1e-6, 2e-6], [1, 0, 1]),
  spikes('neuron 3', [0.5e-6, 2.5e-6]),
];

test('signals of each kind come back, changes only', t => {
  const { timescale, changes, kinds } = readVcd(formatVcd(signals));
  t.is(timescale, '10 ns'); // the shortest step is 0.5 us, and a tenth of it 50 ns
  t.deepEqual([...kinds.values()], ['real', 'wire', 'event']);
  t.deepEqual(changes.get('v(out)'), [{ tick: 0, value: '0.5' }, { tick: 100, value: '-0.00125' }]); // biome-ignore format: a list
  t.deepEqual(changes.get('clock')!.map(({ tick, value }) => `${tick} ${value}`), ['0 1', '100 0', '200 1']); // biome-ignore format: one thing
  t.deepEqual(changes.get('neuron_3')!.map(({ tick }) => tick), [50, 250]); // biome-ignore format: one thing
});

test('signals stand in the modules that they name, one in another', t => {
  const at = (signal: VcdSignal, ...scope: string[]): VcdSignal => ({ ...signal, scope });
  const { changes } = readVcd(
    formatVcd([
      at(spikes('a', [1]), 'chip', 'layer 1'),
      at(spikes('b', [2]), 'chip', 'layer 1'),
      at(spikes('a', [3]), 'chip', 'layer 2'),
      at(spikes('a', [4]), 'chip'),
      at(spikes('a', [5]), 'float64', 'layer 1'),
      spikes('a', [6]),
      at(spikes('c', [7]), 'chip', 'layer 1', 'deep'),
    ]),
  );
  const names = ['chip.layer_1.a', 'chip.layer_1.b', 'chip.layer_2.a', 'chip.a', 'float64.layer_1.a', 'a', 'chip.layer_1.deep.c']; // biome-ignore format: a list
  t.deepEqual([...changes.keys()], names);
  t.deepEqual(names.map(name => changes.get(name)![0]!.tick), [10, 20, 30, 40, 50, 60, 70]); // biome-ignore format: one thing
});

test('of two values within one unit of time the later one stands', t => {
  const { changes } = readVcd(formatVcd([real('a', [0, 1.1e-9, 1.2e-9, 3e-9], [0, 1, 2, 3])], { timescale: 1e-9 }));
  t.deepEqual(changes.get('a'), [{ tick: 1, value: '2' }, { tick: 3, value: '3' }]); // biome-ignore format: a list
});

test('any signals can be told apart, to the last bit, in as many as there are', t => {
  const list = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 8 });
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(list, value), { minLength: 1, maxLength: 100 }), made => {
      const all = made.map(([ticks, volts], k) => {
        const times = [...ticks].sort((a, b) => a - b);
        return real(`n${k}`, times.map(tick => tick * 1e-8), times.map((_, p) => volts / (p + 1))); // biome-ignore format: one thing
      });
      const { changes } = readVcd(formatVcd(all, { timescale: 1e-9 }));
      for (const { name, times, values } of all) {
        const found = changes.get(name)!;
        let at = -1;
        let now = 0;
        for (const [p, time] of times.entries()) {
          while (found[at + 1] && found[at + 1]!.tick <= Math.round(time / 1e-9)) now = Number(found[++at]!.value);
          if (now !== values[p]) throw new Error(`${name} at ${time}: ${now}, expected ${values[p]}`);
        }
      }
    }),
    { numRuns: 50, seed: 3 },
  );
  t.pass();
});

test('the unit of time follows the shortest step, down to fs', t => {
  const unit = (times: number[]): string => readVcd(formatVcd([spikes('a', times)])).timescale;
  t.is(unit([]), '100 s');
  t.is(unit([0]), '100 s');
  t.is(unit([0, 1]), '100 ms');
  t.is(unit([1, 1 + 1e-9]), '100 ps');
  t.is(unit([0, 1e-20]), '1 fs');
  t.is(unit([1e3, 1e3 + 1e-12]), '1 ps'); // 100 fs would be more than 2^53 units
});

test('what cannot be written is refused', t => {
  const bad = (signal: VcdSignal, message: RegExp, timescale?: number): void => {
    t.throws(() => formatVcd([signal], timescale === undefined ? {} : { timescale }), { name: 'InputError', message });
  };
  bad(real('', [0], [1]), /a signal without a name/);
  bad({ ...real('a', [0], [1]), scope: ['chip', ''] }, /^VCD: a: found a module without a name/);
  bad(real('a', [0, 1], [1]), /^VCD: a: found 1 values at 2 times; expected one for each/);
  bad(real('a', [1, 0], [1, 2]), /the time 0 s at index 1; expected times from 0 s on, in ascending order/);
  bad(spikes('a', [-1]), /the time -1 s at index 0/);
  bad(real('a', [0], [Number.NaN]), /found NaN at index 0; expected a finite number/);
  bad(wire('a', [0], [2]), /found 2 at index 0; expected 0 or 1/);
  bad(spikes('a', [0]), /^VCD: timescale: found 2e-9 s; expected 1, 10 or 100 of/, 2e-9);
});

test('GTKWave’s own reader takes it and says the same', t => {
  if (spawnSync('vcd2fst', ['--help']).error) {
    t.log('vcd2fst of GTKWave is not on the PATH: skipped the comparison with it');
    return t.pass();
  }
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const [vcd, fst, back] = ['a.vcd', 'a.fst', 'b.vcd'].map(name => join(folder, name)) as [string, string, string];
  const ours = formatVcd(signals);
  writeFileSync(vcd, ours);
  execFileSync('vcd2fst', [vcd, fst], { stdio: 'pipe' });
  execFileSync('fst2vcd', ['-f', fst, '-o', back], { stdio: 'pipe' });
  const dumped = readFileSync(back, 'utf8');
  t.regex(dumped, /\$timescale\s+10ns\s+\$end/);
  const theirs = [...dumped.matchAll(/^#(\d+)|^r(\S+) \S+$/gm)].map(([line]) => line.split(' ')[0]!);
  for (const tick of ['#0', '#50', '#100', '#200', '#250']) t.true(theirs.includes(tick), tick);
  const volts = theirs.filter(word => word.startsWith('r')).map(word => Number(word.slice(1)));
  t.true([0.5, -1.25e-3].every(volt => volts.includes(volt)));
});
