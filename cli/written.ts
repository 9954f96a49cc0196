import { writeWhole } from '../edge/files.js';
import type { Context } from './command.js';

/** Writes a file of a command's answer where it was asked for, and says so in a line. */
export function written(context: Context, path: string | undefined, content: (path: string) => string): string[] {
  if (path === undefined) return [];
  writeWhole(path, content(path));
  context.wrote(path);
  return [`wrote ${path}`];
}
