import { reject } from './error.js';

/**
 * Protocol Buffers as they lie in a file (protobuf.dev/programming-guides/encoding): a message is a list of fields, each a
 * number and a value. What the value is, a signed number, a text or another message, the field's type says, which is not in
 * the file: the accessors below are for that.
 */
export type Fields = ReadonlyMap<number, readonly FieldValue[]>;

/** A varint or a fixed number as its bits, or the bytes of a text, of a message or of packed numbers. */
export type FieldValue = bigint | Uint8Array;

/** Wire types of a field. */
const [varint, eightBytes, lengthDelimited, fourBytes] = [0, 1, 2, 5] as const;

/** The fields of a message; unknown ones are in it as well. InputError where the bytes end within a field or are none. */
export function parseFields(bytes: Uint8Array, where: string): Fields {
  const fields = new Map<number, FieldValue[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const need = (at: number, count: number): number =>
    count <= bytes.length - at
      ? count
      : reject(where, `ends after ${bytes.length - at} of ${count} bytes of a field`, 'expected a whole file');
  for (let at = 0; at < bytes.length; ) {
    const tag = readVarint(bytes, at, where);
    at = tag.end;
    const number = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    if (number === 0) return reject(where, 'found a field with the number 0', 'expected Protocol Buffers');
    let value: FieldValue;
    if (wire === varint) {
      const found = readVarint(bytes, at, where);
      value = found.value;
      at = found.end;
    } else if (wire === lengthDelimited) {
      const length = readVarint(bytes, at, where);
      const count = need(length.end, Number(length.value));
      value = bytes.subarray(length.end, length.end + count);
      at = length.end + count;
    } else if (wire === eightBytes || wire === fourBytes) {
      const count = need(at, wire === eightBytes ? 8 : 4);
      value = count === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
      at += count;
    } else return reject(where, `found a field of wire type ${wire}`, 'expected Protocol Buffers');
    const known = fields.get(number);
    if (known) known.push(value);
    else fields.set(number, [value]);
  }
  return fields;
}

/** A number of seven bits a byte, the lowest first; at most ten bytes. */
function readVarint(bytes: Uint8Array, start: number, where: string): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let at = start, shift = 0n; shift < 70n; at++, shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined) return reject(where, 'ends within a number', 'expected a whole file');
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return reject(where, 'found a number of more than ten bytes', 'expected Protocol Buffers');
}

/** Signed whole numbers (int64, int32, enumerations), packed or one by one. */
export function integersOf(fields: Fields, number: number, where: string): bigint[] {
  return (fields.get(number) ?? []).flatMap(value => {
    if (typeof value === 'bigint') return [BigInt.asIntN(64, value)];
    const found: bigint[] = [];
    for (let at = 0; at < value.length; ) {
      const next = readVarint(value, at, where);
      found.push(BigInt.asIntN(64, next.value));
      at = next.end;
    }
    return found;
  });
}

/** One signed whole number; undefined where the field is not there. As in every reader of the format, the last one counts. */
export const integerOf = (fields: Fields, number: number, where: string): number | undefined => {
  const found = integersOf(fields, number, where).at(-1);
  return found === undefined ? undefined : Number(found);
};

/** Numbers of type float or double, packed or one by one. */
export function floatsOf(fields: Fields, number: number, type: 'float' | 'double', where: string): Float64Array {
  const bytes = type === 'float' ? 4 : 8;
  const read = (view: DataView, at: number): number =>
    type === 'float' ? view.getFloat32(at, true) : view.getFloat64(at, true);
  const parts = (fields.get(number) ?? []).map(value => {
    if (typeof value !== 'bigint') return value;
    const own = new DataView(new ArrayBuffer(8));
    own.setBigUint64(0, value, true);
    return new Uint8Array(own.buffer, 0, bytes);
  });
  const out = new Float64Array(parts.reduce((sum, part) => sum + Math.floor(part.length / bytes), 0));
  let k = 0;
  for (const part of parts) {
    if (part.length % bytes !== 0)
      reject(where, `found ${part.length} bytes of numbers`, `expected a multiple of ${bytes}`);
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    for (let at = 0; at < part.length; at += bytes) out[k++] = read(view, at);
  }
  return out;
}

/** Values with a length of their own: messages, texts, bytes. */
export const bytesOf = (fields: Fields, number: number, where: string): Uint8Array[] =>
  (fields.get(number) ?? []).map(value =>
    typeof value === 'bigint' ? reject(where, `found a number in field ${number}`, 'expected bytes') : value,
  );

export const textsOf = (fields: Fields, number: number, where: string): string[] =>
  bytesOf(fields, number, where).map(bytes => new TextDecoder().decode(bytes));

/** One text; empty where the field is not there, as the format has it. */
export const textOf = (fields: Fields, number: number, where: string): string =>
  textsOf(fields, number, where).at(-1) ?? '';

export const messagesOf = (fields: Fields, number: number, where: string): Fields[] =>
  bytesOf(fields, number, where).map(bytes => parseFields(bytes, where));
