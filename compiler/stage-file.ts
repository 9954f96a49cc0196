import { encode } from '@msgpack/msgpack';
import { reject } from '../edge/error.js';
import { jsonPieces } from '../edge/json.js';
import { codec } from './program-file.js';

/** Endings of the names of files that `stageFile` makes. */
export const stageEndings = ['.json', '.msgpack'] as const;

/** A stage of the compiler (compiler/passes.ts) and where it is from. */
export interface DumpedStage {
  readonly stage: string;
  /** Names of the network and of the hardware. */
  readonly network: string;
  readonly hardware: string;
  readonly seed: number;
  readonly content: unknown;
}

/**
 * The content of a file with a stage, by the name it is to have: JSON in pieces, every array a list; or msgpack, whose arrays are the
 * extension types of programs (1: float64, 2: uint32, little-endian) and bytes. Tables by name are maps in both. InputError for other names.
 */
export function stageFile(path: string, dumped: DumpedStage): Iterable<string | Uint8Array> {
  if (/\.json$/i.test(path)) return jsonPieces(dumped);
  if (!/\.msgpack$/i.test(path))
    return reject(path, 'found another kind of file', `expected a name that ends in ${stageEndings.join(' or ')}`);
  const { content } = dumped;
  const plain = { ...dumped, content: content instanceof Map ? Object.fromEntries(content) : content };
  return [encode(plain, { extensionCodec: codec, sortKeys: true, ignoreUndefined: true })];
}
