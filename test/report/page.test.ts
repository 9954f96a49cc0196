import test from 'ava';
import { type Page, page } from '../../report/page.js';
import { histogram } from '../../report/svg/histogram.js';
import { elements, parseXml, words } from './xml.js';

const hostile = `<script>alert("1")</script> & 'more'`;

const report: Page = {
  title: hostile,
  subtitle: hostile,
  sections: [
    {
      heading: hostile,
      lead: hostile,
      exhibits: [
        {
          svg: histogram({
            title: hostile,
            description: hostile,
            label: hostile,
            unit: '',
            counted: hostile,
            sets: [{ name: hostile, values: [1, 2] }],
          }),
          caption: hostile,
        },
        { table: { columns: [{ name: hostile }], rows: [[hostile]] }, caption: hostile },
      ],
    },
  ],
  provenance: { seed: 7, versions: { ohmweave: '0.1.0', [hostile]: hostile }, configuration: { note: hostile } },
};

test('hostile words stay words', t => {
  const root = parseXml(page(report));
  t.deepEqual(elements(root, 'script'), []);
  for (const name of ['h1', 'h2', 'figcaption', 'td', 'th']) {
    t.true(
      elements(root, name).every(node => words(node) === hostile),
      name,
    );
    t.true(elements(root, name).length > 0, name);
  }
  t.deepEqual(elements(root, 'title').map(words), [hostile, hostile]);
});

test('one file that needs nothing else', t => {
  const html = page(report);
  const addresses = html.match(/(?:https?:)?\/\/[^\s"'<>]+/g) ?? [];
  t.deepEqual([...new Set(addresses)], ['http://www.w3.org/2000/svg']); // a name, never fetched
  t.notRegex(html, /<(?:script|link|iframe)|@import|url\(/);
  t.is(page(report), html);
});

test('the footer tells how to make the numbers again', t => {
  const [footer] = elements(parseXml(page(report)), 'footer');
  t.true(words(footer!).includes('Seed 7 · ohmweave 0.1.0'));
  t.deepEqual(JSON.parse(words(elements(footer!, 'pre')[0]!)), { note: hostile });
});

test('a page without sections is still a page', t => {
  t.is(elements(parseXml(page({ ...report, sections: [] })), 'section').length, 0);
});
