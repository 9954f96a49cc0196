import { crc32, inflateSync } from 'node:zlib';
import test from 'ava';
import { indexedPng } from '../../../report/svg/png.js';

test('chunks, check sums and pixels are those of the standard', t => {
  const png = indexedPng(3, 2, Uint8Array.of(0, 1, 0, 1, 1, 0), [
    [255, 0, 0],
    [0, 0, 255],
  ]);
  t.deepEqual([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Record<string, Uint8Array> = {};
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const name = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    t.is(view.getUint32(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)), name);
    chunks[name] = png.subarray(at + 8, at + 8 + length);
    at += 12 + length;
  }
  t.deepEqual(Object.keys(chunks), ['IHDR', 'PLTE', 'IDAT', 'IEND']);
  t.deepEqual([...chunks.IHDR!], [0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0]);
  t.deepEqual([...chunks.PLTE!], [255, 0, 0, 0, 0, 255]);
  t.deepEqual([...inflateSync(chunks.IDAT!)], [0, 0, 1, 0, 0, 1, 1, 0]);
});
