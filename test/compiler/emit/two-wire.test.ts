import test from 'ava';
import { type TwoWireCircuit, twoWireNetlist } from '../../../compiler/emit/two-wire.js';
import { twoWireArray } from '../../../crossbar/two-wire.js';

const circuit = (change: Partial<TwoWireCircuit> = {}): TwoWireCircuit => ({
  title: 'two wires',
  array: twoWireArray(3, 2, Float64Array.of(1e-5, 0, 3e-5, 4e-5, 5e-5, 6e-5), {
    supplyLine: 1,
    bitLine: 2,
    driver: 100,
    sense: 5,
  }),
  supply: Float64Array.of(0.2, 0.3),
  gates: [Float64Array.of(1, 1, 0)],
  ...change,
});

/** The netlist's lines that begin with a prefix, continuation lines joined. */
const lines = (made: TwoWireCircuit, prefix: string): string[] =>
  twoWireNetlist(made)
    .replaceAll('\n+', '')
    .split('\n')
    .filter(line => line.startsWith(prefix));

test('sources, segments with the ends that add to them, and cells that are on', t => {
  const made = circuit();
  t.deepEqual(lines(made, 'v'), [
    'vsupply0 in0 0 0.2',
    'vsupply1 in1 0 0.3',
    'vsense0 out0 0 0',
    'vsense1 out1 0 0',
  ]); // biome-ignore format: a list
  t.deepEqual(
    lines(made, 'rs').filter(line => /^rs\d_0/.test(line)),
    ['rs0_0 in0 s0_0 101', 'rs1_0 s0_0 s1_0 1', 'rs2_0 s1_0 s2_0 1'],
  );
  t.deepEqual(
    lines(made, 'rb').filter(line => /^rb\d_1/.test(line)),
    ['rb0_1 b0_1 b1_1 2', 'rb1_1 b1_1 b2_1 2', 'rb2_1 b2_1 out1 7'],
  );
  t.deepEqual(lines(made, 'rc'), [
    `rc0_0 s0_0 b0_0 ${1 / 1e-5}`,
    `rc1_0 s1_0 b1_0 ${1 / 3e-5}`,
    `rc1_1 s1_1 b1_1 ${1 / 4e-5}`,
  ]);
  t.deepEqual([...lines(made, 'bc'), ...lines(made, 'boff')], []);
  t.deepEqual(lines(made, '.dc'), ['.dc iidx 0 0 1']);
});

test('rows that change are switched by their gates, the others are not', t => {
  const made = circuit({ gates: [Float64Array.of(1, 1, 0), Float64Array.of(1, 0, 0)] });
  t.deepEqual(lines(made, 'boff'), ['boff1 off1 0 v=pwl(v(idx), 0,0, 1,1)']);
  t.deepEqual(lines(made, 'bc'), [
    'bc1_0 s1_0 b1_0 i=(1-v(off1))*0.00003*v(s1_0,b1_0)',
    'bc1_1 s1_1 b1_1 i=(1-v(off1))*0.00004*v(s1_1,b1_1)',
  ]);
  t.deepEqual(lines(made, 'rc'), [`rc0_0 s0_0 b0_0 ${1 / 1e-5}`]);
  t.deepEqual(lines(made, '.dc'), ['.dc iidx 0 1 1']);
});

test('0 ohm makes nodes one; far ends and bit lines that are held', t => {
  const array = twoWireArray(2, 1, new Float64Array(2).fill(1e-5), {
    supplyLine: 0,
    bitLine: 2,
    driver: Infinity,
    driverFar: 0,
    senseFar: 3,
    sense: Infinity,
  });
  const made = circuit({ array, supply: Float64Array.of(1), gates: [Float64Array.of(1, 1)], bitVectors: [Float64Array.of(0.1)] }); // biome-ignore format: one thing
  t.deepEqual(lines(made, 'rs'), []);
  t.deepEqual(lines(made, 'rb'), ['rb0_0 b0_0 b1_0 2', 'rbf0 out0 b0_0 3']);
  t.deepEqual(lines(made, 'rc'), [`rc0_0 in0 b0_0 ${1 / 1e-5}`, `rc1_0 in0 b1_0 ${1 / 1e-5}`]); // biome-ignore format: one thing
  t.deepEqual(lines(made, 'vsense'), ['vsense0 out0 hold0 0']);
  t.deepEqual(lines(made, 'bhold'), ['bhold0 hold0 0 v=pwl(v(idx), 0,0.1, 1,0.1)']);
});

test('the header says what to expect, and nothing breaks out of its line', t => {
  const text = twoWireNetlist(
    circuit({ title: ' a\nb', notes: ['c\nr1 0 1 2'], expected: [Float64Array.of(1 / 3, -2e-6)] }),
  );
  t.deepEqual(text.split('\n').slice(0, 4), [
    'a b',
    '* 3 rows x 2 columns with supply lines, 1 read, written by Ohmweave.',
    '* c',
    '* r1 0 1 2',
  ]);
  t.true(text.includes('\n* read 0: 0.3333333333333333 -0.000002\n'));
});

test('bad circuits are refused with the place', t => {
  const bad = (change: Partial<TwoWireCircuit>, message: string): void => {
    t.throws(() => twoWireNetlist(circuit(change)), { name: 'InputError', message });
  };
  bad({ gates: [] }, 'two wires: gates: found none; expected at least one vector');
  bad({ gates: [Float64Array.of(1, 0)] }, 'two-wire array: gates: found 2; expected 3, one per row');
  bad({ supply: new Float64Array(1) }, 'two wires: supply[0]: found 1 values; expected 2');
  bad({ bitVectors: [] }, 'two wires: bitVectors: found 0 reads; expected 1, one for each vector');
  bad({ expected: [Float64Array.of(0, NaN)] }, 'two wires: expected[0][1]: found NaN; expected a finite number');
  const array = { ...circuit().array, sense: Float64Array.of(5, Infinity) };
  t.throws(() => twoWireNetlist(circuit({ array, gates: [Float64Array.of(1, 1, 1), Float64Array.of(1, 0, 0)] })), {
    message: /^two wires: read 1: bit line 1: found a floating line with no path to any terminal/,
  });
});
