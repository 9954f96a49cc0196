import test from 'ava';
import { quantised, quantisedCoder } from '../../../bench/lca-hardware/quantised.js';
import { mvmNodes } from '../../../models/graph.js';
import { lower } from '../../../models/lower.js';
import { fromRows, toRows, transpose } from '../../../numeric/matrix.js';
import { tinyCoder } from '../../models/builders.js';

test('weights become multiples of a step that the largest is a multiple of', t => {
  const weights = fromRows([
    [3, -1.4, 0.4],
    [0.3, 0.1, -0.12],
  ]);
  t.deepEqual(toRows(quantised(weights, 3)), [
    [3, -1, 0],
    [0, 0, -0],
  ]);
  t.deepEqual(toRows(quantised(fromRows([[0, 0]]), 8)), [[0, 0]]);
});

test('an array that is read from both sides has the same weights from both', t => {
  const [drive, back] = mvmNodes(quantisedCoder(lower(tinyCoder({ form: 'residual' })), 4));
  t.deepEqual(back!.weights, transpose(drive!.weights));
});
