/**
 * The pool's worker, but a netlist with a line `* crash FILE` ends the thread if FILE does not exist yet and makes it,
 * so that a second attempt runs; `* crash` alone ends it always.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import '../../../sim/spice/worker.js';

// Called after comlink's listener for the same message, whose run begins only in a later microtask.
parentPort!.on('message', (message: unknown) => {
  const file = /\* crash ?(\S*)/.exec(JSON.stringify(message).replaceAll('\\n', '\n'))?.[1];
  if (file === undefined || (file && existsSync(file))) return;
  if (file) writeFileSync(file, '');
  process.exit(7);
});
