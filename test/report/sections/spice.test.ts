import test from 'ava';
import { spiceSection } from '../../../report/sections/spice.js';
import { failed, plainBlanks, svgsOf, tableOf, tinyInput, verdict } from '../builders.js';
import { crowding, elements, parseXml, words } from '../xml.js';

test('each tile against the tolerance', async t => {
  const section = spiceSection(await tinyInput());
  t.true(
    plainBlanks(section.lead).startsWith(
      'ngspice agrees on 2 of 2 tiles, worst relative difference 7 × 10⁻¹³ (block1[0,0]).',
    ),
  );
  const [svg] = svgsOf(section);
  t.deepEqual(crowding(svg!), []);
  const letters = elements(parseXml(svg!), 'text').map(words);
  for (const text of ['Tolerance, 10⁻⁶', 'encoder[0,0]', 'block1[0,0]', 'Relative difference'])
    t.true(letters.includes(text), text);
  t.deepEqual(
    tableOf(section)[0]!.map(cell => (typeof cell === 'string' ? plainBlanks(cell) : cell)),
    ['encoder[0,0]', '8 × 4', 2, '2 × 10⁻¹³', 'bit line 3, read 1', 0.5, 'agrees'],
  );
});

test('says so where it was not run, and how to run it', async t => {
  for (const verdicts of [undefined, []]) {
    const section = spiceSection(await tinyInput({ verdicts }));
    t.regex(section.lead, /were not run.*`ohmweave report`.*`ohmweave validate`/);
    t.deepEqual(section.exhibits, []);
  }
});

test('a tile that differs or fails is named', async t => {
  const section = spiceSection(
    await tinyInput({ verdicts: [verdict('a', 0), verdict('b', 3e-4), failed('c', 'out of <memory>')] }),
  );
  t.true(
    plainBlanks(section.lead).startsWith(
      'ngspice agrees on 1 of 3 tiles, 1 could not be run, worst relative difference 3 × 10⁻⁴ (b).',
    ),
  );
  t.deepEqual(
    tableOf(section).map(row => row.at(-1)),
    ['agrees', 'differs', 'not run: out of <memory>'],
  );
  t.deepEqual(svgsOf(section).flatMap(crowding), []);
  t.deepEqual(svgsOf(spiceSection(await tinyInput({ verdicts: [failed('c', 'no')] }))), []);
});

test('of many tiles the worst are drawn', async t => {
  const verdicts = Array.from({ length: 60 }, (_, k) => verdict(`block1[${k},0]`, 1e-13 * (1 + k)));
  const section = spiceSection(await tinyInput({ verdicts }));
  const [svg] = svgsOf(section);
  t.deepEqual(crowding(svg!), []);
  const drawn = elements(parseXml(svg!), 'text')
    .map(words)
    .filter(text => text.startsWith('block1['));
  t.deepEqual(
    drawn,
    verdicts.slice(-24).map(({ name }) => name),
  );
  t.true(section.exhibits[0]!.caption.includes('the 36 tiles that differ least are left out'));
  t.is(tableOf(section).length, 60);
});
