import { parentPort, workerData } from 'node:worker_threads';
import { InputError, messageOf } from '../edge/error.js';
import type { JobMessage } from './background.js';
import { jobs } from './jobs.js';
import type { Report } from './progress.js';

// A thread of `background`: does one job and tells how it goes.
const { name, input } = workerData as { readonly name: keyof typeof jobs; readonly input: never };
const send = (message: JobMessage): void => parentPort?.postMessage(message);
const job: (input: never, report: Report) => unknown = jobs[name];

try {
  send({ result: await job(input, (done, total) => send({ done, total })) });
} catch (cause) {
  // A copied error is no longer of its class.
  send(
    cause instanceof InputError
      ? { refused: [cause.where, cause.found, cause.expected] }
      : { failed: messageOf(cause), stack: cause instanceof Error ? cause.stack : undefined },
  );
}
