/** What a worker thread of the pool runs: one ngspice, offered through comlink. */
import { parentPort, workerData } from 'node:worker_threads';
import { expose, transfer } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Engine } from './engine.js';
import { SpiceDead, SpiceError } from './errors.js';
import { NgSpice } from './ngspice.js';
import type { SpiceResult } from './runner.js';

/** Comlink would carry an exception across, but not its class and line; hence a record. */
export type WorkerAnswer =
  | { readonly status: 'done'; readonly result: SpiceResult }
  | { readonly status: 'failed'; readonly message: string; readonly line: number | undefined; readonly dead: boolean };

const ngspice = NgSpice.start(workerData as Engine);

const service = {
  /** Settles when ngspice has started. */
  async ready(): Promise<void> {
    await ngspice;
  },

  async run(netlist: string): Promise<WorkerAnswer> {
    const instance = await ngspice;
    try {
      const result = instance.run(netlist);
      const buffers = [...result.vectors.values()].map(vector => vector.buffer as ArrayBuffer);
      return transfer({ status: 'done', result }, buffers);
    } catch (cause) {
      if (!(cause instanceof SpiceError)) throw cause;
      return { status: 'failed', message: cause.message, line: cause.line, dead: cause instanceof SpiceDead };
    }
  },
};
export type WorkerService = typeof service;

expose(service, nodeEndpoint(parentPort!));
