import test from 'ava';
import { effectiveOperator } from '../../crossbar/operator.js';
import { effectiveOperatorInThreads } from '../../crossbar/operator-threads.js';
import { InputError } from '../../edge/error.js';
import { randomCircuit, terminals, xbar } from './circuits.js';

test('two threads give the bits of one, for any shape and any terminals', async t => {
  for (const [rows, cols] of [
    [1, 1],
    [1, 40],
    [40, 1],
    [64, 64],
    [30, 71],
    [131, 130],
    [2, 191],
    [226, 3],
  ] as const)
    for (const change of Object.values(terminals)) {
      const array = change(randomCircuit(rows, cols).array);
      t.deepEqual(await effectiveOperatorInThreads(array), effectiveOperator(array), `${rows}×${cols}`);
    }
  const { array } = randomCircuit(20, 20);
  t.deepEqual(
    await effectiveOperatorInThreads(array, { engine: 'plain' }),
    effectiveOperator(array, { engine: 'plain' }),
  );
  const ideal = xbar([[1e-5, 2e-5]]);
  t.deepEqual(await effectiveOperatorInThreads(ideal), effectiveOperator(ideal));
});

test('several at once do not get into each other’s way', async t => {
  const arrays = Array.from({ length: 4 }, (_, k) => randomCircuit(40, 40, k).array);
  const found = await Promise.all(arrays.map(array => effectiveOperatorInThreads(array)));
  found.forEach((operator, k) => {
    t.deepEqual(operator, effectiveOperator(arrays[k]!));
  });
});

test.serial('thirty at once take turns: in one memory and without a warning', async t => {
  const warnings: string[] = [];
  const warned = (warning: Error): void => {
    warnings.push(`${warning}`);
  };
  process.on('warning', warned);
  // Every memory for threads is one that `effectiveOperatorInThreads` makes where none is spare.
  const { Memory } = WebAssembly;
  let memories = 0;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories++;
    }
  };
  const arrays = Array.from({ length: 30 }, (_, k) => randomCircuit(24, 20, k).array);
  const bad = xbar([[1e-5, -1]], { wordLine: 1 });
  const found = await Promise.allSettled([...arrays, bad, arrays[0]!].map(array => effectiveOperatorInThreads(array)));
  await new Promise(setImmediate);
  process.off('warning', warned);
  WebAssembly.Memory = Memory;
  t.true(memories <= 1, `${memories} memories`);
  t.deepEqual(warnings, []);
  t.is(found[30]!.status, 'rejected');
  for (const [k, array] of [...arrays.entries(), [31, arrays[0]!] as const])
    t.deepEqual(found[k], { status: 'fulfilled', value: effectiveOperator(array) });
});

test('what becomes of the array afterwards does not matter', async t => {
  const { array } = randomCircuit(30, 33);
  const expected = effectiveOperator(array);
  const [first, second] = [effectiveOperatorInThreads(array), effectiveOperatorInThreads(array)];
  array.conductance.fill(1);
  array.wordSegments.fill(1e3);
  array.driver.fill(Infinity);
  t.deepEqual([await first, await second], [expected, expected]);
});

test('an impossible array is refused', async t => {
  await t.throwsAsync(effectiveOperatorInThreads(xbar([[-1]], { wordLine: 1 })), { instanceOf: InputError });
});
