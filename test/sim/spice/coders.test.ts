import test from 'ava';
import type { CoderJob } from '../../../sim/spice/coder-run.js';
import { validateCoders } from '../../../sim/spice/coders.js';
import { pcm } from '../../compiler/builders.js';
import { type CoderChip, coderChip, settling, wired } from '../coders.js';

const job = ({ program, set }: Pick<CoderChip, 'program' | 'set'>, change: Partial<CoderJob> = {}): CoderJob => ({
  ...{ program, layer: 'coder', input: set.series[0]!.values, time: 0, pointsPerTimeConstant: 4 },
  ...change,
});

for (const signs of ['both', 'positive'] as const)
  test(`with ideal devices the circuit settles to the reference's fixed point: ${signs} signs`, async t => {
    const chip = coderChip(16, 24, { threshold: { shape: 'soft', level: 0.3, signs } });
    const [verdict] = await validateCoders([job(chip)]);
    const { status, worst, reference, spice, simulated, unrest } = verdict!;
    t.is(status, 'agrees');
    t.is(reference!.overlap, 1);
    t.true(reference!.worst < 0.01, `${reference!.worst}`);
    // Both have come to rest, so that what is left is ngspice's Newton method.
    t.true(unrest < 1e-4, `${unrest}`);
    t.true(worst < 1e-4, `${worst}`);
    // The settling time is read between points that stand up to a quarter of τ apart.
    for (const time of ['toPercent', 'toPermille'] as const)
      t.true(Math.abs(spice![time] - simulated[time]) < settling.timeConstant / 4, time);
    for (const part of ['arrays', 'integrators'] as const)
      t.true(Math.abs(spice!.energy[part] / simulated.energy[part] - 1) < 0.02, part);
  });

test('left for 400 τ, 32 inputs × 48 ideal atoms settle to the reference to the last digits that matter', async t => {
  const chip = coderChip(32, 48, {}, { settling: { ...settling, time: 40e-6 } });
  const [verdict] = await validateCoders([job(chip, { pointsPerTimeConstant: 1 })]);
  const { status, worst, reference, unrest } = verdict!;
  t.is(status, 'agrees');
  t.is(reference!.overlap, 1);
  // The slowest mode has died away; Newton's method of ngspice ends at 1e-4 a step, and hits linear pieces exactly.
  t.true(unrest < 1e-8, `${unrest}`);
  t.true(worst < 1e-6 && reference!.worst < 1e-6, `${worst}, ${reference!.worst}`);
});

test('32 inputs × 48 atoms of PCM with wires, cell by cell and reduced, settle as the simulator says', async t => {
  const chip = coderChip(32, 48, {}, { device: pcm(), array: wired, settling: { ...settling, time: 1e-6 } });
  const [cells, reduced] = await validateCoders([job(chip, { reduced: false }), job(chip)]);
  t.deepEqual([cells!.cells, cells!.reduced, reduced!.reduced], [7680, false, true]);
  for (const { status, worst, underway } of [cells!, reduced!]) {
    t.is(status, 'agrees');
    t.true(worst < 2e-4, `${worst}`);
    t.true(underway < 0.01, `${underway}`);
  }
  // The same network between its terminals: the same currents into every row and so the same energy.
  const of = ({ spice }: typeof cells & object) => spice!.energy.arrays;
  t.true(Math.abs(of(cells!) / of(reduced!) - 1) < 1e-4);
  // Wires and devices are there: it is not the reference.
  t.true(cells!.reference!.worst > 0.01);
});

test('it is said when row drivers come to the read voltage, and what is 0 in the reference is 0 in the circuit', async t => {
  const verdicts = [1, 0.5].map(async share => {
    const { program, set } = coderChip(4, 3);
    const plans = program.plans.map(plan =>
      plan.name === 'coder_lateral'
        ? { ...plan, activations: { ...plan.activations, fullScale: share * plan.activations.fullScale } }
        : plan,
    );
    const [verdict] = await validateCoders([job({ program: { ...program, plans }, set })]);
    return verdict!;
  });
  const [roomy, tight] = await Promise.all(verdicts);
  t.is(roomy!.limited, 0);
  t.is(roomy!.reference!.overlap, 1);
  t.true(tight!.limited > 0);
  t.is(tight!.status, 'agrees');
});

test('the hard threshold depends on the way and is compared with the simulator only', async t => {
  const chip = coderChip(16, 12, { threshold: { shape: 'hard', level: 0.3, signs: 'both' } });
  const [verdict] = await validateCoders([job(chip, { pointsPerTimeConstant: 20 })]);
  t.is(verdict!.status, 'agrees');
  t.is(verdict!.reference, null);
  t.true(verdict!.worst < 1e-3, `${verdict!.worst}`);
});

test('codes beyond the tolerance differ; a circuit that takes too long or is cancelled fails, and says so', async t => {
  const chip = coderChip(4, 5);
  const [strict] = await validateCoders([job(chip)], { tolerance: 0 });
  t.is(strict!.status, 'differs');
  t.true(strict!.worstAtom >= 0 && strict!.worstAtom < 5);
  const [slow] = await validateCoders([job(chip)], { timeoutSeconds: 1e-3 });
  t.is(slow!.status, 'failed');
  t.regex(slow!.message!, /no answer within 0\.001 s/);
  t.true(Number.isNaN(slow!.worst));
  t.is(slow!.spice, null);
  t.true(slow!.simulated.toPercent > 0);
  const [cancelled] = await validateCoders([job(chip)], { signal: AbortSignal.abort() });
  t.regex(cancelled!.message!, /cancelled/);
});
