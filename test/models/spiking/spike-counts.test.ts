import test from 'ava';
import fc from 'fast-check';
import { spikeCounts, spikeDifferences, total } from '../../../models/spiking/spike-counts.js';
import { matrix } from '../../../numeric/matrix.js';

/** Time runs to the right, one line for each neuron. */
function trains(...lines: readonly string[]) {
  const steps = lines[0]!.length;
  const data = Float64Array.from({ length: steps * lines.length }, (_, k) =>
    lines[k % lines.length]![Math.floor(k / lines.length)] === '|' ? 1 : 0,
  );
  return matrix(steps, lines.length, data);
}

test('spikes are counted, and the first one is found', t => {
  const { counts, first } = spikeCounts(trains('..|.||', '......', '|.....'));
  t.deepEqual([...counts], [3, 0, 1]);
  t.deepEqual([...first], [2, -1, 0]);
});

const differences = (spikes: string, reference: string): number[] => {
  const { lost, added, shifted } = spikeDifferences(trains(spikes), trains(reference));
  return [lost[0]!, added[0]!, shifted[0]!];
};

test('what is lost and added, and how much of that is a shift by a step', t => {
  t.deepEqual(differences('.|..|.', '.|..|.'), [0, 0, 0]);
  t.deepEqual(differences('..|...', '.|....'), [1, 1, 1]);
  t.deepEqual(differences('.|....', '..|...'), [1, 1, 1]);
  t.deepEqual(differences('...|..', '.|....'), [1, 1, 0]);
  t.deepEqual(differences('||....', '......'), [0, 2, 0]);
  // One added spike makes one pair only.
  t.deepEqual(differences('.|....', '|.|...'), [2, 1, 1]);
});

test('counts and differences add up, and swap when the trains do', t => {
  const line = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
  const made = (bits: boolean[]) => matrix(20, 2, Float64Array.from(bits, Number));
  fc.assert(
    fc.property(line, line, (a, b) => {
      const [ours, theirs] = [made(a), made(b)];
      const found = spikeDifferences(ours, theirs);
      const back = spikeDifferences(theirs, ours);
      const [n, m] = [spikeCounts(ours).counts, spikeCounts(theirs).counts];
      for (let i = 0; i < 2; i++) {
        if (n[i]! - found.added[i]! !== m[i]! - found.lost[i]!) throw new Error('shared');
        if (found.shifted[i]! > Math.min(found.lost[i]!, found.added[i]!)) throw new Error('shifted');
        if (back.lost[i] !== found.added[i] || back.shifted[i] !== found.shifted[i]) throw new Error('swapped');
      }
    }),
    { seed: 2 },
  );
  t.is(total(Int32Array.of(1, 2)), 3);
});

test('trains of different shapes are refused', t => {
  t.throws(() => spikeDifferences(trains('..'), trains('...')), { instanceOf: RangeError });
});
