import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { checkout } from '../cli/ohmweave.js';

const data = process.env.OHMWEAVE_DATA;
(data ? test : test.skip)('denoising takes noise away at every level (OHMWEAVE_DATA)', t => {
  const script = join(checkout, 'dist/examples/denoising.js');
  const args = [script, join(data!, 'images-natural'), '3', '20'];
  const text = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const rows = [...text.matchAll(/σ = ([\d.]+): ([\d.]+) dB before, ([\d.]+) dB after/g)].map(row => row.slice(1, 4));
  t.is(rows.length, 5);
  for (const [deviation, before, after] of rows.map(row => row.map(Number))) {
    // The mean square of 20 × 144 draws is off by √(2/n) = 2.6 %, 0.11 dB: four times that, and it is rounded to 0.1.
    t.true(Math.abs(before! + 20 * Math.log10(deviation!)) < 0.5);
    t.true(after! > before! + 2);
  }
});
