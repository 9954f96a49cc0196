import test from 'ava';
import { quantised, quantisedCoder } from '../../../bench/lca-hardware/quantised.js';
import { mvmNodes } from '../../../models/graph.js';
import { lower } from '../../../models/lower.js';
import { fromRows, largestDifference, toRows, transpose } from '../../../numeric/matrix.js';
import { tinyCoder } from '../../models/builders.js';

test('weights become multiples of a step that the largest of the matrix, or of a row, is a multiple of', t => {
  const weights = fromRows([
    [3, -1.4, 0.4],
    [0.3, 0.1, -0.12],
  ]);
  t.deepEqual(toRows(quantised(weights, 3, 'matrix')), [
    [3, -1, 0],
    [0, 0, -0],
  ]);
  const byRow = quantised(weights, 3, 'output').data.subarray(3);
  t.true(largestDifference(byRow, Float64Array.of(0.3, 0.1, -0.1)).worst < 1e-15);
  t.deepEqual(toRows(quantised(fromRows([[0, 0]]), 8, 'matrix')), [[0, 0]]);
});

test('an array that is read from both sides has the same weights from both', t => {
  const [drive, back] = mvmNodes(quantisedCoder(lower(tinyCoder({ form: 'residual' })), 4, 'output'));
  t.deepEqual(back!.weights, transpose(drive!.weights));
});
