// `node dist/bench/spice.js [--large]`: how many tiles a minute ngspice validates with one and two workers, the ngspice in
// WebAssembly against the installed one on the same netlists, and how much of the time goes into reading the netlist, as it
// is and in other forms. Clock time: the pool's workers are threads, the installed ngspice is a process. `--large` adds
// 128×128, where an ngspice without KLU takes a minute and a half.

import { tileNetlist } from '../compiler/emit/tile.js';
import { crossbarArray } from '../crossbar/array.js';
import { randomStream } from '../numeric/random.js';
import { NativeSpice, nativeVersion } from '../sim/spice/native.js';
import { SpicePool } from '../sim/spice/pool.js';
import type { SpiceResult } from '../sim/spice/runner.js';
import { median } from './timing.js';

const reads = 4;
const large = process.argv.includes('--large');
const stop = new AbortController().signal;

/** A tile of `n`×`n` cells of 1 to 100 uS with 1 ohm of wire a cell, read with random voltages. */
function tile(n: number, seed = 1, count = reads): string {
  const [cell, volt] = [randomStream(seed, 'cell'), randomStream(seed, 'volt')];
  const conductance = Float64Array.from({ length: n * n }, (_, k) => 1e-6 + 99e-6 * cell.uniform(k));
  const array = crossbarArray(n, n, conductance, { wordLine: 1, bitLine: 1 });
  const vectors = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: n }, (_v, i) => 0.4 * volt.uniform(k * n + i) - 0.2),
  );
  return tileNetlist({ title: `${n}x${n}`, array, vectors });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function run(pool: SpicePool, netlist: string): Promise<SpiceResult & { readonly seconds: number }> {
  const outcome = await pool.run(netlist);
  if (outcome.status === 'failed') throw outcome.error;
  return { ...outcome.result, seconds: outcome.seconds };
}

console.log(`Node ${process.version}, ${reads} reads a tile, medians; clock time`);
console.log('\ntiles of 48×48, a pool of');
const tiles = Array.from({ length: 16 }, (_, k) => tile(48, k));
const rates: number[] = [];
for (const workers of [1, 2]) {
  const pool = new SpicePool({ workers });
  await Promise.all(Array.from({ length: workers }, () => run(pool, tile(8))));
  const times: number[] = [];
  for (let round = 0; round < 3; round++)
    times.push(await seconds(() => Promise.all(tiles.map(one => run(pool, one)))));
  rates.push((60 * tiles.length) / median(times));
  console.log(`  ${workers} worker${workers > 1 ? 's' : ' '}: ${rates.at(-1)!.toFixed(0)} tiles a minute`);
  await pool.close();
}
console.log(`  two over one: ${(rates[1]! / rates[0]!).toFixed(2)}×`);

const native = await nativeVersion();
console.log(
  `\nWebAssembly (ngspice 45.2, KLU) against ${native ?? 'an installed ngspice, which is not there (Debian: apt-get install ngspice)'}`,
);
const pool = new SpicePool({ workers: 1 });
for (const n of large ? [16, 32, 64, 128] : [16, 32, 64]) {
  const netlist = tile(n);
  const rounds = n < 128 ? 5 : 1;
  const [ours, parse, theirs]: [number[], number[], number[]] = [[], [], []];
  await run(pool, netlist);
  for (let round = 0; round < rounds; round++) {
    const found = await run(pool, netlist);
    ours.push(found.seconds);
    parse.push(found.parseSeconds!);
    if (native) theirs.push(await seconds(() => new NativeSpice().run(netlist, 600, stop)));
  }
  const [wasm, reading] = [median(ours), median(parse)];
  const rival = native ? `, installed ${median(theirs).toFixed(3)} s, ${(median(theirs) / wasm).toFixed(1)}×` : '';
  console.log(
    `  ${n}×${n}: ${wasm.toFixed(3)} s${rival}; reading the netlist (${(netlist.length / 2 ** 20).toFixed(2)} MiB) ${((100 * reading) / wasm).toFixed(0)} %`,
  );
}

console.log('\nthe part of reading at 64×64, by the reads that share a netlist');
for (const count of [1, 4, 32]) {
  const found = await run(pool, tile(64, 1, count));
  const each = (1000 * found.seconds) / count;
  console.log(
    `  ${count}: ${((100 * found.parseSeconds!) / found.seconds).toFixed(0)} %, ${each.toFixed(0)} ms a read`,
  );
}

console.log('\nreading 64×64 in other forms');
const whole = tile(64);
const forms: Record<string, string> = {
  'as written': whole,
  'without comments': whole.replace(/^\*.*\n/gm, ''),
  'numbers of 6 digits': whole.replace(/\d+\.\d{6,}(e-?\d+)?/g, text => Number(text).toPrecision(6)),
  'one .param on top': whole.replace('\n', '\n.param nothing=1\n'),
};
for (const [name, netlist] of Object.entries(forms)) {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push((await run(pool, netlist)).parseSeconds!);
  console.log(`  ${name}: ${(1000 * median(times)).toFixed(0)} ms`);
}
await pool.close();
