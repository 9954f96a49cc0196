/** What a worker of the pool runs: one ngspice, offered through comlink. */

import { expose, transfer } from 'comlink';
import { host } from '#spice-host';
import type { Engine } from './engine.js';
import { SpiceDead, SpiceError } from './errors.js';
import { NgSpice, type SpiceResult } from './ngspice.js';

/** Comlink would carry an exception across, but not its class and line; hence a record. */
export type WorkerAnswer = { readonly heldBytes: number } & (
  | { readonly status: 'done'; readonly result: SpiceResult }
  | { readonly status: 'failed'; readonly message: string; readonly line: number | undefined; readonly dead: boolean }
);

let ngspice: Promise<NgSpice> | undefined;

const service = {
  /** Settles when ngspice has started; asked for once, before all else. */
  async start(engine: Engine): Promise<void> {
    ngspice = NgSpice.start(engine);
    await ngspice;
  },

  async run(netlist: string): Promise<WorkerAnswer> {
    const instance = await ngspice!;
    try {
      const result = instance.run(netlist);
      const buffers = [...result.vectors.values()].map(vector => vector.buffer as ArrayBuffer);
      return transfer({ status: 'done', result, heldBytes: instance.memoryBytes }, buffers);
    } catch (cause) {
      if (!(cause instanceof SpiceError)) throw cause;
      const { message, line } = cause;
      return { status: 'failed', message, line, dead: cause instanceof SpiceDead, heldBytes: instance.memoryBytes };
    }
  },
};
export type WorkerService = typeof service;

expose(service, host.ownEndpoint());
