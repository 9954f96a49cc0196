import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

// dist/test/architecture.test.js -> the checkout
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Which rooms a room may import, apart from itself; ARCHITECTURE.md draws the same arrows. */
const everyone = ['edge', 'numeric', 'kernels'];
const allowed: Record<string, readonly string[]> = {
  edge: [],
  kernels: [],
  numeric: ['kernels', 'edge'],
  devices: everyone,
  crossbar: [...everyone, 'devices'],
  models: everyone,
  compiler: [...everyone, 'devices', 'crossbar', 'models'],
  sim: [...everyone, 'devices', 'crossbar', 'models', 'compiler'],
  report: [...everyone, 'devices', 'crossbar', 'models', 'compiler', 'sim'],
  cli: [...everyone, 'devices', 'crossbar', 'models', 'compiler', 'sim', 'report'],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' || entry.name === 'assembly' ? [] : sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

const imports = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(match => match[1]!);

test('imports run one way only', t => {
  let seen = 0;
  for (const [room, may] of Object.entries(allowed)) {
    for (const file of sources(join(root, room))) {
      for (const path of imports(file)) {
        const target = relative(root, resolve(dirname(file), path)).split('/')[0]!;
        seen++;
        t.true(target === room || may.includes(target), `${relative(root, file)} imports ${path}`);
      }
    }
  }
  t.true(seen > 0);
});

test('no file outgrows 500 lines', t => {
  for (const room of [...Object.keys(allowed), 'kernels/assembly', 'test', 'bench', 'examples'])
    for (const file of sources(join(root, room))) {
      const lines = readFileSync(file, 'utf8').split('\n').length;
      t.true(lines <= 501, `${relative(root, file)} has ${lines} lines`);
    }
});
