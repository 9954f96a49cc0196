// `node dist/bench/torture.js [ROUNDS]`: netlists that hang, quit, abort or fail ngspice, mixed with good ones, through
// the pool, while workers are killed at random. Prints what happened in each round, memory among it; exit code 1 where
// something did not come out as it must. A hundred rounds take some ten minutes.
import { torture } from './torture/round.js';

const rounds = Number(process.argv[2] ?? 100);
const mebi = 2 ** 20;
const resident: number[] = [];
let [netlists, killed, mistakes] = [0, 0, 0];
console.log('round   good   bad   killed   started   mistakes   MiB      s');
for await (const round of torture(rounds)) {
  resident.push(round.residentBytes / mebi);
  netlists += round.good + round.bad;
  killed += round.killed;
  mistakes += round.mistakes.length;
  const cells = [resident.length, round.good, round.bad, round.killed, round.started, round.mistakes.length];
  const widths = [5, 6, 5, 8, 9, 10];
  const counts = cells.map((value, k) => String(value).padStart(widths[k]!)).join(' ');
  console.log(`${counts} ${resident.at(-1)!.toFixed(0).padStart(5)} ${round.seconds.toFixed(1).padStart(6)}`);
  for (const mistake of round.mistakes) console.log(`        ${mistake}`);
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const tenth = Math.ceil(resident.length / 10);
const [early, late] = [mean(resident.slice(tenth, 2 * tenth)), mean(resident.slice(-tenth))];
console.log(`${netlists} netlists, ${killed} workers killed, ${mistakes} mistakes`);
console.log(`memory: ${early.toFixed(0)} MiB in the second tenth of the rounds, ${late.toFixed(0)} MiB in the last`);
process.exitCode = mistakes === 0 ? 0 : 1;
