import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { alignClasses } from '../../../models/data/labels.js';
import type { Layout } from '../../../models/data/layout.js';
import { readSeriesSet } from '../../../models/data/read.js';
import type { SeriesSet } from '../../../models/series.js';

const data = process.env.OHMWEAVE_DATA;

/** Passes, and says so, where there are no real files. */
function skipped(t: ExecutionContext): boolean {
  if (data) return false;
  t.log('OHMWEAVE_DATA is not set: skipped the reading of real files');
  t.pass();
  return true;
}

const read = (file: string, layout?: Layout): SeriesSet => readSeriesSet(join(data!, file), layout);

/** Series, channels, shortest, longest, classes. */
type Shape = readonly [number, number, number, number, number];

function shapeOf({ series, channels, classes }: SeriesSet): Shape {
  const lengths = series.map(one => one.length);
  return [series.length, channels, Math.min(...lengths), Math.max(...lengths), classes.length];
}

/** Set, extension, series to train on, series to test, channels, shortest, longest, classes: as the archive documents them. */
const halves: readonly [string, string, number, number, number, number, number, number][] = [
  ['SelfRegulationSCP1/SelfRegulationSCP1', 'ts', 268, 293, 6, 896, 896, 2],
  ['JapaneseVowels/JapaneseVowels', 'ts', 270, 370, 12, 7, 29, 9],
  ['JapaneseVowels/JapaneseVowels_eq', 'ts', 270, 370, 12, 25, 25, 9],
  ['BasicMotions/BasicMotions', 'ts', 40, 40, 6, 100, 100, 4],
  ['GunPoint/GunPoint', 'ts', 50, 150, 1, 150, 150, 2],
  ['ArrowHead/ArrowHead', 'ts', 36, 175, 1, 251, 251, 3],
  ['ItalyPowerDemand/ItalyPowerDemand', 'ts', 67, 1029, 1, 24, 24, 2],
  ['OSULeaf/OSULeaf', 'ts', 200, 242, 1, 427, 427, 6],
  ['ACSF1/ACSF1', 'ts', 100, 100, 1, 1460, 1460, 10],
  ['PLAID/PLAID', 'ts', 537, 537, 1, 100, 1344, 11],
  ['Chinatown/Chinatown', 'ts', 20, 343, 1, 24, 24, 2],
  ['Beef/Beef', 'ts', 30, 30, 1, 470, 470, 5],
  ['AsphaltObstacles/AsphaltObstacles', 'ts', 390, 391, 1, 111, 736, 4],
  ['EyesOpenShut/EyesOpenShut', 'arff', 56, 42, 14, 128, 128, 2],
  ['Adiac/Adiac', 'txt', 390, 391, 1, 176, 176, 37],
  ['ECG200/ECG200', 'txt', 100, 100, 1, 96, 96, 2],
  ['Coffee/Coffee', 'txt', 28, 28, 1, 286, 286, 2],
  ['Epilepsy/Epilepsy', 'ts', 137, 138, 3, 206, 206, 4],
];

/** Files that hold a whole set, and how. */
const whole: readonly [string, Layout, Shape][] = [
  ['ucr-uea/Libras/movement_libras.csv.gz', { channels: 2 }, [360, 2, 45, 45, 15]],
  ['ucr-uea/PenDigits/pendigits.tra.csv.gz', { channels: 2 }, [7494, 2, 8, 8, 10]],
  ['ucr-uea/mitdb/mitdb.csv.gz', { rows: 'steps' }, [1, 2, 7500, 7500, 0]],
  ['signals/santafe_laser.npy', { rows: 'steps' }, [1, 1, 10093, 10093, 0]],
  ['signals/ecg_mitbih208_int16.npy.gz', {}, [1, 1, 108000, 108000, 0]],
];

test('every set of the archive has the documented shape', t => {
  if (skipped(t)) return;
  for (const [name, extension, trains, tests, channels, shortest, longest, classes] of halves) {
    const [train, unseen] = ['TRAIN', 'TEST'].map(half => read(`ucr-uea/${name}_${half}.${extension}.gz`));
    const shapes = [shapeOf(train!), shapeOf(unseen!)];
    t.deepEqual(
      shapes.map(shape => [shape[0], shape[1], shape[4]]),
      [
        [trains, channels, classes],
        [tests, channels, classes],
      ],
      name,
    );
    t.deepEqual(
      [Math.min(shapes[0]![2], shapes[1]![2]), Math.max(shapes[0]![3], shapes[1]![3])],
      [shortest, longest],
      name,
    );
  }
  for (const [file, layout, shape] of whole) t.deepEqual(shapeOf(read(file, layout)), shape, file);
});

test('values stand where they should', t => {
  if (skipped(t)) return;
  // Read off the files by eye.
  const [libras] = read('ucr-uea/Libras/movement_libras.csv.gz', { channels: 2 }).series;
  t.deepEqual([...libras!.values.subarray(0, 6)], [0.79691, 0.38194, 0.79691, 0.37731, 0.79884, 0.37731]);
  const beats = read('ucr-uea/mitdb/mitdb.csv.gz', { rows: 'steps' }).series[0]!.values;
  t.is(beats[0], -0.195);
  t.is(beats.filter((value, i) => i % 2 === 1 && value === 1).length, 352);
  const laser = read('signals/santafe_laser.npy', { rows: 'steps' }).series[0]!.values;
  t.deepEqual([...laser.subarray(0, 10)], [86, 141, 95, 41, 22, 21, 32, 72, 138, 111]);
  const eyes = read('ucr-uea/EyesOpenShut/EyesOpenShut_TRAIN.arff.gz');
  t.deepEqual(eyes.classes, ['0', '1']);
});

/** Share of test series whose nearest training series (Euclidean, the first of several) is of their class. */
function nearestNeighbourAccuracy(train: SeriesSet, unseen: SeriesSet): number {
  const right = unseen.series.filter(one => {
    let label = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const known of train.series) {
      let distance = 0;
      for (let i = 0; i < one.values.length; i++) distance += (one.values[i]! - known.values[i]!) ** 2;
      if (distance < least) {
        least = distance;
        label = known.label;
      }
    }
    return label === one.label;
  });
  return right.length / unseen.series.length;
}

/** Known accuracies of the archive's baseline, to four digits. */
const published: readonly [string, string, number][] = [
  ['GunPoint', 'ts', 0.9133],
  ['ItalyPowerDemand', 'ts', 0.9553],
  ['ArrowHead', 'ts', 0.8],
  ['OSULeaf', 'ts', 0.5207],
  ['Beef', 'ts', 0.6667],
  ['ECG200', 'txt', 0.88],
  ['Adiac', 'txt', 0.6113],
];

test('one nearest neighbour is as accurate as the archive says', t => {
  if (skipped(t)) return;
  for (const [name, extension, accuracy] of published) {
    const train = read(`ucr-uea/${name}/${name}_TRAIN.${extension}.gz`);
    const unseen = alignClasses(train, read(`ucr-uea/${name}/${name}_TEST.${extension}.gz`));
    t.is(nearestNeighbourAccuracy(train, unseen).toFixed(4), accuracy.toFixed(4), name);
  }
});
