import { Command, Option } from 'commander';
import { type Answer, exitCode, type Format, formatAnswer } from './output.js';
import { Progress } from './progress.js';

/** What a command works with. */
export interface Context {
  readonly progress: Progress;
  /** Aborts with `Interrupted` at Ctrl-C. */
  readonly signal: AbortSignal;
  /** To be told of every file that has been written. */
  wrote(path: string): void;
  /** Shows a part of the answer's text ahead of the rest; nothing with `--format json`. */
  show(text: string): void;
}

/** Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A command with its help; `answering` adds what it does. */
export function describe(name: string, summary: string, example: string): Command {
  return new Command(name)
    .description(summary)
    .addHelpText('after', `\nExample:\n  ${example.replaceAll('\n', '\n  ')}`)
    .exitOverride();
}

/**
 * Gives a command the options that all have, and its work: from the arguments and options to the answer, which is then
 * printed. `Options` says how commander names what `command` declares.
 */
export function answering<Options extends object>(
  command: Command,
  work: (context: Context, options: Options, args: readonly string[]) => Promise<Answer>,
): Command {
  return command
    .addOption(new Option('--format <format>', 'of what stands on stdout').choices(['text', 'json']).default('text'))
    .addOption(new Option('-q, --quiet', 'no progress, no notes on stderr'))
    .addOption(new Option('-v, --verbose', 'say how long each stage took; show the stack of an internal error'))
    .action(async () => {
      const { format, quiet, verbose } = command.opts<{ format: Format; quiet?: true; verbose?: true }>();
      const progress = new Progress(process.stderr, quiet ? 'quiet' : verbose ? 'loud' : 'normal');
      const interruption = new AbortController();
      const written: string[] = [];
      const interrupt = (): void => {
        const state = written.length === 0 ? 'nothing was written' : `already written: ${written.join(', ')}`;
        interruption.abort(new Interrupted(`interrupted; ${state}`));
      };
      process.once('SIGINT', interrupt);
      try {
        const context: Context = {
          progress,
          signal: interruption.signal,
          wrote: path => written.push(path),
          show: text => process.stdout.write(format === 'text' ? `${text}\n` : ''),
        };
        const answer = await work(context, command.opts<Options>(), command.args);
        progress.end();
        process.stdout.write(formatAnswer(answer, format));
        if (answer.passed === false) process.exitCode = exitCode.checkFailed;
      } finally {
        progress.end();
        process.off('SIGINT', interrupt);
      }
    });
}
