import test from 'ava';
import { parseRaw } from '../../../sim/spice/raw.js';

/** A raw file as ngspice writes it; values point by point. */
function raw(flags: string, names: string[], values: number[][]): Uint8Array {
  const header = [
    'Title: a title',
    'Date: Sun Nov 22 23:04:46  2026',
    'Plotname: Transient Analysis',
    `Flags: ${flags}`,
    `No. Variables: ${names.length}`,
    `No. Points: ${values.length}`,
    'Variables:',
    ...names.map((name, k) => `\t${k}\t${name}\tvoltage`),
    'Binary:\n',
  ].join('\n');
  const data = new Float64Array(values.flat());
  return Buffer.concat([Buffer.from(header), new Uint8Array(data.buffer)]);
}

test('vectors by lower-case name', t => {
  const [plot, ...none] = parseRaw(raw('real', ['time', 'V(Out)'], [[0, 1], [0.5, 2], [1, -3]])); // biome-ignore format: points
  t.deepEqual(none, []);
  t.is(plot!.title, 'a title');
  t.is(plot!.name, 'Transient Analysis');
  t.is(plot!.points, 3);
  t.deepEqual([...plot!.vectors], [['time', Float64Array.of(0, 0.5, 1)], ['v(out)', Float64Array.of(1, 2, -3)]]); // biome-ignore format: vectors
});

test('complex values stay interleaved', t => {
  const [plot] = parseRaw(raw('complex', ['v(a)', 'v(b)'], [[1, 2, 3, 4], [5, 6, 7, 8]])); // biome-ignore format: points
  t.true(plot!.complex);
  t.deepEqual(plot!.vectors.get('v(b)'), Float64Array.of(3, 4, 7, 8));
});

test('several plots in one file', t => {
  const one = raw('real', ['v(a)'], [[1]]);
  const two = raw('real', ['v(b)'], [[2]]);
  t.deepEqual(
    parseRaw(Buffer.concat([one, two])).map(plot => [...plot.vectors.keys()]),
    [['v(a)'], ['v(b)']],
  );
});

test('a file cut short or without binary data is refused', t => {
  const whole = raw('real', ['v(a)', 'v(b)'], [[1, 2]]);
  t.throws(() => parseRaw(whole.subarray(0, whole.length - 1)), { message: /cut short, 15 of 16/ });
  t.throws(() => parseRaw(whole.subarray(0, 40)), { message: /no "Binary:"/ });
  t.throws(() => parseRaw(Buffer.from(`Title: x\nNo. Variables: 2\nBinary:\n`)), { message: /0 variables/ });
});
