/** Anything that JSON can hold; keys with the value undefined are left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON to be read by people too: objects and lists broken over lines, a list of numbers or texts on one. Every finite
 * number comes back bit for bit, −0 included.
 */
export function formatJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  const broken = (open: string, parts: readonly string[], close: string): string =>
    parts.length === 0 ? open + close : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) {
    const parts = value.map(part => formatJson(part, inner));
    return value.every(part => part === null || typeof part !== 'object')
      ? `[${parts.join(', ')}]`
      : broken('[', parts, ']');
  }
  const parts = Object.entries(value).flatMap(([key, part]) =>
    part === undefined ? [] : [`${JSON.stringify(key)}: ${formatJson(part, inner)}`],
  );
  return broken('{', parts, '}');
}

// Array.isArray does not narrow readonly arrays.
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Numbers of a typed array that go into one piece. */
const pieceLength = 2 ** 14;

/**
 * The JSON of any plain data in pieces, as what is large may be longer than a text can be: typed arrays as lists, maps as objects,
 * numbers that are not finite as null, and what is undefined left out.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  if (ArrayBuffer.isView(value)) {
    const numbers = value as unknown as ArrayLike<number>;
    yield '[';
    for (let from = 0; from < numbers.length; from += pieceLength) {
      const piece = Array.from({ length: Math.min(pieceLength, numbers.length - from) }, (_, k) => numbers[from + k]!);
      yield `${from > 0 ? ',' : ''}${JSON.stringify(piece).slice(1, -1)}`;
    }
    yield ']';
  } else if (isFlat(value)) yield JSON.stringify(value) ?? 'null';
  else if (Array.isArray(value)) {
    yield '[';
    for (const [k, part] of value.entries()) {
      if (k > 0) yield ',\n';
      yield* jsonPieces(part);
    }
    yield ']';
  } else {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    yield '{';
    for (const [k, [key, part]] of entries.filter(([, part]) => part !== undefined).entries()) {
      yield `${k > 0 ? ',\n' : ''}${JSON.stringify(key)}: `;
      yield* jsonPieces(part);
    }
    yield '}';
  }
}

/** Whether a value holds no others, or none that hold any. */
function isFlat(value: unknown): value is null | string | number | boolean | undefined {
  if (value === null || typeof value !== 'object') return true;
  return !(value instanceof Map) && Object.values(value).every(part => part === null || typeof part !== 'object');
}
