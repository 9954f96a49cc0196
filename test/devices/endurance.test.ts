import test from 'ava';
import { type CyclingStatistics, resistances, slowCorrelation } from '../../devices/endurance.js';
import { hfo2RadarCycling } from '../../devices/statistical/hfo2-radar-fit.js';
import { deviation, mean, sampleDeviation } from '../../numeric/statistics.js';

const cycles = Float64Array.from({ length: 300 }, (_, n) => n + 1);

function lives(statistics: CyclingStatistics, state: string, count: number, seed = 1): Float64Array[] {
  return Array.from({ length: count }, (_, device) =>
    resistances(statistics, { seed, state, device }, cycles).map(Math.log),
  );
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

/** Half the mean squared difference of cycles so far apart: the median of the cells. */
const halfSquare = (cells: readonly Float64Array[], lag: number): number =>
  median(cells.map(cell => mean(cell.slice(lag).map((x, n) => (x - cell[n]!) ** 2 / 2))));

// Levy et al. (doi 10.1109/TED.2021.3097975), 100 cells over 300 cycles: median (ohm), median over cells of the deviation of
// ln R, deviation of the cells' medians, first cycles above the last 50, half squares at 1, 10 and 40 cycles.
const measured = {
  hrs: { median: 101148, cycle: 0.7477, cells: 1.0168, drift: -0.355, halves: [0.3638, 0.3906, 0.4645] },
  lrs: { median: 4962.4, cycle: 0.1301, cells: 0.1034, drift: -0.055, halves: [0.0102, 0.0125, 0.0148] },
} as const;

for (const state of ['hrs', 'lrs'] as const)
  test(`${state}: four hundred cells of the model cycle as the hundred measured ones`, t => {
    const cells = lives(hfo2RadarCycling[state], state, 400);
    const golden = measured[state];
    const of = (value: number, known: number, within: number, what: string): void => {
      t.true(Math.abs(value - known) <= within, `${what}: ${value}, measured ${known}`);
    };
    // Two standard errors of the hundred cells, roughly: 10 % of a mean, 14 % of a deviation.
    const centre = Math.exp(median(cells.flatMap(cell => [...cell])));
    of(Math.log(centre), Math.log(golden.median), 0.2 * golden.cells, 'median');
    of(Math.log(median(cells.map(sampleDeviation))), Math.log(golden.cycle), 0.12, 'cycle');
    of(Math.log(sampleDeviation(cells.map(cell => median([...cell])))), Math.log(golden.cells), 0.2, 'cells');
    const drift = cells.map(cell => mean(cell.slice(250)) - mean(cell.slice(0, 50)));
    of(mean(drift), golden.drift, state === 'hrs' ? 0.15 : 0.05, 'drift');
    [1, 10, 40].forEach((lag, k) => {
      of(Math.log(halfSquare(cells, lag)), Math.log(golden.halves[k]!), 0.25, `half square over ${lag}`);
    });
  });

test('a device has one life, whichever of its cycles are asked for, and no two have the same', t => {
  const whole = resistances(hfo2RadarCycling.hrs, { seed: 4, state: 'hrs', device: 7 }, cycles);
  const some = resistances(hfo2RadarCycling.hrs, { seed: 4, state: 'hrs', device: 7 }, Float64Array.of(250, 3, 44));
  t.deepEqual([...some], [whole[249]!, whole[2]!, whole[43]!]);
  for (const other of [{ seed: 5 }, { state: 'lrs' }, { device: 8 }]) {
    const life = resistances(hfo2RadarCycling.hrs, { seed: 4, state: 'hrs', device: 7, ...other }, cycles);
    t.is(life.filter((ohm, n) => ohm === whole[n]).length, 0);
  }
});

const plain: CyclingStatistics = {
  ...{ mean: 9, cells: 0, wear: 0, wearCycles: 5, cycle: 0.5, cycleSpread: 0, slowShare: 0.4, slowCycles: 20 },
  shape: { gamma: 0.3, delta: 2 },
};

test('each constant does what it says', t => {
  const cells = lives(plain, 'plain', 800);
  const all = cells.flatMap(cell => [...cell]);
  t.true(Math.abs(mean(cells.map(cell => median([...cell]))) - 9) < 0.02);
  t.true(Math.abs(deviation(all) / 0.5 - 1) < 0.01);
  for (const lag of [1, 10, 30]) {
    const half = mean(cells.map(cell => mean(cell.slice(lag).map((x, n) => (x - cell[n]!) ** 2 / 2))));
    t.true(Math.abs(half / (0.25 * (1 - 0.4 * slowCorrelation(lag, 20))) - 1) < 0.02, `${lag}: ${half}`);
  }
  const worn = lives({ ...plain, wear: 0.8 }, 'plain', 3);
  for (const n of [1, 6, 100])
    t.true(Math.abs(worn[2]![n - 1]! - cells[2]![n - 1]! - 0.8 * Math.exp(-(n - 1) / 5)) < 1e-12);
  const apart = lives({ ...plain, cells: 2 }, 'plain', 800).map(mean);
  t.true(Math.abs(sampleDeviation(apart) / 2 - 1) < 0.06);
});

test('what is slow is forgotten after twice its cycles', t => {
  t.true(Math.abs(slowCorrelation(0, 20) - 1) < 1e-12);
  t.true(slowCorrelation(10, 20) > slowCorrelation(20, 20));
  t.is(slowCorrelation(40, 20), 0);
});
