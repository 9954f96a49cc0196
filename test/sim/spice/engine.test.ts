import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { cutEngine, loadEngine } from '../../../sim/spice/engine.js';

test('the installed package yields a factory and a compiled WebAssembly', async t => {
  const { glue, wasm } = await loadEngine();
  t.true(glue.length < 80_000);
  t.regex(glue, /export \{ \w+ as factory \};\n$/);
  t.true(WebAssembly.Module.exports(wasm).some(({ name }) => name === 'memory'));
});

test('another package layout is refused with what is wrong', async t => {
  const source = await readFile(fileURLToPath(import.meta.resolve('eecircuit-engine')), 'utf8');
  const bad = async (text: string, message: RegExp): Promise<void> => {
    await t.throwsAsync(cutEngine(text), { name: 'EngineError', message });
  };
  await bad('export {};', /^eecircuit-engine: the part src\/spice\.js is missing; expected version 1\.8\.0/);
  await bad('//#region src/spice.js\n//#endregion', /no factory or no WebAssembly/);
  await bad(source.replace('base64,AGFz', 'base64,BGFz'), /another WebAssembly/);
  await bad(source.replace('ExitStatus', 'ExitState'), /another factory/);
});
