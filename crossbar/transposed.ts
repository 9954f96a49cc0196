import { matrix } from '../numeric/matrix.js';
import type { CrossbarArray } from './array.js';
import type { EffectiveOperator } from './operator.js';

/**
 * The same circuit with its bit lines as word lines: bit line j is word line cols − 1 − j of it and word line i is bit line
 * rows − 1 − i. In this order the near ends stay near: it is driven where the array is sensed, and sensed where the array
 * is driven.
 */
export function turned(array: CrossbarArray): CrossbarArray {
  const { rows, cols, conductance } = array;
  return {
    rows: cols,
    cols: rows,
    conductance: conductance.map((_, k) => {
      const [i, j] = [Math.floor(k / rows), k % rows];
      return conductance[(rows - 1 - j) * cols + (cols - 1 - i)]!;
    }),
    wordSegments: array.bitSegments.toReversed(),
    bitSegments: array.wordSegments.toReversed(),
    driver: array.sense.toReversed(),
    driverFar: array.senseFar.toReversed(),
    sense: array.driver.toReversed(),
    senseFar: array.driverFar.toReversed(),
  };
}

/** The operator of the turned array with the lines in the order of the array: bit lines × word lines, and bit lines². */
export function turnedBack({ transfer, input }: EffectiveOperator): EffectiveOperator {
  return {
    transfer: matrix(transfer.rows, transfer.cols, transfer.data.toReversed()),
    input: matrix(input.rows, input.cols, input.data.toReversed()),
  };
}
