import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { estimate } from '../../compiler/cost/estimate.js';
import { readHardware } from '../../compiler/hardware-file.js';
import { readNetwork } from '../../models/network-file.js';
import { checkout } from '../cli/ohmweave.js';

const examples = join(checkout, 'examples');

test('every example of hardware compiles and is costed', async t => {
  const network = readNetwork(join(examples, 'trained-elsewhere/network.json'));
  const names = readdirSync(join(examples, 'hardware'));
  t.true(names.length > 0);
  const latency: Record<string, number> = {};
  for (const name of names) {
    const hardware = await readHardware(join(examples, 'hardware', name));
    t.is(`${hardware.name}.json`, name);
    const cost = estimate(compile(network, hardware, { seed: 1 }).program);
    latency[name] = cost.presets[0]!.latency.inference;
    t.is(cost.notes.some(note => note.startsWith('ASSUMPTION')), name.includes('fast')); // biome-ignore format: one thing
  }
  // Δ = 0.1 time units per step: with time units of 1 s the devices set the pace.
  t.true(latency['pcm-volatile.json']! > 0.1 && latency['pcm-volatile-fast.json']! < 1e-3);
});

test('compile-your-own runs to its end', t => {
  const script = join(checkout, 'dist/examples/compile-your-own.js');
  const text = execFileSync(process.execPath, [script, examples], { encoding: 'utf8' });
  t.regex(text, /^30 series, 90\.0 % right in float64\nnew, /);
  t.regex(text, /isaac-32nm: \d+ nJ and [\d.]+ µs per inference\n/);
  t.regex(text, /ngspice agrees to/);
});
