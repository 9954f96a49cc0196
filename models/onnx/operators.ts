import { reject } from '../../edge/error.js';
import { gemm, matMul } from './dense.js';
import { activation, arithmetic, batchNormalization, softmax } from './elementwise.js';
import { type Operation, type Reading, real, same, signal } from './operation.js';
import { dropout, flatten, reshape } from './reshaping.js';
import { averagePool, convolution, globalPool, pool } from './windowed.js';

/** The operators that are read. All are the same from opset 7 to 21 in what they do to one input without a batch. */
const operators: Readonly<Record<string, (reading: Reading) => Operation>> = {
  Gemm: gemm,
  MatMul: matMul,
  Conv: convolution,
  MaxPool: reading => pool(reading, 'max'),
  AveragePool: averagePool,
  GlobalMaxPool: reading => globalPool(reading, 'max'),
  GlobalAveragePool: reading => globalPool(reading, 'mean'),
  BatchNormalization: batchNormalization,
  Relu: reading => activation(reading, { function: 'relu' }),
  LeakyRelu: reading => activation(reading, { function: 'relu', slope: real(reading, 'alpha', Math.fround(0.01)) }),
  Sigmoid: reading => activation(reading, { function: 'sigmoid' }),
  Tanh: reading => activation(reading, { function: 'tanh' }),
  Softmax: softmax,
  Add: reading => arithmetic(reading, (a, b) => [a, b]),
  Sub: reading => arithmetic(reading, (a, b) => [a, -b]),
  Mul: reading => arithmetic(reading, (a, b) => [a * b, 0]),
  Div: reading => arithmetic(reading, (a, b) => [a / b, 0]),
  Flatten: flatten,
  Reshape: reshape,
  Identity: reading => same(signal(reading)),
  Dropout: dropout,
};

/** Those that pass what they read: whoever reads what they yield reads what is before them. */
export const passing: ReadonlySet<string> = new Set(['Identity', 'Dropout', 'Flatten', 'Reshape']);

/** InputError where the operator is none of those above, or its attributes or operands are none that it can have here. */
export function operationOf(reading: Reading): Operation {
  const { op, domain } = reading.node;
  const own = domain === '' || domain === 'ai.onnx';
  if (!own || !Object.hasOwn(operators, op))
    reject(
      reading.where,
      `found the operator ${own ? op : `${domain}.${op}`}`,
      `expected one of ${Object.keys(operators).join(', ')}, Constant`,
    );
  const operation = operators[op]!(reading);
  // What an operator has no use for would count as one more summand.
  const values = reading.operands.filter(operand => operand && 'shape' in operand).length;
  const most = op === 'Add' ? 2 : 1;
  return values > most
    ? reject(reading.where, `reads ${values} values that the input leads to`, `expected ${most}`)
    : operation;
}
