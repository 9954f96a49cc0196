// The whole build: WebAssembly kernels -> TypeScript -> JSON Schemas. `npm run build` leaves a working `ohmweave`.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interleaved } from './interleave.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const bin = (pkg, path) => join(dirname(require.resolve(`${pkg}/package.json`)), path);
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

// 1. AssemblyScript -> three WebAssembly modules, embedded as base64 so that Node, bundlers and browsers load them alike.
mkdirSync(join(root, 'kernels/generated'), { recursive: true });
const assembled = (name, ...options) => {
  const wasm = join(root, `kernels/generated/${name}.wasm`);
  node(
    bin('assemblyscript', 'bin/asc.js'),
    `kernels/assembly/${name}.ts`,
    ...['--outFile', wasm, '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', ...options],
  );
  return readFileSync(wasm).toString('base64');
};
mkdirSync(join(root, 'kernels/assembly/generated'), { recursive: true });
for (const [name, of] of [
  ['exp', 'expTwo'],
  ['log', 'logTwo'],
]) {
  const source = readFileSync(join(root, `kernels/assembly/${name}.ts`), 'utf8');
  const lines = [
    `// Written by scripts/build.mjs from ${name}.ts: see scripts/interleave.mjs.`,
    "import { both } from '../constants';",
    `import { ${name}Table } from '../${name}';\n`,
    `${interleaved(source, of, `${name}Eight`)}\n`,
  ];
  writeFileSync(join(root, `kernels/assembly/generated/${name}-eight.ts`), lines.join('\n'));
}
const common = assembled('index', '--importMemory');
// A shared memory has a most that it may grow to: here all that 32-bit addresses reach.
const onShared = ['--enable', 'threads', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'];
const shared = assembled('shared', ...onShared);
const stack = assembled('stack', ...onShared);
const source = [
  '// Written by scripts/build.mjs from kernels/assembly.',
  `export const kernelsBase64 =\n  '${common}';`,
  `export const sharedKernelsBase64 =\n  '${shared}';`,
  `export const stackKernelsBase64 =\n  '${stack}';\n`,
].join('\n');
const generated = join(root, 'kernels/generated/wasm.ts');
if (!existsSync(generated) || readFileSync(generated, 'utf8') !== source) writeFileSync(generated, source);

// 2. TypeScript. dist/ is made afresh, so that a deleted test cannot run on.
rmSync(join(root, 'dist'), { recursive: true, force: true });
node(bin('typescript', 'bin/tsc'), '-p', '.');
chmodSync(join(root, 'dist/cli/main.js'), 0o755);

// 3. The JSON Schemas that editors use, from the same zod schemas that check the files.
node('dist/cli/write-schemas.js', 'dist/schema');
