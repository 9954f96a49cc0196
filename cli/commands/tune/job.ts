import { readHardware } from '../../../compiler/hardware-file.js';
import type { Layout } from '../../../models/data/layout.js';
import type { Network } from '../../../models/network.js';
import { readNetwork } from '../../../models/network-file.js';
import { type TuneOptions, tune } from '../../../sim/tune.js';
import type { Report } from '../../progress.js';
import { labelledShape, readLabelled } from '../../read-data.js';

export interface TuneInput extends Omit<TuneOptions, 'progress' | 'onEpoch'> {
  /** A network, or the file of one. */
  readonly network: string | Network;
  readonly hardware: string;
  readonly train: string;
  readonly layout?: Layout | undefined;
}

export interface TuneOutput {
  readonly network: Network;
  /** That it was trained on. */
  readonly series: number;
  /** Of each epoch, as it went. */
  readonly course: readonly { readonly epoch: number; readonly loss: number; readonly accuracy: number }[];
}

/** What `ohmweave tune` computes. */
export async function tuneJob(input: TuneInput, report: Report): Promise<TuneOutput> {
  const { network: named, hardware, train: file, layout, ...options } = input;
  const network = typeof named === 'string' ? readNetwork(named) : named;
  const train = readLabelled(file, labelledShape(network), layout);
  const course: TuneOutput['course'][number][] = [];
  const tuned = tune(network, await readHardware(hardware), train, {
    ...options,
    progress: report,
    onEpoch: (epoch, { loss, accuracy }) => course.push({ epoch: epoch + 1, loss, accuracy }),
  });
  return { network: tuned, series: train.series.length, course };
}
