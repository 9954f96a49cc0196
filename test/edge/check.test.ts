import test from 'ava';
import { z } from 'zod';
import { check } from '../../edge/check.js';

const schema = z.object({
  weights: z.union([z.array(z.array(z.number('expected a number'))), z.object({ npy: z.string() })], 'expected rows'),
});

test('a value that fits none of several forms is judged by the one it came closest to', t => {
  t.throws(() => check(schema, { weights: [[1, 'x']] }, 'net.json'), {
    message: 'net.json: weights[0][1]: found "x"; expected a number',
  });
  t.throws(() => check(schema, { weights: 3 }, 'net.json'), {
    message: 'net.json: weights: found 3; expected rows',
  });
});
