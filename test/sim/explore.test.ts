import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { estimate } from '../../compiler/cost/estimate.js';
import type { Hardware } from '../../compiler/hardware.js';
import { type ChipOutcome, type DesignChip, exploreDesigns } from '../../sim/explore.js';
import { lifetime } from '../../sim/lifetime.js';
import type { SweepWork } from '../../sim/sweep.js';
import { hardware, pcm } from '../compiler/builders.js';
import { controlCharts } from './builders.js';

const { network, train, test: unseen } = controlCharts;
const work: SweepWork = { network, calibration: train, test: unseen, readout: 'float', compensation: 'none' };
const onPcm = (bits: number, seed: number, costed: boolean): DesignChip => ({
  ...{ seed, costed, times: [0, 86400] },
  hardware: hardware({ device: pcm(), adc: { bits } }),
});

async function outcomes(chips: readonly DesignChip[], workers: number): Promise<ChipOutcome[]> {
  const found: ChipOutcome[] = [];
  const onChip = (chip: number, outcome: ChipOutcome): void => {
    found[chip] = outcome;
  };
  await exploreDesigns(work, chips, { workers, onChip });
  return found;
}

test('accuracies are those of a lifetime, and the cost that of an estimate, of one and the same program', async t => {
  const chip = onPcm(8, 3, true);
  const { program } = compile(network, chip.hardware, { seed: 3, calibration: train });
  const { points, reference } = lifetime(program, unseen, { times: chip.times, compensation: ['none'] });
  const [found, uncosted] = await outcomes([chip, { ...chip, costed: false }], 1);
  const { presets } = estimate(program, unseen);
  t.true(found !== undefined && 'accuracies' in found);
  if (found === undefined || !('accuracies' in found)) return;
  t.deepEqual(found.accuracies, points.map(({ accuracy }) => accuracy)); // biome-ignore format: one thing
  t.is(found.floatAccuracy, reference);
  t.deepEqual(
    found.cost?.presets,
    presets.map(({ peripherals, energy, latency, area }) => ({
      ...{ peripherals, energy: energy.total, latency: latency.inference, area: area.total },
    })),
  );
  t.is(found.cost?.arrays, new Set(program.plans.flatMap(plan => plan.tiles.map(tile => tile.macro))).size);
  const { cost: _, ...rest } = found;
  t.deepEqual(uncosted, rest);
});

test('a chip is the same whatever others and threads there are; what stops one is its outcome', async t => {
  const broken = { ...onPcm(8, 1, true), hardware: { name: 'broken' } as Hardware };
  const aged = { ...onPcm(8, 1, true), times: [0, 518400], hardware: hardware({ device: { model: 'sonos', gMin: 0, gMax: 16e-6, parameters: {}, parts: {} } }) }; // biome-ignore format: one thing
  const chips = [onPcm(4, 1, true), broken, aged, onPcm(8, 1, false)];
  const found = await outcomes(chips, 2);
  t.deepEqual(await outcomes(chips, 1), found);
  t.true('accuracies' in found[0]! && 'accuracies' in found[3]!);
  t.regex((found[1] as { failed: string }).failed, /undefined/);
  t.deepEqual(found[2], { refused: 'device sonos: age: found 518400 s; expected at most 432000 s since programming, where its data end' }); // biome-ignore format: one thing
});
