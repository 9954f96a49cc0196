import test from 'ava';
import type { Plot } from '../../../sim/spice/raw.js';
import { comparePlots, type TileJob, validateTiles } from '../../../sim/spice/validate.js';
import { nodalCurrents, randomTile } from './nodal.js';

/** A job whose expected currents come from dense nodal elimination. */
function job(rows: number, cols: number, reads: number, seed = 1): TileJob {
  const circuit = randomTile(rows, cols, reads, seed);
  const expected = circuit.vectors.map(v => nodalCurrents(circuit.array, v));
  return { name: `${rows}x${cols}`, circuit: { ...circuit, expected } };
}

test('verdicts in order of the jobs, with progress', async t => {
  const sizes = [[12, 9], [1, 1], [4, 7]] as const; // biome-ignore format: a list
  const seen: string[] = [];
  const verdicts = await validateTiles(
    sizes.map(([rows, cols]) => job(rows, cols, 3)),
    {
      workers: 2,
      onVerdict: (verdict, k, { done, total, secondsLeft }) => {
        t.is(verdict.name, sizes[k]!.join('x'));
        t.true(done === total ? secondsLeft === 0 : secondsLeft > 0);
        seen.push(`${done}/${total}`);
      },
    },
  );
  t.deepEqual(
    verdicts.map(({ name, rows, cols, vectors, status }) => ({ name, rows, cols, vectors, status })),
    sizes.map(([rows, cols]) => ({ name: `${rows}x${cols}`, rows, cols, vectors: 3, status: 'agrees' })),
  );
  for (const { worst } of verdicts) t.true(worst < 1e-12);
  t.deepEqual(seen, ['1/3', '2/3', '3/3']);
});

test('a wrong current is found where it is', async t => {
  const { name, circuit } = job(5, 6, 3);
  const largest = Math.max(...circuit.expected.flatMap(row => [...row].map(Math.abs)));
  circuit.expected[2]![4]! += 1e-5 * largest;
  const [verdict] = await validateTiles([{ name, circuit }]);
  t.is(verdict!.status, 'differs');
  t.is(verdict!.worstVector, 2);
  t.is(verdict!.worstColumn, 4);
  t.true(Math.abs(verdict!.worst - 1e-5) < 1e-8);
  const [lenient] = await validateTiles([{ name, circuit }], { tolerance: 1e-4 });
  t.is(lenient!.status, 'agrees');
});

test('all cells open and no volts: nothing flows, both say so', async t => {
  const { name, circuit } = job(2, 2, 1);
  circuit.array.conductance.fill(0);
  const [verdict] = await validateTiles([{ name, circuit: { ...circuit, expected: [new Float64Array(2)] } }]);
  t.is(verdict!.status, 'agrees');
  t.is(verdict!.worst, 0);
});

test('a tile too large for ngspice fails with its size, the others run', async t => {
  const large = {
    title: 'large',
    array: { ...randomTile(1, 1, 1).array, rows: 512, cols: 512 },
    vectors: [],
    expected: [],
  };
  const verdicts = await validateTiles([{ name: 'large', circuit: large }, job(2, 2, 1)]);
  t.is(verdicts[0]!.status, 'failed');
  t.is(verdicts[0]!.message, '512×512 cells need about 4.7 GiB in ngspice, which has 2.0 GiB');
  t.is(verdicts[1]!.status, 'agrees');
});

test('a tile that takes too long fails, and a signal fails what is left', async t => {
  // About half a second of work: far more than the limit, even where this thread is kept waiting.
  const large = randomTile(64, 64, 4);
  const circuit = { ...large, expected: large.vectors.map(() => new Float64Array(64)) };
  const [slow] = await validateTiles([{ name: 'slow', circuit }], { timeoutSeconds: 0.001 });
  t.regex(slow!.message!, /no answer within 0\.001 s/);
  const [cancelled] = await validateTiles([job(2, 2, 1)], { signal: AbortSignal.abort() });
  t.regex(cancelled!.message!, /cancelled/);
  t.true(Number.isNaN(cancelled!.worst));
});

test('where it is cancelled, no more netlists are made', async t => {
  let made = 0;
  const counted = (name: string): TileJob => {
    const { circuit } = job(2, 2, 1);
    const array = circuit.array;
    return {
      name,
      circuit: {
        ...{ title: name, array, expected: circuit.expected },
        get vectors() {
          made++;
          return circuit.vectors;
        },
      },
    };
  };
  const once = made;
  await validateTiles([counted('a')]);
  const each = made - once; // how often one job's are asked for
  made = 0;
  const stop = AbortSignal.abort();
  const cancelled = await validateTiles(
    Array.from({ length: 20 }, (_, k) => counted(String(k))),
    { signal: stop, workers: 2 },
  );
  t.true(cancelled.every(({ message }) => message === 'cancelled'));
  t.true(made < 20 * each, `${made}`);
});

test('no jobs, no verdicts; an impossible circuit throws', async t => {
  t.deepEqual(await validateTiles([]), []);
  const { name, circuit } = job(2, 2, 1);
  await t.throwsAsync(validateTiles([{ name, circuit: { ...circuit, expected: [] } }]), { name: 'InputError' });
});

test('plots are as far apart as their worst vector, and any vector that one lacks is too far', t => {
  const plot = (...vectors: [string, number[]][]): Plot => ({
    ...{ title: '', name: '', points: 2, complex: false, types: new Map(), shapes: new Map() },
    vectors: new Map(vectors.map(([name, values]) => [name, Float64Array.from(values)])),
  });
  const a = plot(['x', [1, 4]], ['y', [1e-9, 0]], ['zero', [0, 0]]);
  t.is(comparePlots(a, a), 0);
  t.is(comparePlots(a, plot(['y', [0, 0]], ['x', [1, 4]], ['zero', [0, 0]])), 1);
  t.is(comparePlots(a, plot(['x', [1, 3]], ['y', [1e-9, 0]], ['zero', [0, 0]])), 0.25);
  for (const other of [
    plot(['x', [1, 4]]),
    plot(['x', [1]], ['y', [0, 0]], ['zero', [0, 0]]),
    plot(['x', [1, Number.NaN]], ['y', [1e-9, 0]], ['zero', [0, 0]]),
  ])
    t.is(comparePlots(a, other), Number.POSITIVE_INFINITY);
});
