// `node dist/bench/mappings.js [CHIPS]`: one network mapped to arrays in all the ways that there are. Prints, as Markdown, its accuracy
// just after programming with a readout trained on the chip (mean and deviation of so many chips, 5 unless asked for otherwise),
// and what an inference takes: ADC
// conversions, arrays, energy of the arrays and of the ADCs (by neurosim-sar-22nm). The network is a MARS of 100 units in two blocks,
// trained on 300 synthetic control charts and tested on 300 others; the hardware is pcm-256 with one device, or pair, for each weight.
import { compile } from '../compiler/compile.js';
import { estimate } from '../compiler/cost/estimate.js';
import type { Hardware } from '../compiler/hardware.js';
import { readHardware } from '../compiler/hardware-file.js';
import { syntheticControl } from '../models/synthetic-control.js';
import { trainMars } from '../models/train-mars.js';
import { deviation, mean } from '../numeric/statistics.js';
import { lifetime } from '../sim/lifetime.js';
import { points, table } from './markdown.js';

const chips = Number(process.argv[2] ?? 5);
const { train, test } = syntheticControl(1, 100);
const network = trainMars(train, { units: 50, blocks: 2, folds: 5, calibration: 20 }, 1);
const pcm: Hardware = { ...(await readHardware('pcm-256')), copies: 1 };
const exact: Hardware = { ...pcm, device: { ...(await readHardware('ideal')).device, gMin: 0, gMax: 25e-6 } };
const sliced = (cellBits: number, over: 'cells' | 'arrays' = 'cells', digits?: 'offset') => ({
  slices: { weightBits: 8, cellBits, over, ...(digits && { digits }) },
});
const serial = (bitsPerRead: number) => ({ dac: { ...pcm.dac, bitsPerRead } });
const sixteen = { imperfections: { ...pcm.imperfections, levels: 16 } };

const ways: readonly (readonly [string, Hardware])[] = [
  ['differential pair', pcm],
  ['… a scale for each column', { ...pcm, scale: 'column' }],
  ['… clipped at 99 %', { ...pcm, clip: { percentile: 99 } }],
  ['… copies "fill"', { ...pcm, copies: 'fill' }],
  ['dummy column', { ...pcm, signs: 'dummy column' }],
  ['offset column', { ...pcm, signs: 'offset column' }],
  ['pair, 8 bits in slices of 2', { ...pcm, ...sliced(2) }],
  ['… over arrays', { ...pcm, ...sliced(2, 'arrays') }],
  ['pair, 8 bits in slices of 1', { ...pcm, ...sliced(1) }],
  ['dummy column, slices of 2', { ...pcm, ...sliced(2), signs: 'dummy column' }],
  ['offset column, slices of 2', { ...pcm, ...sliced(2), signs: 'offset column' }],
  ['dummy column, offset slices of 2', { ...pcm, ...sliced(2, 'cells', 'offset'), signs: 'dummy column' }],
  ['offset column, offset slices of 2', { ...pcm, ...sliced(2, 'cells', 'offset'), signs: 'offset column' }],
  ['offset column, offset slices of 1', { ...pcm, ...sliced(1, 'cells', 'offset'), signs: 'offset column' }],
  ['pair, inputs of 1 bit a read', { ...pcm, ...serial(1) }],
  ['pair, inputs of 2 bits a read', { ...pcm, ...serial(2) }],
  ['slices of 2 and 2 bits a read', { ...pcm, ...sliced(2), ...serial(2) }],
  ['exact devices of 16 levels, pair', { ...exact, ...sixteen }],
  ['… clipped with the least error', { ...exact, ...sixteen, clip: 'least error' }],
  ['… 8 bits in slices of 2', { ...exact, ...sixteen, ...sliced(2) }],
];

let reference = 0;
const rows = ways.map(([name, hardware]) => {
  const programs = Array.from({ length: chips }, (_, k) => compile(network, hardware, { seed: k + 1 }).program);
  const found = programs.map(program => {
    const chip = lifetime(program, test, { times: [0], compensation: ['none'], train, readouts: ['hardware'] });
    reference = chip.reference;
    return chip.points[0]!.accuracy;
  });
  const [program] = programs;
  const { presets, steps } = estimate(program!, { ...test, series: test.series.slice(0, 20) });
  const conversions = program!.schedule.stages.reduce(
    (sum, { per, adcConversions }) => sum + adcConversions * (per === 'step' ? steps : 1),
    0,
  );
  const { energy } = presets[0]!;
  return [
    ...[name, points({ mean: mean(found), deviation: deviation(found) })],
    ...[`${conversions}`, `${program!.plans.reduce((sum, { tiles }) => sum + tiles.length, 0)}`],
    ...[(1e9 * energy.array).toPrecision(3), (1e9 * energy.adc).toPrecision(3)],
  ];
});
console.log(`float64: ${(100 * reference).toFixed(1)} %\n`);
console.log(table(['mapping', 'accuracy, %', 'ADC conversions', 'arrays', 'arrays, nJ', 'ADCs, nJ'], rows));
