import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { passes } from '../../compiler/passes.js';
import { readNpy } from '../../edge/npy.js';
import { weightParts } from '../../sim/inspection/weights.js';
import { answer, checkout, documented } from '../cli/ohmweave.js';
import { tinyFolder } from '../cli/tiny.js';

const page = readFileSync(join(checkout, 'docs/inspect.md'), 'utf8');
const rowsUnder = (heading: string): string[] => {
  const lines = page
    .slice(page.indexOf(`\n## ${heading}\n`) + 4)
    .split('\n## ')[0]!
    .split('\n');
  return lines.filter(line => line.startsWith('| `'));
};

test('the page has every stage, and every cause of errors in its order', t => {
  t.deepEqual(
    rowsUnder('What a pass leaves behind'),
    passes.map(({ name, stage, what }) => `| \`${stage}\` | ${what} | ${name} |`),
  );
  t.deepEqual(
    rowsUnder('Errors of weights').map(row => row.split('`')[1]),
    ['cutting', ...weightParts],
  );
});

test('the command of the page that does most, as it stands there', t => {
  const folder = tinyFolder();
  const line = /^ {4}ohmweave (inspect .*--export.*)$/m.exec(page)![1]!;
  const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
  const json = answer(t, folder, args);
  documented(t, 'inspect', json, ['worstCells', 'products[].clipped', 'products[].tiles[].repair']);
  t.is(json.timeSeconds, 86400);
  t.regex(readFileSync(join(folder, json.svg), 'utf8'), /^<svg .*block1/s);
  const index = JSON.parse(readFileSync(join(folder, json.exported, 'index.json'), 'utf8'));
  const [tile] = index.tiles;
  for (const state of ['target', 'programmed', 'present'])
    t.deepEqual(readNpy(join(folder, json.exported, tile.files[state])).shape, [tile.rows.length, tile.columns.length]);
  const names = rowsUnder("Every device's conductance").flatMap(row => [...row.matchAll(/tiles\[\]\.(\w+)/g)]);
  t.deepEqual(Object.keys(tile).sort(), names.map(([, name]) => name!).sort());
});
