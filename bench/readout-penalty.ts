// `OHMWEAVE_DATA=… node dist/bench/readout-penalty.js [SET…] [--hardware pcm-256,hfo2-128] [--networks 2] [--parts 6] [--keep FILE]
// [--curves]`: ways to choose the penalty λ of a readout that is retrained on a chip after a year. A third of the training series is held out in
// turn, of `--parts` thirds (each three are one way to cut the set), for networks 101, 102, …; the test sets are not looked at.
// Markdown: points won over what retraining does, mean ± standard error. `--keep` names a file from which an interrupted run goes on.
// With `--curves`, of each penalty on its own and the whole training set: cross-validation and the test set, for networks 2, 3, …
import { parseArgs } from 'node:util';
import { readHardware } from '../compiler/hardware-file.js';
import { mean, sampleDeviation } from '../numeric/statistics.js';
import { keptOr } from './kept.js';
import { table } from './markdown.js';
import { chosenSets } from './mars-hardware/sets.js';
import { readHalves } from './mars-paper/sets.js';
import { progress, progressDone } from './progress.js';
import { type Rule, rules } from './readout-penalty/rules.js';
import { heldOutThird, type Penalty, penalties, tryPenalties } from './readout-penalty/trial.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hardware: { type: 'string', default: 'pcm-256,hfo2-128' },
    networks: { type: 'string', default: '2' },
    parts: { type: 'string', default: '6' },
    keep: { type: 'string' },
    curves: { type: 'boolean', default: false },
  },
});
const sets =
  positionals.length > 0
    ? chosenSets(positionals, false)
    : ['ItalyPowerDemand', 'GunPoint', 'Coffee', 'ECG200', 'ArrowHead'];
const seeds = Array.from({ length: Number(values.networks) }, (_, k) => (values.curves ? 2 : 101) + k);
const parts = Array.from({ length: Number(values.parts) }, (_, k) => k);

/** All trials of a set, on all hardware. */
async function trialsOf(set: string): Promise<Penalty[][]> {
  const trials: Penalty[][] = [];
  for (const name of values.hardware.split(',')) {
    const hardware = await readHardware(name);
    for (const seed of seeds)
      for (const part of parts) {
        const of = JSON.stringify({ set, hardware, seed, part });
        const kept = await keptOr(values.keep, of, () => ({
          penalties: tryPenalties(set, heldOutThird(readHalves(set, 1).train, part), hardware, seed),
        }));
        trials.push(kept.penalties);
        progress(`${set}, ${name}: ${trials.length}`);
      }
  }
  progressDone();
  return trials;
}

/** Points that each rule wins over the first, set by set. */
async function rulesTable(): Promise<string> {
  const all: Penalty[][][] = [];
  for (const set of sets) all.push(await trialsOf(set));
  const [[, present], ...others] = Object.entries(rules) as [[string, Rule], ...[string, Rule][]];
  const won = (rule: Rule, trials: readonly Penalty[][]): string => {
    const points = trials.map(one => 100 * (rule(one).heldOut - present(one).heldOut));
    return `${mean(points).toFixed(1)} ± ${(sampleDeviation(points) / Math.sqrt(points.length)).toFixed(1)}`;
  };
  const rows = others.map(([name, rule]) => [name, ...[...all, all.flat()].map(trials => won(rule, trials))]);
  return `${table(['points won', ...sets, 'all'], rows)}\n\n${all.flat().length} trials.`;
}

/** Each penalty with the whole training set, on the test set. */
async function curvesTable(set: string): Promise<string> {
  const inPercent = (shares: readonly number[]): string => (100 * mean(shares)).toFixed(1);
  const rows: string[][] = [];
  for (const name of values.hardware.split(',')) {
    const hardware = await readHardware(name);
    for (const seed of seeds) {
      const tried = tryPenalties(set, readHalves(set, 1), hardware, seed);
      const validated = tried.map(({ written }) => inPercent(written.map(one => one.accuracy)));
      const tested = tried.map(({ heldOut }) => inPercent([heldOut]));
      rows.push([hardware.name, String(seed), 'cross-validation', ...validated], ['', '', 'test set', ...tested]);
      progress(`${set}, ${name}, network ${seed}`);
    }
  }
  progressDone();
  return table([set, 'network', 'λ', ...penalties.map(String)], rows);
}

if (values.curves) for (const set of sets) console.log(`${await curvesTable(set)}\n`);
else console.log(await rulesTable());
