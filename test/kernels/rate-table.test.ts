import test from 'ava';
import { type MemristorConstants, memristorCoefficientsPlain } from '../../kernels/memristor.js';
import { rateTable, tabulatedCoefficientsPlain } from '../../kernels/rate-table.js';

const mars = (step: number): MemristorConstants => ({
  ...{ steepness: 6, range: 0.8, low: 0.35 },
  ...{ potentiation: 1e-4, potentiationSlope: 10, depression: 0.5, depressionSlope: 1 },
  ...{ step, retention: 1 },
});

const drives = Float64Array.from({ length: 60_001 }, (_, k) => (k - 30_000) * 1e-4);

/** The largest differences in keep and in gain, over 1 + |value|, for drives from −3 to 3. */
function worst(constants: MemristorConstants, euler: boolean): readonly number[] {
  const [keep, gain] = [drives.slice(), drives.slice()];
  const [right, rightGain] = [drives.slice(), drives.slice()];
  const bias = Float64Array.of(0.01);
  tabulatedCoefficientsPlain(keep, bias, gain, constants.steepness, rateTable(constants, euler)!);
  memristorCoefficientsPlain(right, bias, rightGain, constants, euler);
  const far = (a: Float64Array, b: Float64Array): number =>
    a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k]!) / (1 + Math.abs(b[k]!))), 0);
  return [far(keep, right), far(gain, rightGain)];
}

// The bound that the table is checked with, 4e-15 (1 + |value|), and as much again for the rounding of z in the exponentials:
// ηp·2⁻⁵³ of Kp.
test('keep and gain are those of the exponentials, for every published Δ', t => {
  for (const step of [0.01, 0.05, 0.08, 0.1, 0.5])
    for (const euler of [false, true])
      for (const difference of worst(mars(step), euler)) t.true(difference < 8e-15, `${step} ${euler}: ${difference}`);
});

test('there is none where polynomials do not follow', t => {
  const steep = { ...mars(0.1), potentiation: 1e-80, potentiationSlope: 200 };
  for (const euler of [false, true]) {
    t.truthy(rateTable(mars(0.1), euler));
    t.is(rateTable(steep, euler), undefined);
    t.truthy(rateTable(mars(0.1), euler));
  }
});
