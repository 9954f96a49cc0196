import test from 'ava';
import { programCircuits } from '../../../compiler/emit/program.js';
import type { Hardware } from '../../../compiler/hardware.js';
import { resolveHardware } from '../../../compiler/hardware-file.js';
import { hfo2128 } from '../../../compiler/presets/hfo2-128.js';
import { loadUnits } from '../../../edge/quantity.js';
import { layerInputs } from '../../../sim/layer-run.js';
import type { BlockJob } from '../../../sim/spice/block-run.js';
import { validateBlocks } from '../../../sim/spice/blocks.js';
import { validateTiles } from '../../../sim/spice/validate.js';
import { chip, hardware, mars, pcm, randomSeries, volatileUnits } from '../../compiler/builders.js';

const series = randomSeries([20, 20]);
const array = {
  ...{ rows: 24, columns: 24, wordLineResistance: 2, bitLineResistance: 2, driverResistance: 20, senseResistance: 0 },
  capacitance: { word: 2e-16, bit: 2e-16, cell: 0 },
};
const usual = hardware({ device: pcm(), array, dac: { bits: 8 }, adc: { bits: 8 }, recurrence: volatileUnits() });

/** The first block of a chip through 20 steps. */
function job(on: Hardware, units = 4): BlockJob {
  const program = chip(mars({ units: 8 }), on, series, 7);
  const inputs = layerInputs(program, series.series[0]!, { time: 3600, steps: 20 });
  return { program, layer: 'block1', inputs: inputs.get('block1')!, time: 3600, units };
}

test('the states of 20 steps agree, and the budget says why they are not the same', async t => {
  const [verdict] = await validateBlocks([job(usual)], { budget: true });
  const { status, worst, units, steps, budget } = verdict!;
  t.deepEqual([status, units, steps], ['agrees', 4, 20]);
  // A state that lies between two codes may fall to either side of it, so the difference is one code or none.
  t.true(worst < 1e-6 || Math.abs(worst - 1 / 255) < 1e-6, `${worst}`);
  const { total, exactConverters, parts, effects } = budget!;
  t.is(total, worst);
  t.true(exactConverters < 1e-3, `${exactConverters}`);
  t.deepEqual(
    parts.map(({ name }) => name),
    ['integration', 'windows and ramps', 'settling'],
  );
  t.true(parts.every(({ change }) => change < 1e-3));
  // What is left of the difference when each cause is taken away is less than they are together.
  t.true(exactConverters < 2 * parts.reduce((sum, { change }) => sum + change, 0));
  const effect = new Map(effects.map(({ name, change }) => [name, change]));
  t.deepEqual([...effect.keys()], ['converters', 'wires', 'rest']);
  t.true(effect.get('wires')! > 1e-5 && effect.get('converters')! > 1e-4);
  t.true(effect.get('rest')! < 1e-5); // 250 ns against pulses of 0.1 s
});

// A time unit of 1 µs makes pulses of 100 ns, and a rest of 100 ns lets a state forget 5 % of itself.
test('devices that forget between pulses are followed, and the simulator without it is found out', async t => {
  const fast = (rest: number) =>
    ({ ...usual, adc: { bits: null, headroom: 1.1, shared: 8 }, recurrence: volatileUnits({ timeUnit: 1e-6, bits: null, rest }) }); // biome-ignore format: one thing
  const [resting] = await validateBlocks([job(fast(1e-7), 3)]);
  t.is(resting!.status, 'agrees');
  t.true(resting!.worst < 5e-3, `${resting!.worst}`);
  const [eager] = await validateBlocks([job(fast(0), 1)], { budget: true });
  t.true(eager!.budget!.effects.find(({ name }) => name === 'rest')!.change > 0.1);
});

test('states beyond the tolerance differ, and it is said where', async t => {
  const [verdict] = await validateBlocks([job({ ...usual, recurrence: volatileUnits({ bits: null }) }, 2)], {
    tolerance: 1e-9,
  });
  t.is(verdict!.status, 'differs');
  t.true(verdict!.worstUnit >= 0 && verdict!.worstUnit < 2 && verdict!.worstStep >= 0 && verdict!.worstStep < 20);
});

test('a block that takes too long or is cancelled fails, and says so', async t => {
  const [slow] = await validateBlocks([job(usual, 1)], { timeoutSeconds: 1e-3 });
  t.is(slow!.status, 'failed');
  t.regex(slow!.message!, /no answer within 0\.001 s/);
  t.true(Number.isNaN(slow!.worst));
  const [cancelled] = await validateBlocks([job(usual, 1)], { signal: AbortSignal.abort() });
  t.regex(cancelled!.message!, /cancelled/);
});

test('the HfO₂ preset with a measured curve: tiles and block agree, and would not on resistors', async t => {
  const { sources: _, ...preset } = hfo2128;
  const units = {
    ...volatileUnits(),
    timeUnit: '1 s',
    gMin: '1 mS',
    gMax: '100 mS',
    readVoltage: '10 mV',
    rest: '0 s',
  };
  const { rates: _rates, ...recurrence } = units;
  // The curve is known for devices within 50 to 225 µS.
  const device = { ...preset.device, gMin: '50 uS', gMax: '225 uS', conduction: 'rram-milo2021' };
  const on = resolveHardware({ ...preset, device, recurrence }, 'hfo2', await loadUnits());
  const block = job(on, 2);
  for (const { status, worst } of await validateTiles(programCircuits(block.program, 0, 2))) {
    t.is(status, 'agrees');
    t.true(worst < 1e-8, `${worst}`);
  }
  const [verdict] = await validateBlocks([block], { budget: true });
  t.is(verdict!.status, 'agrees');
  t.true(verdict!.budget!.exactConverters < 1e-3);
  const effect = verdict!.budget!.effects.find(({ name }) => name === 'conduction')!;
  t.true(effect.change > 0.01, `${effect.change}`);
});
