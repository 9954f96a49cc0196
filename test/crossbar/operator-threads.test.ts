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

test('an impossible array is refused', async t => {
  await t.throwsAsync(effectiveOperatorInThreads(xbar([[-1]], { wordLine: 1 })), { instanceOf: InputError });
});
