import { reject } from '../../edge/error.js';
import { shapeText, sizeOf } from './model.js';
import { constant, integer, type Operation, optional, type Reading, same, signal } from './operation.js';

/** Values lie as they did: a vector is what maps are, channel by channel and row by row. */
export function flatten(reading: Reading): Operation {
  const shape = signal(reading);
  const axis = integer(reading, 'axis', 1);
  if ((axis < 0 ? axis + shape.length + 1 : axis) !== 1)
    reject(`${reading.where}: axis`, `found ${axis}`, 'expected 1: all but the batch');
  return same([sizeOf(shape)]);
}

export function reshape(reading: Reading): Operation {
  const { where, batch: size } = reading;
  const shape = signal(reading);
  const { data } = constant(reading, 1);
  const wanted = [...data];
  const of = [undefined, ...shape];
  const told = wanted.map((n, d) => (n === 0 && integer(reading, 'allowzero', 0) === 0 ? of[d] : n));
  const wrong = (): never =>
    reject(
      where,
      `makes ${shapeText(wanted)} of (batch, ${shape.join(', ')})`,
      `expected the batch, then numbers whose product is ${sizeOf(shape)}`,
    );
  const [batch, ...rest] = told;
  const open = rest.indexOf(-1);
  const known = rest.reduce<number>((product, n) => product * (n === -1 ? 1 : (n ?? 0)), 1);
  // A 1 is what a model for single inputs says; another number would make one input of several, or several of one.
  const kept = batch === undefined || batch === -1 || batch === (size ?? 1);
  if (!kept || rest.some(n => n !== undefined && n < -1)) return wrong();
  if (told.length < 2 || (open >= 0 && (batch === -1 || sizeOf(shape) % known !== 0))) return wrong();
  const made = rest.map(n => (n === -1 ? sizeOf(shape) / known : (n ?? 0)));
  return sizeOf(made) === sizeOf(shape) ? same(made) : wrong();
}

export function dropout(reading: Reading): Operation {
  const training = optional(reading, 2);
  if (training && training.data[0] !== 0) reject(reading.where, 'found training_mode 1', 'expected inference');
  return same(signal(reading));
}
