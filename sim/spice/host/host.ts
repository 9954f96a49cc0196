import type { Endpoint } from 'comlink';

/**
 * What ngspice's workers need of the platform they run on. node.ts and browser.ts beside this file are the two there
 * are; package.json's `imports` chooses by the condition `browser`, and nothing else in this folder knows which.
 */
export interface Host {
  /** How many threads can work side by side. */
  cores(): number;
  /** Bytes of memory that are free, about. */
  freeBytes(): number;
  readText(url: string): Promise<string>;
  startWorker(file: URL): HostWorker;
  /** In a worker: its end of the line to the thread that started it. */
  ownEndpoint(): Endpoint;
}

export interface HostWorker {
  readonly endpoint: Endpoint;
  /** Settles when the worker fails or ends, with the reason. */
  readonly ended: Promise<string>;
  /** Whether a program waits for it; where nothing is awaited, it does not keep one alive. */
  await(answer: boolean): void;
  stop(): Promise<void>;
}
