import { messageOf } from '../../edge/error.js';
import { type Engine, type EngineModule, importFactory } from './engine.js';
import { SpiceDead } from './errors.js';
import type { SpiceResult } from './runner.js';
import { markNetlist, type Printed, readSession, sessionCommands, spiceWords } from './session.js';

const deck = '/deck.cir';
const output = '/out.raw';

/**
 * One ngspice in WebAssembly. It belongs to the calling thread, which can hold only one (it puts its input on
 * `globalThis.window`) and which it blocks while it runs: use it in a worker, see pool.ts.
 *
 * ngspice runs its interactive loop. It leaves the WebAssembly stack before every prompt; the driver then supplies one
 * command and lets it go on. So a run is plain synchronous code: when `#resume` returns without a new pause, or throws,
 * ngspice has ended, whatever the reason.
 */
export class NgSpice {
  readonly #module: EngineModule;
  readonly #printed: Printed;
  readonly #memory: WebAssembly.Memory;
  #wake: (() => void) | undefined;
  #command: string | undefined;
  #runs = 0;

  /** Starts ngspice (about 0.1 s). */
  static async start(engine: Engine): Promise<NgSpice> {
    const factory = await importFactory(engine.glue);
    const printed: Printed = { out: [], err: [] };
    let memory: WebAssembly.Memory | undefined;
    const module = await factory({
      noInitialRun: true,
      print: line => printed.out.push(line),
      printErr: line => printed.err.push(line),
      instantiateWasm: (imports, done) => {
        WebAssembly.instantiate(engine.wasm, imports).then(instance => {
          memory = instance.exports.memory as WebAssembly.Memory;
          done(instance);
        });
        return {};
      },
    });
    return new NgSpice(module, printed, memory!);
  }

  private constructor(module: EngineModule, printed: Printed, memory: WebAssembly.Memory) {
    this.#module = module;
    this.#printed = printed;
    this.#memory = memory;
    module.FS.writeFile('/spinit', '* none\n');
    // ngspice looks here for the free memory before it stores a long transient; 2 GiB is the engine's limit.
    module.FS.writeFile('/proc/meminfo', 'MemTotal: 2097152 kB\nMemFree: 2097152 kB\nMemAvailable: 2097152 kB\n');
    module.setGetInput(() => this.#input());
    module.Asyncify.handleAsync = () =>
      module.Asyncify.handleSleep(wake => {
        this.#wake = wake;
      });
    module.runThings();
  }

  /** What its memory has grown to; it never shrinks. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * Runs a netlist and returns its plots. SpiceError where ngspice gave no result, a partial one or the result of a
   * circuit it has silently changed; SpiceDead where it ended, after which every run fails.
   */
  run(netlist: string): SpiceResult {
    const { FS } = this.#module;
    const marked = markNetlist(netlist, `run ${++this.#runs}`);
    FS.writeFile(deck, marked.text);
    if (FS.analyzePath(output).exists) FS.unlink(output);
    this.#printed.out = [];
    this.#printed.err = [];

    const [source, ...others] = sessionCommands(marked, deck, output);
    const began = performance.now();
    this.#resume(source!);
    const parseSeconds = (performance.now() - began) / 1000;
    for (const command of others) this.#resume(command);
    // These free the plots and the circuit; without them every run leaks.
    for (const command of ['destroy all', 'remcirc']) this.#resume(command);

    const raw = FS.analyzePath(output).exists ? FS.readFile(output) : undefined;
    return { ...readSession(marked, raw, this.#printed), parseSeconds };
  }

  /** Lets ngspice go on until it has taken the command: it pauses, too, before each line of a `.control` section. */
  #resume(command: string): void {
    if (!this.#wake) throw new SpiceDead(...spiceWords(this.#printed, 'ngspice has ended'));
    for (this.#command = command; this.#command !== undefined; ) {
      const wake: (() => void) | undefined = this.#wake;
      this.#wake = undefined;
      try {
        wake?.();
      } catch (cause) {
        throw new SpiceDead(...spiceWords(this.#printed, messageOf(cause)));
      }
      if (!this.#wake) throw new SpiceDead(...spiceWords(this.#printed, 'ngspice ended without a message (quit?)'));
    }
  }

  #input(): string {
    const command = this.#command;
    if (command === undefined) throw new Error('ngspice asks a question, nobody is there to answer');
    this.#command = undefined;
    return command;
  }
}
