// `node dist/bench/cost.js [--hardware pcm-256] [--plot docs/images/cost-by-part.svg]`: what an inference costs by part with every
// preset of peripherals, in Markdown and as one chart: a MARS network with the settings of its paper for control charts, and products as
// large as those of ResNet-18. All counts are those of the compiled programs. About two minutes.
import { parseArgs } from 'node:util';
import { compile } from '../compiler/compile.js';
import { type CostEstimate, estimate } from '../compiler/cost/estimate.js';
import { energyParts } from '../compiler/cost/part-figures.js';
import { peripheralNames } from '../compiler/cost/peripherals.js';
import { readHardware } from '../compiler/hardware-file.js';
import { tilesOf } from '../compiler/program-record.js';
import { writeWhole } from '../edge/files.js';
import type { Network } from '../models/network.js';
import type { SeriesSet } from '../models/series.js';
import { syntheticControl } from '../models/synthetic-control.js';
import { costFigure } from '../report/cost-figure.js';
import { quantity } from '../report/svg/format.js';
import { randomImage, resnetSized } from './cost/resnet.js';
import { table } from './markdown.js';
import { trainMars } from './mars-hardware/network.js';
import { progress, progressDone } from './progress.js';

const { values } = parseArgs({
  options: { hardware: { type: 'string', default: 'pcm-256' }, plot: { type: 'string' } },
});
// One row for each weight, as a designer counts them.
const hardware = { ...(await readHardware(values.hardware)), peripherals: peripheralNames, copies: 1 };

interface Costed {
  readonly name: string;
  readonly cost: CostEstimate;
  readonly tiles: number;
  readonly weights: number;
  readonly seconds: number;
}

function costed(network: Network, data: SeriesSet): Costed {
  const began = performance.now();
  const { program } = compile(network, hardware, { seed: 1, calibration: data });
  const cost = estimate(program, data, (done, total) => progress(`${network.name}: ${done}/${total} tiles`));
  progressDone();
  const weights = program.plans.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const seconds = (performance.now() - began) / 1000;
  return { name: network.name, cost, tiles: tilesOf(program).length, weights, seconds };
}

const { train, test } = syntheticControl(1, 20);
const resnet = resnetSized();
const cases = [
  costed({ ...trainMars('SyntheticControl', train, 1), name: 'MARS, control charts' }, test),
  costed(resnet, randomImage(resnet)),
];
for (const { name, cost, tiles, weights, seconds } of cases) {
  console.log(`\n${name}: ${weights} weights on ${tiles} arrays of ${hardware.name}, ${seconds.toFixed(0)} s to compile and estimate\n`); // biome-ignore format: one thing
  const parts = energyParts.filter(part => cost.presets.some(({ energy }) => energy[part] > 0));
  const rows = cost.presets.map(({ peripherals, energy, latency, area, missing }) => [
    peripherals,
    ...parts.map(part => (missing.some(one => one === part) ? '–' : quantity(energy[part], 'J'))),
    quantity(energy.total, 'J'),
    ...[quantity(latency.inference, 's'), quantity(area.total, 'm²')],
  ]);
  console.log(table(['preset', ...parts, 'total', 'latency', 'area'], rows));
}
if (values.plot) {
  const presets = cases.map(({ name, cost }) => ({ name, presets: cost.presets }));
  writeWhole(values.plot, costFigure('Energy of one inference by part', presets));
}
