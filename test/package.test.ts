import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkout } from './cli/ohmweave.js';

const folder = mkdtempSync(join(tmpdir(), 'ohmweave-package-'));
const installed = join(folder, 'node_modules/ohmweave');
const node = (...args: string[]): string => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

// What npm install would do, without a network: unpack the tarball; its dependencies are the checkout's.
test.before(() => {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: checkout, stdio: 'pipe' });
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  mkdirSync(join(folder, 'node_modules'));
  execFileSync('tar', ['-xzf', `ohmweave-${version}.tgz`], { cwd: folder });
  renameSync(join(folder, 'package'), installed);
  symlinkSync(join(checkout, 'node_modules'), join(installed, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
});

test('holds what it promises, and no tests', t => {
  const { bin, types, exports, version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const promised = [bin.ohmweave, types, ...Object.values(exports).flatMap(entry => typeof entry === 'string' ? entry : Object.values(entry as object))]; // biome-ignore format: one thing
  for (const path of promised) t.true(existsSync(join(installed, path)), path);
  t.false(existsSync(join(installed, 'dist/test')));
  t.true(existsSync(join(installed, 'examples/array.json')));
  t.is(node(join(installed, bin.ohmweave), '--version'), `${version}\n`);
});

test('has the pages that its README and its help name', t => {
  const readme = readFileSync(join(installed, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)#:]+)[^):]*\)/g)].map(([, path]) => path!);
  t.true(links.length > 30, `${links.length}`);
  for (const path of new Set(links)) t.true(existsSync(join(installed, path)), path);
});

test('the installed command line computes', t => {
  const args = ['solve', join(installed, 'examples/array.json'), '--format', 'json'];
  const { outputAmperes } = JSON.parse(node(join(installed, 'dist/cli/main.js'), ...args));
  t.deepEqual(outputAmperes.map((row: number[]) => row.length), [3, 3]); // biome-ignore format: one thing
});

test('is imported by name, schemas included', t => {
  const script = `
    import { solveArray, crossbarArray } from 'ohmweave';
    import schema from 'ohmweave/schema/hardware.json' with { type: 'json' };
    const array = crossbarArray(1, 1, Float64Array.of(1e-3), { wordLine: 0, bitLine: 0 });
    console.log(solveArray(array, Float64Array.of(0.5)).outputs[0], schema.type);`;
  writeFileSync(join(folder, 'use.js'), script);
  t.is(node('--no-warnings', 'use.js'), '0.0005 object\n');
});

test('finds its threads and WebAssembly where it is installed', t => {
  const script = `
    import { crossbarArray, effectiveOperator, effectiveOperatorInThreads, multiply, ProductThreads } from 'ohmweave';
    const cells = Float64Array.from({ length: 3000 }, (_, k) => 1e-6 * (1 + (k * 7) % 50));
    const array = crossbarArray(60, 50, cells, { wordLine: 1, bitLine: 1 });
    const { transfer } = await effectiveOperatorInThreads(array);
    const threads = await ProductThreads.open(1);
    multiply(new Float64Array(400 * 200), 400, new Float64Array(200 * 100), 200, 100);
    await threads.close();
    console.log(transfer.data.every((siemens, k) => siemens === effectiveOperator(array).transfer.data[k]), threads.count);`;
  t.is(node('--input-type=module', '-e', script), 'true 2\n');
});
