import test from 'ava';
import fc from 'fast-check';
import { formatJson } from '../../edge/json.js';

test('lists of numbers or texts stand on one line, undefined keys are left out', t => {
  t.is(
    formatJson({ a: [[1, 2], []], b: undefined, c: ['x', 'y'] }),
    '{\n  "a": [\n    [1, 2],\n    []\n  ],\n  "c": ["x", "y"]\n}',
  );
});

test('every double and every text comes back as it was', t => {
  const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(doubles, fc.string(), (numbers, text) => {
      t.deepEqual(JSON.parse(formatJson({ numbers, text, nested: [{ numbers }, null, true] })), {
        numbers,
        text,
        nested: [{ numbers }, null, true],
      });
    }),
  );
});
