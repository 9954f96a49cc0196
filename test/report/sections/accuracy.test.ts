import test from 'ava';
import { accuracyFigure, accuracySection } from '../../../report/sections/accuracy.js';
import { agedChips, plainBlanks, svgsOf, tableOf, tinyInput } from '../builders.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml, words } from '../xml.js';

const month = 30.4375 * 86400;
const ages = [0, 1, 3600, 86400, month, 12 * month];

test('a curve per remedy with its band, over the names of the ages', t => {
  const svg = accuracyFigure(agedChips([1, 2, 3], ages));
  sameAsGolden(t, 'accuracy-over-time', svg);
  t.deepEqual(crowding(svg), []);
  const letters = elements(parseXml(svg), 'text').map(words);
  for (const label of ['programmed', '1 s', '1 h', '1 day', '1 month', '1 year', 'Accuracy (%)'])
    t.true(letters.includes(label), label);
});

test('the axis of accuracies never passes 100 %', t => {
  const perfect = { ...agedChips([1, 2]), reference: 1 };
  const points = perfect.points.map(point => ({ ...point, accuracies: [1, 1], mean: 1, deviation: 0 }));
  const labels = elements(parseXml(accuracyFigure({ ...perfect, points })), 'text')
    .map(words)
    .map(Number);
  t.is(Math.max(...labels.filter(Number.isFinite)), 100);
});

test('a row per age and compensation, with yields', async t => {
  const rows = tableOf(accuracySection(await tinyInput())!).map(row => row.map(cell => plainBlanks(String(cell))));
  // 0.9 and 0.88 when new: one of two chips reaches 0.89
  t.deepEqual(rows[0], ['programmed', 'no', '89.0 ± 1.4', '50 %', '89.0 ± 1.4', '50 %', '89.0 ± 1.4', '50 %']);
  t.deepEqual(rows[3], ['1 h', 'yes', '84.0 ± 1.4', '0 %', '86.5 ± 1.4', '0 %', '87.3 ± 1.4', '0 %']);
  t.is(rows.length, 4);
});

test('one chip has neither spread nor yield', async t => {
  const section = accuracySection(await tinyInput({ chips: agedChips([7]) }))!;
  t.deepEqual(tableOf(section)[0], ['programmed', 'no', '90.0', '90.0', '90.0']);
  t.true(section.lead.startsWith('One chip (seed 7)'));
  t.false(section.exhibits[0]!.caption.includes('Bands'));
});

test('tells what was run only', async t => {
  const run = agedChips([7, 8]);
  const points = run.points.filter(({ readout, compensation }) => readout === 'float' && compensation === 'none');
  const section = accuracySection(await tinyInput({ chips: { ...run, points } }))!;
  const { caption } = section.exhibits[0]!;
  t.false(/Retrained|Compensated/.test(caption));
  t.true(plainBlanks(caption).includes('slower than 2 ms'));
  t.true(caption.includes('Device model pcm: the fit holds at 300 K only.'));
  t.deepEqual(
    tableOf(section).map(row => row.length),
    [4, 4],
  );
  t.deepEqual(svgsOf(section).flatMap(crowding), []);
});

test('no chips, no section', async t => {
  t.is(accuracySection(await tinyInput({ chips: undefined })), undefined);
});
