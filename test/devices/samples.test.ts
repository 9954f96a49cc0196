import test from 'ava';
import { conductancesAt, programCells } from '../../devices/cells.js';
import { normalDensity, normalDistribution } from '../../numeric/normal-distribution.js';
import { deviation, mean } from '../../numeric/statistics.js';
import { oneDevice } from './one.js';

// The standard error of a mean of 1e6 draws is 0.1 % of their deviation, that of a deviation 0.07 % of itself.
const count = 1e6;
const tolerance = 0.005;
const address = Float64Array.from({ length: count }, (_, k) => k);

function written(name: string, target: number, change: Record<string, number> = {}) {
  const { device } = oneDevice(name, change);
  const draws = { seed: 5, matrix: 'samples', generation: 0 };
  const exact = { levels: 0, stuckLow: 0, stuckHigh: 0 };
  return { device, cells: programCells(device, exact, new Float64Array(count).fill(target), address, draws) };
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** Of max(0, μ + σ z). */
function clippedNormal(mu: number, sigma: number): Moments {
  const [above, density] = [normalDistribution(mu / sigma), normalDensity(mu / sigma)];
  const first = mu * above + sigma * density;
  const second = (mu * mu + sigma * sigma) * above + mu * sigma * density;
  return { mean: first, deviation: Math.sqrt(second - first * first) };
}

/** Of |μ + σ z|. */
function foldedNormal(mu: number, sigma: number): Moments {
  const first = 2 * sigma * normalDensity(mu / sigma) + mu * (1 - 2 * normalDistribution(-mu / sigma));
  return { mean: first, deviation: Math.sqrt(mu * mu + sigma * sigma - first * first) };
}

/** Of max(0, u), u uniform over μ ± w/2. */
function clippedUniform(mu: number, width: number): Moments {
  const [low, high] = [Math.max(0, mu - width / 2), mu + width / 2];
  const moment = (n: number): number => (high ** (n + 1) - low ** (n + 1)) / (n + 1) / width;
  return { mean: moment(1), deviation: Math.sqrt(moment(2) - moment(1) ** 2) };
}

/** Whether the sample has these moments, the mean to 0.5 % of the deviation. */
function has(sample: Float64Array, expected: Moments): boolean {
  const centred = Math.abs(mean(sample) - expected.mean) < tolerance * expected.deviation;
  return centred && Math.abs(deviation(sample) / expected.deviation - 1) < tolerance;
}

const normalErrors: readonly [name: string, targets: readonly number[]][] = [
  ['pcm', [0, 0.2e-6, 12e-6]],
  ['pcm-joshi', [0, 0.4e-6, 25e-6]],
  ['pcm-hermes-1', [0.1e-6, 5e-6]],
  ['pcm-hermes-2', [0.2e-6, 15e-6]],
  ['rram-wan2022', [0, 0.5e-6, 20e-6]],
  ['rram-milo2021', [50e-6, 200e-6]],
  ['rram-cmo', [8e-6, 90e-6]],
  ['sonos', [1e-6, 16e-6]],
  ['normal-independent', [0.3e-6, 20e-6]],
  ['normal-proportional', [20e-6]],
  ['normal-inverse', [2.5e-6, 20e-6]],
];

for (const [name, targets] of normalErrors)
  test(`${count} devices of ${name} have the error of a normal distribution clipped at 0`, t => {
    for (const target of targets) {
      const { program } = oneDevice(name);
      const { programmed } = written(name, target).cells;
      t.true(has(programmed, clippedNormal(target, program(target, 1) - target)), `${target} S`);
    }
  });

for (const [name, target] of [
  ['pcm', 2e-6],
  ['pcm-hermes-1', 1e-6],
  ['pcm-hermes-2', 4e-6],
] as const)
  test(`${count} drift exponents of ${name} have the folded normal distribution`, t => {
    const { trait } = oneDevice(name);
    const mu = trait(target, 0);
    t.true(has(written(name, target).cells.traits, foldedNormal(mu, trait(target, 1) - mu)));
  });

test('uniform errors, whole and clipped at 0', t => {
  for (const target of [0.1e-6, 12e-6]) {
    const { programmed } = written('uniform-independent', target).cells;
    t.true(has(programmed, clippedUniform(target, 0.02 * 25e-6)), `${target} S`);
  }
  t.true(has(written('uniform-proportional', 1e-5).cells.programmed, clippedUniform(1e-5, 0.02 * 1e-5)));
});

test('lognormal errors, in ln g', t => {
  const cases: [name: string, target: number, deviation: number][] = [
    ['lognormal-proportional', 1e-5, 0.02],
    ['lognormal-independent', 5e-6, 0.02 * 5],
    ['lognormal-inverse', 5e-6, 0.02 * 25],
    ['rram', 1e-4, 0.06],
  ];
  for (const [name, target, spread] of cases) {
    const logs = written(name, target).cells.programmed.map(g => Math.log(g));
    t.true(has(logs, { mean: Math.log(target), deviation: spread }), name);
  }
});

// Published: Wan et al. at ĝ = 1/2 (3.909 and 3.929 µS), SONOS at 400 nA and 5 days; the error of programming included.
test('what widens has the published spread over devices', t => {
  const day = 86400;
  const wan = written('rram-wan2022', 20e-6);
  const wide = (seconds: number): Float64Array => conductancesAt(wan.device, wan.cells, seconds, 300);
  t.true(has(wide(day), { mean: 20e-6, deviation: 3.909e-6 }));
  t.true(has(wide(2 * day), { mean: 20e-6, deviation: 3.929e-6 }));
  const sonos = written('sonos', 4e-6);
  const later = conductancesAt(sonos.device, sonos.cells, 5 * day, 300);
  t.true(has(later, { mean: 4e-6, deviation: 29.555828e-8 }));
  const cmo = written('rram-cmo', 50e-6, { acceptance: 0.02 });
  const drifted = conductancesAt(cmo.device, cmo.cells, day, 300);
  t.true(has(drifted, { mean: 50e-6 - 1.011664e-6, deviation: 1e-6 * Math.hypot(0.57573225, 0.889366) }));
});
