import { compile } from '../../compiler/compile.js';
import type { Hardware } from '../../compiler/hardware.js';
import type { Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import type { CodingFigures } from '../../sim/coding.js';
import { type CodingChips, codingChips } from '../../sim/coding-chips.js';
import type { DriftCompensation } from '../../sim/compensation.js';
import { keptOr } from '../kept.js';
import { progress } from '../progress.js';

/** What all parts of this bench are told. */
export interface Settings {
  /** A file from which an interrupted run goes on. */
  readonly keep: string | undefined;
  /** Where dictionaries are kept. */
  readonly networks: string;
  readonly presets: readonly string[];
  /** Of the chips. */
  readonly seeds: readonly number[];
  /** How many patches or digits are coded; each part has its own default. */
  readonly inputs: number | undefined;
}

/** s. */
export const year = 365.25 * 86400;

/** One way to build a chip, and at what ages it is looked at. */
export interface Variant {
  readonly name: string;
  readonly hardware: Hardware;
  readonly seeds: readonly number[];
  readonly times: readonly number[];
  readonly compensation: readonly DriftCompensation[];
  /** Inputs that converter ranges are found on, where they are not those of the network. */
  readonly calibration?: SeriesSet;
}

/** The figures of a variant's chips, or what the kept file has of them. */
export function coded(network: Network, variant: Variant, given: SeriesSet, settings: Settings): Promise<CodingChips> {
  const { name, hardware, seeds, times, compensation } = variant;
  const { name: coder, layers } = network;
  const { calibration = network.calibration } = variant;
  const [layer] = layers;
  if (layer?.type !== 'lca') throw new RangeError(`${coder} begins with another layer`);
  const { form, iterations, step, threshold } = layer;
  const asked = {
    ...{ coder, form, iterations, step, threshold, calibrated: calibration?.series.length },
    ...{ given: given.name, inputs: given.series.length, hardware, seeds, times, compensation },
  };
  return keptOr(settings.keep, JSON.stringify(asked), () => {
    const { program } = compile({ ...network, ...(calibration && { calibration }) }, hardware, { seed: seeds[0]! });
    return codingChips(program, given, {
      ...{ seeds, times, compensation },
      onProgress: (done, total) => progress(`${coder}, ${form}, ${name}: ${done} of ${total}`),
    });
  });
}

/** PSNR, active share, energy and overlap for a table, with the deviation of the PSNR where there are several chips. */
export function cells({ psnr, active, energy, overlap }: CodingFigures, deviation?: CodingFigures): string[] {
  const spread = deviation && deviation.psnr > 0 ? ` ± ${deviation.psnr.toFixed(1)}` : '';
  return [
    `${psnr.toFixed(1)}${spread}`,
    `${(100 * active).toFixed(1)} %`,
    energy.toPrecision(4),
    `${(100 * overlap).toFixed(0)} %`,
  ];
}
