import { columnCurrent, type TileCircuit, tileNetlist } from '../../compiler/emit/tile.js';
import { probedCells, windowNetlist } from '../../compiler/emit/window.js';
import { windowCircuits } from '../../compiler/emit/window-circuits.js';
import type { CrossbarArray } from '../../crossbar/array.js';
import type { Window } from '../../crossbar/window.js';
import type { Plot } from './raw.js';

/** A netlist, and the currents that ngspice shall find. */
export interface Deck {
  readonly netlist: string;
  /** Which of the tile's reads is the first of this netlist. */
  readonly firstRead: number;
  /** Differences are relative to the largest current of their group. */
  readonly groups: readonly (readonly ExpectedCurrent[])[];
}

export interface ExpectedCurrent {
  /** Name in ngspice's results. */
  readonly vector: string;
  readonly column: number;
  /** A, read by read. */
  readonly amperes: readonly number[];
}

/** Where the two currents differ most. */
export interface Difference {
  /** |difference|, relative to the largest |current| of its group. */
  readonly worst: number;
  readonly worstColumn: number;
  readonly worstVector: number;
}

/** All of a tile: the currents of its columns. */
export function tileDeck(circuit: TileCircuit & Required<Pick<TileCircuit, 'expected'>>): Deck {
  const { array, expected } = circuit;
  const netlist = tileNetlist(circuit);
  return { netlist, firstRead: 0, groups: [columnsOf(0, array.cols, expected)] };
}

/** A window of a tile: the currents through its cells, and those of its columns; a deck for each of `windowCircuits`. */
export function windowDecks(tile: TileCircuit, window: Window): Deck[] {
  const decks: Deck[] = [];
  for (const circuit of windowCircuits(tile, window)) {
    const { array, expected } = circuit;
    const cells = probedCells(circuit).map(({ row, column, probe }) => ({
      vector: `i(${probe})`,
      column,
      amperes: expected.map(({ cellCurrent }) => cellCurrent[row * array.cols + column]!),
    }));
    const outputs = expected.map(read => read.outputs);
    decks.push({
      netlist: windowNetlist(circuit),
      firstRead: decks.length,
      groups: [columnsOf(window.j0, window.j1, outputs), cells],
    });
  }
  return decks;
}

/**
 * Windows of this size, or as much of it as there is, that say most of an array: the corner that is farthest from drivers
 * and sense inputs, where wires take most; the middle; and the nearest corner.
 */
export function spreadWindows(
  { rows, cols }: Pick<CrossbarArray, 'rows' | 'cols'>,
  size: { readonly rows: number; readonly cols: number },
): Window[] {
  const [height, width] = [Math.min(size.rows, rows), Math.min(size.cols, cols)];
  const [down, across] = [rows - height, cols - width];
  const corners = [[0, across], [down >> 1, across >> 1], [down, 0]] as const; // biome-ignore format: a list
  const windows = corners.map(([i0, j0]) => ({ i0, i1: i0 + height, j0, j1: j0 + width }));
  return windows.filter(({ i0, j0 }, k) => windows.findIndex(other => other.i0 === i0 && other.j0 === j0) === k);
}

function columnsOf(from: number, to: number, expected: readonly Float64Array[]): ExpectedCurrent[] {
  return Array.from({ length: to - from }, (_, k) => ({
    vector: columnCurrent(from + k),
    column: from + k,
    amperes: expected.map(outputs => outputs[from + k]!),
  }));
}

/** The worst current of the worst group, or nothing where a current is missing or not finite. */
export function compareDeck(plot: Plot, { groups, firstRead }: Deck): Difference | undefined {
  let found: Difference = { worst: 0, worstColumn: groups[0]?.[0]?.column ?? 0, worstVector: firstRead };
  for (const group of groups) {
    const difference = compareGroup(plot, group, firstRead);
    if (!difference) return undefined;
    if (difference.worst > found.worst) found = difference;
  }
  return found;
}

/** The same between two plots of a deck, each of which has all of its currents. */
export function deckApart(a: Plot, b: Plot, deck: Deck): number {
  const ofA = ({ vector, column }: ExpectedCurrent): ExpectedCurrent => {
    return { vector, column, amperes: [...(a.vectors.get(vector) ?? [])] };
  };
  const groups = deck.groups.map(group => group.map(ofA));
  return compareDeck(b, { ...deck, groups })?.worst ?? Number.POSITIVE_INFINITY;
}

function compareGroup(plot: Plot, group: readonly ExpectedCurrent[], firstRead: number): Difference | undefined {
  let [worst, largest] = [0, 0];
  let [worstColumn, worstVector] = [0, 0];
  for (const { vector, column, amperes } of group) {
    const simulated = plot.vectors.get(vector);
    for (const [k, current] of amperes.entries()) {
      const value = simulated?.[k];
      if (value === undefined || !Number.isFinite(value)) return undefined;
      const difference = Math.abs(value - current);
      if (difference > worst) [worst, worstColumn, worstVector] = [difference, column, firstRead + k];
      largest = Math.max(largest, Math.abs(value), Math.abs(current));
    }
  }
  return { worst: largest === 0 ? 0 : worst / largest, worstColumn, worstVector };
}
