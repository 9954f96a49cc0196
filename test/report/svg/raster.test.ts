import test from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { type Raster, rasterChart } from '../../../report/svg/raster.js';
import { sameAsGolden } from '../golden.js';
import { crowding, elements, parseXml } from '../xml.js';

const kinds = [
  { name: 'both', colour: '#222222' },
  { name: 'one', colour: '#0072b2' },
];
/** One line for each row. */
const raster = (lines: readonly string[], change: Partial<Raster> = {}): Raster => ({
  ...{ title: 'Spikes', description: 'Marks.', rows: lines.length, cols: lines[0]!.length },
  marks: Uint8Array.from(lines.join(''), letter => '.ab'.indexOf(letter)),
  ...{ kinds, x: { label: 'Time step', first: 0 }, y: { label: 'Neuron' } },
  ...change,
});

/** The runs of marks of each colour, as [row, from, to], read from the strokes. */
function strokes(svg: string): Record<string, number[][]> {
  const [cells] = elements(parseXml(svg), 'g').filter(g => g.attributes.transform?.includes('scale'));
  return Object.fromEntries(
    elements(cells!, 'path').map(({ attributes }) => {
      let [x, y] = [0, 0];
      const runs: number[][] = [];
      for (const [, letter, a, b] of attributes.d!.matchAll(/([Mmh])([\d.]+)(?: (\d+))?/g)) {
        if (letter === 'M') [x, y] = [Number(a), Number(b)];
        else if (letter === 'm') x += Number(a);
        else {
          runs.push([y, x, x + Number(a)]);
          x += Number(a);
        }
      }
      return [attributes.stroke!, runs];
    }),
  );
}

test('marks stand where they are, in the colour of their kind', t => {
  const svg = rasterChart(raster(['.aa.b.', '......', 'b..a..']));
  t.deepEqual(strokes(svg), { '#222222': [[0, 1, 3], [2, 3, 4]], '#0072b2': [[0, 4, 5], [2, 0, 1]] }); // biome-ignore format: one thing
  sameAsGolden(t, 'raster', svg);
});

test('of any marks that are wide enough to see, each is drawn once and nothing else', t => {
  const line = fc.array(fc.constantFrom('.', 'a', 'b'), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), made => {
      const lines = made.map(letters => letters.join(''));
      const drawn = lines.map(() => new Array<string>(30).fill('.'));
      for (const [colour, runs] of Object.entries(strokes(rasterChart(raster(lines)))))
        for (const [row, from, to] of runs) drawn[row!]!.fill(colour === kinds[0]!.colour ? 'a' : 'b', from, to);
      if (drawn.map(letters => letters.join('')).join() !== lines.join()) throw new Error(lines.join());
    }),
    { numRuns: 50, seed: 4 },
  );
  t.pass();
});

test('a single mark among many steps can be seen, and many steps make no large picture', t => {
  const [[, from, to] = []] = strokes(rasterChart(raster([`${'.'.repeat(50_000)}a${'.'.repeat(49_999)}`])))['#222222']!;
  t.is(from, 50_000);
  t.true(to! - from! > 100); // 0.9 px of some 650
  const dense = rasterChart(raster([...'abab'].map((_, row) => (row % 2 ? 'a.' : '.b').repeat(50_000))));
  t.true(dense.length < 40_000, `${dense.length} bytes`);
});

test('rows have names where they are given, and letters keep apart', t => {
  const svg = rasterChart(raster(['aab', 'abb'], { y: { label: '', names: ['label', 'float64'] }, x: { label: 'Time step', first: 400 } })); // biome-ignore format: one thing
  t.true(svg.includes('>float64<'));
  t.true(svg.includes('>400<'));
  for (const lines of [['a'], Array.from({ length: 240 }, () => 'a'.repeat(1300)), ['ab', 'ba']])
    t.deepEqual(crowding(rasterChart(raster(lines))), []);
});

test('sizes and kinds that do not fit are refused', t => {
  const bad = (change: Partial<Raster>): void => {
    t.throws(() => rasterChart(raster(['ab'], change)), { instanceOf: InputError });
  };
  bad({ rows: 2 });
  bad({ rows: 0, marks: new Uint8Array() });
  bad({ marks: Uint8Array.of(1, 3) });
});
