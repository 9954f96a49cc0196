import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { type Plot, parseRaw } from '../../../sim/spice/raw.js';
import { formatRaw } from '../../../sim/spice/raw-write.js';
import { nativeAvailable } from './native.js';

/** A raw file as ngspice writes it; values point by point. */
function raw(flags: string, variables: string[], values: number[][], points = values.length): Uint8Array {
  const data = new Float64Array(values.flat());
  const head = header(flags, variables, points, 'Binary:\n');
  return Buffer.concat([Buffer.from(head), new Uint8Array(data.buffer)]);
}

const header = (flags: string, variables: string[], points: number, mark: string): string =>
  [
    'Title: a title',
    'Date: Sun Nov 22 23:04:46  2026',
    'Plotname: Transient Analysis',
    `Flags: ${flags}`,
    `No. Variables: ${variables.length}`,
    `No. Points: ${points}       `,
    'Variables:',
    ...variables.map((variable, k) => `\t${k}\t${variable.includes(' ') ? variable : `${variable}\tvoltage`}`),
    mark,
  ].join('\n');

const ascii = (flags: string, variables: string[], points: number, values: string): Uint8Array =>
  Buffer.from(`${header(flags, variables, points, 'Values:')}\n${values}`);

test('vectors by lower-case name, with their types', t => {
  const [plot, ...none] = parseRaw(raw('real', ['time time', 'V(Out)'], [[0, 1], [0.5, 2], [1, -3]])); // biome-ignore format: points
  t.deepEqual(none, []);
  t.is(plot!.title, 'a title');
  t.is(plot!.name, 'Transient Analysis');
  t.is(plot!.points, 3);
  t.deepEqual([...plot!.vectors], [['time', Float64Array.of(0, 0.5, 1)], ['v(out)', Float64Array.of(1, 2, -3)]]); // biome-ignore format: vectors
  t.deepEqual([...plot!.types], [['time', 'time'], ['v(out)', 'voltage']]); // biome-ignore format: a list
});

test('complex values stay interleaved', t => {
  const [plot] = parseRaw(raw('complex', ['v(a)', 'v(b)'], [[1, 2, 3, 4], [5, 6, 7, 8]])); // biome-ignore format: points
  t.true(plot!.complex);
  t.deepEqual(plot!.vectors.get('v(b)'), Float64Array.of(3, 4, 7, 8));
});

test('several plots in one file, in both forms', t => {
  const one = raw('real', ['v(a)'], [[1]]);
  const two = ascii('real', ['v(b)'], 1, ' 0\t2.000000000000000e+00\n\n');
  t.deepEqual(
    parseRaw(Buffer.concat([one, two, one])).map(plot => [...plot.vectors]),
    [[['v(a)', Float64Array.of(1)]], [['v(b)', Float64Array.of(2)]], [['v(a)', Float64Array.of(1)]]],
  );
  t.deepEqual(parseRaw(new Uint8Array()), []);
});

test('shorter vectors end where they say, padded or not, in both forms', t => {
  const variables = ['time time', 'k notype dims=1', 'w notype dims=1,2'];
  const right = [['time', Float64Array.of(0, 1, 2)], ['k', Float64Array.of(5)], ['w', Float64Array.of(6, 7)]]; // biome-ignore format: vectors
  for (const bytes of [
    raw('real', variables, [[0, 5, 6], [1, 0, 7], [2, 0, 0]]), // biome-ignore format: points
    raw('real unpadded', variables, [[0, 5, 6], [1, 7], [2]]), // biome-ignore format: points
    ascii('real', variables, 3, ' 0\t0\n\t5\n\t6\n\n 1\t1\n\t0\n\t7\n\n 2\t2\n\t0\n\t0\n'),
    ascii('real unpadded', variables, 3, ' 0\t0\n\t5\n\t6\n\n 1\t1\n\t7\n\n 2\t2\n'),
  ]) {
    const [plot] = parseRaw(bytes);
    t.deepEqual([...plot!.vectors], right as [string, Float64Array][]);
    t.deepEqual([...plot!.shapes], [['w', [1, 2]]]);
  }
});

test('numbers as C prints them', t => {
  const [plot] = parseRaw(ascii('complex', ['v(a)'], 3, ' 0\tnan,-nan\n\n 1\tinf,-inf\n\n 2\t-1.5e-300,0\n'));
  t.deepEqual(plot!.vectors.get('v(a)'), Float64Array.of(NaN, NaN, Infinity, -Infinity, -1.5e-300, 0));
});

test('what is no whole raw file is refused with the place', t => {
  const bad = (bytes: Uint8Array | string, message: RegExp): void => {
    t.throws(() => parseRaw(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 'x.raw'), { name: 'InputError', message }); // biome-ignore format: one thing
  };
  const whole = raw('real', ['v(a)', 'v(b)'], [[1, 2]]);
  bad(whole.subarray(0, whole.length - 1), /^x\.raw: byte \d+: found 15 bytes of values, cut short; expected 16/);
  bad(whole.subarray(0, 40), /found a header without an end; expected a line "Binary:" or "Values:"/);
  bad('hello', /^x\.raw: byte 0: found "hello"; expected "Title:"/);
  bad(Buffer.from('Title: x', 'utf16le'), /UTF-16, as LTspice writes it; expected one of ngspice/);
  bad('Title: x\nNo. Variables: 2\nBinary:\n', /found "No\. Points: "; expected a count/);
  bad(
    'Title: x\nNo. Variables: 2\nNo. Points: 1\nVariables:\nBinary:\n',
    /found 0 lines below "Variables:"; expected 2/,
  );
  bad(raw('real', ['a notype dims=2'], [[1]]), /found the dimensions 2; expected counts whose product is at most 1/);
  bad(raw('real', ['v(a)', 'V(A)'], [[1, 2]]), /found two vectors v\(a\) in the plot "Transient Analysis"/);
  bad(ascii('real', ['v(a)'], 2, ' 0\t1\n'), /point 1 of 2: found nothing, cut short; expected its index 1/);
  // Cut behind the mark there are no values; where the header says that there are none, that would be read again and again.
  for (const points of [0, 1])
    bad(header('real', ['v(a)'], points, 'Binary:'), /found a header without an end; expected a line "Binary:"/);
  bad(header('real', [], 1e15, 'Binary:\n'), /found a plot without variables; expected at least one/);
  bad(
    ascii('real', ['v(a)'], 1e15, ' 0\t1\n'),
    /found 5 bytes of values, cut short; expected at least 10{15}: 1 vectors/,
  );
  bad(
    Buffer.from(header('real unpadded', ['a notype dims=0'], 1e15, 'Binary:\n')),
    /found 10{15} points, and no vector so long; expected 0/,
  );
  bad(ascii('real', ['a notype dims=-2,-3'], 6, ' 0\t1\n'), /found the dimensions -2,-3; expected counts/);
  bad(ascii('real', ['v(a)'], 1, ' 0\tten\n'), /point 0 of 1, v\(a\): found "ten"; expected a number/);
  bad(ascii('complex', ['v(a)'], 1, ' 0\t1\n'), /found "1"; expected two numbers with a comma between them/);
});

const vectorsOf = (points: number, complex: boolean): Plot => {
  const values = (from: number): Float64Array =>
    Float64Array.from(
      { length: complex ? 2 * points : points },
      (_, k) => Math.sin(from + k) * 10 ** ((7 * k) % 40) * 1e-20,
    );
  return {
    ...{ title: 'ours', name: complex ? 'AC Analysis' : 'Transient Analysis', points, complex, shapes: new Map() },
    vectors: new Map([
      [complex ? 'frequency' : 'time', Float64Array.from({ length: complex ? 2 * points : points }, (_, k) => (complex ? (k % 2 ? 0 : k + 1) : k / 8))],
      ['v(out)', values(1)],
      ['i(v1)', values(2)],
    ]),
    types: new Map([[complex ? 'frequency' : 'time', complex ? 'frequency' : 'time'], ['v(out)', 'voltage'], ['i(v1)', 'current']]),
  }; // biome-ignore format: a plot
};

test('what is written comes back bit for bit, in both forms', t => {
  const number = fc.double();
  fc.assert(
    fc.property(fc.boolean(), fc.array(fc.tuple(number, number, number, number), { minLength: 1 }), (complex, rows) => {
      const points = rows.length;
      const column = (a: number, b: number): Float64Array =>
        Float64Array.from(rows.flatMap(row => (complex ? [row[a]!, row[b]!] : [row[a]!])));
      const plot: Plot = {
        ...{ title: 'any – title', name: 'Any Analysis', points, complex },
        vectors: new Map([['time', column(0, 1)], ['i(v1)', column(2, 3)], ['k', column(1, 2).slice(0, complex ? 2 : 1)]]),
        types: new Map([['time', 'time'], ['i(v1)', 'current'], ['k', 'notype']]),
        shapes: new Map(),
      }; // biome-ignore format: a plot
      for (const form of ['binary', 'ascii'] as const) {
        const [found, ...none] = parseRaw(formatRaw([plot], form));
        t.deepEqual(found, plot);
        t.deepEqual(none, []);
      }
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('what cannot stand in a raw file is refused', t => {
  const plot = vectorsOf(2, false);
  const bad = (part: Partial<Plot>, message: RegExp): void => {
    t.throws(() => formatRaw([{ ...plot, ...part }]), { name: 'InputError', message });
  };
  bad({ title: 'two\nlines' }, /found "two\\nlines"; expected a title of one line/);
  bad({ vectors: new Map([['a b', new Float64Array(2)]]) }, /found the vector name "a b"; expected one without spaces/);
  bad({ vectors: new Map([['a', new Float64Array(3)]]) }, /^raw file: a: found 3 values; expected at most 2/);
});

/** Gives ngspice commands in a folder with `ours.raw`; what it prints. */
function nativeLoads(t: ExecutionContext, file: Uint8Array, ...commands: string[]): { out: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'ours.raw'), file);
  const input = `load ours.raw\nset numdgt=16\nset width=200\n${commands.join('\n')}\nquit\n`;
  return { out: execFileSync('ngspice', ['-n', '-p'], { cwd: folder, input, stdio: 'pipe' }).toString(), folder };
}

for (const form of ['binary', 'ascii'] as const)
  for (const complex of [false, true])
    test(`the installed ngspice loads ours: ${form}, ${complex ? 'complex' : 'real'}`, t => {
      if (!nativeAvailable()) {
        t.log('ngspice is not on the PATH: skipped');
        return t.pass();
      }
      const plot = vectorsOf(5, complex);
      const { out, folder } = nativeLoads(t, formatRaw([plot], form), 'display', 'print v(out)', 'write theirs.raw');
      t.regex(out, complex ? /frequency *: frequency, complex, 5 long/ : /time *: time, real, 5 long/);
      t.regex(out, /i\(v1\) *: current/);
      const printed = [...out.matchAll(/^\d+\t(.*)$/gm)].map(([, row]) =>
        row!.match(/-?\d\.\d+e[+-]\d+/g)!.map(Number),
      );
      t.is(printed.length, 5);
      const values = plot.vectors.get('v(out)')!;
      for (const [k, row] of printed.entries()) {
        const own = complex ? [values[2 * k]!, values[2 * k + 1]!] : [values[k]!];
        row.slice(-own.length).forEach((value, c) => {
          t.true(Math.abs(value - own[c]!) <= 1e-14 * Math.abs(own[c]!)); // sixteen digits are printed
        });
      }
      const [theirs] = parseRaw(readFileSync(join(folder, 'theirs.raw')));
      for (const [name, vector] of plot.vectors) t.deepEqual(theirs!.vectors.get(name), vector, name);
      t.deepEqual(new Map([...theirs!.types].sort()), new Map([...plot.types].sort()));
    });

test('what the installed ngspice writes is read: vectors of unequal length, padded and not, as text', t => {
  if (!nativeAvailable()) {
    t.log('ngspice is not on the PATH: skipped');
    return t.pass();
  }
  const commands = ['let k=5', 'let w=vector(4)', 'reshape w [2][2]', 'write 1.raw', 'set nopadding', 'write 2.raw', 'set filetype=ascii', 'write 3.raw', 'unset nopadding', 'write 4.raw']; // biome-ignore format: a list
  const { folder } = nativeLoads(t, formatRaw([vectorsOf(9, false)]), ...commands);
  const found = [1, 2, 3, 4].map(k => parseRaw(readFileSync(join(folder, `${k}.raw`)))[0]!);
  for (const { vectors, shapes } of found) {
    t.deepEqual(vectors.get('k'), Float64Array.of(5));
    t.deepEqual(vectors.get('w'), Float64Array.of(0, 1, 2, 3));
    t.deepEqual(shapes.get('w'), [2, 2]);
    t.is(vectors.get('time')!.length, 9);
  }
});

test('a file of 80 MB is read in a moment', t => {
  const points = 1_250_000;
  const vectors = new Map(Array.from({ length: 8 }, (_, v) => [`v(${v})`, new Float64Array(points).fill(v)]));
  const bytes = formatRaw([{ ...vectorsOf(1, false), points, vectors }]);
  const began = performance.now();
  const [plot] = parseRaw(bytes);
  const seconds = (performance.now() - began) / 1000;
  t.log(`${(bytes.length / 1e6).toFixed(0)} MB in ${seconds.toFixed(2)} s`);
  t.is(plot!.vectors.get('v(7)')![points - 1], 7);
  t.true(seconds < 20); // on a busy machine, too; it is 0.15 s of computing
});
