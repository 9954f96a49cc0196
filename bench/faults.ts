// `node dist/bench/faults.js [CHIPS]`: what stuck devices do to a network, and what is left of it where the compiler moves targets, rows
// and outputs for them. Prints, as Markdown, the RMS error of the outputs of a product by stuck devices, relative to the RMS of
// the outputs, and the network's accuracy with a readout trained on the chip, mean and deviation of so many chips (5 unless
// asked for otherwise); half of the stuck devices are stuck low, half high. The network is a MARS of 100 units in two blocks, trained
// on 300 synthetic control charts and tested on 300 others; the hardware is pcm-256 with one pair for each weight and exact devices.
import { compile } from '../compiler/compile.js';
import { faultMap } from '../compiler/fault-map.js';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import { place } from '../compiler/place.js';
import { type CalibratedTile, type MvmPlan, mapTiles } from '../compiler/plan.js';
import { program } from '../compiler/program.js';
import type { Program } from '../compiler/program-record.js';
import { type RepairedTile, repairedTargets } from '../compiler/repair.js';
import { syntheticControl } from '../models/synthetic-control.js';
import { trainMars } from '../models/train-mars.js';
import { deviation, mean } from '../numeric/statistics.js';
import { lifetime } from '../sim/lifetime.js';
import { points, table } from './markdown.js';

const chips = Number(process.argv[2] ?? 5);
const { train, test } = syntheticControl(1, 100);
const network = trainMars(train, { units: 50, blocks: 2, folds: 5, calibration: 20 }, 1);
const pcm = await readHardware('pcm-256');
const exact: Hardware = {
  ...pcm,
  copies: 1,
  device: { ...(await readHardware('ideal')).device, gMin: 0, gMax: 25e-6 },
};
const chip = (hardware: Hardware, seed: number): Program => compile(network, hardware, { seed }).program;

/** A chip on which only the partners of stuck devices are written for them, and no line is moved. */
function withPartners(hardware: Hardware, seed: number): Program {
  const { calibrated, program: whole } = compile(network, hardware, { seed });
  const written = calibrated.map((plan: MvmPlan<CalibratedTile>) => {
    const targets = mapTiles(plan, tile => ({
      ...tile,
      target: repairedTargets(tile, undefined, faultMap(plan, tile, hardware, seed), hardware),
    }));
    return program(targets, hardware, { seed, generation: 0, time: 0 });
  });
  return { ...whole, plans: place(written, hardware) };
}

/** The RMS error of the outputs of a product, relative to their RMS: root mean square over products and chips. */
function errorOf(programs: readonly Program[], key: keyof RepairedTile): string {
  const squares = programs.flatMap(({ plans }) =>
    plans.map(({ tiles }) => {
      const sum = (of: keyof RepairedTile): number => tiles.reduce((total, { repair }) => total + repair![of], 0);
      return sum(key) / sum('signal');
    }),
  );
  const percent = 100 * Math.sqrt(mean(squares));
  return percent > 0 && percent < 0.01 ? '< 0.01' : percent.toFixed(percent < 1 ? 2 : 1);
}

let reference = 0;
/** Of chips with readouts trained on them. */
function accuracy(programs: readonly Program[]): string {
  const found = programs.map(one => {
    const run = lifetime(one, test, { times: [0], compensation: ['none'], train, readouts: ['hardware'] });
    reference = run.reference;
    return run.points[0]!.accuracy;
  });
  return points({ mean: mean(found), deviation: deviation(found) });
}

const seeds = Array.from({ length: chips }, (_, k) => k + 1);
const rows: string[][] = [];
let [compiling, compiled] = [0, 0];
for (const share of [0, 0.01, 0.05]) {
  const stuck: Hardware = { ...exact, imperfections: { levels: 0, stuckLow: share / 2, stuckHigh: share / 2 } };
  const start = performance.now();
  const remapped = seeds.map(seed => chip({ ...stuck, faults: 'remapped' }, seed));
  compiling += performance.now() - start;
  compiled += seeds.length;
  const add = (what: string, error: string, right: string): void => {
    rows.push([`${100 * share} %`, what, error, right]);
  };
  add('as mapped', errorOf(remapped, 'accepted'), accuracy(seeds.map(seed => chip(stuck, seed))));
  if (share === 0) continue;
  add('partners written for it', errorOf(remapped, 'partners'), accuracy(seeds.map(seed => withPartners(stuck, seed))));
  add('and rows moved', errorOf(remapped, 'rows'), '');
  add('and outputs moved', errorOf(remapped, 'outputs'), accuracy(remapped));
  for (const spareColumns of [2, 8]) {
    const spared = seeds.map(seed => chip({ ...stuck, faults: 'remapped', spareColumns }, seed));
    add(`with ${spareColumns} spare places`, errorOf(spared, 'outputs'), accuracy(spared));
  }
}
console.log(
  `float64: ${(100 * reference).toFixed(1)} %; ${(compiling / compiled / 1000).toFixed(2)} s to compile a remapped chip\n`,
);
console.log(table(['stuck', 'remedy', 'error of outputs, %', 'accuracy, %'], rows));
