import type { CostEstimate } from '../compiler/cost/estimate.js';
import type { Program } from '../compiler/program-record.js';
import type { ChipsRun } from '../sim/chips.js';
import type { TileVerdict } from '../sim/spice/validate.js';
import type { SpikeTrace } from '../sim/spike-trace.js';

/** What a report is made of; the parts that were not run are left out. */
export interface ReportInput {
  readonly program: Program;
  /** Of ohmweave. */
  readonly version: string;
  readonly chips?: ChipsRun;
  readonly cost: CostEstimate;
  readonly verdicts?: readonly TileVerdict[];
  /** Of a spiking network: one series. */
  readonly spikes?: SpikeTrace;
  /** The data that accuracy was measured on. */
  readonly dataName?: string;
}
