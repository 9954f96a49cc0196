// `OHMWEAVE_DATA=… node dist/bench/mars-hardware.js [SET…] [--all] [--hardware pcm-256,hfo2-128] [--seeds 5] [--chips 1] [--network 1]
// [--compensation global] [--plot FILE.svg] [--keep FILE]`: MARS with the settings of its paper's Table 7, and λ by
// cross-validation, on hardware: accuracy from float to a year and with retraining, and what each effect costs, in Markdown;
// all sets in one plot. `--chips` is the seed of the first chip. `--keep` names a file from which an interrupted run goes on.
import { parseArgs } from 'node:util';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import { reject } from '../edge/error.js';
import { writeWhole } from '../edge/files.js';
import { effectName, rungName } from '../report/effect-names.js';
import { effectsFigure } from '../report/effects-figure.js';
import { stacked } from '../report/svg/stacked.js';
import { type DriftCompensation, driftCompensations } from '../sim/compensation.js';
import { type EffectStudy, studyEffects } from '../sim/effects.js';
import { keptOr } from './kept.js';
import { points, table } from './markdown.js';
import { trainMars } from './mars-hardware/network.js';
import { chosenSets } from './mars-hardware/sets.js';
import { readHalves } from './mars-paper/sets.js';
import { progress, progressDone } from './progress.js';

interface Studied {
  readonly set: string;
  readonly study: EffectStudy;
  readonly seconds: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    hardware: { type: 'string', default: 'pcm-256,hfo2-128' },
    seeds: { type: 'string', default: '5' },
    chips: { type: 'string', default: '1' },
    network: { type: 'string', default: '1' },
    compensation: { type: 'string', default: 'global' },
    plot: { type: 'string' },
    keep: { type: 'string' },
  },
});
const compensation: DriftCompensation =
  driftCompensations.find(kind => kind === values.compensation) ??
  reject('--compensation', `found "${values.compensation}"`, `expected one of ${driftCompensations.join(', ')}`);
const seeds = Array.from({ length: Number(values.seeds) }, (_, k) => k + Number(values.chips));

async function studied(set: string, hardware: Hardware): Promise<Studied> {
  const began = performance.now();
  const { train, test } = readHalves(set, 1);
  const study = await studyEffects(trainMars(set, train, Number(values.network)), hardware, test, {
    ...{ train, seeds, compensation },
    onProgress: (done, total) => {
      progress(`${hardware.name}, ${set}: ${done}/${total}`);
    },
  });
  const seconds = (performance.now() - began) / 1000;
  progressDone();
  return { set, study, seconds };
}

/** `studied`, or what the file `--keep` has of it; what is new is added to that file. */
function keptOrStudied(set: string, hardware: Hardware): Promise<Studied> {
  const { keep: file, network } = values;
  return keptOr(file, JSON.stringify({ set, hardware, seeds, network, compensation }), () => studied(set, hardware));
}

function ladderTable(all: readonly Studied[]): string {
  const [{ study: first }] = all as [Studied];
  return table(
    ['accuracy in %', 'float', ...first.ladder.map(rungName), 's'],
    all.map(({ set, study, seconds }) => [
      set,
      (100 * study.reference).toFixed(1),
      ...study.ladder.map(({ accuracy }) => points(accuracy)),
      seconds.toFixed(0),
    ]),
  );
}

function costTable(all: readonly Studied[], readout: 'float' | 'retrained'): string {
  const [{ study: first }] = all as [Studied];
  const effects = first.costs.filter(cost => cost.readout === readout).map(({ effect }) => effect);
  return table(
    [`points lost, ${readout} readout`, ...effects.map(effectName)],
    all.map(({ set, study }) => [
      set,
      ...effects.map(effect => {
        const { alone, within } = study.costs.find(cost => cost.effect === effect && cost.readout === readout)!;
        return `${points(alone)} / ${points(within)}`;
      }),
    ]),
  );
}

const figures: string[] = [];
for (const name of values.hardware.split(',')) {
  const hardware = await readHardware(name);
  const all: Studied[] = [];
  for (const set of chosenSets(positionals, values.all)) all.push(await keptOrStudied(set, hardware));
  console.log(`\n### ${hardware.name}, ${seeds.length} chips\n\n${ladderTable(all)}`);
  for (const readout of ['float', 'retrained'] as const) console.log(`\n${costTable(all, readout)}`);
  figures.push(
    effectsFigure(
      `What each effect costs on ${hardware.name}`,
      all.map(({ set, study }) => ({ name: set, study })),
      'retrained',
    ),
  );
}
console.log('\nOf two costs the first is that of the effect alone, the second what the whole wins without it.');
if (values.plot) writeWhole(values.plot, stacked('What each effect costs', figures));
