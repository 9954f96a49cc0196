import type { Program } from '../compiler/program-record.js';
import { type GraphRun, runGraph } from '../models/execute.js';
import { mvmNodes, roundsOf } from '../models/graph.js';
import type { SeriesSet } from '../models/series.js';
import type { RunConditions } from './chip.js';
import { hardwareEngine } from './engine.js';

/** Told how many of all runs are done; of those of devices that are not ohmic, which take long, in parts. */
export type RunProgress = (done: number, total: number) => void;

/** Runs of one chip with the same series under one condition after the other. */
export interface ChipRuns {
  /** One run; `before` were done before it. */
  readonly run: (conditions: RunConditions, before: number) => GraphRun;
  /** Says that so many are done. */
  readonly report: (done: number) => void;
}

export function chipRuns(program: Program, set: SeriesSet, total: number, onProgress?: RunProgress): ChipRuns {
  const report = partialProgress(total, onProgress);
  const reads = arrayReads(program, set);
  return {
    run(conditions, before) {
      let done = 0;
      const onRead = (): void => report(before + Math.min(++done / reads, 0.99));
      return runGraph(program.graph, set, hardwareEngine(program, conditions, onRead));
    },
    report,
  };
}

/** Reports that rise by at least a hundredth, so that a thread is not busy with telling how busy it is. */
function partialProgress(total: number, onProgress: RunProgress | undefined): (done: number) => void {
  let said = 0;
  return done => {
    // Rounding may make the last hundredth look like less than one.
    if (done < said + 0.01 && !(Number.isInteger(done) && done > said)) return;
    said = done;
    onProgress?.(done, total);
  };
}

/** Reads of single arrays that running every series of a set takes, at most. */
function arrayReads({ plans, graph }: Program, { series }: SeriesSet): number {
  const steps = series.reduce((sum, { length }) => sum + length, 0);
  return plans.reduce((sum, { name, tiles }) => {
    const byStep = mvmNodes(graph).find(node => node.name === name)?.domain === 'step';
    return sum + tiles.length * roundsOf(graph, name) * (byStep ? steps : series.length);
  }, 0);
}
