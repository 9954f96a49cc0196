/** What a worker of the pool runs: one ngspice, offered through comlink. */
import { expose, transfer } from 'comlink';
import { host } from '#spice-host';
import type { Engine } from './engine.js';
import { SpiceError, SpiceTooLarge, type spiceErrors } from './errors.js';
import { memoryLimit, needsTooMuch } from './memory.js';
import { netlistMemory } from './netlist-memory.js';
import { NgSpice } from './ngspice.js';
import type { SpiceResult } from './runner.js';

/** Comlink would carry an exception across, but not its class and line; hence a record. */
export type WorkerAnswer = { readonly heldBytes: number } & (
  | { readonly status: 'done'; readonly result: SpiceResult }
  | {
      readonly status: 'failed';
      readonly kind: keyof typeof spiceErrors;
      readonly message: string;
      readonly line: number | undefined;
    }
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
      const bytes = netlistMemory(netlist);
      if (bytes > memoryLimit) throw new SpiceTooLarge(needsTooMuch('the netlist needs', bytes));
      const result = instance.run(netlist);
      const buffers = [...result.vectors.values()].map(vector => vector.buffer as ArrayBuffer);
      return transfer({ status: 'done', result, heldBytes: instance.memoryBytes }, buffers);
    } catch (cause) {
      if (!(cause instanceof SpiceError)) throw cause;
      const { message, line } = cause;
      const kind = cause.name as keyof typeof spiceErrors;
      return { status: 'failed', kind, message, line, heldBytes: instance.memoryBytes };
    }
  },
};
export type WorkerService = typeof service;

expose(service, host.ownEndpoint());
