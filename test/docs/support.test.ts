import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { checkout } from '../cli/ohmweave.js';
import { supportPage } from './support-matrix.js';

test('the page says what the code says; `npm run support` writes it anew', async t => {
  t.is(readFileSync(join(checkout, 'docs/support.md'), 'utf8'), await supportPage());
});
