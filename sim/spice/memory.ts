import { reject } from '../../edge/error.js';

/** Bytes that the engine's WebAssembly memory can grow to. */
export const memoryLimit = 2 ** 31;

/** Why so many bytes are refused. */
export const needsTooMuch = (what: string, bytes: number): string =>
  `${what} about ${gib(bytes)} in ngspice, which has ${gib(memoryLimit)}`;

function gib(bytes: number): string {
  const amount = bytes / 2 ** 30;
  return `${amount < 1e4 ? amount.toFixed(1) : amount.toExponential(1)} GiB`;
}

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

/**
 * The same for a window: its cells, which may follow a law, and the mesh between its edges and terminals. Up to 22 % above
 * what was measured: 127 MiB at 64×64 and 294 at 96×96 cells.
 */
export function windowMemory(rows: number, cols: number): number {
  const nodes = 3 * (rows + cols);
  return tileMemory(rows, cols, true) + 2 ** 10 * (nodes ** 2 / 2);
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
