import { crc32, deflateRawSync } from 'node:zlib';

/**
 * Written by NumPy 2.4: `X = numpy.array([[[1, 2, 3], [4, 5, 6]], [[-1.5, 0, nan], [7, 8, nan]]])`,
 * `numpy.savez(file, X=X, y=numpy.array(['up', 'down']))`.
 */
export const plainNpz: Uint8Array = Buffer.from(
  [
    'UEsDBC0AAAAAAAAAIQBq7kRb//////////8FABQAWC5ucHkBABAA4AAAAAAAAADgAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmOCcsIC',
    'dmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg',
    'ICAgICAgICAgICAgICAgICAKAAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEAAAAAAAAAUQAAAAAAAABhAAAAAAAAA+L8AAAAAAAAAAA',
    'AAAAAAAPh/AAAAAAAAHEAAAAAAAAAgQAAAAAAAAPh/UEsDBC0AAAAAAAAAIQDT6wCe//////////8FABQAeS5ucHkBABAAoAAAAAAAAACgAAAA',
    'AAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxVNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCksIH0gICAgICAgICAgIC',
    'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKdQAAAHAAAAAAAAAAAAAAAGQAAABvAAAAdwAAAG4AAABQ',
    'SwECLQMtAAAAAAAAACEAau5EW+AAAADgAAAABQAAAAAAAAAAAAAAgAEAAAAAWC5ucHlQSwECLQMtAAAAAAAAACEA0+sAnqAAAACgAAAABQAAAA',
    'AAAAAAAAAAgAEXAQAAeS5ucHlQSwUGAAAAAAIAAgBmAAAA7gEAAAAA',
  ].join(''),
  'base64',
);

/** Written by NumPy 2.4: `numpy.savez_compressed(file, X=X.astype('f4'), y=numpy.array([3, -1]))`, with the same X. */
export const packedNpz: Uint8Array = Buffer.from(
  [
    'UEsDBC0AAAAIAAAAIQDW57e///////////8FABQAWC5ucHkBABAAsAAAAAAAAABpAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6',
    'Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkBkrKmjUKtAHuBiYGiwZ2BgcAAiIG4A4gVAfACE9zOAwYF6BoYHQD6DI4gNAFBLAwQt',
    'AAAACAAAACEAZ97/aP//////////BQAUAHkubnB5AQAQAJAAAAAAAAAASgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVF',
    'KUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFAAuZgYI+A8FAFBLAQItAy0AAAAIAAAAIQDW57e/aQAAALAAAAAFAAAAAAAAAAAAAACA',
    'AQAAAABYLm5weVBLAQItAy0AAAAIAAAAIQBn3v9oSgAAAJAAAAAFAAAAAAAAAAAAAACAAaAAAAB5Lm5weVBLBQYAAAAAAgACAGYAAAAhAQAAAA',
    'A=',
  ].join(''),
  'base64',
);

/** The bytes of a zip archive of these files, the first stored and the others deflated. */
export function zipped(files: readonly (readonly [name: string, content: Uint8Array])[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  files.forEach(([name, content], i) => {
    const packed = i === 0 ? content : deflateRawSync(content);
    const common = Buffer.alloc(26); // what the local and the directory's header have in common, from the version on
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(i === 0 ? 0 : 8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const offset = Buffer.alloc(14);
    offset.writeUInt32LE(at, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    parts.push(local);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, offset, Buffer.from(name)]));
    at += local.length;
  });
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
