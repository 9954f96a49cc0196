import { reject } from '../../edge/error.js';

/** Bytes that the engine's WebAssembly memory can grow to. */
export const memoryLimit = 2 ** 31;

/**
 * Bytes that ngspice with KLU takes for the read-out of a tile, about: 17 MiB and 2.1 KiB for each cell and doubling of
 * the shorter side, as the fill-in of nested dissection grows. Within 25 % of what was measured: 207 MiB at
 * 128×128, 253 at 101×200, 391 at 64×512, 1047 at 256×256, 1667 at 300×300.
 *
 * Cells that follow a law are sources with an expression each, which takes about 4 KiB more: the process grew by 270 MiB
 * more at 256×256 with the curve of rram-milo2021 than with resistors.
 */
export function tileMemory(rows: number, cols: number, law = false): number {
  const expressions = law ? 4 * 2 ** 10 * rows * cols : 0;
  return 17 * 2 ** 20 + 2.1 * 2 ** 10 * rows * cols * Math.log2(Math.max(2, Math.min(rows, cols))) + expressions;
}

/** Refuses an array that ngspice has no memory for. */
export function checkMemory(
  { rows, cols }: { readonly rows: number; readonly cols: number },
  where: string,
  law = false,
): void {
  const bytes = tileMemory(rows, cols, law);
  if (bytes > memoryLimit)
    reject(
      where,
      `found ${rows}×${cols} cells, which need about ${(bytes / 2 ** 30).toFixed(1)} GiB in ngspice`,
      `expected at most ${memoryLimit / 2 ** 30} GiB`,
    );
}
