import { type ChunkState, completeChunks, shareChunks } from './chunk-job.js';
import type { NeuronRun } from './neuron-run.js';
import { neuronsHere } from './neurons.js';

/** A `NeuronRun` that several threads share, what is large of it in shared memory: series are done in chunks. */
export interface SharedNeuronRun {
  readonly kind: 'neurons';
  readonly run: NeuronRun;
  readonly chunkSeries: number;
  readonly state: ChunkState;
}

/** Does chunks of series until none is left that nobody began. */
export const shareNeurons = (shared: SharedNeuronRun): void => shareChunks(shared.state, () => chunkOf(shared));

/** Does again, here, whatever chunk is not done. */
export const completeNeurons = (shared: SharedNeuronRun): void => completeChunks(shared.state, () => chunkOf(shared));

function chunkOf({ run, chunkSeries }: SharedNeuronRun): (chunk: number) => void {
  return chunk => neuronsHere(run, chunk * chunkSeries, Math.min((chunk + 1) * chunkSeries, run.ends.length));
}
