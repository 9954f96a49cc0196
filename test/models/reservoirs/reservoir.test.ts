import test from 'ava';
import { reservoirNames } from '../../../models/reservoirs/names.js';
import { drawFor, recurrentRange } from '../../../models/reservoirs/reservoir.js';
import { reservoirNamed } from '../../../models/reservoirs/table.js';
import { checkOptions } from '../../../models/reservoirs/train.js';
import { fromRows, type Matrix, matrix, maxAbs, transpose } from '../../../numeric/matrix.js';
import { timesTransposed } from '../../../numeric/product.js';
import { deviation, mean } from '../../../numeric/statistics.js';

test('weights are uniform between ± their range', t => {
  const { data } = drawFor('test', 1).weights('a', 100, 100, 0.3);
  t.true(maxAbs(data) <= 0.3 && maxAbs(data) > 0.2999);
  // 10 000 draws: the mean is off by 0.3/√3/100 = 0.0017, the deviation by about a hundredth of itself.
  t.true(Math.abs(mean(data)) < 0.007);
  t.true(Math.abs(deviation(data) / (0.3 / Math.sqrt(3)) - 1) < 0.02);
});

test('a draw is named by seed, kind, layer and part, and by nothing else', t => {
  const draw = (kind: string, seed: number, layer: string, part?: string) =>
    drawFor(kind, seed).weights(layer, 3, 3, 1, part).data;
  const first = draw('a', 1, 'x');
  t.deepEqual(draw('a', 1, 'x'), first);
  for (const other of [draw('b', 1, 'x'), draw('a', 2, 'x'), draw('a', 1, 'y'), draw('a', 1, 'x', 'recurrent')])
    t.notDeepEqual(other, first);
  // A larger matrix begins with the same numbers; a wider range stretches them.
  t.deepEqual(drawFor('a', 1).weights('x', 5, 3, 1).data.slice(0, 9), first);
  t.deepEqual(
    drawFor('a', 1).weights('x', 3, 3, 2).data,
    first.map(value => 2 * value),
  );
  t.notDeepEqual(drawFor('a', 1).bias('x', 9, 1), first);
});

/** The spectral radius, by Gelfand's formula: ρ = lim ‖Wᵏ‖^(1/k), here with k = 2¹⁴ by squaring, which leaves about a thousandth. */
function spectralRadius(weights: Matrix): number {
  let power = weights;
  let logarithm = 0;
  for (let doubling = 1; doubling <= 14; doubling++) {
    power = timesTransposed(power, transpose(power));
    const size = Math.hypot(...power.data);
    power = matrix(
      power.rows,
      power.cols,
      power.data.map(value => value / size),
    );
    logarithm += Math.log(size) / 2 ** doubling;
  }
  return Math.exp(logarithm);
}

test('the spectral radius of a matrix that is known', t => {
  // A rotation by 1 rad, times 0.7, and a shear of it: complex eigenvalues of modulus 0.7.
  const [c, s] = [0.7 * Math.cos(1), 0.7 * Math.sin(1)];
  t.true(
    Math.abs(
      spectralRadius(
        fromRows([
          [c - 5 * s, -26 * s],
          [s, c + 5 * s],
        ]),
      ) - 0.7,
    ) < 1e-3,
  );
});

test('the spectral radius of recurrent weights is about ρ', t => {
  // The circular law holds for large matrices; the radius of single ones of 100 units strays by some per cent.
  const ratios = [1, 2, 3, 4].map(seed => {
    const weights = drawFor('esn', seed).weights('reservoir', 100, 100, recurrentRange(0.9, 100), 'recurrent');
    return spectralRadius(weights) / 0.9;
  });
  t.log(ratios.map(ratio => ratio.toFixed(3)).join(' '));
  for (const ratio of ratios) t.true(ratio > 0.9 && ratio < 1.15, `${ratio}`);
  t.true(Math.abs(mean(ratios) - 1) < 0.07);
});

for (const name of reservoirNames)
  test(`both ends of every range that a search tries of ${name} are good settings`, t => {
    const reservoir = reservoirNamed(name);
    for (const [key, range] of Object.entries(reservoir.ranges))
      for (const value of 'values' in range ? range.values : [range.from, range.to])
        t.notThrows(() => checkOptions(reservoir, { [key]: value }));
  });
