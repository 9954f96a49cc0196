// The whole build: WebAssembly kernels -> TypeScript -> JSON Schemas. `npm run build` leaves a working `ohmweave`.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const bin = (pkg, path) => join(dirname(require.resolve(`${pkg}/package.json`)), path);
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

// 1. AssemblyScript -> one WebAssembly module, embedded as base64 so that Node, bundlers and browsers load it alike.
mkdirSync(join(root, 'kernels/generated'), { recursive: true });
const wasm = join(root, 'kernels/generated/kernels.wasm');
node(
  bin('assemblyscript', 'bin/asc.js'),
  'kernels/assembly/index.ts',
  ...['--outFile', wasm, '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd'],
);
const source = `// Written by scripts/build.mjs from kernels/assembly.\nexport const kernelsBase64 =\n  '${readFileSync(wasm).toString('base64')}';\n`;
const generated = join(root, 'kernels/generated/wasm.ts');
if (!existsSync(generated) || readFileSync(generated, 'utf8') !== source) writeFileSync(generated, source);

// 2. TypeScript. dist/ is made afresh, so that a deleted test cannot run on.
rmSync(join(root, 'dist'), { recursive: true, force: true });
node(bin('typescript', 'bin/tsc'), '-p', '.');
chmodSync(join(root, 'dist/cli/main.js'), 0o755);

// 3. The JSON Schemas that editors use, from the same zod schemas that check the files.
node('dist/cli/write-schemas.js', 'dist/schema');
