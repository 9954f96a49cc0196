// `OHMWEAVE_DATA=… node dist/bench/mars-hardware.js [SET…] [--all] [--hardware pcm-256,hfo2-128] [--seeds 5] [--compensation
// global] [--plot FILE.svg]`: MARS with the settings of its paper's Table 7 and λ by cross-validation, on hardware: accuracy
// from float to a year and with retraining, and what each effect costs, in Markdown; all sets in one plot.
import { parseArgs } from 'node:util';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import { reject } from '../edge/error.js';
import { writeWhole } from '../edge/files.js';
import { trainMars } from '../models/train-mars.js';
import { effectName, rungName } from '../report/effect-names.js';
import { effectsFigure } from '../report/effects-figure.js';
import { stacked } from '../report/svg/stacked.js';
import { type DriftCompensation, driftCompensations } from '../sim/compensation.js';
import { type EffectStudy, type OverChips, studyEffects } from '../sim/effects.js';
import { type MarsSet, marsSets, readMarsSet } from './mars-sets.js';

interface Studied {
  readonly set: MarsSet;
  readonly study: EffectStudy;
  readonly seconds: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    hardware: { type: 'string', default: 'pcm-256,hfo2-128' },
    seeds: { type: 'string', default: '5' },
    network: { type: 'string', default: '1' },
    compensation: { type: 'string', default: 'global' },
    plot: { type: 'string' },
  },
});
const compensation: DriftCompensation =
  driftCompensations.find(kind => kind === values.compensation) ??
  reject('--compensation', `found "${values.compensation}"`, `expected one of ${driftCompensations.join(', ')}`);
const seeds = Array.from({ length: Number(values.seeds) }, (_, k) => k + 1);

/** The sets named on the command line; those of the paper that are at hand where none are. */
function chosenSets(): readonly MarsSet[] {
  if (positionals.length === 0) return marsSets.filter(set => values.all || set.inPaper);
  return positionals.map(
    name =>
      marsSets.find(set => set.name === name) ??
      reject('set', `found "${name}"`, `expected some of ${marsSets.map(set => set.name).join(', ')}`),
  );
}

async function studied(set: MarsSet, hardware: Hardware): Promise<Studied> {
  const began = performance.now();
  const { train, test } = readMarsSet(set);
  const network = trainMars(
    train,
    { ...set.settings, ridge: [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10] },
    Number(values.network),
  );
  const study = await studyEffects(network, hardware, test, {
    ...{ train, seeds, compensation },
    onProgress: (done, total) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${hardware.name}, ${set.name}: ${done}/${total}\x1b[K`);
    },
  });
  const seconds = (performance.now() - began) / 1000;
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return { set, study, seconds };
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const points = ({ mean, deviation }: OverChips): string =>
  `${(100 * mean).toFixed(1)} ± ${(100 * deviation).toFixed(1)}`;

function ladderTable(all: readonly Studied[]): string {
  const [{ study: first }] = all as [Studied];
  return table(
    ['accuracy in %', 'float', ...first.ladder.map(rungName), 's'],
    all.map(({ set, study, seconds }) => [
      set.name,
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
      set.name,
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
  for (const set of chosenSets()) all.push(await studied(set, hardware));
  console.log(`\n### ${hardware.name}, ${seeds.length} chips\n\n${ladderTable(all)}`);
  for (const readout of ['float', 'retrained'] as const) console.log(`\n${costTable(all, readout)}`);
  figures.push(
    effectsFigure(
      `What each effect costs on ${hardware.name}`,
      all.map(({ set, study }) => ({ name: set.name, study })),
      'retrained',
    ),
  );
}
console.log('\nOf two costs the first is that of the effect alone, the second what the whole wins without it.');
if (values.plot) writeWhole(values.plot, stacked('What each effect costs', figures));
