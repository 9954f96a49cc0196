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

test('what may be chosen is said in our words', t => {
  const kinds = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('digital') }),
    z.object({ kind: z.literal('analog') }),
  ]);
  t.throws(() => check(z.object({ settling: kinds }), { settling: { kind: 'Analog' } }, 'x.json'), {
    message: 'x.json: settling.kind: found "Analog"; expected "digital" or "analog"',
  });
  const lax = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('digital').optional() }),
    z.object({ kind: z.literal('analog') }),
  ]);
  t.throws(() => check(lax, { kind: 'Analog' }, 'x.json'), {
    message: 'x.json: kind: found "Analog"; expected "digital" or "analog"',
  });
  t.throws(() => check(z.object({ centre: z.enum(['readout', 'all']) }), { centre: 'none' }, 'x.json'), {
    message: 'x.json: centre: found "none"; expected "readout" or "all"',
  });
});

test('a key that nobody knows is told, with those that there are', t => {
  const layer = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('linear'), bias: z.number().optional() }),
    z.strictObject({ type: z.literal('pool'), window: z.strictObject({ size: z.number() }).optional() }),
  ]);
  const net = z.strictObject({ name: z.string().optional(), layers: z.array(layer).default([]) });
  const bad = (value: unknown, message: string): void => {
    t.throws(() => check(net, value, 'x.json'), { name: 'InputError', message });
  };
  bad({ nam: 'a', nome: 'b' }, 'x.json: found the key "nam", "nome"; expected none but name, layers');
  bad(
    { layers: [{ type: 'linear', bais: 1 }] },
    'x.json: layers[0]: found the key "bais"; expected none but type, bias',
  );
  bad({ layers: [{ type: 'pool', window: { size: 1, stride: 2 } }] },
    'x.json: layers[0].window: found the key "stride"; expected none but size'); // biome-ignore format: as above
});

test('bounds and types for which a schema has no words are said in ours', t => {
  const plain = z.object({ share: z.number().min(0).max(1), name: z.string(), bits: z.int().optional() });
  const bad = (value: unknown, message: string): void => {
    t.throws(() => check(plain, value, 'x.json'), { name: 'InputError', message });
  };
  bad({ share: -1, name: '' }, 'x.json: share: found -1; expected a number ≥ 0');
  bad({ share: 2, name: '' }, 'x.json: share: found 2; expected a number ≤ 1');
  bad({ share: 'x', name: '' }, 'x.json: share: found "x"; expected a number');
  bad({ share: 1 }, 'x.json: name: found nothing; expected a string');
  bad({ share: 1, name: '', bits: 2.5 }, 'x.json: bits: found 2.5; expected a whole number');
});
