// `node dist/bench/schedule.js [--hardware pcm-256] [--save resnet.owp]`: what a schedule takes, time and memory, for products as
// large as those of ResNet-18 on one image, and how far it is from the latency of `estimate`. Each is followed in a process of its own, which
// reads the program first. Prints Markdown. Exits with 1 where that latency is off by more than 1e-11 of it, or a process took 30 s or
// 1 GB. Half a minute, on Linux. `--save` keeps the program, 1.5 GB, for `ohmweave schedule`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { version } from '../cli/version.js';
import { compile } from '../compiler/compile.js';
import { peripheralsNamed } from '../compiler/cost/peripherals.js';
import { readHardware } from '../compiler/hardware-file.js';
import { writeProgram } from '../compiler/program-file.js';
import { readOutline } from '../compiler/program-outline.js';
import { tilesOf } from '../compiler/program-record.js';
import { programTiming } from '../compiler/timeline/program-timing.js';
import { type Overlap, overlaps } from '../compiler/timeline/tasks.js';
import { timeline } from '../compiler/timeline/timeline.js';
import { quantity } from '../report/svg/format.js';
import { randomImage, resnetSized } from './cost/resnet.js';
import { table } from './markdown.js';

interface Followed {
  readonly overlap: Overlap;
  readonly steps: number;
  /** s. */
  readonly latency: number;
  readonly interval: number;
  readonly inference: number;
  /** Of `estimate`, for which units do not go ahead, s. */
  readonly closed: number;
  /** s of the clock and bytes that the process took. */
  readonly seconds: number;
  readonly peak: number;
}

function follow(file: string, overlap: Overlap, steps: number): Followed {
  const began = performance.now();
  const program = readOutline(file);
  const preset = peripheralsNamed('neurosim-sar-22nm');
  const { latency, interval, inference } = timeline(program, preset, { steps, overlap });
  const seconds = (performance.now() - began) / 1000;
  const closed = programTiming(program, preset, 0)(steps).inference;
  return { overlap, steps, latency, interval, inference, closed, seconds, peak: peakMemory() };
}

/** Bytes. What `resourceUsage` has begins with the memory of the process that started this one; Linux says it of this one alone. */
function peakMemory(): number {
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return 1024 * Number(kibibytes);
}

function inOwnProcess(file: string, overlap: Overlap, steps: number): Followed {
  const self = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, [self, '--follow', file, overlap, `${steps}`], { encoding: 'utf8' }); // biome-ignore format: one thing
  if (status !== 0) throw new Error(`the process that follows ${steps} steps ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Followed;
}

async function compiled(file: string, name: string): Promise<void> {
  const network = resnetSized();
  const hardware = { ...(await readHardware(name)), copies: 1 };
  const { program } = compile(network, hardware, { seed: 1, calibration: randomImage(network) });
  const { stages } = program.schedule;
  const reads = stages.reduce((sum, stage) => sum + stage.reads, 0);
  console.log(`${network.name} on ${tilesOf(program).length} arrays of ${name}: ${stages.length} stages, ${reads} reads in turn\n`); // biome-ignore format: one thing
  writeProgram(file, program, version);
}

function report(runs: readonly Followed[]): void {
  const off = ({ overlap, inference, closed }: Followed): number | undefined =>
    overlap === 'stages' ? Math.abs(inference / closed - 1) : undefined;
  const rows = runs.map(run => [
    ...[
      run.overlap,
      `${run.steps}`,
      quantity(run.latency, 's'),
      quantity(run.interval, 's'),
      quantity(run.inference, 's'),
    ],
    ...[off(run)?.toExponential(1) ?? '', quantity(run.seconds, 's'), `${(run.peak / 1e6).toFixed(0)} MB`],
  ]);
  console.log(
    table(['overlap', 'steps', 'latency', 'interval', 'inference', 'off `estimate`', 'takes', 'memory'], rows),
  );
  const good = runs.every(run => (off(run) ?? 0) <= 1e-11 && run.seconds < 30 && run.peak < 1e9);
  if (!good) process.exitCode = 1;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hardware: { type: 'string', default: 'pcm-256' },
    save: { type: 'string' },
    follow: { type: 'boolean', default: false },
  },
});
if (values.follow) {
  const [file, overlap, steps] = positionals;
  console.log(JSON.stringify(follow(file!, overlap as Overlap, Number(steps))));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-bench-'));
  try {
    const file = values.save ?? join(folder, 'resnet.owp');
    await compiled(file, values.hardware);
    report(overlaps.flatMap(overlap => [1, 100].map(steps => inOwnProcess(file, overlap, steps))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
