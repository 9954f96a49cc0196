import { messageOf } from '../../edge/error.js';
import { type Engine, type EngineModule, importFactory } from './engine.js';
import { SpiceDead, SpiceError } from './errors.js';
import { type Plot, parseRaw } from './raw.js';

/** The plot of a netlist's analysis, and what ngspice printed meanwhile (the place where `.meas` results are). */
export interface SpiceResult extends Plot {
  readonly log: readonly string[];
}

const deck = '/deck.cir';
const output = '/out.raw';

/** `destroy all` and `remcirc` free the plots and the circuit; without them every run leaks. */
const commands = [`source ${deck}`, 'run', `write ${output}`, 'destroy all', 'remcirc'];

/** What ngspice says on stderr when a result is missing, partial or of another circuit than was asked for. */
const failure =
  /aborted|interrupted due to error|not parsed|could not be simulated|singular matrix|no data saved|any circuits|No job|fatal error|line, ignored|too small, set to/i;

/** Remarks, and what only follows from an error that was named before. */
const noise = /^(Note:|Error: circuit not parsed|Warning: there is no circuit|Command 'remcirc')/;

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
   * Runs a netlist with one analysis and returns its plot. SpiceError where ngspice gave no result, a partial one or
   * the result of a circuit it has silently changed; SpiceDead where it ended, after which every run fails.
   */
  run(netlist: string): SpiceResult {
    const { FS } = this.#module;
    // The title comes back in the raw file and proves that the result belongs to this run.
    const mark = `run ${++this.#runs}`;
    const [title, rest] = cutTitle(netlist);
    FS.writeFile(deck, `${mark}\n${rest}`);
    if (FS.analyzePath(output).exists) FS.unlink(output);
    this.#printed.out = [];
    this.#printed.err = [];

    for (const command of commands) this.#resume(command);

    const complaint = this.#printed.err.some(line => failure.test(line));
    if (complaint || !FS.analyzePath(output).exists) throw new SpiceError(...this.#words('no result'));
    const plot = parseRaw(FS.readFile(output))[0];
    if (plot?.title !== mark) throw new SpiceError(...this.#words('no result of this netlist'));
    return { ...plot, title, log: this.#printed.out };
  }

  #resume(command: string): void {
    const wake = this.#wake;
    if (!wake) throw new SpiceDead(...this.#words('ngspice has ended'));
    this.#wake = undefined;
    this.#command = command;
    try {
      wake();
    } catch (cause) {
      throw new SpiceDead(...this.#words(messageOf(cause)));
    }
    if (!this.#wake) throw new SpiceDead(...this.#words('ngspice ended without a message (quit?)'));
  }

  #input(): string {
    const command = this.#command;
    if (command === undefined) throw new Error('ngspice asks a question, nobody is there to answer');
    this.#command = undefined;
    return command;
  }

  /** What ngspice said that matters, in short, and the netlist line it names. */
  #words(otherwise: string): [message: string, line: number | undefined] {
    const lines = this.#printed.err.map(line => line.trim()).filter(line => line && !noise.test(line));
    const text = [...new Set(lines)].slice(0, 8).join(' | ') || otherwise;
    const line = /\bline (?:no\.? )?(\d+)/.exec(text)?.[1];
    return [text, line === undefined ? undefined : Number(line)];
  }
}

interface Printed {
  out: string[];
  err: string[];
}

/** The first line of a netlist is its title, always. */
function cutTitle(netlist: string): [title: string, rest: string] {
  const end = netlist.indexOf('\n');
  return end < 0 ? [netlist, '.end\n'] : [netlist.slice(0, end), netlist.slice(end + 1)];
}
