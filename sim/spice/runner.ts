import type { Plot } from './raw.js';

/** The first plot of a netlist's analysis, the others, and what ngspice printed (the place where `.meas` results are). */
export interface SpiceResult extends Plot {
  /**
   * The plots that follow, in the order in which ngspice made them: the integrated noise after the spectrum, the third
   * harmonic after the second, and those of further analyses. Empty for most netlists.
   */
  readonly further: readonly Plot[];
  readonly log: readonly string[];
  /** Time that reading the netlist took; the ngspice in WebAssembly tells. */
  readonly parseSeconds?: number;
}

/** An ngspice that runs one netlist at a time: in a worker thread (thread.ts), or a process of its own (native.ts). */
export interface SpiceRunner {
  /** Bytes that it holds until it is stopped; absent where it holds none between runs. */
  readonly heldBytes?: number;
  /**
   * Runs one netlist; at most one at a time. Every wait ends: with the answer, or with one of the errors of errors.ts. After
   * anything but an answer or a plain `SpiceError` the runner is of no use: `stop` it.
   */
  run(netlist: string, seconds: number, stop: AbortSignal): Promise<SpiceResult>;
  stop(): Promise<void>;
}

/** Starts a runner; a pool calls it when a netlist waits, and again for every runner that it replaces. */
export type StartRunner = () => SpiceRunner | Promise<SpiceRunner>;
