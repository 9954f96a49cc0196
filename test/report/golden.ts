import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { writeWhole } from '../../edge/files.js';

// dist/test/report -> the committed files
const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../test/report/golden');

/** Numbers to three decimals, as another version of Node may compute the last bits of a logarithm differently. */
const rounded = (svg: string): string =>
  svg.replace(/-?\d+\.\d+/g, number => String(Math.round(Number(number) * 1000) / 1000));

/**
 * Compares a drawing with golden/NAME.svg. Where they differ, NAME-changed.svg is written beside it, to look at and, if
 * it is right, to rename.
 */
export function sameAsGolden(t: ExecutionContext, name: string, svg: string): void {
  const changed = join(folder, `${name}-changed.svg`);
  const path = join(folder, `${name}.svg`);
  const drawn = `${rounded(svg).replace(/></g, '>\n<')}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === drawn) {
    rmSync(changed, { force: true });
    t.pass();
    return;
  }
  writeWhole(changed, drawn);
  t.fail(`${name} is drawn differently now: compare test/report/golden/${name}-changed.svg with ${name}.svg`);
}
