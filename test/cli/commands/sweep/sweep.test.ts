import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { mean, sampleDeviation } from '../../../../numeric/statistics.js';
import { elements, parseXml, words } from '../../../report/xml.js';
import { answer, documented, main, ohmweave, refused, withoutProgress } from '../../ohmweave.js';
import { tinyFile, tinyFolder } from '../../tiny.js';

const folder = tinyFolder();
const sweep = (output: string, ...rest: string[]): string[] => [
  ...['sweep', 'net.json', '--hardware', 'hw.json', '--data', 'TEST.ts', '-o', output],
  ...rest,
];
const contents = (file: string): string => readFileSync(join(folder, file), 'utf8');
const linesOf = (file: string): string[] =>
  existsSync(join(folder, file)) ? contents(file).split('\n').slice(0, -1) : [];

/** Runs a sweep until its job file has a point or more, sends a signal, and waits for the end. */
async function stopped(args: readonly string[], job: string, signal: 'SIGINT' | 'SIGKILL') {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
  });
  const ended = once(child, 'close');
  while (linesOf(job).length < 3 && child.exitCode === null) await pause(1);
  const sent = performance.now();
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return { code, stderr: withoutProgress(stderr), seconds: (performance.now() - sent) / 1000 };
}

test('two parameters: the JSON, the table and the map say the same, and what `run` says of such a chip', t => {
  const bits = ['adc.bits=4,8', 'array.lineResistance=0,10 ohm'] as const;
  const args = sweep('two.csv', '--x', bits[0], '--y', bits[1], '--seeds', '2', '--plot', 'two.svg');
  const json = answer(t, folder, args);
  documented(t, 'sweep', json);
  t.deepEqual(json.x, { parameter: 'adc.bits', unit: '', values: [4, 8] });
  t.deepEqual(json.y, { parameter: 'array.lineResistance', unit: 'ohm', values: [0, 10] });
  t.deepEqual(json.cells.map((cell: { x: number; y: number }) => [cell.x, cell.y]), [[4, 0], [8, 0], [4, 10], [8, 10]]); // biome-ignore format: one thing
  for (const { accuracies, meanAccuracy, accuracyDeviation } of json.cells) {
    t.is(meanAccuracy, mean(accuracies));
    t.is(accuracyDeviation, sampleDeviation(accuracies));
  }

  const [head, ...rows] = contents('two.csv').trim().split('\r\n').map(line => line.split(',')); // biome-ignore format: one thing
  t.deepEqual(head, ['adc.bits', 'array.lineResistance [ohm]', 'seed', 'accuracy', 'float accuracy', 'refused']);
  t.deepEqual(rows.map(row => row.slice(0, 3).map(Number)), [[4, 0, 1], [4, 0, 2], [8, 0, 1], [8, 0, 2], [4, 10, 1], [4, 10, 2], [8, 10, 1], [8, 10, 2]]); // biome-ignore format: one thing
  t.deepEqual(rows.map(row => Number(row[3])), json.cells.flatMap((cell: { accuracies: number[] }) => cell.accuracies)); // biome-ignore format: one thing

  const notes = elements(parseXml(contents('two.svg')), 'title')
    .slice(1)
    .map(words);
  const { meanAccuracy, accuracyDeviation } = json.cells[1];
  t.is(notes.length, 4);
  t.is(notes[1], `adc.bits = 8, array.lineResistance = 0 ohm: ${(100 * meanAccuracy).toFixed(1)} ± ${(100 * accuracyDeviation).toFixed(1)} %`); // biome-ignore format: one thing

  const array = { ...tinyFile.array, wordLineResistance: '10 ohm', bitLineResistance: '10 ohm' };
  writeFileSync(join(folder, 'corner.json'), JSON.stringify({ ...tinyFile, array, adc: { bits: 4 } }));
  t.is(ohmweave(folder, ['compile', 'net.json', '--hardware', 'corner.json', '-o', 'corner.owp']).code, 0);
  const run = answer(t, folder, ['run', 'corner.owp', '--data', 'TEST.ts', '--time', '0 s', '--seeds', '2']);
  const plain = run.points.find((point: { compensation: boolean }) => !point.compensation);
  t.deepEqual(json.cells[2].accuracies, plain.accuracies);
  t.is(json.floatAccuracy, run.referenceAccuracy);
});

test('one parameter; ages and remedies, as `run` has them', t => {
  const args = ['--x', 'time=0 s,1 day', '--readout', 'retrained', '--train', 'TRAIN.ts', '--compensation', 'global'];
  const json = answer(t, folder, sweep('time.csv', ...args));
  t.is(json.y, null);
  t.is(json.timeSeconds, null);
  const run = answer(t, folder, ['run', 'net.owp', '--data', 'TEST.ts', '--train', 'TRAIN.ts', '--time', '0 s, 1 day']);
  type Point = { readout: string; compensation: boolean; meanAccuracy: number; timeSeconds: number };
  const wanted = run.points.filter((point: Point) => point.readout === 'retrained' && point.compensation);
  t.deepEqual(
    json.cells.map((cell: { x: number; meanAccuracy: number }) => [cell.x, cell.meanAccuracy]),
    wanted.map((point: Point) => [point.timeSeconds, point.meanAccuracy]),
  );
  t.is(contents('time.csv').split('\r\n')[0], 'time [s],seed,accuracy,float accuracy,refused');
});

test.serial('a sweep that was interrupted or killed goes on where it stopped, and comes to the same', async t => {
  const grid = ['--x', 'noise=0..3', '--y', 'array.size=8,16', '--seeds', '3', '--workers', '1'];
  t.is(ohmweave(folder, sweep('whole.csv', ...grid)).code, 0);
  const points = 4 * 2 * 3;
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    const [output, job] = [`${signal}.csv`, `${signal}.csv.job`];
    const { code, stderr, seconds } = await stopped(sweep(output, ...grid), job, signal);
    t.is(code, signal === 'SIGINT' ? 130 : null);
    t.false(existsSync(join(folder, output)));
    const before = linesOf(job);
    t.true(before.length >= 3 && before.length < points + 1, `${before.length} lines for ${points} points`);
    if (signal === 'SIGINT') {
      t.true(seconds < 5, `${seconds} s`); // a second on a machine that has nothing else to do
      t.is(stderr, `interrupted; ${before.length - 1} of 24 points are kept in ${job}; the same command goes on from there\n`); // biome-ignore format: one thing
    }
    const again = ohmweave(folder, sweep(output, ...grid));
    t.is(again.stderr, `${job}: ${before.length - 1} of 24 points are there already\n`);
    t.is(contents(output), contents('whole.csv'));
    t.deepEqual(linesOf(job).slice(0, before.length), before); // nothing was done twice
    t.is(linesOf(job).length, points + 1);
  }
});

test('a sweep can grow, and goes on only with what it was begun with', t => {
  const grow = (...rest: string[]) => ohmweave(folder, sweep('grow.csv', ...rest));
  t.is(grow('--x', 'noise=0,1').code, 0);
  const before = linesOf('grow.csv.job');
  t.is(grow('--x', 'noise=0..2', '--seeds', '2').stderr, 'grow.csv.job: 2 of 6 points are there already\n');
  t.deepEqual(linesOf('grow.csv.job').slice(0, 3), before);
  t.is(linesOf('grow.csv.job').length, 7);
  const kept = contents('grow.csv.job');
  const { code, stderr } = grow('--x', 'noise=0', '--data', 'TRAIN.ts');
  t.is(code, 2);
  t.regex(stderr, /^error: grow\.csv\.job: the test data was "[0-9a-f]{16}", now it is "[0-9a-f]{16}"; expected a job file of this very run/); // biome-ignore format: one thing
  t.is(contents('grow.csv.job'), kept);
});

test('what is refused at some points is told in the table and in the map, and the others are run', t => {
  const args = sweep('some.csv', '--x', 'adc.bits=3,4', '--plot', 'some.svg');
  const { cells, refusedPoints } = answer(t, folder, args);
  t.is(refusedPoints, 1);
  t.deepEqual([cells[0].accuracies, cells[0].meanAccuracy, cells[0].accuracyDeviation], [[], null, null]);
  const why = /isaac-32nm: found an ADC of 3 bits; expected 4 to 10 bits/;
  t.regex(cells[0].refused, why);
  t.is(cells[1].refused, null);
  t.regex(contents('some.csv').split('\r\n')[1]!, new RegExp(`^3,1,,,.*${why.source}`));
  t.regex(
    words(elements(parseXml(contents('some.svg')), 'title')[1]!),
    new RegExp(`^adc.bits = 3; refused: .*${why.source}`),
  );
  const { stdout } = ohmweave(folder, args);
  t.regex(stdout, /1 of 2 points is refused, such as\n.*isaac-32nm/);
});

test('a sweep that is refused at every point is refused', t => {
  refused(
    t,
    folder,
    sweep('none.csv', '--x', 'adc.bits=2,3'),
    'sweep: every point is refused, the first since peripherals isaac-32nm: found an ADC of 2 bits; expected 4 to 10 bits; expected one that can be run',
  );
  t.false(existsSync(join(folder, 'none.csv')));
});

test('no file of a sweep is another one of it, and each is asked for before any point is run', t => {
  const bad = (args: readonly string[], message: string) => refused(t, folder, args, message);
  const x = ['--x', 'adc.bits=4'];
  bad(sweep('same.csv', ...x, '--job', './same.csv'), '--job: found ./same.csv, which is that of --output, too; expected another file'); // biome-ignore format: one thing
  bad(sweep('a.csv', ...x, '--plot', 'a.png'), 'a.png: found another kind of file; expected a name that ends in .svg');
  bad(sweep('a.txt', ...x), 'a.txt: found another kind of file; expected a name that ends in .csv');
  bad(sweep('-', ...x), '"-": is no name of a file; expected one to write to');
  bad(sweep(join('hw.json', 'a.csv'), ...x), `${join(realpathSync(folder), 'hw.json')}: is a file; expected a folder to write to`); // biome-ignore format: one thing
  t.false(existsSync(join(folder, 'same.csv')));
  for (const [option, value] of [
    ['--seeds', '10001'],
    ['--workers', '257'],
  ] as const) {
    const { code, stderr } = ohmweave(folder, sweep('a.csv', ...x, option, value));
    t.is(code, 2);
    t.regex(stderr, new RegExp(`'${value}' is invalid. Expected a whole number from 1 to ${Number(value) - 1}\\.`));
  }
});
