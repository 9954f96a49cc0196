import test from 'ava';
import { memoryCases } from '../../../bench/spice-memory-cases.js';
import { tileNetlist } from '../../../compiler/emit/tile.js';
import { crossbarArray } from '../../../crossbar/array.js';
import { memoryLimit, tileMemory } from '../../../sim/spice/memory.js';
import { netlistMemory } from '../../../sim/spice/netlist-memory.js';
import { SpicePool } from '../../../sim/spice/pool.js';

const deck = (...lines: string[]): string => ['a test', ...lines, '.end', ''].join('\n');
const mebi = 2 ** 20;
const base = 17 * mebi;

test('the estimate is within 30 % of what was measured', t => {
  for (const [name, { netlist, measured }] of Object.entries(memoryCases)) {
    const ratio = netlistMemory(netlist()) / mebi / measured;
    t.log(`${name}: ${ratio.toFixed(2)} of ${measured} MiB`);
    t.true(ratio > 0.7 && ratio < 1.3, name);
  }
});

test('a tile has much the same estimate from its netlist as from its size', t => {
  const ratio = netlistMemory(memoryCases['tile, 128×128']!.netlist()) / tileMemory(128, 128);
  t.true(ratio > 0.75 && ratio < 1.25, `${ratio}`);
});

test('a subcircuit counts as often as it is used, and within others', t => {
  const cell = ['.subckt cell a b', 'r1 a m 1k', 'c1 m b 1n', 'b1 m b i=v(m)', '.ends'];
  const row = ['.subckt row a b', ...Array.from({ length: 100 }, (_, k) => `x${k} a b cell`), '.ends'];
  const used = Array.from({ length: 100 }, (_, k) => `x${k} n${k} n${k + 1} row`);
  const flat = Array.from({ length: 10_000 }, (_, k) => {
    const [a, b] = [`n${Math.floor(k / 100)}`, `n${Math.floor(k / 100) + 1}`];
    return `r${k} ${a} m${k} 1k\nc${k} m${k} ${b} 1n\nb${k} m${k} ${b} i=v(m${k})`;
  });
  const save = ['.save v(n1)', '.op'];
  const nested = netlistMemory(deck('v1 n0 0 1', ...cell, ...row, ...used, ...save)) - base;
  const written = netlistMemory(deck('v1 n0 0 1', ...flat, ...save)) - base;
  // The text is shorter, all else the same.
  t.true(nested / written > 0.85 && nested / written < 1, `${nested / written}`);
});

test('what is stored counts: points by the analysis, vectors by .save', t => {
  const circuit = ['v1 a 0 1', 'r1 a b 1k', 'c1 b 0 1n'];
  const stored = (...cards: string[]): number =>
    Math.round((netlistMemory(deck(...circuit, ...cards)) - base) / 28 / 1000);
  t.is(stored('.tran 1u 1'), 4000); // the voltages of a and b, a current and the time, a million times each; and the circuit
  t.is(stored('.save v(b)', '.tran 1u 1'), 2000);
  t.is(stored('.tran 1ms 1s 0.9s 0.1us'), 4000);
  t.is(stored('.dc v1 0 1 1m v2 0 1 1m'), 4 * 1002);
  t.is(stored('.tran {step} {stop}'), 0);
  t.is(stored('.op'), 0);
});

test('scripts, comments and lines that go on are no elements', t => {
  const lines = ['v1 a 0 pwl(0 0', '+ 1 1', '+ 2 0)', '* r9 a b 1', '.control', 'run', 'quit', '.endc', '.op'];
  const one = netlistMemory(deck('v1 a 0 1', '.op'));
  t.true(netlistMemory(deck(...lines)) - one < 200); // their letters
});

test('a pool refuses what is too large with its size, at once, and goes on', async t => {
  const pool = new SpicePool({ workers: 1 });
  t.teardown(() => pool.close());
  const outcome = await pool.run(deck('v1 a 0 1', 'r1 a 0 1k', '.tran 1n 1'));
  t.true(outcome.status === 'failed' && outcome.error.name === 'SpiceTooLarge');
  t.is(
    outcome.status === 'failed' && outcome.error.message,
    'the netlist needs about 78.2 GiB in ngspice, which has 2.0 GiB',
  );
  t.is((await pool.run(deck('v1 a 0 1', 'r1 a 0 1k', '.op'))).status, 'done');
  const [rows, cols] = [360, 400];
  const array = crossbarArray(rows, cols, new Float64Array(rows * cols).fill(1e-5), { wordLine: 1, bitLine: 1 });
  const tile = await pool.run(tileNetlist({ title: 'large', array, vectors: [new Float64Array(rows)] }));
  t.regex(tile.status === 'failed' ? tile.error.message : '', /^the netlist needs about 2\.\d GiB/);
  t.true(netlistMemory(deck('v1 a 0 1', 'r1 a 0 1k', '.tran 1n 1')) > memoryLimit);
});
