// `OHMWEAVE_DATA=… node dist/bench/mars-careful.js [SET…] [--all] [--hardware pcm-256,hfo2-128] [--choose] [--chips 11] [--seeds 5]
// [--network 2] [--beside careful] [--keep FILE]`: what a designer can do for MARS on hardware, after a year with the readout
// retrained, in Markdown: presets beside `examples/hardware/NAME-careful.json`, or of another ending with `--beside`, looked for
// from where the command is started. With `--choose` every candidate for such files, tried on thirds of the training sets; the
// test sets are not looked at. `--chips` is the seed of the first of `--seeds` chips, `--network` that of the network, or with
// `--choose` of the first of three. `--keep` names a file from which an interrupted run goes on.
import { parseArgs } from 'node:util';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import { reject } from '../edge/error.js';
import { loadUnits } from '../edge/quantity.js';
import { mean, sampleDeviation } from '../numeric/statistics.js';
import { points, table } from './markdown.js';
import { candidates, changed } from './mars-hardware/candidates.js';
import { chosenSets } from './mars-hardware/sets.js';
import { type Accuracies, folds, runTrials, type Setting } from './mars-hardware/trials.js';
import { progress, progressDone } from './progress.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    hardware: { type: 'string', default: 'pcm-256,hfo2-128' },
    choose: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '5' },
    chips: { type: 'string', default: '11' },
    network: { type: 'string', default: '2' },
    beside: { type: 'string', default: 'careful' },
    keep: { type: 'string' },
  },
});
const sets = chosenSets(positionals, values.all);
const presets = values.hardware.split(',');
for (const preset of presets)
  if (!(preset in candidates))
    reject('--hardware', `found "${preset}"`, `expected some of ${Object.keys(candidates).join(', ')}`);
const [chips, network] = [Number(values.chips), Number(values.network)];
const seeds = Array.from({ length: Number(values.seeds) }, (_, k) => chips + k);

async function tried(setting: Setting, hardware: readonly Hardware[]): Promise<Accuracies[][]> {
  const onProgress = (done: number, total: number): void => {
    progress(`${setting.set}: ${done}/${total}`);
  };
  const accuracies = await runTrials(setting, hardware, seeds, { keep: values.keep, onProgress });
  progressDone();
  return accuracies;
}

const over = (all: readonly number[]) => ({ mean: mean(all), deviation: all.length > 1 ? sampleDeviation(all) : 0 });
const inPoints = (share: number): string => (100 * share).toFixed(1);

/** A row for each set: the preset and the file beside it on the test set. */
async function compared(preset: string): Promise<string> {
  const both = [await readHardware(preset), await readHardware(`examples/hardware/${preset}-${values.beside}.json`)];
  const rows: string[][] = [];
  for (const set of sets) {
    const accuracies = await tried({ set, network }, both);
    const float = accuracies[0]![0]!.floatAccuracy;
    const [before, after] = accuracies.map(of => over(of.map(({ accuracy }) => accuracy))) as [Spread, Spread];
    rows.push([
      ...[set, inPoints(float), points(before), points(after)],
      ...[inPoints(float - before.mean), inPoints(float - after.mean)],
    ]);
  }
  return table(['set', 'float64', `\`${preset}\``, values.beside, 'loss before', 'loss after'], rows);
}

type Spread = ReturnType<typeof over>;

/** A row for each candidate: what it loses on every set, in points, where a third of the training series is held out. */
async function choice(preset: string): Promise<string> {
  const parse = await loadUnits();
  const hardware = candidates[preset]!.map(changes => changed(preset, changes, parse));
  const losses: number[][] = [];
  for (const set of sets) {
    const ofFolds: number[][] = [];
    for (let fold = 0; fold < folds; fold++) {
      const accuracies = await tried({ set, fold, network: network + fold }, hardware);
      ofFolds.push(accuracies.map(of => mean(of.map(one => one.floatAccuracy - one.accuracy))));
    }
    losses.push(hardware.map((_, k) => mean(ofFolds.map(of => of[k]!))));
  }
  return table(
    ['points lost', ...sets, 'mean'],
    hardware.map(({ name }, k) => {
      const own = losses.map(of => of[k]!);
      return [name, ...own.map(inPoints), inPoints(mean(own))];
    }),
  );
}

for (const preset of presets) {
  const what = values.choose ? 'in thirds of the training sets' : 'on the test sets';
  console.log(`\n### ${preset}, ${what}, chips ${seeds.join(', ')}, network ${network}\n`);
  console.log(values.choose ? await choice(preset) : await compared(preset));
}
