let told = Number.NEGATIVE_INFINITY;

/** Says how far a part is: a line that is written over on a terminal, else a line every ten seconds. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K`);
  else if (performance.now() - told > 10_000) {
    told = performance.now();
    process.stderr.write(`${text}\n`);
  }
}

/** Clears the line, so that results stand alone. */
export function progressDone(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
