import { readFile } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { messageOf } from '../../../edge/error.js';
import { threadArguments } from '../../../kernels/thread.js';
import { NativeSpice, nativeVersion } from '../native.js';
import type { Host } from './host.js';

export const host: Host = {
  cores: availableParallelism,
  freeBytes: freemem,
  readText: url => readFile(fileURLToPath(url), 'utf8'),

  startWorker(file) {
    const worker = new Worker(file, { execArgv: threadArguments() });
    return {
      endpoint: nodeEndpoint(worker),
      ended: new Promise(resolve => {
        worker.once('error', cause => resolve(`the worker failed: ${messageOf(cause)}`));
        worker.once('exit', code => resolve(`the worker ended with code ${code}`));
      }),
      await: answer => (answer ? worker.ref() : worker.unref()),
      async stop() {
        await worker.terminate();
      },
    };
  },

  async installed() {
    const version = await nativeVersion();
    return version === undefined ? undefined : { version, start: () => new NativeSpice() };
  },

  ownEndpoint: () => nodeEndpoint(parentPort!),
};
