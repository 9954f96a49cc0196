// `node dist/bench/schedule.js [--hardware pcm-256] [--save resnet.owp]`: what a schedule takes, time and memory, for products as large as those of
// ResNet-18 on one image, and how far it is from the latency of `estimate`. Prints Markdown. Exits with 1 where that is more than
// 1e-11 of it, or a schedule took 30 s or 1 GB more than the compiled program. Half a minute. `--save` keeps
// the program, 1.5 GB, for `ohmweave schedule`.
import { parseArgs } from 'node:util';
import { version } from '../cli/version.js';
import { compile } from '../compiler/compile.js';
import { peripheralsNamed } from '../compiler/cost/peripherals.js';
import { readHardware } from '../compiler/hardware-file.js';
import { writeProgram } from '../compiler/program-file.js';
import { tilesOf } from '../compiler/program-record.js';
import { programTiming } from '../compiler/timeline/program-timing.js';
import { overlaps } from '../compiler/timeline/tasks.js';
import { timeline } from '../compiler/timeline/timeline.js';
import { quantity } from '../report/svg/format.js';
import { randomImage, resnetSized } from './cost/resnet.js';
import { table } from './markdown.js';

const { values } = parseArgs({
  options: { hardware: { type: 'string', default: 'pcm-256' }, save: { type: 'string' } },
});
const hardware = { ...(await readHardware(values.hardware)), copies: 1 };
const network = resnetSized();
const { program } = compile(network, hardware, { seed: 1, calibration: randomImage(network) });
if (values.save) writeProgram(values.save, program, version);
const { stages } = program.schedule;
const reads = stages.reduce((sum, stage) => sum + stage.reads, 0);
console.log(`${network.name} on ${tilesOf(program).length} arrays of ${hardware.name}: ${stages.length} stages, ${reads} reads in turn\n`); // biome-ignore format: one thing

const preset = peripheralsNamed('neurosim-sar-22nm');
const closed = programTiming(program, preset, 0);
const before = process.memoryUsage().rss;
const runs = overlaps.flatMap(overlap =>
  [1, 100].map(steps => {
    const began = performance.now();
    const { latency, interval, inference } = timeline(program, preset, { steps, overlap });
    const seconds = (performance.now() - began) / 1000;
    const bytes = Math.max(0, process.resourceUsage().maxRSS * 1024 - before);
    // What units that go ahead gain is not in the estimate.
    const off = overlap === 'stages' ? Math.abs(inference / closed(steps).inference - 1) : undefined;
    return { overlap, steps, latency, interval, inference, seconds, bytes, off };
  }),
);
const rows = runs.map(({ overlap, steps, latency, interval, inference, seconds, bytes, off }) => [
  ...[overlap, `${steps}`, quantity(latency, 's'), quantity(interval, 's'), quantity(inference, 's')],
  ...[off === undefined ? '' : off.toExponential(1), quantity(seconds, 's'), `${(bytes / 1e6).toFixed(0)} MB`],
]);
const heads = ['overlap', 'steps', 'latency', 'interval', 'inference', 'off `estimate`', 'takes', 'most memory so far'];
console.log(table(heads, rows));
if (!runs.every(({ off = 0, seconds, bytes }) => off <= 1e-11 && seconds < 30 && bytes < 1e9)) process.exitCode = 1;
