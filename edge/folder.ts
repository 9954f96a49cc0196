import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { reject } from './error.js';
import { requireWritableFolder, writeWhole } from './files.js';
import { jsonPieces } from './json.js';

/** A file of a folder that is written whole. */
export interface FolderFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** The file that is written last, with the names of all others under "files". */
const indexName = 'index.json';

/**
 * InputError where a folder that files are to be written to holds others than an earlier writing left there, by its index; asked for
 * before the work. An empty folder, or none, is good.
 */
export function requireOwnFolder(path: string): void {
  requireWritableFolder(path);
  if (!existsSync(path)) return;
  const known = new Set([indexName, ...namesInIndex(path)]);
  const foreign = readdirSync(path).find(name => !known.has(name));
  if (foreign !== undefined)
    reject(
      path,
      `found ${foreign}, which is no file of an earlier export`,
      'expected a new or an empty folder, or one that holds such an export and nothing else',
    );
}

function namesInIndex(folder: string): readonly string[] {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, indexName), 'utf8')) as { files?: unknown };
    return Array.isArray(files) ? files.map(String) : [];
  } catch {
    return [];
  }
}

/**
 * Writes a folder whole: beside, and then renamed in the place of the earlier one, so that nobody ever meets a part of it or a mixture of
 * two. `index` is what index.json says beside the names of the files. InputError as in `requireOwnFolder`, and where the
 * system refuses; what was there is then still there.
 */
export async function writeFolder(
  path: string,
  files: AsyncIterable<FolderFile>,
  index: { readonly [key: string]: unknown },
): Promise<void> {
  requireOwnFolder(path);
  const target = existsSync(path) ? realpathSync(path) : resolve(path);
  const beside = `${target}.${process.pid}.part`;
  const former = `${target}.${process.pid}.old`;
  try {
    requireWritableFolder(dirname(target));
    mkdirSync(beside, { recursive: true });
    const names: string[] = [];
    for await (const { name, content } of files) {
      writeWhole(join(beside, name), content);
      names.push(name);
    }
    writeWhole(join(beside, indexName), jsonPieces({ ...index, files: names }));
    if (existsSync(target)) renameSync(target, former);
    renameSync(beside, target);
  } finally {
    if (!existsSync(target) && existsSync(former)) renameSync(former, target);
    for (const left of [beside, former]) rmSync(left, { recursive: true, force: true });
  }
}
