/** Where the module `name` is that lies beside the module at `url`: compiled, or a source where that is one. */
export function besideModule(url: string, name: string): URL {
  return new URL(`./${name}${url.endsWith('.ts') ? '.ts' : '.js'}`, url);
}

/**
 * What a thread inherits of the command line: all, but for the option that goes with `node -e`, which a thread refuses. Said
 * only where that stands there, since of a list that is given a thread also refuses V8's options, such as the size of the heap.
 */
export function threadArguments(): string[] | undefined {
  const isRefused = (argument: string): boolean => argument.startsWith('--input-type');
  return process.execArgv.some(isRefused) ? process.execArgv.filter(argument => !isRefused(argument)) : undefined;
}
