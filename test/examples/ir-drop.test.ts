import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkout } from '../cli/ohmweave.js';
import { crowding, elements, parseXml, words } from '../report/xml.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
const said = execFileSync(process.execPath, [join(checkout, 'dist/examples/ir-drop.js'), '-o', 'page.html'], {
  cwd: folder,
  encoding: 'utf8',
});
const html = readFileSync(join(folder, 'page.html'), 'utf8');

test('ir-drop: one page that needs nothing else, with three maps of each array', t => {
  t.regex(said, /\nwrote page\.html\n$/);
  const root = parseXml(html);
  t.deepEqual(elements(root, 'h2').map(words), ['In numbers', 'Mild', 'Stuck row', 'Severe']);
  t.deepEqual(
    [...new Set(html.replace(/data:image[^"]*/g, '').match(/(?:https?:)?\/\/[^\s"'<>]+/g))],
    ['http://www.w3.org/2000/svg'],
  );
  t.notRegex(html, /<(?:script|link|iframe)|@import|url\(/);
  const figures = html.match(/<svg .*?<\/svg>/gs)!;
  t.is(figures.length, 9);
  for (const figure of figures) t.deepEqual(crowding(figure), []);
  // Each has a colour bar with its unit.
  for (const [k, figure] of figures.entries())
    t.regex(figure, k % 3 === 0 ? />Voltage \(mV\)</ : />Current \([mµ]A\)</);
});

test('ir-drop: the three arrays are what their names say', t => {
  const rows = elements(parseXml(html), 'tr').slice(1).map(row => elements(row, 'td').map(words)); // biome-ignore format: one thing
  t.deepEqual(rows.map(row => row[0]), ['Mild', 'Stuck row', 'Severe']); // biome-ignore format: one thing
  const [mild, stuck, severe] = rows.map(row => {
    const [worst, mean, error, , wires] = row.slice(3).map(Number.parseFloat);
    return { worst: worst!, mean: mean!, error: error!, wires: wires! };
  });
  for (const part of ['worst', 'mean', 'error', 'wires'] as const)
    t.true(mild![part] < stuck![part] && stuck![part] < severe![part], part);
  // A bit line without IR drop, loaded evenly: r g n (n + 1) / 2 of the voltage at most, on word lines the same.
  const estimate = 100 * 25.5e-6 * 64 * 65;
  t.true(mild!.worst > 0.8 * estimate && mild!.worst < 1.2 * estimate);
  t.true(severe!.worst > 90 && severe!.wires > 50);
  // What stands in the captions is what the command says.
  for (const line of said.split('\n').slice(0, 3))
    for (const figure of line.match(/[\d.]+\u00a0%/g)!) t.true(words(parseXml(html)).includes(figure), figure);
});
