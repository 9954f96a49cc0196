import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { exploreCommand } from '../../cli/commands/explore/explore.js';
import { parseAxis } from '../../cli/commands/sweep/axis.js';
import { requireChanges } from '../../compiler/hardware-change.js';
import { readDescription } from '../../compiler/hardware-file.js';
import { loadUnits } from '../../edge/quantity.js';
import { checkout } from '../cli/ohmweave.js';
import { elements, parseXml, words } from '../report/xml.js';

const page = readFileSync(join(checkout, 'docs/explore.md'), 'utf8');

test('the command of the page can be run, has as many designs as it says, and its picture is of these', async t => {
  const command = /ohmweave explore (.*?)\n {4}Designs/s.exec(page)![1]!.replaceAll('\\\n', ' ');
  const shell = [...command.matchAll(/"([^"]*)"|\S+/g)].map(match => match[1] ?? match[0]);
  const known = exploreCommand().options.map(({ long }) => long);
  const folder = join(checkout, 'examples/trained-elsewhere');
  for (const option of shell.filter(word => word.startsWith('--'))) t.true(known.includes(option), option);
  for (const file of [shell[0]!, shell[shell.indexOf('--data') + 1]!]) t.true(existsSync(join(folder, file)), file);

  const parse = await loadUnits();
  const axes = shell.flatMap((word, k) => (shell[k - 1] === '--vary' ? [parseAxis(word, parse, '--vary')] : []));
  const [hardware, ...others] = axes;
  for (const { written } of hardware!.values) {
    const file = String(written);
    const description = readDescription(file.endsWith('.json') ? join(folder, file) : file);
    for (const { paths, values } of others)
      for (const path of paths) requireChanges(description, path, values.map(one => one.written), parse, '--vary'); // biome-ignore format: one thing
  }
  const designs = axes.reduce((product, { values }) => product * values.length, 1);
  t.true(page.includes(`Designs for drift or step, ${designs} designs, 5 chips of each;`));
  t.true(page.includes(`The ${5 * designs} chips took`));

  const picture = parseXml(readFileSync(join(checkout, 'docs/images/pareto.svg'), 'utf8'));
  const dots = elements(picture, 'circle').flatMap(dot => elements(dot, 'title').map(words));
  t.is(dots.length, designs);
  const rows = [...page.matchAll(/^ {4} ?(\d+) {2}(\S+) +(\d+) +(\d+) +(\w+ \w+) +([\d.]+) ± /gm)];
  t.is(rows.length, 10);
  for (const [, number, file, size, bits, signs, percent] of rows) {
    const name = `${number}: hardware = ${file}, array.size = ${size}, bits = ${bits}, mapping.signs = ${signs}: ${percent}\u00a0%`;
    t.true(dots.some(dot => dot.startsWith(name)), name); // biome-ignore format: one thing
  }
});
