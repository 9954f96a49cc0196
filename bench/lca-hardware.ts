// `OHMWEAVE_DATA=… node dist/bench/lca-hardware.js [effects|dictionaries|eight-bits|denoising|digits…] [--networks FOLDER] [--keep FILE]
// [--hardware pcm-256,hfo2-128] [--chips 1] [--seeds 3] [--inputs 200]`: the sparse coder on hardware, in Markdown: what each
// effect does to codes of natural patches, how digits are learned, 8 bits in both forms, denoising and digits
// (docs/sparse-coding-hardware.md). Dictionaries are learned once and kept in `--networks`. `--keep` names a file from which
// an interrupted run goes on; `--chips` is the seed of the first chip, `--inputs` how many patches or digits are coded.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reject } from '../edge/error.js';
import { ProductThreads } from '../kernels/product-threads.js';
import type { Settings } from './lca-hardware/coded.js';
import { denoisingPart } from './lca-hardware/denoising.js';
import { dictionariesPart } from './lca-hardware/dictionaries.js';
import { digitsPart } from './lca-hardware/digits.js';
import { effectsPart } from './lca-hardware/effects.js';
import { eightBitsPart } from './lca-hardware/eight-bits.js';
import { progressDone } from './progress.js';

const parts: Readonly<Record<string, (settings: Settings) => Promise<string>>> = {
  effects: effectsPart,
  dictionaries: dictionariesPart,
  'eight-bits': eightBitsPart,
  denoising: denoisingPart,
  digits: digitsPart,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    networks: { type: 'string', default: join(tmpdir(), 'ohmweave-lca-hardware') },
    keep: { type: 'string' },
    hardware: { type: 'string', default: 'pcm-256,hfo2-128' },
    chips: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '3' },
    inputs: { type: 'string' },
  },
});

const names = positionals.length > 0 ? positionals : Object.keys(parts);
for (const name of names)
  if (!(name in parts)) reject('part', `found "${name}"`, `expected some of ${Object.keys(parts).join(', ')}`);

const count = (option: string, text: string): number => {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : reject(option, `found "${text}"`, 'expected a count ≥ 1');
};
const first = count('--chips', values.chips);
const settings: Settings = {
  keep: values.keep,
  networks: values.networks,
  presets: values.hardware.split(','),
  seeds: Array.from({ length: count('--seeds', values.seeds) }, (_, k) => first + k),
  inputs: values.inputs === undefined ? undefined : count('--inputs', values.inputs),
};
const threads = await ProductThreads.open();
for (const name of names) {
  const text = await parts[name]!(settings);
  progressDone();
  console.log(`\n${text}`);
}
await threads.close();
