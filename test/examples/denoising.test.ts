import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { checkout } from '../cli/ohmweave.js';

const data = process.env.OHMWEAVE_DATA;
(data ? test : test.skip)('denoising takes noise away at every level (OHMWEAVE_DATA)', t => {
  const script = join(checkout, 'dist/examples/denoising.js');
  const text = execFileSync(process.execPath, [script, join(data!, 'images-natural'), '3'], { encoding: 'utf8' });
  const rows = [...text.matchAll(/σ = ([\d.]+): ([\d.]+) dB before, ([\d.]+) dB after/g)].map(row => row.slice(1, 4));
  t.is(rows.length, 5);
  for (const [deviation, before, after] of rows.map(row => row.map(Number))) {
    // Of 72 000 draws the mean square is off by some 0.5 %, 0.02 dB, and it is rounded to 0.1.
    t.true(Math.abs(before! + 20 * Math.log10(deviation!)) < 0.15);
    t.true(after! > before! + 2);
  }
});
