import test from 'ava';
import { InputError } from '../../edge/error.js';
import { accuracy, predict, readoutOf } from '../../models/classify.js';
import { fromRows } from '../../numeric/matrix.js';
import { tinyMars, univariate } from './builders.js';

test('the highest score wins, the first of equals', t => {
  const scores = fromRows([
    [0, 2, 1],
    [-1, -1, -2],
    [-3, -2, -1],
  ]);
  t.deepEqual(predict(scores), Int32Array.of(1, 0, 2));
});

test('accuracy counts right labels and needs labels', t => {
  const set = univariate('a b', ['a', 1], ['b', 1], ['b', 1], ['a', 1]);
  t.is(accuracy([0, 1, 0, 0], set), 0.75);
  t.throws(() => accuracy([0], univariate('a', ['?', 1])), { message: /series 1: has no class label/ });
  t.throws(() => accuracy([0, 1], set), {
    instanceOf: InputError,
    message: `${set.name}: found 2 predicted classes; expected 4, one for each series`,
  });
});

test('the readout is the last layer', t => {
  t.deepEqual(readoutOf(tinyMars()).classes, ['a', 'b']);
  t.throws(() => readoutOf({ ...tinyMars(), layers: [] }), {
    instanceOf: InputError,
    message: 'tiny: its last layer is not there; expected a readout',
  });
  t.throws(() => readoutOf({ ...tinyMars(), layers: tinyMars().layers.slice(0, 1) }), {
    instanceOf: InputError,
    message: 'tiny: its last layer is "encoder" (linear); expected a readout',
  });
});
