import { reject } from '../../edge/error.js';
import { matrix, transpose } from '../../numeric/matrix.js';
import { shapeText } from './model.js';
import { constant, integer, type Operation, optional, type Reading, real, spread, vector } from './operation.js';

/** α·X·B + β·C, B transposed or not. */
export function gemm(reading: Reading): Operation {
  const { where } = reading;
  if (integer(reading, 'transA', 0) !== 0) reject(`${where}: transA`, 'found 1', 'expected 0: the batch comes first');
  const [alpha, beta] = [real(reading, 'alpha', 1), real(reading, 'beta', 1)];
  const { weights, outputs } = dense(reading, integer(reading, 'transB', 0) !== 0);
  const added = optional(reading, 2);
  const bias = added && spread(added, [outputs], where).map(value => beta * value);
  const scaled = matrix(
    weights.rows,
    weights.cols,
    weights.data.map(value => alpha * value),
  );
  return { kind: 'layers', layers: [{ type: 'linear', weights: scaled, ...(bias && { bias }) }], shape: [outputs] };
}

export function matMul(reading: Reading): Operation {
  const { weights, outputs } = dense(reading, false);
  return { kind: 'layers', layers: [{ type: 'linear', weights }], shape: [outputs] };
}

/** The second operand as outputs × inputs. */
function dense(reading: Reading, transposed: boolean) {
  const inputs = vector(reading);
  const { shape, data } = constant(reading, 1);
  const [rows, cols] = shape;
  const found = transposed ? cols : rows;
  if (shape.length !== 2 || found !== inputs)
    reject(
      reading.where,
      `found weights of the shape ${shapeText(shape)}`,
      `expected ${transposed ? `(outputs, ${inputs})` : `(${inputs}, outputs)`}, for the ${inputs} values that it reads`,
    );
  const stored = matrix(rows!, cols!, data);
  const weights = transposed ? stored : transpose(stored);
  return { weights, outputs: weights.rows };
}
