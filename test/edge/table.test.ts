import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { InputError } from '../../edge/error.js';
import { formatTable, isTable, parseCsv, readTable } from '../../edge/table.js';

test('what is written as .npy or .csv reads the same', t => {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-table-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const table = { rows: 2, cols: 3, data: Float64Array.of(1, 1 / 3, -2e-300, 0, 5, 1e21) };
  for (const name of ['a.npy', 'a.csv']) {
    const path = join(folder, name);
    t.true(isTable(path));
    writeFileSync(path, formatTable(path, table));
    t.deepEqual(readTable(path), table);
  }
  t.false(isTable('a.json'));
});

test('comments, empty lines, semicolons and spaces', t => {
  t.deepEqual(parseCsv('# S\n\n1; 2e-3\r\n 3 ;-4\n', 'a.csv'), {
    rows: 2,
    cols: 2,
    data: Float64Array.of(1, 2e-3, 3, -4),
  });
});

test('what is no table of numbers is refused with its place', t => {
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  bad(() => parseCsv('1,2\n3\n', 'a.csv'), 'a.csv: line 2: found 1 columns; expected 2, as in the first row');
  bad(() => parseCsv('1,2\n3,x\n', 'a.csv'), 'a.csv: line 2, column 2: found "x"; expected a number');
  bad(() => parseCsv('1,,2\n', 'a.csv'), 'a.csv: line 1, column 2: found ""; expected a number');
  bad(() => parseCsv('\n', 'a.csv'), 'a.csv: found no numbers; expected rows of numbers, separated by commas');
  bad(
    () => formatTable('a.txt', { rows: 1, cols: 1, data: Float64Array.of(1) }),
    'a.txt: found another kind of file; expected a name that ends in .npy or .csv',
  );
});
