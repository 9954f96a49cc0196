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
/** How often a worker is killed after an outcome, and up to how long after it (ms). */
const [killShare, killDelay] = [0.2, 200];

type Job = SpiceJob & ({ readonly good: GoodNetlist } | { readonly bad: BadNetlist });

/**
 * Rounds of torture in one pool: every bad netlist once and two good ones for each, shuffled, while workers are killed at
 * random. A round is given as it ends. A good result must follow its formula, a bad netlist must be reported for what it is.
 */
export async function* torture(rounds: number, workers = 2): AsyncGenerator<Round> {
  const alive = new Set<SpiceRunner>();
  let started = 0;
  const thread = threadRunners();
  const counted: StartRunner = async () => {
    const inner = await thread();
    const runner: SpiceRunner = {
      get heldBytes() {
        return inner.heldBytes;
      },
      run: (netlist, seconds, stop) => inner.run(netlist, seconds, stop),
      stop() {
        alive.delete(runner);
        return inner.stop();
      },
    };
    started++;
    alive.add(runner);
    return runner;
  };
  const pool = new SpicePool({ workers, runner: counted });
  try {
    for (let k = 0; k < rounds; k++) {
      const began = performance.now();
      const before = started;
      const random = randomStream(k, 'torture');
      const killer = killerOf(alive, random);
      const jobs = shuffled(jobsOf(k), random);
      const mistakes: string[] = [];
      let told = 0;
      // A netlist that is killed again and again is tried until it gets through.
      for await (const { job, outcome } of pool.runAll(jobs, { timeoutSeconds: patience, retries: 20 })) {
        told++;
        killer.perhaps();
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

/** Stops random workers at random times, behind the back of the pool. */
function killerOf(alive: Set<SpiceRunner>, random: RandomStream): { perhaps(): void; end(): number } {
  const timers: ReturnType<typeof setTimeout>[] = [];
  let [draws, killed] = [0, 0];
  const draw = (): number => random.uniform(draws++);
  const kill = (): void => {
    const victim = [...alive][Math.floor(draw() * alive.size)];
    if (!victim) return;
    killed++;
    void victim.stop();
  };
  return {
    perhaps() {
      if (draw() < killShare) timers.push(setTimeout(kill, killDelay * draw()));
    },
    end() {
      for (const timer of timers) clearTimeout(timer);
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
