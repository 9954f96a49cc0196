import test from 'ava';
import { type Round, torture } from '../../../bench/torture/round.js';

const mebi = 2 ** 20;

test('ten rounds of netlists that hang, quit, abort or fail, among good ones and with workers killed at random', async t => {
  const rounds: Round[] = [];
  for await (const round of torture(10)) rounds.push(round);
  t.is(rounds.length, 10);
  for (const { mistakes, good, bad, killed, started, residentBytes, seconds } of rounds) {
    t.log(
      `${good} good, ${bad} bad, ${killed} of ${started} workers killed, ${(residentBytes / mebi).toFixed(0)} MiB, ${seconds.toFixed(1)} s`,
    );
    t.deepEqual(mistakes, []);
    t.true(good >= 50 && bad >= 25);
  }
  t.true(rounds.reduce((sum, { killed }) => sum + killed, 0) >= 20);
  // A worker holds some 30 MiB, and ten or more are replaced in a round.
  const memory = (some: readonly Round[]): number =>
    some.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / some.length;
  const grown = (memory(rounds.slice(-3)) - memory(rounds.slice(1, 4))) / mebi;
  t.log(`memory of the last three rounds less that of the second to fourth: ${grown.toFixed(0)} MiB`);
  t.true(grown < 64);
});
