import test from 'ava';
import { erf } from 'mathjs';
import { layers, tail, ziggurat } from '../../kernels/ziggurat.js';

const bell = (x: number): number => Math.exp(-0.5 * x * x);

test('all layers have the same area, and the last one closes the bell', t => {
  const ends = [...ziggurat.subarray(0, layers), 0];
  const area = tail * bell(tail) + Math.sqrt(Math.PI / 2) * (1 - erf(tail / Math.SQRT2));
  // 1 − erf leaves 12 digits of the tail.
  t.true(Math.abs((ends[0]! * bell(tail)) / area - 1) < 1e-12);
  for (let k = 1; k < layers; k++) {
    const layer = ends[k]! * (bell(ends[k + 1]!) - bell(ends[k]!));
    t.true(Math.abs(layer / area - 1) < 2e-11, `layer ${k}: ${layer}`);
  }
});

test('a part is that of a layer under the next one; nearly all of the layers are', t => {
  const parts = ziggurat.subarray(layers);
  for (let k = 0; k < layers; k++) t.is(parts[k], (k + 1 < layers ? ziggurat[k + 1]! : 0) / ziggurat[k]!);
  const quick = parts.reduce((sum, part) => sum + part / layers, 0);
  t.true(quick > 0.985 && quick < 0.995, `${quick}`);
});
