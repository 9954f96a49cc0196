/**
 * Estimates how long a run of jobs still takes. Told the index of each job that is finished, it answers with the seconds that
 * those to come will take: as many per unit of expected work (`sizes`) as all so far took together, side by side.
 */
export function timeLeft(
  sizes: readonly number[],
  now: () => number = () => performance.now(),
): (finished: number) => number {
  const began = now();
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return finished => {
    done += sizes[finished]!;
    return (((now() - began) / 1000) * (total - done)) / done;
  };
}
