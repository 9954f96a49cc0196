// `node dist/bench/compile.js [SIZE …]`: what compiling takes against the size of a network: four dense layers of random weights with
// ReLUs between them, 10⁴ to 10⁷ weights unless told otherwise, on pcm-256. Prints, as Markdown, the processor's seconds of every pass
// and the peak of the process's memory, each size in processes of their own of which the one of three that took the least counts, and
// the exponent of the whole over the size. Exits with 1 where the exponent is above 1.1 or 10⁶ weights take 5 s of the clock.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compile } from '../compiler/compile.js';
import { readHardware } from '../compiler/hardware-file.js';
import { type PassName, passes } from '../compiler/passes.js';
import { tilesOf } from '../compiler/program-record.js';
import type { Layer, Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import { randomStream } from '../numeric/random.js';
import { table } from './markdown.js';
import { exponent, met } from './timing.js';

interface Measured {
  readonly weights: number;
  readonly tiles: number;
  /** ms of the clock, and of the processor (user and system, all threads): of all, and of each pass. */
  readonly total: number;
  readonly work: number;
  readonly passes: Readonly<Record<PassName, number>>;
  /** Bytes, the largest that the process had: just before compiling, and at its end. */
  readonly before: number;
  readonly peak: number;
}

const layers = 4;
const runs = 3;

function randomNetwork(weights: number): { network: Network; calibration: SeriesSet } {
  const width = Math.round(Math.sqrt(weights / layers));
  const values = (name: string, count: number): Float64Array => {
    const out = new Float64Array(count);
    randomStream(1, name).fillNormal(out, 0);
    return out;
  };
  const dense = (k: number): Layer[] => {
    const data = values(`layer ${k}`, width * width).map(w => w / Math.sqrt(width));
    return [
      {
        type: 'linear',
        name: `dense${k}`,
        weights: { rows: width, cols: width, data },
        bias: values(`bias ${k}`, width),
      },
      { type: 'activation', name: `relu${k}`, function: 'relu' },
    ];
  };
  const network: Network = {
    name: `${layers} dense layers`,
    input: { channels: width, normalize: 'none' },
    layers: Array.from({ length: layers }, (_, k) => dense(k)).flat(),
  };
  const length = 16;
  const series = [{ values: values('calibration', width * length), length, label: 0 }];
  return { network, calibration: { name: 'random inputs', channels: width, classes: ['any'], series } };
}

/** ms. */
function work(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Bytes. */
const peakMemory = (): number => 1024 * process.resourceUsage().maxRSS;

async function measure(size: number): Promise<Measured> {
  const hardware = await readHardware('pcm-256');
  const { network, calibration } = randomNetwork(size);
  const before = peakMemory();
  const began: { readonly name: PassName; readonly at: number; readonly work: number }[] = [];
  const { program } = compile(network, hardware, {
    ...{ seed: 1, calibration },
    onPass: name => began.push({ name, at: performance.now(), work: work() }),
  });
  const end = { at: performance.now(), work: work() };
  const found = began.map((one, k) => [one.name, (began[k + 1] ?? end).work - one.work]);
  return {
    weights: layers * network.input.channels ** 2,
    tiles: tilesOf(program).length,
    total: end.at - began[0]!.at,
    work: end.work - began[0]!.work,
    passes: Object.fromEntries(found) as Measured['passes'],
    ...{ before, peak: peakMemory() },
  };
}

/** The run that took the least: others share the machine. */
const best = (size: number): Measured =>
  Array.from({ length: runs }, () => measureAlone(size)).reduce((a, b) => (b.work < a.work ? b : a));

function measureAlone(size: number): Measured {
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--alone', `${size}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the process for ${size} weights ended with code ${status}`);
  process.stderr.write('.');
  return JSON.parse(stdout) as Measured;
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === '--alone') console.log(JSON.stringify(await measure(Number(rest[0]))));
else {
  const sizes = mode === undefined ? [1e4, 1e5, 1e6, 1e7] : [mode, ...rest].map(Number);
  const found = sizes.map(best);
  process.stderr.write('\n');
  const seconds = (ms: number): string => (ms / 1000).toPrecision(3);
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  console.log(
    table(
      ['', ...found.map(({ weights }) => `${weights} weights`)],
      [
        ['tiles', ...found.map(({ tiles }) => `${tiles}`)],
        ...passes.map(({ name }) => [`${name}, s`, ...found.map(one => seconds(one.passes[name]))]),
        ['all, s', ...found.map(one => seconds(one.work))],
        ['all, s on the clock', ...found.map(({ total }) => seconds(total))],
        ['peak memory, MB', ...found.map(({ peak }) => megabytes(peak))],
        ['… of it before compiling, MB', ...found.map(({ before }) => megabytes(before))],
      ],
    ),
  );
  const over = (from: readonly Measured[]): number =>
    exponent(
      from.map(({ weights }) => weights),
      from.map(one => one.work),
    );
  if (found.length > 1) {
    const whole = over(found);
    const last = over(found.slice(-2));
    console.log(
      `\ntime ∝ weights^${whole.toFixed(2)}: ${met(whole, 1.1, 'at most')}; between the last two ${last.toFixed(2)}: ${met(last, 1.1, 'at most')}`,
    );
    if (!(Math.max(whole, last) <= 1.1)) process.exitCode = 1;
  }
  const million = found.find(({ weights }) => Math.abs(weights / 1e6 - 1) < 0.01);
  if (million) {
    console.log(`10⁶ weights in ${seconds(million.total)} s: ${met(million.total / 1000, 5, 'at most')}`);
    if (!(million.total < 5000)) process.exitCode = 1;
  }
}
