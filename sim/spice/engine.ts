import { host } from '#spice-host';

/** What a worker needs to start ngspice; both parts can be sent to one. */
export interface Engine {
  /** Source of an ES module that exports the emscripten factory as `factory`. */
  readonly glue: string;
  readonly wasm: WebAssembly.Module;
}

/** The part of the emscripten module that the driver uses. */
export interface EngineModule {
  readonly FS: {
    writeFile(path: string, data: string): void;
    readFile(path: string): Uint8Array;
    unlink(path: string): void;
    analyzePath(path: string): { readonly exists: boolean };
  };
  readonly Asyncify: {
    /** What ngspice calls before every prompt. */
    handleAsync: () => unknown;
    /** Leaves the WebAssembly stack; calling `wake` goes on where it stood, until the next such pause. */
    handleSleep(start: (wake: () => void) => void): unknown;
  };
  setGetInput(input: () => string): void;
  runThings(): void;
}

export interface EngineOptions {
  readonly noInitialRun: boolean;
  print(line: string): void;
  printErr(line: string): void;
  instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): object;
}

export type EngineFactory = (options: EngineOptions) => Promise<EngineModule>;

/** The ngspice that is cut out here and no other. */
export const engineName = 'ngspice 45.2 (WebAssembly, eecircuit-engine 1.8.0)';

/** The installed `eecircuit-engine` is not the one this code was written for. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(found: string) {
    super(`eecircuit-engine: ${found}; expected version 1.8.0, whose ngspice 45.2 this program drives`);
  }
}

const wasmHash = 'ed7995425b6f7af02db874539d13ea10d07759d5f2be6b79969343459ae886e4';
const glueHash = '1329a7c372050f211c26cecfef666eead10dee6fc28ea13facd794461f49ee78';

/**
 * Takes ngspice out of the installed `eecircuit-engine` and compiles it (about 0.2 s).
 *
 * The package is one 20 MB source file that holds the same WebAssembly twice, and a driver that cannot report a failed
 * run. Only the emscripten factory (69 kB of source) and the WebAssembly are cut out, as text, so that no worker has to
 * parse the rest. EngineError where the file is not the known one.
 */
export async function loadEngine(): Promise<Engine> {
  return cutEngine(await host.readText(import.meta.resolve('eecircuit-engine')));
}

/** `loadEngine` on the text of the package's module. */
export async function cutEngine(source: string): Promise<Engine> {
  const start = source.indexOf('//#region src/spice.js');
  const end = source.indexOf('//#endregion', start);
  if (start < 0 || end < 0) throw new EngineError('the part src/spice.js is missing');
  const part = source.slice(start, end);

  const name = /async function (\w+)\(/.exec(part)?.[1];
  const url = /data:application\/wasm;base64,([A-Za-z0-9+/=]+)/.exec(part);
  if (!name || !url) throw new EngineError('it holds no factory or no WebAssembly');
  const wasm = bytesOf(url[1]!);
  const factory = part.replace(url[0], 'data:,');
  if ((await sha256(wasm)) !== wasmHash) throw new EngineError('it holds another WebAssembly');
  if ((await sha256(new TextEncoder().encode(factory))) !== glueHash) throw new EngineError('it holds another factory');

  return { glue: `${factory}\nexport { ${name} as factory };\n`, wasm: await WebAssembly.compile(wasm) };
}

/** Loads the factory in the calling thread. It goes through a data: URL, so that no folder has to be writable. */
export async function importFactory(glue: string): Promise<EngineFactory> {
  const url = `data:text/javascript,${encodeURIComponent(glue)}`;
  const module = (await import(url)) as { readonly factory: EngineFactory };
  return module.factory;
}

/** The bytes that base64 stands for; a loop, since `Uint8Array.from` takes a second for so many. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}
