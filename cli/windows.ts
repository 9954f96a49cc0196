import { InvalidArgumentError } from 'commander';
import type { NamedCircuit } from '../compiler/emit/program.js';
import type { Hardware } from '../compiler/hardware.js';
import type { Window } from '../crossbar/window.js';
import type { SpiceEngine, TileJob, WindowJob } from '../sim/spice/validate.js';
import { background } from './background.js';
import type { Context } from './command.js';

export interface WindowSize {
  readonly rows: number;
  readonly cols: number;
}

/** What stands for a tile that is too large for ngspice where nothing else is asked for. */
const defaultSize: WindowSize = { rows: 32, cols: 32 };

/** Reads `32x32`, rows first. */
export function windowSize(text: string): WindowSize {
  const [, rows, cols] = /^([1-9]\d{0,5})[x×]([1-9]\d{0,5})$/.exec(text) ?? [];
  if (rows && cols) return { rows: Number(rows), cols: Number(cols) };
  throw new InvalidArgumentError('Expected rows x columns, such as 32x32.');
}

/** Reads `0:32,480:512`: rows and columns, each from the first to before the last. */
export function windowPlace(text: string): Window {
  const [, i0, i1, j0, j1] = (/^(\d+):(\d+),(\d+):(\d+)$/.exec(text) ?? []).map(Number);
  if (i0 !== undefined && i1 !== undefined && j0 !== undefined && j1 !== undefined) return { i0, i1, j0, j1 };
  throw new InvalidArgumentError('Expected rows and columns, each first:end, such as 0:32,480:512.');
}

/**
 * Circuits as jobs for `validateTiles`: whole, or windows of `size` where they are larger. Without a size, those too large
 * for the ngspice in WebAssembly. Windows are cut out in threads.
 */
export async function windowJobs(
  { signal }: Context,
  circuits: readonly NamedCircuit[],
  hardware: Hardware,
  { window: size, engine }: { readonly window?: WindowSize; readonly engine?: SpiceEngine },
): Promise<(TileJob | WindowJob)[]> {
  const { memoryLimit, tileMemory } = await import('../sim/spice/memory.js');
  const { spreadWindows } = await import('../sim/spice/deck.js');
  return circuits.flatMap(({ name, circuit }): (TileJob | WindowJob)[] => {
    const { rows, cols } = circuit.array;
    const isLarge = size
      ? rows > size.rows || cols > size.cols
      : engine !== 'native' && tileMemory(rows, cols, circuit.law !== undefined) > memoryLimit;
    if (!isLarge) return [{ name, circuit }];
    const { law: _, ...data } = circuit;
    return spreadWindows(circuit.array, size ?? defaultSize).map(window => ({
      name,
      window,
      vectors: circuit.vectors.length,
      decks: () => background('windowDecks', { circuit: data, hardware, window }, signal, () => undefined),
    }));
  });
}
