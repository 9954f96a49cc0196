import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { type Hardware, signKinds } from '../../compiler/hardware.js';
import { setsOf } from '../../compiler/placement/duplicates.js';
import { columnsOf, outputsOf, rowsOf, weightColumn, weightRow } from '../../compiler/plan.js';
import { addresses } from '../../compiler/program.js';
import { encodeProgram } from '../../compiler/program-file.js';
import { differences } from '../../compiler/signs.js';
import { fault } from '../../devices/device.js';
import { linear, read, steps } from '../sim/builders.js';
import { apart, chip, hardware, noiseRows } from './builders.js';

const weights = noiseRows('weights', 12, 20);
const net = linear(weights);
/** Every input by itself, so that ⟨x²⟩ is 1/20 for each and no two errors meet in one product. */
const single = Array.from({ length: 20 }, (_, k) => Array.from({ length: 20 }, (_, i) => (i === k ? 1 : 0)));
const exact = single.flatMap((_, i) => weights.map(row => row[i]!));
const stuck = { levels: 0, stuckLow: 0.06, stuckHigh: 0.06 };
const square = (of: Float64Array): number => of.reduce((sum, y, k) => sum + (y - exact[k]!) ** 2, 0) / 20;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const on = (change: Parameters<typeof hardware>[0] = {}): Hardware =>
  hardware({ device: { gMin: 2e-6 }, array: { rows: 12, columns: 14 }, imperfections: stuck, ...change });
const repairs = (of: Hardware) => chip(net, of, steps(single)).plans[0]!.tiles.map(({ repair }) => repair!);

for (const signs of signKinds)
  for (const scale of ['tile', 'column'] as const)
    test(`the errors that a chip is told to have are those that it is read with: ${signs}, a scale per ${scale}`, t => {
      const imperfections = { stuckLow: 0.15, stuckHigh: 0.15 };
      const kept = on({ signs, scale, imperfections, spareColumns: 1 });
      const accepted = square(read(chip(net, kept, steps(single)), single));
      const remapped: Hardware = { ...kept, faults: 'remapped' };
      const found = repairs(remapped);
      const total = (key: 'accepted' | 'partners' | 'rows' | 'outputs' | 'signal'): number =>
        sum(found.map(one => one[key]));
      t.true(Math.abs(total('accepted') / accepted - 1) < 1e-9);
      const left = square(read(chip(net, remapped, steps(single)), single));
      t.true(Math.abs(total('outputs') - left) < 1e-9 * accepted, `${total('outputs')} ${left}`);
      t.true(Math.abs(total('signal') / square(new Float64Array(exact.length)) - 1) < 1e-9);
      t.true(left > 1e-3 * accepted);
      t.true(total('partners') < accepted && total('rows') < total('partners') && total('outputs') < total('rows'));
    });

test('pairs by hand: the partner of a stuck device takes over its error, as far as the window goes', t => {
  // One row; window 0 to 25 µS; the largest weight is 25 µS.
  const inputs = [[1]];
  const of = (seed: number) =>
    chip(
      linear([[0.4], [-1]]),
      hardware({ imperfections: { stuckHigh: 0.4 }, faults: 'remapped' }),
      steps(inputs),
      seed,
    ).plans[0]!.tiles[0]!;
  const seen = new Set<string>();
  for (let seed = 1; seed <= 40; seed++) {
    const { cells, target, moved } = of(seed);
    for (const pair of [0, 1]) {
      const [plus, minus] = [cells.faults[2 * pair]!, cells.faults[2 * pair + 1]!];
      const d = (moved?.outputs[pair] ?? pair) === 0 ? 10e-6 : -25e-6;
      const wanted =
        plus && minus
          ? [25e-6, 25e-6]
          : plus
            ? [25e-6, Math.min(25e-6 - d, 25e-6)]
            : minus
              ? [Math.min(25e-6 + d, 25e-6), 25e-6]
              : [Math.max(d, 0), Math.max(-d, 0)];
      t.true(apart(target.subarray(2 * pair, 2 * pair + 2), wanted) < 1e-17);
      seen.add(`${plus} ${minus}`);
    }
  }
  t.is(seen.size, 4);
});

test('a fault is the device’s: the cells of a tile have those of their addresses, spare ones their own', t => {
  for (const signs of signKinds) {
    const program = chip(net, on({ signs, faults: 'remapped', spareColumns: 3 }), steps(single));
    const plan = program.plans[0]!;
    t.true(plan.tiles.some(({ moved }) => moved?.places.some(place => place >= 4)));
    const all = plan.tiles.flatMap(tile => [...addresses(plan, tile, signs)]);
    t.is(new Set(all).size, all.length);
    for (const tile of plan.tiles) {
      const { repair, cells } = tile;
      t.is(cells.faults.length, rowsOf(tile) * columnsOf(tile));
      t.true(cells.faults.reduce((count, state) => count + (state === fault.none ? 0 : 1), 0) <= repair!.stuck);
      // Of all that are tested, more are there than are used.
      t.true(repair!.devices > cells.faults.length);
      t.true(cells.target.every((g, k) => cells.faults[k] === fault.none || g === cells.programmed[k]));
    }
  }
});

test('places that have no fault keep the weights of the lines that stand there', t => {
  const program = chip(net, on({ faults: 'remapped', spareColumns: 1, scale: 'column' }), steps(single));
  const plan = program.plans[0]!;
  for (const tile of plan.tiles) {
    const outputs = outputsOf(tile);
    const signed = differences(tile.target, rowsOf(tile), outputs);
    let whole = 0;
    signed.forEach((d, k) => {
      if (tile.cells.faults[2 * k] !== fault.none || tile.cells.faults[2 * k + 1] !== fault.none) return;
      const [i, j] = [Math.floor(k / outputs), k % outputs];
      const weight = weights[weightColumn(tile, j)]![weightRow(tile, i)]!;
      t.true(Math.abs(d / tile.scale[j]! - weight) < 1e-12);
      whole++;
    });
    t.true(whole > signed.length / 2);
  }
});

test('sets of arrays have faults of their own, and lines of their own', t => {
  const placement = { packing: 'none', duplicates: 2, gridColumns: 4 } as const;
  const { plans } = chip(net, on({ faults: 'remapped', spareColumns: 1, placement }), steps(single));
  const [first, second] = setsOf(plans[0]!).map(({ tiles }) => tiles[0]!);
  t.notDeepEqual(first!.moved, second!.moved);
  t.notDeepEqual(first!.cells.faults, second!.cells.faults);
});

test('the same seed gives the same bytes; without stuck devices nothing is moved or written otherwise', t => {
  const remapped = on({ faults: 'remapped', spareColumns: 1 });
  const bytes = (): Uint8Array => encodeProgram(chip(net, remapped, steps(single)), '0');
  t.deepEqual(bytes(), bytes());
  const healthy = { ...on(), imperfections: { levels: 0, stuckLow: 0, stuckHigh: 0 } };
  const [plain, same] = [healthy, { ...healthy, faults: 'remapped' } as const].map(
    of => chip(net, of, steps(single)).plans[0]!,
  );
  plain!.tiles.forEach((tile, k) => {
    const { repair, ...rest } = same!.tiles[k]!;
    t.deepEqual(rest, tile);
    t.deepEqual([repair!.stuck, repair!.accepted, repair!.outputs], [0, 0, 0]);
  });
});

test('slices and levels: digits with stuck devices get the nearest that they can have', t => {
  const slices = { weightBits: 5, cellBits: 2, over: 'cells' } as const;
  for (const signs of signKinds) {
    const of = on({ slices, signs, imperfections: { ...stuck, levels: 7 } });
    const accepted = square(read(chip(net, of, steps(single)), single));
    const left = square(read(chip(net, { ...of, faults: 'remapped', spareColumns: 2 }, steps(single)), single));
    t.true(left < accepted / 2, `${signs} ${left} ${accepted}`);
  }
});

test('spare columns are left free, and lie inside the arrays', t => {
  const { partitioned, program } = compile(net, on({ spareColumns: 4 }), { seed: 1, calibration: steps(single) });
  t.true(partitioned[0]!.tiles.every(tile => outputsOf(tile) <= 3));
  t.is(program.plans[0]!.tiles[0]!.moved, undefined);
  const packed = on({ spareColumns: 4, placement: { packing: 'shared rows', duplicates: 1 } });
  t.notThrows(() => chip(net, packed, steps(single)));
});

test('targets that make up for wires are refused beside lines that move', t => {
  const of = on({ faults: 'remapped', irDrop: 'compensated' });
  t.throws(() => chip(net, of, steps(single)), {
    message:
      'bench: mapping.irDrop: found mapping.irDrop "compensated" and mapping.faults "remapped"; expected "accepted": targets that make up for wires are those of one place each, and lines are moved',
  });
});

test('ranges of ADCs hold what the targets give with the stuck devices, each set for itself', t => {
  const placement = { packing: 'none', duplicates: 2, gridColumns: 4 } as const;
  for (const signs of signKinds) {
    const of = on({ signs, imperfections: { ...stuck, stuckHigh: 0.3 }, faults: 'remapped', placement });
    for (const { tiles } of setsOf(chip(net, of, steps(single)).plans[0]!))
      for (const { target, adcFullScale, ...tile } of tiles) {
        // One input at a time: the largest current is that of the largest cell, or of the largest difference.
        const cells = signs === 'offset column' ? target : differences(target, rowsOf(tile), outputsOf(tile), signs);
        const largest = cells.reduce((most, g) => Math.max(most, Math.abs(g)), 0) * of.read.voltage;
        t.true(Math.abs(adcFullScale / (of.adc.headroom * largest) - 1) < 1e-12);
      }
  }
});
