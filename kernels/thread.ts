/** Where the module `name` is that lies beside the module at `url`: compiled, or a source where that is one. */
export function besideModule(url: string, name: string): URL {
  return new URL(`./${name}${url.endsWith('.ts') ? '.ts' : '.js'}`, url);
}

/** What a thread inherits of the command line: all but the option that goes with `node -e`, which a thread refuses. */
export function threadArguments(): string[] {
  return process.execArgv.filter(argument => !argument.startsWith('--input-type'));
}
