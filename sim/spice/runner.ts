import type { SpiceResult } from './ngspice.js';

/** An ngspice that runs one netlist at a time: in a worker thread (thread.ts), or a process of its own. */
export interface SpiceRunner {
  /**
   * Runs one netlist; at most one at a time. Every wait ends: with the answer, or with one of the errors of errors.ts. After
   * anything but an answer or a plain `SpiceError` the runner is of no use: `stop` it.
   */
  run(netlist: string, seconds: number, stop: AbortSignal): Promise<SpiceResult>;
  stop(): Promise<void>;
}
