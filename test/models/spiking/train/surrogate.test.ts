import test from 'ava';
import { injected, smooth, surrogateNames } from '../../../../models/spiking/train/surrogate.js';

/** g' at some x, to eight places: of the sources' code, computed in PyTorch; α/2/(1 + (π/2 α x)²) with α = 2 for arctan. */
const slopes = {
  'double-gaussian': { '0': 0.43883651, '0.5': 0.25859435, '1': 0.04322045, '3': -0.01209853 },
  'multi-gaussian': { '0': 0.43911164, '0.5': 0.2588582, '1': 0.04345199, '3': -0.01209776 },
  arctan: { '0': 1, '0.5': 0.28840044, '1': 0.09199967, '3': 0.01113258 },
} as const;

for (const [name, wanted] of Object.entries(slopes))
  test(`${name}: published slopes, even in x`, t => {
    const { slope } = smooth[name as keyof typeof slopes];
    for (const [x, value] of Object.entries(wanted))
      for (const sign of [1, -1])
        t.true(Math.abs(slope(sign * Number(x)) - value) < 5.1e-9, `${x}: ${slope(Number(x))}`);
  });

test('B-SiLU: published values and slopes', t => {
  const published: readonly (readonly [number, number, number])[] = [
    [-6, -0.84570646, -0.00820736],
    [-3, -0.89807641, -0.01265908],
    [-1, -0.65480925, 0.40067142],
    [0, 0, 0.9175],
    [1, 1.1169264, 1.25601244],
    [3, 3.61352117, 1.16354913],
  ];
  for (const [x, value, slope] of published) {
    t.true(Math.abs(smooth['b-silu'].value(x) - value) < 5.1e-9);
    t.true(Math.abs(smooth['b-silu'].slope(x) - slope) < 5.1e-9);
  }
});

test('every smooth function has the slope that it says', t => {
  for (const name of surrogateNames)
    for (const x of [-4, -1.5, -0.3, 0, 0.01, 0.7, 2, 5]) {
      const { value, slope } = smooth[name];
      // Central differences over 2e-4: third derivatives below 10 leave 2e-8.
      t.true(Math.abs((value(x + 1e-4) - value(x - 1e-4)) / 2e-4 - slope(x)) < 1e-7, `${name} at ${x}`);
    }
});

test('those of spikes rise from about 0 to about 1 where they are densities', t => {
  t.true(Math.abs(smooth.arctan.value(-1e9)) < 1e-9 && Math.abs(smooth.arctan.value(1e9) - 1) < 1e-9);
  // ½ (1.15 − 0.3)
  t.true(Math.abs(smooth['double-gaussian'].value(40) - 0.425) < 1e-12);
});

test('injected, a step goes forward and the slope back', t => {
  const { value, slope } = injected('double-gaussian');
  t.deepEqual([-1, 0, 1].map(value), [0, 0, 1]);
  [0.04322045, 0.43883651, 0.04322045].forEach((wanted, k) => {
    t.true(Math.abs(slope(k - 1) - wanted) < 5e-9);
  });
});
