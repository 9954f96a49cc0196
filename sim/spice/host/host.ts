import type { Endpoint } from 'comlink';
import type { StartRunner } from '../runner.js';

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
  /** The ngspice that is installed on the machine, if there is one. */
  installed(): Promise<InstalledSpice | undefined>;
  /** In a worker: its end of the line to the thread that started it. */
  ownEndpoint(): Endpoint;
}

export interface InstalledSpice {
  /** E.g. `ngspice-39`. */
  readonly version: string;
  readonly start: StartRunner;
}

export interface HostWorker {
  readonly endpoint: Endpoint;
  /** Settles when the worker fails or ends, with the reason. */
  readonly ended: Promise<string>;
  /** Whether a program waits for it; where nothing is awaited, it does not keep one alive. */
  await(answer: boolean): void;
  stop(): Promise<void>;
}
