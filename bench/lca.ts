// `node dist/bench/lca.js`: sparse codes of batches of patches against NumPy with its BLAS, by turns: its dense form, the one
// that leaves out atoms which no input uses, and the one that takes inputs one by one with their active atoms; time by the
// clock with all processors, the fastest of some rounds. All have the same atoms, inputs, steps and iterations, and their
// codes are compared.
import { loadavg } from 'node:os';
import { ProductThreads } from '../kernels/product-threads.js';
import { sparseCodes } from '../models/lca/code.js';
import { normalized, usualStep } from '../models/lca/dictionary.js';
import { activeShare } from '../models/lca/energy.js';
import { largestDifference, type Matrix, matrix } from '../numeric/matrix.js';
import { randomStream } from '../numeric/random.js';
import { type LcaTask, lcaRival } from './rivals.js';
import { met, time } from './timing.js';

/** Pixels of a patch, atoms, inputs. */
const sizes = [
  [64, 256, 1000],
  [144, 256, 1000],
  [144, 512, 1000],
  [256, 1024, 500],
] as const;
const iterations = 100;
const rounds = 5;

/** Random atoms, inputs that are sums of a twentieth of them, and a little noise. */
function task(pixels: number, width: number, count: number): LcaTask {
  const stream = randomStream(1, 'lca');
  const random = new Float64Array(width * pixels);
  stream.fillNormal(random, 0);
  const atoms = normalized(matrix(width, pixels, random));
  const inputs = matrix(count, pixels);
  const draws = randomStream(2, 'lca');
  for (let k = 0, at = 0; k < count; k++) {
    const own = inputs.data.subarray(k * pixels, (k + 1) * pixels);
    for (let n = 0; n < width / 20; n++) {
      const atom = Math.floor(width * draws.uniform(at++));
      const weight = 1 + draws.uniform(at++);
      for (let i = 0; i < pixels; i++) own[i]! += weight * atoms.data[atom * pixels + i]!;
    }
    for (let i = 0; i < pixels; i++) own[i]! += 0.05 * (draws.uniform(at++) - 0.5);
  }
  return { atoms, inputs, level: 0.5, step: usualStep(atoms), iterations };
}

const rival = lcaRival();
const threads = await ProductThreads.open();
console.log(`Node ${process.version} on ${process.arch}, ${threads.count} threads, load ${loadavg()[0]!.toFixed(1)}`);
console.log(rival?.notes ?? 'NumPy: left out; it is not there (Debian: apt-get install python3-numpy libopenblas0)');
console.log(`${iterations} iterations, soft threshold; by the clock, the fastest of ${rounds} interleaved rounds`);

const forms = ['dense', 'active', 'single'] as const;
const columns = ['pixels', 'atoms', 'inputs', 'active', 'ours', ...forms, 'faster', 'codes apart'];
console.log(columns.map(name => name.padStart(11)).join(''));
const targets: string[] = [];
for (const [pixels, width, count] of sizes) {
  const given = task(pixels, width, count);
  const { atoms, inputs, level, step } = given;
  const threshold = { shape: 'soft', level, signs: 'both' } as const;
  const ours = (): Matrix => sparseCodes(atoms, inputs, { threshold, step, iterations }).codes;
  const fastest: Partial<Record<'ours' | (typeof forms)[number], number>> = {};
  const keep = (name: 'ours' | (typeof forms)[number], ms: number): void => {
    fastest[name] = Math.min(fastest[name] ?? Number.POSITIVE_INFINITY, ms);
  };
  let codes = ours();
  let apart = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    codes = ours();
    keep('ours', performance.now() - start);
    if (!rival) continue;
    for (const form of forms) {
      // Input by input a BLAS has nothing to share, and one round says enough.
      if (form === 'single' && round > 0) continue;
      for (const blasThreads of form === 'single' ? [1] : [1, threads.count]) {
        const run = rival.run(given, form, blasThreads, 1);
        keep(form, run.timings[0]!.clock);
        apart = Math.max(apart, largestDifference(codes.data, run.codes).worst);
      }
    }
    process.stderr.write('.');
  }
  const better = Math.min(...forms.map(form => fastest[form] ?? Number.POSITIVE_INFINITY));
  const ratio = better / fastest.ours!;
  const times = [fastest.ours, ...forms.map(form => fastest[form])].map(ms => (ms === undefined ? '-' : time(ms)));
  const cells = [pixels, width, count, `${(100 * activeShare(codes)).toFixed(1)} %`, ...times];
  console.log(
    [...cells, rival ? `${ratio.toFixed(2)}×` : '-', apart.toExponential(1)]
      .map(cell => `${cell}`.padStart(11))
      .join(''),
  );
  if (rival)
    targets.push(
      `${pixels} pixels, ${width} atoms: ${ratio.toFixed(2)}× NumPy’s better form, ${met(ratio, 1, 'at least')}`,
    );
}
await threads.close();
console.log('\nTargets');
for (const target of targets) console.log(`  ${target}`);
console.log(`load at the end ${loadavg()[0]!.toFixed(1)}`);
