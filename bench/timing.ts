/** CPU time (ms, user and system, of this process) that `work` takes. */
export function cpuTime(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** `runs` timings of the same work, ms. */
export function timings(runs: number, work: () => void): number[] {
  return Array.from({ length: runs }, () => cpuTime(work));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The exponent b of y ∝ xᵇ that fits the points best in the logarithms. */
export function exponent(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [lx, ly] = [x.map(Math.log), y.map(Math.log)];
  const [mx, my] = [mean(lx), mean(ly)];
  const over = lx.reduce((sum, value, k) => sum + (value - mx) * (ly[k]! - my), 0);
  return over / lx.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}

/** Three significant digits, ms or us or s. */
export function time(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  return ms >= 1 ? `${ms.toPrecision(3)} ms` : `${(1000 * ms).toPrecision(3)} us`;
}

/** Medians over interleaved rounds of what each contestant takes, ms; those that are not there are left out. */
export function contest(
  rounds: number,
  contestants: Record<string, (() => number[]) | undefined>,
): Record<string, number> {
  const present = Object.entries(contestants).filter(entry => entry[1] !== undefined) as [string, () => number[]][];
  const found: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of present) {
      const times = run();
      found[name] = [...(found[name] ?? []), median(times)];
      process.stderr.write('.');
    }
  process.stderr.write('\n');
  return Object.fromEntries(Object.entries(found).map(([name, times]) => [name, median(times)]));
}

/**
 * Two contestants by turns: what each takes, ms, and the median of one round's ratios. The machine changes its speed from
 * one moment to the next, and in a round both have the same.
 */
export function duel(
  rounds: number,
  ours: () => number[],
  rival: (() => number[]) | undefined,
): { readonly ours: number; readonly rival: number; readonly ratio: number } | undefined {
  if (!rival) return undefined;
  const found = Array.from({ length: rounds }, () => {
    process.stderr.write('.');
    return { ours: median(ours()), rival: median(rival()) };
  });
  process.stderr.write('\n');
  return {
    ours: median(found.map(round => round.ours)),
    rival: median(found.map(round => round.rival)),
    ratio: median(found.map(round => round.ours / round.rival)),
  };
}

/** Whether a target was met. */
export function met(ratio: number, target: number, better: 'at least' | 'at most'): string {
  const good = better === 'at least' ? ratio >= target : ratio <= target;
  return `${good ? 'met' : 'MISSED'} (${better} ${target})`;
}
