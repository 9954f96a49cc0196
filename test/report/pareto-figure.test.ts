import test from 'ava';
import { type PlottedDesign, paretoFigure } from '../../report/pareto-figure.js';
import { sameAsGolden } from './golden.js';
import { crowding, elements, parseXml, words, type XmlNode } from './xml.js';

const design = (name: string, accuracy: number, energy: number, member?: number): PlottedDesign => ({
  ...{ name, accuracy, energy, deviation: 0.02, latency: 100 * energy, area: 1e-7 * accuracy },
  ...(member !== undefined && { member }),
});
const designs = [
  design('bits = 4', 0.7, 1e-7, 3),
  design('bits = 6', 0.9, 2e-7, 2),
  design('bits = 8', 0.95, 8e-7, 1),
  design('bits = 8, copies = 2', 0.94, 9e-7),
  design('bits = 4, copies = 2', 0.6, 3e-7),
];
const draw = (some: readonly PlottedDesign[]): string =>
  paretoFigure({ title: 'Designs', accuracy: 'Accuracy', objectives: 'accuracy and energy', designs: some });

/** With blanks that may break. */
const plainWords = (node: XmlNode): string => words(node).replaceAll('\u00a0', ' ');

test('every design is a dot, members have numbers, and those on the line are named below', t => {
  const svg = draw(designs);
  sameAsGolden(t, 'pareto', svg);
  t.deepEqual(crowding(svg), []);
  const root = parseXml(svg);
  const notes = elements(root, 'circle').flatMap(circle => elements(circle, 'title').map(plainWords));
  t.is(notes.length, designs.length);
  t.true(notes.includes('bits = 8, copies = 2: 94.0 %, 900 nJ, 90 µs, 94000 µm²'), notes.join('\n'));
  const texts = elements(root, 'text').map(plainWords);
  for (const label of ['1', '2', '3', '3: 70.0 %, 100 nJ with bits = 4', '2: 90.0 %, 200 nJ with bits = 6'])
    t.true(texts.includes(label), label);
});

test('one design alone, and many in one place whose numbers do not fit', t => {
  t.deepEqual(crowding(draw(designs.slice(0, 1))), []);
  const crowd = Array.from({ length: 40 }, (_, k) => design(`copies = ${k}`, 0.9 - 1e-4 * k, 1e-6 - 1e-9 * k, k + 1));
  const svg = draw(crowd);
  t.deepEqual(crowding(svg), []);
  t.true(elements(parseXml(svg), 'text').map(words).includes('and 28 more'));
});

test('no design, and a cost of nothing', t => {
  t.throws(() => draw([]), { name: 'InputError', message: /^chart "Designs": found no values/ });
  t.throws(() => draw([design('free', 0.5, 0)]), { name: 'InputError', message: /expected values above 0/ });
});
