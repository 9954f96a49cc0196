import test from 'ava';
import { InputError } from '../../edge/error.js';
import { type Table, tableCsv, tableHtml, tableText } from '../../report/table.js';
import { elements, parseXml, words } from './xml.js';

const table: Table = {
  columns: [{ name: 'Part' }, { name: 'Energy', unit: 'J' }, { name: 'Accuracy', unit: '%' }],
  rows: [
    ['ADC, "flash" <8 bit>', 3.25e-11, 0.973],
    ['Array', 2e-15, 1],
  ],
};

test('HTML: readable numbers at the right, every letter escaped', t => {
  const root = parseXml(tableHtml(table));
  t.deepEqual(elements(root, 'td').map(words), ['ADC, "flash" <8 bit>', '32.5 pJ', '97.3 %', 'Array', '2 fJ', '100 %']);
  t.deepEqual(
    elements(root, 'th').map(cell => cell.attributes.class),
    [undefined, 'number', 'number'],
  );
});

test('text: aligned columns', t => {
  t.is(
    tableText(table),
    [
      'Part                   Energy  Accuracy',
      '────────────────────  ───────  ────────',
      'ADC, "flash" <8 bit>  32.5 pJ    97.3 %',
      'Array                    2 fJ     100 %',
    ].join('\n'),
  );
});

test('CSV: units in the head, numbers in full', t => {
  t.is(tableCsv(table), 'Part,Energy [J],Accuracy\r\n"ADC, ""flash"" <8 bit>",3.25e-11,0.973\r\nArray,2e-15,1\r\n');
});

test('refuses ragged rows and numbers that are none', t => {
  const bad = (row: (string | number)[], message: string) =>
    t.throws(() => tableHtml({ ...table, rows: [row] }), { instanceOf: InputError, message });
  bad(['a', 1], 'table row 0: found 2 cells; expected 3');
  bad(['a', Number.NaN, 1], 'table row 0, "Energy": found NaN; expected a finite number');
});
