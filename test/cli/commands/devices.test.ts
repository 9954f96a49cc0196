import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { compactModels } from '../../../devices/compact/table.js';
import { deviceTable } from '../../../devices/table.js';
import { answer, documented, ohmweave, refused } from '../ohmweave.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const names = [...Object.keys(deviceTable), ...Object.keys(compactModels)];
const ofOne = ['name', 'kind', 'title', 'source', 'limits', 'temperatureKelvin', 'parameters', 'parts', 'states'];

test('lists every model', t => {
  const json = answer(t, folder, ['devices']);
  documented(t, 'devices', json, [...ofOne, 'gallery', 'drawn']);
  t.deepEqual(
    json.models.map(({ name }: { name: string }) => name),
    names,
  );
  const { stdout } = ohmweave(folder, ['devices']);
  for (const name of names) t.regex(stdout, new RegExp(`^${name} +(statistical|dynamic) +\\S`, 'm'));
});

test('shows a statistical model with parameters, limits and sources', t => {
  const json = answer(t, folder, ['devices', 'pcm']);
  documented(t, 'devices', json, ['models', 'gallery', 'drawn', 'states']);
  t.deepEqual(json.temperatureKelvin, [300, 300]);
  t.deepEqual(Object.keys(json.parameters), Object.keys(deviceTable.pcm!.parameters));
  t.regex(
    ohmweave(folder, ['devices', 'pcm']).stdout,
    /^programmingScale +times the published programming error +1 +0 to 100$/m,
  );
  t.false('temperatureKelvin' in answer(t, folder, ['devices', 'ideal']));
});

test('shows a dynamic model with its states', t => {
  const json = answer(t, folder, ['devices', 'vteam']);
  documented(t, 'devices', json, ['models', 'gallery', 'drawn', 'parts', 'temperatureKelvin']);
  t.deepEqual(json.states, { w: '0 to 3e-9 m' });
});

test('draws the curves of one, and of all on one page', t => {
  for (const [name, figures] of [
    ['rram-hfo2-radar', 6],
    ['pcm', 4],
    ['ideal', 3],
    ['stanford-pku', 2],
  ] as const) {
    const { code, stdout } = ohmweave(folder, ['devices', name, '--plot', `${name}.svg`]);
    t.is(code, 0);
    t.regex(stdout, new RegExp(`curves drawn in ${name}\\.svg\n$`));
    t.is(readFileSync(join(folder, `${name}.svg`), 'utf8').split('<svg').length - 2, figures, name);
  }
  const json = answer(t, folder, ['devices', '--gallery', 'all.html']);
  documented(t, 'devices', json, [...ofOne, 'models']);
  t.deepEqual(json.drawn, names);
  const html = readFileSync(join(folder, 'all.html'), 'utf8');
  for (const name of names) t.true(html.includes(`<h2>${name}: `), name);
});

test('refuses what it does not know', t => {
  refused(t, folder, ['devices', 'flash'], `flash: is not a device model; expected one of ${names.join(', ')}`);
  refused(t, folder, ['devices', '--plot', 'x.svg'], '--plot: found no model to draw; expected its name: ohmweave devices NAME --plot FILE.svg'); // biome-ignore format: one line
  refused(t, folder, ['devices', 'pcm', '--plot', 'x.png'], 'x.png: found another kind of file; expected a name that ends in .svg'); // biome-ignore format: one line
  refused(t, folder, ['devices', 'pcm', '--gallery', 'x.html'], '--gallery: found a model, "pcm"; expected none: the gallery shows all'); // biome-ignore format: one line
  refused(t, folder, ['devices', '--gallery', 'x.pdf'], 'x.pdf: found another kind of file; expected a name that ends in .html or .htm'); // biome-ignore format: one line
});
