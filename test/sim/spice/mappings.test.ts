import test from 'ava';
import { programCircuits } from '../../../compiler/emit/program.js';
import { signKinds } from '../../../compiler/hardware.js';
import { spiceProduct } from '../../../sim/compare/spice-product.js';
import { SpicePool } from '../../../sim/spice/pool.js';
import { validateTiles } from '../../../sim/spice/validate.js';
import { apart, chip, hardware, noiseRows, pcm } from '../../compiler/builders.js';
import { linear, read, steps } from '../builders.js';

const weights = noiseRows('weights', 3, 5);
const inputs = noiseRows('inputs', 4, 5);
const wires = { wordLineResistance: 2, bitLineResistance: 3, driverResistance: 200, senseResistance: 50 };

for (const signs of signKinds)
  test(`ngspice agrees on tiles and products of sliced weights in digits, with a ${signs}`, async t => {
    const on = hardware({
      ...{ array: { rows: 8, columns: 16, ...wires }, device: pcm({ readNoise: 0 }), signs },
      ...{ slices: { weightBits: 5, cellBits: 2, over: 'cells' }, dac: { bits: 5, bitsPerRead: 2 }, adc: { bits: 8 } },
    });
    const program = chip(linear(weights), on, steps(inputs));
    const circuits = programCircuits(program, 3600, 2);
    // 2 vectors of two digits
    t.is(circuits[0]!.circuit.vectors.length, 4);
    const verdicts = await validateTiles(circuits, { workers: 2 });
    for (const { status, worst } of verdicts) t.true(status === 'agrees' && worst < 1e-9, `${worst}`);
    const pool = new SpicePool({ workers: 1 });
    t.teardown(() => pool.close());
    const x = Float64Array.from(inputs.flat());
    const { y, tiles } = await spiceProduct(pool, program.plans[0]!, program, 3600, x, [0, 2], {});
    for (const tile of tiles) t.true(tile.worst < 1e-9);
    t.true(apart(y, read(program, inputs, { time: 3600 })) < 1e-9);
  });

for (const signs of signKinds)
  test(`ngspice agrees on tiles and products whose lines are moved for stuck devices, with a ${signs}`, async t => {
    const on = hardware({
      ...{ array: { rows: 8, columns: 9, ...wires }, device: pcm({ readNoise: 0 }), signs, adc: { bits: 8 } },
      ...{ imperfections: { stuckLow: 0.1, stuckHigh: 0.1 }, faults: 'remapped', spareColumns: 2 },
    });
    const program = chip(linear(weights), on, steps(inputs));
    const [plan] = program.plans;
    t.true(plan!.tiles.some(({ moved }) => moved?.places.some((place, k) => place !== k)));
    t.true(plan!.tiles.some(({ moved }) => moved?.rows.some((row, i) => row !== i)));
    const verdicts = await validateTiles(programCircuits(program, 3600, 2), { workers: 1 });
    for (const { status, worst } of verdicts) t.true(status === 'agrees' && worst < 1e-9, `${worst}`);
    const pool = new SpicePool({ workers: 1 });
    t.teardown(() => pool.close());
    const { y, tiles } = await spiceProduct(pool, plan!, program, 3600, Float64Array.from(inputs.flat()), [0, 2], {});
    for (const tile of tiles) t.true(tile.worst < 1e-9);
    t.true(apart(y, read(program, inputs, { time: 3600 })) < 1e-9);
  });
