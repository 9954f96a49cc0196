import test from 'ava';
import { reportHtml } from '../../report/build.js';
import { failed, tinyInput, tinyProgram } from './builders.js';
import { elements, parseXml, words } from './xml.js';

const headings = (html: string): string[] => elements(parseXml(html), 'h2').map(words);

test('all sections in order, on one small page', async t => {
  const html = reportHtml(await tinyInput());
  t.deepEqual(headings(html), ['Summary', 'Accuracy over time', 'One tile in detail', 'Cost', 'SPICE agreement']);
  t.is(elements(parseXml(html), 'svg').length, 8);
  t.true(html.length < 400_000);
});

test('parts that were not run are left out or named', async t => {
  const html = reportHtml(await tinyInput({ chips: undefined, verdicts: undefined, dataName: undefined }));
  t.deepEqual(headings(html), ['Summary', 'One tile in detail', 'Cost', 'SPICE agreement']);
  t.false(/undefined|NaN/.test(html));
});

test('the footer holds the seed, the versions and the resolved hardware', async t => {
  const input = await tinyInput();
  const [footer] = elements(parseXml(reportHtml(input)), 'footer');
  t.true(words(footer!).includes('Seed 7 · ohmweave 1.2.3 · node '));
  const { hardware, chips, data } = JSON.parse(words(elements(footer!, 'pre')[0]!));
  t.deepEqual(hardware, JSON.parse(JSON.stringify(input.program.hardware)));
  t.deepEqual(chips, { seeds: [7, 8], ages: [0, 3600], wanted: 0.89, noiseSplit: 0.002 });
  t.is(data, 'drift-or-step');
});

test('the same input gives the same bytes', async t => {
  t.is(reportHtml(await tinyInput()), reportHtml(await tinyInput()));
});

test('hostile names stay words', async t => {
  const hostile = `<script>alert("1")</script> & 'more'`;
  const program = await tinyProgram({ name: hostile }, hostile);
  const html = reportHtml(
    await tinyInput({ program, version: hostile, dataName: hostile, verdicts: [failed(hostile, hostile)] }),
  );
  const root = parseXml(html);
  t.deepEqual(elements(root, 'script'), []);
  t.is(words(elements(root, 'h1')[0]!), `${hostile} on ${hostile}`);
  t.true(elements(root, 'td').some(cell => words(cell) === hostile));
});
