import { compile } from '../../compiler/compile.js';
import { effectsOf } from '../../compiler/effects.js';
import { readHardware } from '../../compiler/hardware-file.js';
import { readSeriesSet } from '../../models/data/read.js';
import { networkFeatures } from '../../models/features.js';
import type { SeriesSet } from '../../models/series.js';
import { firstSeries } from '../../models/series.js';
import { trainReadout } from '../../models/train-readout.js';
import { type ChipsPoint, type ChipsRun, runChips } from '../../sim/chips.js';
import { keptOr } from '../kept.js';
import { points, table } from '../markdown.js';
import { progress } from '../progress.js';
import { type Settings, year } from './coded.js';
import { coderNetwork, digitFiles } from './coders.js';

/** Digits that readouts are trained on, in float64 and on the chip. */
const trained = 500;
const penalties = [0.1, 1, 10, 100, 1000];

/** A linear readout of the codes of digits: accuracy in float64, programmed and after a year. */
export async function digitsPart(settings: Settings): Promise<string> {
  const network = coderNetwork('digits', settings.networks);
  const train = firstSeries(readSeriesSet(digitFiles.train), trained);
  const test = firstSeries(readSeriesSet(digitFiles.test), settings.inputs ?? 500);
  const { readout } = trainReadout(networkFeatures(network, train), train, penalties);
  const rows: string[][] = [];
  for (const preset of settings.presets) {
    const run = await onChips(preset, { ...network, layers: [...network.layers, readout] }, { train, test }, settings);
    const at = (time: number, compensation: string, training: string): string => {
      const point = run.points.find(one => is(one, time, compensation, training));
      return point ? points(point) : '';
    };
    const of = run.points.some(({ time }) => time > 0) ? year : undefined;
    const later = (compensation: string, training: string): string =>
      of ? at(of, compensation, training) : 'as programmed';
    rows.push([
      `\`${preset}\``,
      (100 * run.reference).toFixed(1),
      ...[at(0, 'none', 'float'), at(0, 'none', 'hardware')],
      ...[later('none', 'float'), later('global', 'float'), later('none', 'retrained'), later('global', 'retrained')],
    ]);
  }
  const head = ['float64', 'programmed', 'and trained on the chip'];
  const year1 = ['1 year', '1 year, compensated', '1 year, retrained', '1 year, compensated and retrained'];
  return [
    `### Digits: ${test.series.length} tested, readouts trained on ${train.series.length}, 256 atoms, ${settings.seeds.length} chips`,
    table(['% right', ...head, ...year1], rows),
  ].join('\n\n');
}

const is = (point: ChipsPoint, time: number, compensation: string, training: string): boolean =>
  point.time === time && point.compensation === compensation && point.readout === training;

async function onChips(
  preset: string,
  network: Parameters<typeof compile>[0],
  { train, test }: { readonly train: SeriesSet; readonly test: SeriesSet },
  { seeds, keep }: Settings,
): Promise<ChipsRun> {
  const hardware = await readHardware(preset);
  const drifts = effectsOf(hardware, year).includes('drift');
  const times = drifts ? [0, year] : [0];
  const compensation = drifts ? (['none', 'global'] as const) : (['none'] as const);
  const sizes = { train: train.series.length, test: test.series.length };
  return keptOr(keep, JSON.stringify({ part: 'digits', ...sizes, hardware, seeds, times }), () => {
    const { program } = compile(network, hardware, { seed: seeds[0]! });
    return runChips(program, test, {
      ...{ seeds, times, train, compensation },
      onProgress: (done, total) => progress(`digits, ${preset}: ${done.toFixed(1)} of ${total}`),
    });
  });
}
