import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkout } from '../../cli/ohmweave.js';
import { chromium, evaluateIn } from './chromium.js';

/** Waits until the page has nothing more to do, and gives what it shows. */
const outcome = `new Promise(resolve => {
  const look = () => {
    const state = document.getElementById('state')?.textContent ?? '';
    if (state === '' || state === 'running') return setTimeout(look, 50);
    const rows = [...document.querySelectorAll('#answer tr')].map(row => [...row.children].map(cell => cell.textContent));
    resolve({ state, ...Object.fromEntries(rows) });
  };
  look();
})`;

test('a page validates a tile with the same modules, its ngspice in a Web Worker', async t => {
  if (chromium === undefined) {
    t.log('chromium is not on the PATH: skipped the page');
    return t.pass();
  }
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-site-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const server = spawn(process.execPath, [join(checkout, 'scripts/browser.mjs'), folder, '0'], { stdio: 'pipe' });
  t.teardown(() => server.kill());
  const [address] = (await once(server.stdout, 'data')) as [Buffer];
  const shown = (await evaluateIn(String(address).trim(), outcome, 60)) as Record<string, string>;
  t.log(shown);
  t.is(shown.state, 'done');
  t.is(shown.verdict, 'agrees');
  t.is(shown.kernels, 'WebAssembly');
  t.is(shown.cells, '64×48');
  t.true(Number(shown['worst difference']) < 1e-9);
});
