import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { mean, sampleDeviation } from '../../../../numeric/statistics.js';
import { elements, parseXml } from '../../../report/xml.js';
import { answer, documented, ohmweave, refused } from '../../ohmweave.js';
import { tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const contents = (file: string): string => readFileSync(join(folder, file), 'utf8');
const explore = (...rest: string[]): string[] => [
  ...['explore', 'net.json', '--hardware', 'hw.json', '--data', 'TEST.ts', '-o', 'designs.csv', '--workers', '1'],
  ...rest,
];

test('the JSON, the table, the picture and the answer say the same; what is refused is told; what is known is not run again', t => {
  const args = explore('--vary', 'array.size=8,16', '--vary', 'adc.bits=3,4,8', '--seeds', '2', '--svg', 'pareto.svg');
  const json = answer(t, folder, args);
  documented(t, 'explore', json);
  t.deepEqual(json.axes.map((axis: { values: number[] }) => axis.values), [[8, 16], [3, 4, 8]]); // biome-ignore format: one thing
  type Design = (typeof json.designs)[number];
  const run = json.designs.filter((design: Design) => design.refused === null);
  t.deepEqual(run.map((design: Design) => design.values), [[8, 4], [8, 8], [16, 4], [16, 8]]); // biome-ignore format: one thing
  t.regex(json.designs[0].refused, /isaac-32nm: found an ADC of 3 bits; expected 4 to 10 bits/);
  for (const { accuracies, cost } of run) {
    t.is(accuracies[0].mean, mean(accuracies[0].chips));
    t.is(accuracies[0].deviation, sampleDeviation(accuracies[0].chips));
    const [low, high] = cost.presets.map((preset: { energyJoules: number }) => preset.energyJoules);
    t.is(cost.energyJoules, Math.sqrt(low * high));
  }
  // What needs no model: smaller arrays are more arrays, and better converters take more.
  t.true(run[0].cost.arrays > run[2].cost.arrays);
  t.true(run[1].cost.energyJoules > run[0].cost.energyJoules);

  const [head, ...rows] = contents('designs.csv').trim().split('\r\n').map(line => line.split(',')); // biome-ignore format: one thing
  t.is(rows.length, 6);
  const column = (name: string): string[] => rows.map(row => row[head!.indexOf(name)]!);
  const told = (of: (design: Design) => unknown): string[] => json.designs.map((one: Design) => String(of(one) ?? ''));
  t.deepEqual(
    column('energy [J]'),
    told(({ cost }) => cost?.energyJoules),
  );
  t.deepEqual(
    column('accuracy'),
    told(({ accuracies }) => accuracies[0]?.mean),
  );
  t.deepEqual(
    column('pareto'),
    told(({ pareto }) => pareto),
  );
  t.is(elements(parseXml(contents('pareto.svg')), 'title').length, 1 + run.length);

  const [csv, job] = [contents('designs.csv'), contents('designs.csv.job')];
  const lines = job.split('\n');
  writeFileSync(join(folder, 'designs.csv.job'), [...lines.slice(0, 6), lines[6]!.slice(0, 20)].join('\n'));
  const again = ohmweave(folder, args);
  t.is(again.stderr, '6 designs, 12 chips\ndesigns.csv.job: 5 of 12 chips are there already\n');
  t.is(contents('designs.csv'), csv);
  t.is(contents('designs.csv.job'), job);
  t.regex(
    again.stdout,
    /2.designs cannot be run:\n {2}array\.size = 8, adc\.bits = 3: refused on chip 1: .*isaac-32nm/,
  );
  t.regex(again.stdout, new RegExp(`Pareto set in accuracy, energy, latency and area: ${json.paretoDesigns.length} of 4.designs`)); // biome-ignore format: one thing
});

test('objectives that there are none of, and designs of which none can be run', t => {
  refused(t, folder, explore('--vary', 'bits=8', '--objectives', 'accuracy,price'), '--objectives: found "price"; expected some of accuracy, energy, latency, area'); // biome-ignore format: one thing
  const { code, stderr } = ohmweave(folder, explore('--vary', 'adc.bits=2,3', '--job', 'none.job', '-q'));
  t.is(code, 2);
  t.regex(stderr, /^error: explore: no design can be run, the first since .*found an ADC of 2 bits.*; expected one that can\n$/); // biome-ignore format: one thing
});
