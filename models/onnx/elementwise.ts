import { reject } from '../../edge/error.js';
import { shapeText, sizeOf } from './model.js';
import { constant, integer, type Operation, type Reading, real, same, signal, spread, vector } from './operation.js';

/** scale·(x − mean)/√(variance + ε) + B of each channel: factors and offsets. */
export function batchNormalization(reading: Reading): Operation {
  const { node, where } = reading;
  if (integer(reading, 'training_mode', 0) !== 0 || integer(reading, 'spatial', 1) !== 1)
    reject(where, 'found training_mode 1 or spatial 0', 'expected inference, with the numbers of each channel');
  // Before opset 14 there was no such attribute: more than one output was the training mode.
  if (node.outputs.slice(1).some(name => name !== ''))
    reject(where, `yields ${node.outputs.join(', ')}: it is in training mode`, 'expected inference, with one output');
  const shape = signal(reading);
  const [channels] = shape;
  const [scale, added, mean, variance] = [1, 2, 3, 4].map(k => {
    const { data } = constant(reading, k);
    if (data.length !== channels)
      reject(where, `found ${data.length} numbers as operand ${k + 1}`, `expected ${channels}, one for each channel`);
    return data;
  }) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const epsilon = real(reading, 'epsilon', Math.fround(1e-5));
  const low = variance.find(value => !(value >= 0 && value + epsilon > 0));
  if (low !== undefined)
    reject(where, `found a variance of ${low}`, 'expected at least 0, and more than that with epsilon');
  const each = sizeOf(shape.slice(1));
  const factors = new Float64Array(sizeOf(shape));
  const offsets = new Float64Array(sizeOf(shape));
  for (let i = 0; i < factors.length; i++) {
    const c = Math.floor(i / each);
    factors[i] = scale[c]! / Math.sqrt(variance[c]! + epsilon);
    offsets[i] = added[c]! - mean[c]! * factors[i]!;
  }
  return { kind: 'affine', factors, offsets, shape };
}

export function activation(
  reading: Reading,
  what: { readonly function: 'relu' | 'sigmoid' | 'tanh'; readonly slope?: number },
): Operation {
  return { kind: 'layers', layers: [{ type: 'activation', ...what }], shape: signal(reading) };
}

export function softmax(reading: Reading): Operation {
  const width = vector(reading);
  const axis = integer(reading, 'axis', 1);
  if (axis !== 1 && axis !== -1) reject(`${reading.where}: axis`, `found ${axis}`, 'expected 1, that of the values');
  return { kind: 'layers', layers: [{ type: 'activation', function: 'softmax' }], shape: [width] };
}

/** Of two values their sum; of a value and constants, what `of` makes of 1 and a constant: a factor and an offset. */
export function arithmetic(
  reading: Reading,
  of: (one: number, constant: number) => readonly [number, number],
): Operation {
  const { node, operands, where } = reading;
  const [a, b] = operands;
  const { op } = node;
  if (a && b && 'shape' in a && 'shape' in b) {
    if (op !== 'Add')
      reject(where, `found ${op} of two values that the input leads to`, 'expected Add, or constants as one operand');
    return a.shape.join() === b.shape.join()
      ? same(a.shape)
      : reject(where, `adds values of ${shapeText(a.shape)} and ${shapeText(b.shape)}`, 'expected two of one shape');
  }
  // Sums and products are the same the other way round; differences and quotients are not.
  const first = a && 'shape' in a ? 0 : op === 'Add' || op === 'Mul' ? 1 : 0;
  const shape = signal(reading, first);
  const constants = spread(constant(reading, 1 - first), shape, where);
  if (op === 'Div' && constants.includes(0)) reject(where, 'divides by 0', 'expected other constants');
  return {
    ...{ kind: 'affine', shape },
    factors: constants.map(value => of(1, value)[0]),
    offsets: constants.map(value => of(1, value)[1]),
  };
}
