import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { answer, documented } from '../ohmweave.js';
import { tinyFolder } from '../tiny.js';

const folder = tinyFolder();

test('floorplan: the answer and the picture', t => {
  const json = answer(t, folder, ['floorplan', 'net.owp', '-o', 'floor.svg']);
  documented(t, 'floorplan', json);
  t.is(json.arrays.length, json.arraysUnpacked);
  t.is(json.packing, 'none');
  t.true(readFileSync(join(folder, 'floor.svg'), 'utf8').startsWith('<svg'));
});
