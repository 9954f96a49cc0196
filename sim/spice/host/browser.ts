import type { Endpoint } from 'comlink';
import type { Host } from './host.js';

/** GiB that are taken to be there where the browser does not tell. */
const usualMemory = 4;

export const host: Host = {
  cores: () => navigator.hardwareConcurrency,
  freeBytes: () => ((navigator as { deviceMemory?: number }).deviceMemory ?? usualMemory) * 2 ** 30,

  async readText(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
    return response.text();
  },

  startWorker(file) {
    const worker = new Worker(file, { type: 'module' });
    let end = (_: string): void => {};
    const ended = new Promise<string>(resolve => {
      end = resolve;
    });
    // A file that cannot be loaded has an event without a message.
    worker.onerror = ({ message }) => end(`the worker failed: ${message || `cannot load ${file}`}`);
    return {
      endpoint: worker,
      ended,
      await() {},
      async stop() {
        worker.terminate();
        end('the worker was stopped');
      },
    };
  },

  /** A browser reaches no programs. */
  installed: () => Promise.resolve(undefined),

  ownEndpoint: () => self as unknown as Endpoint,
};
