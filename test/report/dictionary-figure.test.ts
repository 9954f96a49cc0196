import { inflateSync } from 'node:zlib';
import test from 'ava';
import { InputError } from '../../edge/error.js';
import { matrix } from '../../numeric/matrix.js';
import { dictionaryFigure } from '../../report/dictionary-figure.js';
import { sameAsGolden } from './golden.js';
import { crowding } from './xml.js';

const side = 8;
/** Waves of so many cycles, in a direction of so many degrees. */
const waves: readonly (readonly [cycles: number, degrees: number])[] = [
  [3, 0],
  [1, 0],
  [3, 90],
  [1, 90],
];
const atoms = matrix(
  waves.length,
  side * side,
  Float64Array.from({ length: waves.length * side * side }, (_, k) => {
    const [cycles, degrees] = waves[Math.floor(k / side / side)]!;
    const place = degrees === 0 ? k % side : Math.floor(k / side) % side;
    return 0.1 * Math.cos((2 * Math.PI * cycles * place) / side);
  }),
);

/** The greys of an indexed PNG without filters, row by row, out of the drawing. */
function greys(svg: string): Uint8Array[] {
  const png = Buffer.from(/base64,([^"]+)"/.exec(svg)![1]!, 'base64');
  const at = png.indexOf('IDAT');
  const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const width = png.readUInt32BE(16) + 1;
  return Array.from({ length: lines.length / width }, (_, y) => lines.subarray(y * width + 1, (y + 1) * width));
}

test('atoms in a grid, coarse above, in each row by direction', t => {
  const svg = dictionaryFigure('Four waves', atoms, { rows: side, columns: side });
  const lines = greys(svg);
  t.deepEqual([lines.length, lines[0]!.length], [2 * 9 + 1, 2 * 9 + 1]);
  t.true(lines[0]!.every(grey => grey === 255));
  const grey = (atom: number, i: number, j: number): number =>
    lines[1 + 9 * Math.floor(atom / 2) + i]![1 + 9 * (atom % 2) + j]!;
  // One cycle across falls from white to black in four pixels; direction 0 comes before 90 degrees.
  t.deepEqual([grey(0, 0, 0), grey(0, 0, 4), grey(0, 4, 0), grey(0, 0, 2)], [254, 0, 254, 127]);
  t.deepEqual([grey(1, 0, 0), grey(1, 4, 0), grey(1, 0, 4)], [254, 0, 254]);
  // Three cycles change sign from one pixel to the next.
  t.true(grey(2, 0, 1) < 127 && grey(2, 1, 0) === 254 && grey(3, 1, 0) < 127 && grey(3, 0, 1) === 254);
});

test('the drawing around it', t => {
  const svg = dictionaryFigure('Four waves', atoms, { rows: side, columns: side });
  t.deepEqual(crowding(svg), []);
  t.regex(svg, /Mean spatial frequency: 0\.13 to 0\.38 cycles per pixel/); // 1/8 and 3/8
  sameAsGolden(t, 'dictionary', svg.replace(/base64,[^"]+/, 'base64,')); // zlib may pack the same pixels otherwise
});

test('atoms of another size are refused', t => {
  t.throws(() => dictionaryFigure('D', atoms, { rows: 4, columns: 4 }), {
    instanceOf: InputError,
    message: 'figure "D": found atoms of 64 pixels; expected 4×4',
  });
});
