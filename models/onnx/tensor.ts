import { reject } from '../../edge/error.js';
import { bytesOf, type Fields, floatsOf, integerOf, integersOf, textOf } from '../../edge/protobuf.js';
import { shapeText, sizeOf, type Tensor } from './model.js';

/** Numbers of the fields of a TensorProto. */
const [dims, dataType, segment, floatData, int32Data, int64Data, rawData, doubleData, location] = [1, 2, 3, 4, 5, 7, 9, 10, 14]; // biome-ignore format: one thing
const nameField = 8;

interface Type {
  readonly name: string;
  readonly bytes: number;
  readonly raw: (view: DataView, at: number) => number;
  /** The numbers where they stand in a field of their own kind. */
  readonly typed: (fields: Fields, where: string) => Float64Array;
}

const whole = (field: number) => (fields: Fields, where: string) =>
  Float64Array.from(integersOf(fields, field, where), Number);

/** By TensorProto.DataType. */
const types: Readonly<Record<number, Type>> = {
  1: {
    ...{ name: 'float', bytes: 4, raw: (view, at) => view.getFloat32(at, true) },
    typed: (fields, where) => floatsOf(fields, floatData!, 'float', where),
  },
  6: { name: 'int32', bytes: 4, raw: (view, at) => view.getInt32(at, true), typed: whole(int32Data!) },
  7: { name: 'int64', bytes: 8, raw: (view, at) => Number(view.getBigInt64(at, true)), typed: whole(int64Data!) },
  9: { name: 'bool', bytes: 1, raw: (view, at) => view.getUint8(at), typed: whole(int32Data!) },
  10: {
    ...{ name: 'float16', bytes: 2, raw: (view, at) => halfFloat(view.getUint16(at, true)) },
    typed: (fields, where) => whole(int32Data!)(fields, where).map(halfFloat),
  },
  11: {
    ...{ name: 'double', bytes: 8, raw: (view, at) => view.getFloat64(at, true) },
    typed: (fields, where) => floatsOf(fields, doubleData!, 'double', where),
  },
};

/** Names of types that are met and not read. */
const others: Readonly<Record<number, string>> = {
  ...{ 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 8: 'string', 12: 'uint32', 13: 'uint64' },
  ...{ 14: 'complex64', 15: 'complex128', 16: 'bfloat16' },
};

export const typeName = (kind: number): string => types[kind]?.name ?? others[kind] ?? String(kind);

export const tensorName = (fields: Fields, where: string): string => textOf(fields, nameField, where);

/**
 * A TensorProto's numbers as doubles: float, double, float16, int32, int64 and bool, as raw bytes or in a field of their own.
 * InputError for other types, numbers in another file, another count than the shape has, and numbers that are not finite.
 */
export function tensorOf(fields: Fields, where: string): Tensor {
  const shape = integersOf(fields, dims!, where).map(Number);
  const negative = shape.find(n => n < 0);
  if (negative !== undefined) return reject(where, `found a dimension of ${negative}`, 'expected 0 or more');
  const kind = integerOf(fields, dataType!, where) ?? 0;
  const type = types[kind];
  if (!type) {
    const known = Object.values(types).map(({ name }) => name);
    return reject(where, `found numbers of type ${typeName(kind)}`, `expected one of ${known.join(', ')}`);
  }
  if (integerOf(fields, location!, where) === 1)
    return reject(
      where,
      'keeps its numbers in another file',
      'expected them in the model: save it without external data',
    );
  if (fields.has(segment!)) return reject(where, 'is a part of a tensor', 'expected a whole one');
  const raw = bytesOf(fields, rawData!, where).at(-1);
  const data = raw ? rawNumbers(raw, type, where) : type.typed(fields, where);
  if (data.length !== sizeOf(shape))
    return reject(
      where,
      `found ${data.length} numbers`,
      `expected ${sizeOf(shape)}, as its shape ${shapeText(shape)} has`,
    );
  const odd = data.find(value => !Number.isFinite(value));
  if (odd !== undefined) return reject(where, `found ${odd}`, 'expected finite numbers');
  return { shape, data };
}

function rawNumbers(raw: Uint8Array, { name, bytes, raw: read }: Type, where: string): Float64Array {
  if (raw.length % bytes !== 0)
    return reject(where, `found ${raw.length} bytes`, `expected a multiple of ${bytes}, as a ${name} has`);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float64Array.from({ length: raw.length / bytes }, (_, i) => read(view, i * bytes));
}

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
