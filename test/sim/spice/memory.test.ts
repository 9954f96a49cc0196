import test from 'ava';
import { memoryLimit, tileMemory, windowMemory } from '../../../sim/spice/memory.js';

test('the estimate is near what was measured', t => {
  // MiB of WebAssembly memory after the run of a tile with 8 reads (300: one read)
  const measured = [[128, 128, 207], [101, 200, 253], [64, 512, 391], [256, 256, 1047], [300, 300, 1667]]; // biome-ignore format: a table
  for (const [rows, cols, mebibytes] of measured) {
    const ratio = tileMemory(rows!, cols!) / 2 ** 20 / mebibytes!;
    t.true(ratio > 0.9 && ratio < 1.25, `${rows}×${cols}: ${ratio}`);
  }
});

test('256×256 fits, 512×512 does not', t => {
  t.true(tileMemory(256, 256) < memoryLimit);
  t.true(tileMemory(512, 512) > memoryLimit);
});

test('cells that follow a law take more, and 256×256 of them fit', t => {
  const more = (tileMemory(256, 256, true) - tileMemory(256, 256)) / 2 ** 20;
  t.true(more > 200 && more < 300); // MiB; measured: 270
  t.true(tileMemory(256, 256, true) < memoryLimit);
});

test('the estimate of windows is near what was measured', t => {
  // MiB of WebAssembly memory after one read of a window of cells with a law in the middle of 256×256.
  for (const [side, mebibytes] of [
    [64, 127],
    [96, 294],
  ]) {
    // biome-ignore format: a table
    const ratio = windowMemory(side!, side!) / 2 ** 20 / mebibytes!;
    t.true(ratio > 1 && ratio < 1.25, `${side}×${side}: ${ratio}`);
  }
});
