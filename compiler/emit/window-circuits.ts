import { solveArray } from '../../crossbar/line-pcg.js';
import type { TerminalVoltages } from '../../crossbar/line-system.js';
import { nonlinearSolver } from '../../crossbar/nonlinear.js';
import type { ArraySolution } from '../../crossbar/solution.js';
import { checkWindow, chords, type Window } from '../../crossbar/window.js';
import type { TileCircuit } from './tile.js';
import type { WindowCircuit } from './window.js';

type Solved = WindowCircuit & Required<Pick<WindowCircuit, 'expected'>>;

/**
 * A window of a tile as circuits for `windowNetlist`, with the currents that our own solution of the whole tile has. A
 * linear tile gives one circuit with all reads. Where the cells follow a law, each read gives its own: cells outside the
 * window are there as their chords at the operating point of this read, at which the circuit has the same solution. What
 * goes wrong outside is seen in the window all the same, since the chords of a wrong solution obey Kirchhoff's law elsewhere.
 *
 * InputError and ConvergenceError as of `solveArray` and `solveNonlinear`.
 */
export function* windowCircuits(tile: TileCircuit, window: Window): Generator<Solved> {
  const { title, array, law, vectors, bitVectors, notes = [] } = tile;
  checkWindow(window, array);
  const volts = (k: number): TerminalVoltages => ({
    word: vectors[k]!,
    bit: bitVectors?.[k] ?? new Float64Array(array.cols),
  });
  if (!law) {
    const expected = vectors.map((_, k) => currentsOf(solveArray(array, volts(k))));
    yield { title, array, window, vectors, ...(bitVectors && { bitVectors }), notes, expected };
    return;
  }
  const solve = nonlinearSolver(array, law);
  for (const [k, vector] of vectors.entries()) {
    const solution = solve(volts(k));
    const { wordVoltage, bitVoltage } = solution;
    const across = wordVoltage.map((volt, cell) => volt - bitVoltage[cell]!);
    yield {
      title: `${title}, read ${k}`,
      array: { ...array, conductance: chords(law, across) },
      law,
      window,
      vectors: [vector],
      ...(bitVectors && { bitVectors: [bitVectors[k]!] }),
      notes: [
        ...notes,
        'Cells outside the window follow their law too: they are here as the conductances I/V that they have in this read,',
        'so that the circuit holds for these voltages alone.',
      ],
      expected: [currentsOf(solution)],
    };
  }
}

const currentsOf = ({ outputs, cellCurrent }: ArraySolution): Pick<ArraySolution, 'outputs' | 'cellCurrent'> => ({
  outputs,
  cellCurrent,
});
