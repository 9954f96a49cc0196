import test from 'ava';
import { stepRows } from '../../../models/images/image.js';
import { coderCodes } from '../../../models/lca/coder.js';
import type { LcaLayer, Network } from '../../../models/network.js';
import { matrix } from '../../../numeric/matrix.js';
import { compareSystems } from '../../../sim/compare/compare.js';
import { difference } from '../../../sim/compare/measures.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { chip, esn, hardware, mfEsn, pcm, randomSeries } from '../../compiler/builders.js';
import { randomSteps, tinyCoder } from '../../models/builders.js';
import { controlCharts } from '../builders.js';
import { coderChip } from '../coders.js';

const wires = { ...hardware().array, rows: 32, columns: 32, wordLineResistance: 1, bitLineResistance: 1 };
const program = controlCharts.on(
  hardware({ array: wires, device: pcm(), dac: { bits: 8, headroom: 1 }, adc: { bits: 8, headroom: 1.1, shared: 8 } }),
);
const series = controlCharts.test.series.slice(0, 1);

test('three systems: ngspice agrees with the simulator, and every quantity is there', async t => {
  const pool = new SpicePool({ workers: 2 });
  t.teardown(() => pool.close());
  const found = await compareSystems(program, series, { pool, reads: 3 });
  t.true(found.agrees);
  t.deepEqual(
    found.quantities.map(({ name, kind }) => `${name} ${kind}`),
    program.graph.nodes.flatMap(node =>
      node.op === 'mvm'
        ? [`${node.name} ${node.readout ? 'scores' : 'product'}`]
        : node.op === 'integrator'
          ? [`${node.name} state`]
          : [],
    ),
  );
  for (const { hardware: chip, agreement, kind, causes, tiles } of found.quantities) {
    t.true(chip.nrmse > 1e-3 && chip.nrmse < 3, `${chip.nrmse}`);
    // ngspice's Newton stops at 1e-9 of linear circuits, far below a converter's step; no code differs here.
    t.true(agreement!.worst < 1e-9, `${agreement!.worst}`);
    t.is(causes !== undefined, kind !== 'state');
    for (const tile of tiles ?? []) t.true(tile.worst < 1e-9 && tile.suspect === undefined);
  }
  t.is(found.sameClass!.spice, found.sameClass!.simulated);
});

test('a resistor that is wrong in the netlist is found', async t => {
  const pool = new SpicePool({ workers: 2 });
  t.teardown(() => pool.close());
  const wrong = {
    run: (netlist: string, options?: Parameters<SpicePool['run']>[1]) =>
      pool.run(netlist.includes('block1[0,0]') ? netlist.replace(/^(rc3_5 \S+ \S+) .*$/m, '$1 30k') : netlist, options),
  };
  const { agrees, quantities } = await compareSystems(program, series, { pool: wrong, reads: 2 });
  t.false(agrees);
  const tiles = quantities.flatMap(quantity => quantity.tiles ?? []);
  t.deepEqual(
    tiles.filter(tile => !tile.agrees).map(tile => tile.tile),
    ['block1[0,0]'],
  );
  const { suspect } = tiles.find(tile => tile.tile === 'block1[0,0]')!;
  t.deepEqual([suspect!.kind, suspect!.row, suspect!.column], ['cell', 3, 5]);
});

test('without ngspice, and with one that fails, the rest is there', async t => {
  const alone = await compareSystems(program, series, { spice: false });
  t.true(alone.agrees && alone.quantities.every(quantity => quantity.spice === undefined));
  const failing = {
    run: () => Promise.resolve({ status: 'failed' as const, error: new Error('no engine'), seconds: 0 }),
  };
  const { agrees, message, quantities } = await compareSystems(program, series, { pool: failing });
  t.false(agrees);
  t.regex(message!, /^\S+\[0,0\]: no engine$/);
  t.is(quantities.length, alone.quantities.length);
});

test('a loop goes through ngspice step by step, and each system goes on with its own states', async t => {
  const pool = new SpicePool({ workers: 2 });
  t.teardown(() => pool.close());
  const inputs = randomSeries([5, 3]);
  for (const network of [esn({ units: 3 }), mfEsn({ units: 3 })]) {
    const on = hardware({
      array: { ...wires, rows: 8, columns: 8 },
      device: pcm(),
      dac: { bits: 8 },
      adc: { bits: 8 },
    });
    const found = await compareSystems(chip(network, on, inputs), inputs.series, { pool, reads: 4 });
    t.true(found.agrees);
    t.deepEqual(
      found.quantities.map(({ name, kind }) => `${name} ${kind}`),
      ['reservoir product', 'reservoir_recurrent product', 'reservoir.h state', 'readout scores'],
    );
    for (const { agreement, hardware: apart } of found.quantities) {
      t.true(agreement!.worst < 1e-9, `${agreement!.worst}`);
      t.true(apart.nrmse > 1e-4 && apart.nrmse < 1);
    }
    const loop = found.quantities[1]!;
    t.deepEqual(loop.rows, [5, 3]);
    t.true(loop.tiles!.length > 0 && loop.causes !== undefined);
    // The first product of each series is of states that are 0: the same in all systems but for offsets of devices.
    t.true(loop.reference.subarray(0, 3).every(y => y === 0));
  }
});

test('a coder that settles as a circuit: the drive, which no ADC converts, agrees, and its lateral array is read with its codes', async t => {
  const { program, set } = coderChip(4, 5, {}, { adc: { bits: 4 }, device: pcm() });
  const found = await compareSystems(program, set.series.slice(0, 2), { reads: 'all' });
  t.true(found.agrees);
  t.deepEqual(
    found.quantities.map(({ name, kind }) => `${name} ${kind}`),
    ['coder product', 'coder.codes codes'],
  );
  for (const { agreement } of found.quantities) t.true(agreement!.worst < 1e-9, `${agreement!.worst}`);
  t.deepEqual(
    found.quantities[1]!.tiles!.map(({ tile, agrees }) => [tile, agrees]),
    [['coder_lateral[0,0]', true]],
  );
});

test('classes are compared where scores have no weights of their own, and not where each step has scores', async t => {
  const set = randomSteps(5, 4);
  for (const of of ['last', 'step'] as const) {
    const network: Network = {
      ...{ name: 'scored', input: { channels: 4, normalize: 'none' } },
      layers: [
        { type: 'linear', name: 'dense', weights: matrix(2, 4, Float64Array.of(1, -1, 2, 0, 0, 1, -1, 1)) },
        { type: 'scores', name: 'scores', of, classes: ['a', 'b'] },
      ],
    };
    const { sameClass } = await compareSystems(chip(network, hardware(), set), set.series, { spice: false });
    t.deepEqual(sameClass, of === 'last' ? { simulated: 5 } : undefined);
  }
});

test('codes of coders without a readout, in three systems; on flawless hardware they are those of float64', async t => {
  const pool = new SpicePool({ workers: 2 });
  t.teardown(() => pool.close());
  for (const form of ['gram', 'residual'] as const) {
    const network = tinyCoder({ form });
    const set = randomSteps(5, 4);
    const ideal = chip(network, hardware(), set);
    const twin = await compareSystems(ideal, set.series, { spice: false });
    t.is(twin.sameClass, undefined);
    t.is(twin.series, 5);
    const exact = twin.quantities.at(-1)!;
    t.deepEqual([exact.kind, exact.support], ['codes', { simulated: 1 }]);
    // The codes are those of the layer's own equation, in another order of operations.
    const { codes } = coderCodes(network.layers[0] as LcaLayer, stepRows(set));
    t.true(difference(exact.reference, codes.data).worst < 1e-12);
    t.true(exact.hardware.worst < 1e-9, `${exact.hardware.worst}`);

    const flawed = chip(network, hardware({ device: pcm(), dac: { bits: 8 } }), set);
    const found = await compareSystems(flawed, set.series, { pool, reads: 3 });
    t.true(found.agrees);
    const last = found.quantities.at(-1)!;
    t.true(last.hardware.nrmse > 1e-3 && last.hardware.nrmse < 1, `${last.hardware.nrmse}`);
    t.true(last.agreement!.worst < 1e-9, `${last.agreement!.worst}`);
    t.is(last.support!.spice, last.support!.simulated);
    t.deepEqual(
      last.tiles!.map(({ tile }) => tile),
      [form === 'gram' ? 'coder_lateral[0,0]' : 'coder[0,0]'],
    );
  }
});
