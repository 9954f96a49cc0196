import test from 'ava';
import fc from 'fast-check';
import { el, escapeXml, num, textWidth, wrap } from '../../../report/svg/text.js';
import { parseXml, words } from '../xml.js';

test('any text survives escaping, in an element and in an attribute', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), raw => {
      const node = parseXml(el('a', { title: raw }, escapeXml(raw) || ' '));
      // XML cannot hold control characters at all.
      const kept = raw.replace(/[^\P{Cc}\t\n]|[\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD');
      return node.attributes.title === kept && words(node) === kept;
    }),
  );
  t.is(escapeXml('<b a="1">&\'\u0007'), '&lt;b a=&quot;1&quot;&gt;&amp;&#39;\uFFFD');
});

test('coordinates are short and never negative zero', t => {
  t.deepEqual([1 / 3, -0.001, 12, 0.999].map(num), ['0.33', '0', '12', '1']);
});

// Widths at 100 px of DejaVu Sans Book and Bold, measured by Chromium's canvas.
const measured: readonly [text: string, book: number, bold: number][] = [
  ['Time after programming', 1224, 1383],
  ['Conductance (µS)', 894, 1001],
  ['MARS reservoir, float64 reference weights', 2110, 2385],
  ['0123456789', 636, 696],
  ['−12.5 %', 433, 466],
  ['2.1 × 10⁻⁷', 527, 566],
  ['WMW@mw%', 658, 717],
  ['iiilll', 167, 206],
];

test('a line is taken to be as wide as in the widest font, or up to a fifth more', t => {
  for (const [line, book, bold] of measured) {
    const ratios = [textWidth(line, 100) / book, textWidth(line, 100, true) / bold];
    t.true(
      ratios.every(ratio => ratio >= 0.99 && ratio <= 1.2),
      `${line}: ${ratios}`,
    );
  }
});

test('wrapped lines fit and hold every letter', t => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 12 }), fc.integer({ min: 30, max: 300 }), (sentence, width) => {
      const lines = wrap(sentence, width, 12);
      return (
        lines.every(line => textWidth(line, 12) <= width) &&
        lines.join('').replace(/\s/g, '') === sentence.replace(/\s/g, '')
      );
    }),
  );
  t.deepEqual(wrap('', 100, 12), []);
});
