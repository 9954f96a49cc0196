#!/usr/bin/env node
import { CommanderError } from 'commander';
import { InputError, messageOf } from '../edge/error.js';
import { Interrupted } from './command.js';
import { ohmweave } from './ohmweave.js';
import { exitCode } from './output.js';

/** The exit code for an error, after saying on stderr what is wrong. */
function report(cause: unknown): number {
  // commander has printed its message, or the help that was asked for.
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? exitCode.good : exitCode.usage;
  const say = (text: string): boolean => process.stderr.write(`${text}\n`);
  if (cause instanceof Interrupted) {
    say(cause.message);
    return exitCode.interrupted;
  }
  if (cause instanceof InputError || isFileError(cause)) {
    say(`error: ${cause.message}`);
    return exitCode.usage;
  }
  const verbose = process.argv.some(word => word === '-v' || word === '--verbose');
  say(`internal error: ${messageOf(cause)}${verbose ? '' : ' (-v shows where)'}`);
  if (verbose && cause instanceof Error) say(cause.stack ?? '');
  return exitCode.internal;
}

/** A file or folder that the system does not let us read or write. */
function isFileError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'code' in cause && 'syscall' in cause && 'path' in cause;
}

// A reader such as `head` that has seen enough is no error.
process.stdout.on('error', cause => {
  if ((cause as NodeJS.ErrnoException).code === 'EPIPE') process.exit(exitCode.good);
  process.stderr.write(`error: stdout: cannot be written (${messageOf(cause)}); expected a place that can hold it\n`);
  process.exit(exitCode.usage);
});

try {
  await ohmweave().parseAsync();
} catch (cause) {
  process.exitCode = report(cause);
}
