import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type RandomStream, randomStream } from '../../numeric/random.js';
import { type SpiceJob, type SpiceOutcome, SpicePool } from '../../sim/spice/pool.js';
import type { SpiceRunner, StartRunner } from '../../sim/spice/runner.js';
import { threadRunners } from '../../sim/spice/thread.js';
import { type BadNetlist, badNetlists } from './bad.js';
import { type GoodNetlist, goodNetlists } from './good.js';

export interface Round {
  readonly good: number;
  readonly bad: number;
  /** Workers that were killed from outside. */
  readonly killed: number;
  /** Workers that were started. */
  readonly started: number;
  /** What did not come out as it must. */
  readonly mistakes: readonly string[];
  /** Bytes of this process after it, its garbage collected. */
  readonly residentBytes: number;
  readonly seconds: number;
}

/** Longest time (s) of a netlist that hangs, and of another one on a machine that is busy with other things. */
const [timeout, patience] = [1, 60];
/** Mean time between two kills, s. */
const killEvery = 0.4;

type Job = SpiceJob & ({ readonly good: GoodNetlist } | { readonly bad: BadNetlist });

/**
 * Rounds of torture in one pool: every bad netlist once and two good ones for each, shuffled, while workers are killed at
 * random. A round is given as it ends. A good result must follow its formula, a bad netlist must be reported for what it is.
 */
export async function* torture(rounds: number, workers = 2): AsyncGenerator<Round> {
  const alive = new Set<SpiceRunner>();
  let started = 0;
  const thread = threadRunners();
  const start: StartRunner = async () => {
    const runner = await thread();
    started++;
    alive.add(runner);
    return runner;
  };
  const pool = new SpicePool({ workers, start });
  try {
    for (let k = 0; k < rounds; k++) {
      const began = performance.now();
      const before = started;
      const random = randomStream(k, 'torture');
      const killer = kill(alive, random);
      const jobs = shuffled(jobsOf(k), random);
      const mistakes: string[] = [];
      let told = 0;
      // Killed again and again, a netlist is tried until it gets through.
      for await (const { job, outcome } of pool.runAll(jobs, { timeoutSeconds: patience, retries: 100 })) {
        told++;
        const mistake = 'good' in job ? mistakeOfGood(job.good, outcome) : mistakeOfBad(job.bad, outcome);
        if (mistake) mistakes.push(mistake);
      }
      if (told !== jobs.length) mistakes.push(`${told} of ${jobs.length} netlists came back`);
      const killed = killer.end();
      const bad = jobs.filter(job => 'bad' in job).length;
      yield {
        ...{ good: jobs.length - bad, bad, killed, started: started - before, mistakes },
        residentBytes: residentBytes(),
        seconds: (performance.now() - began) / 1000,
      };
    }
  } finally {
    await pool.close();
  }
}

function jobsOf(round: number): Job[] {
  const kinds = goodNetlists(0).length;
  const sets = Math.ceil((2 * badNetlists.length) / kinds);
  const good = Array.from({ length: sets }, (_, k) => goodNetlists(round * sets + k)).flat();
  return [
    ...badNetlists.map(bad => ({ bad, netlist: bad.netlist, ...(bad.hangs && { timeoutSeconds: timeout }) })),
    ...good.map(made => ({ good: made, netlist: made.netlist })),
  ];
}

function mistakeOfGood({ what, error, tolerance }: GoodNetlist, outcome: SpiceOutcome): string | undefined {
  if (outcome.status === 'failed') return `${what}: ${outcome.error.name}: ${outcome.error.message}`;
  const found = error(outcome.result);
  return found <= tolerance ? undefined : `${what}: ${found} off, where ${tolerance} is allowed`;
}

function mistakeOfBad({ what, reported }: BadNetlist, outcome: SpiceOutcome): string | undefined {
  const said = outcome.status === 'failed' ? `${outcome.error.name}: ${outcome.error.message}` : 'a result';
  return reported.test(said) ? undefined : `${what}: ${said}`;
}

/** Stops a random worker now and then, behind the back of the pool. */
function kill(alive: Set<SpiceRunner>, random: RandomStream): { end(): number } {
  let [draws, killed] = [0, 0];
  let timer: ReturnType<typeof setTimeout>;
  const next = (): void => {
    timer = setTimeout(
      () => {
        const victim = [...alive][Math.floor(random.uniform(draws++) * alive.size)];
        if (victim) {
          alive.delete(victim);
          killed++;
          void victim.stop();
        }
        next();
      },
      -1000 * killEvery * Math.log(1 - random.uniform(draws++)),
    );
  };
  next();
  return {
    end() {
      clearTimeout(timer);
      return killed;
    },
  };
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], random: RandomStream): T[] {
  const all = [...list];
  for (let k = all.length - 1; k > 0; k--) {
    const other = Math.floor(random.uniform(1e6 + k) * (k + 1));
    [all[k], all[other]] = [all[other]!, all[k]!];
  }
  return all;
}

function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().rss;
}
