import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunCancelled, SpiceError } from './errors.js';
import { limitTime } from './limit-time.js';
import type { SpiceResult, SpiceRunner } from './runner.js';
import { type MarkedNetlist, markNetlist, type Printed, readSession, sessionCommands } from './session.js';

/** The version of the ngspice on the PATH, e.g. `ngspice-39`; nothing where there is none. */
export function nativeVersion(program = 'ngspice'): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(program, ['--version'], { timeout: 10_000, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error ? undefined : (/ngspice-\S+/.exec(stdout)?.[0] ?? 'ngspice'));
    });
  });
}

/** A run that prints more than this many characters is stopped: it may go on for ever, and all of it is kept. */
const printLimit = 2 ** 24;

/**
 * The installed ngspice, one process for each netlist. It gets the same commands as the one in WebAssembly, so that the
 * plots have the same names. It does not read the user's .spiceinit. Unlike the other it can read and write files and run
 * programs, as the netlist says. Each run has a temporary folder, in which it works, that is removed at its end.
 */
export class NativeSpice implements SpiceRunner {
  readonly #program: string;
  readonly #stopped = new AbortController();

  constructor(program = 'ngspice') {
    this.#program = program;
  }

  /** Runs one netlist, see `SpiceRunner`. Whatever befalls the process is a `SpiceError`: the next run has its own. */
  async run(netlist: string, seconds: number, stop: AbortSignal): Promise<SpiceResult> {
    const marked = markNetlist(netlist, 'run 1');
    const folder = await mkdtemp(join(tmpdir(), 'ohmweave-'));
    try {
      await writeFile(join(folder, 'deck.cir'), marked.text);
      const printed = await this.#session(marked, folder, seconds, AbortSignal.any([stop, this.#stopped.signal]));
      const raw = await readFile(join(folder, 'out.raw')).catch(() => undefined);
      return readSession(marked, raw, printed);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Ends the run that is on. */
  async stop(): Promise<void> {
    this.#stopped.abort();
  }

  /** One process from start to end; what it printed. */
  #session(netlist: MarkedNetlist, folder: string, seconds: number, stop: AbortSignal): Promise<Printed> {
    return new Promise((resolve, reject) => {
      if (stop.aborted) return reject(new RunCancelled('cancelled before it began'));
      const child = spawn(this.#program, ['-n', '-p'], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
      let why: Error | undefined;
      const kill = (error: Error): void => {
        why ??= error;
        child.kill('SIGKILL');
        // Where it is a script, what that has started lives on and would keep these open.
        child.stdout.destroy();
        child.stderr.destroy();
      };
      const cancel = (): void => kill(new RunCancelled('cancelled'));
      const callOff = limitTime(seconds, kill);
      stop.addEventListener('abort', cancel, { once: true });
      const printed = collect(child, () => kill(new SpiceError(`it printed more than ${printLimit} characters`)));
      const end = (): void => {
        callOff();
        stop.removeEventListener('abort', cancel);
      };

      child.once('error', cause => {
        end();
        reject(new SpiceError(`cannot run ${this.#program}: ${cause.message}`));
      });
      child.once('close', (_code, signal) => {
        end();
        const { out, err } = printed();
        if (signal) err.push(`fatal error: ngspice was ended by ${signal}`);
        if (why) reject(why);
        else resolve({ out, err });
      });
      // ngspice may end, at a `quit` in the netlist, before it has read all.
      child.stdin.on('error', () => {});
      child.stdin.end(`${[...sessionCommands(netlist, 'deck.cir', 'out.raw'), 'quit'].join('\n')}\n`);
    });
  }
}

/** Gathers what a process prints; the function gives it as lines. */
function collect({ stdout, stderr }: ChildProcess, tooMuch: () => void): () => Printed {
  const streams = [stdout!, stderr!].map(stream => {
    const chunks: string[] = [];
    let length = 0;
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      length += chunk.length;
      if (length > printLimit) tooMuch();
      else chunks.push(chunk);
    });
    return chunks;
  });
  return () => {
    const [out, err] = streams.map(chunks => chunks.join('').split(/\r?\n/)) as [string[], string[]];
    return { out, err };
  };
}
