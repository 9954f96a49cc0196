import test from 'ava';
import fc from 'fast-check';
import { formatJson, jsonPieces } from '../../edge/json.js';

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

test('pieces make the same JSON as the whole, typed arrays as lists and maps as objects', t => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      t.deepEqual(JSON.parse([...jsonPieces(value)].join('')), JSON.parse(JSON.stringify(value)));
    }),
  );
  const long = Float64Array.from({ length: 40_000 }, (_, k) => k / 3);
  const data = new Map<string, unknown>([
    ['long', long],
    ['few', { ...{ bytes: Uint8Array.of(1, 2), none: new Float64Array(0), left: undefined }, nan: [Number.NaN, 1] }],
  ]);
  const pieces = [...jsonPieces(data)];
  t.true(pieces.every(piece => piece.length < 500_000) && pieces.length > 3);
  t.deepEqual(JSON.parse(pieces.join('')), { long: [...long], few: { bytes: [1, 2], none: [], nan: [null, 1] } });
});
