import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { InputError } from '../../../edge/error.js';
import { formatNpy } from '../../../edge/npy.js';
import type { Layout } from '../../../models/data/layout.js';
import { readSeriesSet } from '../../../models/data/read.js';
import { packedNpz } from '../../edge/archives.js';

/** A new folder, and how a file is written to it and read. */
function folderOf(t: ExecutionContext) {
  const folder = mkdtempSync(join(tmpdir(), 'ohmweave-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: string | Uint8Array, layout?: Layout) => {
    writeFileSync(join(folder, name), content);
    return readSeriesSet(join(folder, name), layout);
  };
  return { folder, write };
}

test('the extension says which format, with or without .gz', t => {
  const { write } = folderOf(t);
  t.is(write('A_TRAIN.ts', '@classLabel true a\n@data\n1,2:a\n').name, 'A_TRAIN');
  t.is(write('B.ts.gz', gzipSync('@problemName Beta\n@classLabel true a\n@data\n1,2:a\n')).name, 'Beta');
  t.is(write('C.txt.gz', gzipSync('1 2 3\n')).name, 'C');
  t.deepEqual(write('D.tsv', '1\t2\t3\n').classes, ['1']);
  t.deepEqual(write('E.csv', '1,2,3\n').classes, ['3']);
  t.deepEqual(write('F.csv.gz', gzipSync('1,2,3\n'), { label: 'none' }).classes, []);
  t.is(write('G.csv', '1,2\n3,4\n', { rows: 'steps' }).channels, 2);
  const array = formatNpy({ shape: [1, 2], data: Float64Array.of(1, 2) });
  t.is(write('H.npy', array).series[0]!.length, 2);
  t.is(write('I.NPY.gz', gzipSync(array)).series[0]!.length, 2);
  t.deepEqual(write('J.npz.gz', gzipSync(packedNpz)).classes, ['-1', '3']);
  const arff = '@relation Kappa\n@attribute a numeric\n@attribute c {x}\n@data\n1,x\n';
  t.is(write('K.arff.gz', gzipSync(arff)).name, 'Kappa');
});

test('other files, damaged ones, and a layout for a file that has its own, are refused', t => {
  const { folder, write } = folderOf(t);
  const bad = (read: () => unknown, message: RegExp) => t.throws(read, { instanceOf: InputError, message });
  bad(
    () => write('E.json', '{}'),
    /E\.json: unknown data format "\.json"; expected \.ts, \.arff, \.txt, \.tsv, \.csv, \.npy, \.npz, -images-idx3-ubyte or one of them with \.gz$/,
  );
  bad(() => write('F.npz', packedNpz.subarray(0, 200)), /F\.npz: found no directory of a zip file; expected a whole/);
  bad(() => write('G.csv.gz', gzipSync('1,2,3\n').subarray(0, 15)), /G\.csv\.gz: damaged gzip data/);
  bad(() => write('H.ts', '@data\n1,2\n', { channels: 2 }), /H\.ts: was given a layout; expected none: the file says/);
  bad(() => readSeriesSet(join(folder, 'none.ts')), /no such file/);
});

const whole: Record<string, Uint8Array> = {
  'a.ts': Buffer.from('@problemName A\n@dimensions 2\n@classLabel true a b\n@data\n1,2:3,4:a\n5,?:7,8:b\n'),
  'a.arff': Buffer.from(
    "@relation A\n@attribute bag relational\n@attribute t0 numeric\n@attribute t1 numeric\n@end bag\n@attribute class {a,b}\n@data\n'1,2\\n3,4',a\n'5,?\\n7,8',b\n",
  ),
  'a.csv': Buffer.from('t0,t1,class\n1,2.5,a\n-3e1,NaN,b\n'),
  'a.npy': formatNpy({ shape: [2, 2, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8) }),
  'a.npz': packedNpz,
  'a.csv.gz': gzipSync('1,2,3\n4,5,6\n'),
};

test('bytes changed or cut off give series or a message, and nothing else', t => {
  const { write } = folderOf(t);
  for (const [name, bytes] of Object.entries(whole)) {
    t.true(write(name, bytes).series.length > 0, name);
    const change = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
        let damaged = Uint8Array.from(bytes);
        for (const { at, byte, cut } of changes) {
          if (cut) damaged = damaged.slice(0, at);
          else if (at < damaged.length) damaged[at] = byte;
        }
        try {
          const set = write(name, damaged);
          for (const one of set.series) t.is(one.values.length, one.length * set.channels);
        } catch (cause) {
          t.true(cause instanceof InputError, `${name}: ${cause}`);
        }
      }),
      { numRuns: 200 },
    );
  }
});
