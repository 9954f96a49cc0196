// OHMWEAVE_DATA=data node dist/bench/mars-paper.js [--seeds 10] [--sets GunPoint,…] [--search 24] [--workers 2] [--keep file]
//
// The tables of the MARS paper (arXiv 2604.19343) for the data sets at hand: published, ours with the λ = 1 of the published
// baselines, ours with λ chosen inside the training set. `--search` adds settings that were searched inside the training
// set, for more sets and for the protocol of the long UEA benchmarks. OHMWEAVE_DATA is a folder that has the files of the
// UCR and UEA archives in ucr-uea/NAME/; `--keep` names a file from which an interrupted run goes on. docs/results.md has
// what it printed.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { printFound, printLong, printPaper } from './mars-paper/print.js';
import { runJobs } from './mars-paper/run-jobs.js';
import { otherSets, published } from './mars-paper/sets.js';
import { longJobs, longSearches, paperJobs, searches, trainedWith } from './mars-paper/work.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    sets: { type: 'string', default: [...Object.keys(published), ...otherSets, 'SelfRegulationSCP1'].join(',') },
    search: { type: 'string', default: '0' },
    workers: { type: 'string', default: `${availableParallelism()}` },
    keep: { type: 'string' },
  },
});
const [seeds, trials, workers] = [Number(values.seeds), Number(values.search), Number(values.workers)];
const sets = values.sets.split(',');
const run = (jobs: Parameters<typeof runJobs>[0]) => runJobs(jobs, workers, values.keep);

const inPaper = sets.filter(set => set in published);
printPaper(inPaper, seeds, await run(paperJobs(inPaper, seeds)));
if (trials > 0) {
  const short = sets.filter(set => set !== 'SelfRegulationSCP1');
  const found = await run(searches(short, trials));
  printFound(short, found, await run(trainedWith(short, found, seeds)));
  if (sets.includes('SelfRegulationSCP1')) {
    const chosen = await run(longSearches(trials));
    printLong(chosen, await run(longJobs(chosen)));
  }
}
