import test from 'ava';
import fc from 'fast-check';
import { thresholdElement } from '../../compiler/threshold-element.js';
import { runGraph } from '../../models/execute.js';
import type { Network } from '../../models/network.js';
import { referenceFeatures } from '../../models/reference.js';
import { type SettlingCoder, settledCodes, settlingTime, settlingTrajectory } from '../../sim/analog-settling.js';
import { hardwareEngine } from '../../sim/engine.js';
import { apart } from '../compiler/builders.js';
import { fresh } from './builders.js';
import { type CoderChip, coderChip, settling, wired } from './coders.js';

const exact = { adc: { bits: null, headroom: 1, shared: 1 } };

/** Atoms that do not overlap: every state goes its own way. */
const apartFromEachOther = (atoms: number, duration: number, limit = 100): SettlingCoder => ({
  ...{ atoms, lateral: new Float64Array(atoms * atoms), duration },
  element: thresholdElement({ shape: 'soft', level: 0.5, signs: 'both' }, limit),
});

test('without inhibition states are u = b(1 − exp(−t/τ)), and codes are theirs beyond the threshold', t => {
  const drive = Float64Array.of(2, -1, 0.3);
  const { times, states, codes } = settlingTrajectory(apartFromEachOther(3, 8), drive);
  t.is(times.at(-1), 8);
  for (const [k, time] of times.entries())
    for (const [j, b] of drive.entries()) {
      const u = b * (1 - Math.exp(-time));
      t.true(Math.abs(states[3 * k + j]! - u) < 1e-5, `${time}: ${states[3 * k + j]} of ${u}`);
      t.true(Math.abs(codes[3 * k + j]! - Math.sign(u) * Math.max(Math.abs(u) - 0.5, 0)) < 1e-5);
    }
});

test('the settling time of one code is the closed one', t => {
  // a = b(1 − exp(−t)) − λ, and so within a share of b − λ of its end from t = ln(b/(share·(b − λ))) on, all but exp(−30).
  const trajectory = settlingTrajectory(apartFromEachOther(1, 30), Float64Array.of(2));
  for (const share of [0.01, 0.001])
    t.true(Math.abs(settlingTime(trajectory, share) - Math.log(2 / (share * 1.5))) < 1e-3);
  t.is(settlingTime(settlingTrajectory(apartFromEachOther(1, 30), Float64Array.of(0.1)), 0.01), 0);
});

test('two atoms share what both can explain, as the Lasso has it', t => {
  // Active codes solve (1 g; g 1) a = b − λ.
  fc.assert(
    fc.property(fc.double({ min: -0.6, max: 0.6, noNaN: true }), g => {
      const lateral = Float64Array.of(0, g, g, 0);
      const coder = { ...apartFromEachOther(2, 60), lateral };
      const found = settledCodes(coder, Float64Array.of(2, 1.9), 1, exact);
      const determinant = 1 - g * g;
      t.true(Math.abs(found[0]! - (1.5 - g * 1.4) / determinant) < 1e-5);
      t.true(Math.abs(found[1]! - (1.4 - g * 1.5) / determinant) < 1e-5);
    }),
    { numRuns: 30 },
  );
});

test('codes are held by the row drivers, so that excitation does not run away, and converted once', t => {
  const runaway = { ...apartFromEachOther(2, 40, 3), lateral: Float64Array.of(0, -2, -2, 0) };
  t.deepEqual([...settledCodes(runaway, Float64Array.of(1, 1), 1, exact)], [3, 3]);
  const converted = settledCodes(apartFromEachOther(1, 40, 3), Float64Array.of(1.7), 1, {
    adc: { bits: 3, headroom: 1, shared: 1 },
  });
  t.deepEqual([...converted], [1]); // 1.2 of 3, in steps of 1
});

const coded = ({ program, set }: CoderChip) => runGraph(program.graph, set, hardwareEngine(program, fresh)).scores.data;
const reference = ({ program, set, layer }: CoderChip) => {
  const network: Network = { name: 'coder', input: program.graph.input, layers: [{ ...layer, iterations: 5000 }] };
  return referenceFeatures(network, set).data;
};

for (const signs of ['both', 'positive'] as const)
  test(`a coder that settles as a circuit on flawless hardware has the reference's codes: ${signs}`, t => {
    const chip = coderChip(
      16,
      24,
      { threshold: { shape: 'soft', level: 0.3, signs } },
      { settling: { ...settling, time: 20e-6 } },
    );
    const [found, wanted] = [coded(chip), reference(chip)];
    t.true(wanted.some(a => a !== 0));
    // What is left of the slowest mode after 200 τ.
    t.true(apart(found, wanted) < 1e-4, `${apart(found, wanted)}`);
  });

test('copies, small arrays and scales per column change nothing', t => {
  const wanted = coded(coderChip(8, 10));
  for (const on of [
    { copies: 3 },
    { array: { rows: 5, columns: 6 } },
    { scale: 'column' },
    { copies: 'fill' },
  ] as const)
    t.true(apart(coded(coderChip(8, 10, {}, on)), wanted) < 1e-5);
});

test('wires take from the codes; converters of the drive and of rounds do not matter, that of the codes does', t => {
  const wanted = coded(coderChip(8, 6));
  t.true(apart(coded(coderChip(8, 6, {}, { array: wired })), wanted) > 1e-3);
  const coarse = coded(coderChip(8, 6, {}, { adc: { bits: 4, headroom: 1, shared: 8 } }));
  const step = coarse.filter(a => a !== 0).reduce((least, a) => Math.min(least, Math.abs(a)), Infinity);
  for (const [k, a] of coarse.entries()) {
    t.true(Math.abs(a / step - Math.round(a / step)) < 1e-9);
    t.true(Math.abs(a - wanted[k]!) <= 0.51 * step);
  }
});

test('a coder that has too little time has not settled', t => {
  const [long, short] = [settling.time, settling.timeConstant].map(time =>
    coded(coderChip(8, 6, {}, { settling: { ...settling, time } })),
  );
  t.true(apart(long!, short!) > 0.1);
});
