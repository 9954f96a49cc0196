import { reject } from '../edge/error.js';

/** Feature maps laid end to end: channel by channel, row by row. A signal along one axis is a map of one row. */
export interface MapSize {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

/** How a window goes over maps: two numbers each, down and across. */
export interface MapWindow {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Places beyond each edge. */
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Places beyond the last row and column, where they are not as many as before the first. */
  readonly after?: readonly [number, number];
  /** What stands beyond the edges of each axis: zeros where not there, or what lies at its other end. */
  readonly edges?: readonly [Edge, Edge];
}

export const edges = ['zero', 'circular'] as const;
export type Edge = (typeof edges)[number];

export const mapLength = ({ channels, rows, columns }: MapSize): number => channels * rows * columns;

/** Positions of a window, down and across: ⌊(n + p + p' − d(k − 1) − 1)/s⌋ + 1 along each axis, p' being `after`. */
export function positionsOf(
  maps: MapSize,
  { size, stride, padding, dilation, after = padding }: MapWindow,
): [number, number] {
  const along = (length: number, axis: 0 | 1): number =>
    Math.floor((length + padding[axis] + after[axis] - dilation[axis] * (size[axis] - 1) - 1) / stride[axis]) + 1;
  return [along(maps.rows, 0), along(maps.columns, 1)];
}

/** The maps that a window makes, `channels` values at each of its positions. */
export function mapsAfter(maps: MapSize, window: MapWindow, channels: number): MapSize {
  const [rows, columns] = positionsOf(maps, window);
  return { channels, rows, columns };
}

/** How many values all windows on maps may have together: where they come from takes a gibibyte then. */
const mostWindowValues = 2 ** 28;

/** InputError where a window has no position on maps, a size makes no sense, or windows have more values than memory is for. */
export function requireMapWindow(maps: MapSize, window: MapWindow, where: string): void {
  const [down, across] = positionsOf(maps, window);
  if (!(down >= 1 && across >= 1))
    reject(
      where,
      `found windows of ${window.size.join('×')} on maps of ${maps.rows}×${maps.columns}`,
      'expected windows that fit, padding included',
    );
  const values = down * across * maps.channels * window.size[0] * window.size[1];
  if (values > mostWindowValues)
    reject(
      where,
      `found ${down}×${across} windows of ${maps.channels * window.size[0] * window.size[1]} values`,
      `expected at most ${mostWindowValues} values in all of them`,
    );
}

/**
 * Where the values of all windows come from, position by position: of each the values of channels `first` … `first + count − 1`,
 * channel by channel, row by row. The length of the maps stands for a zero of the padding.
 */
export function windowIndex(maps: MapSize, window: MapWindow, first = 0, count = maps.channels): Uint32Array {
  const [down, across] = positionsOf(maps, window);
  const { size, stride, padding, dilation, edges } = window;
  const nothing = mapLength(maps);
  const around = (place: number, length: number, axis: 0 | 1): number =>
    edges?.[axis] === 'circular' ? ((place % length) + length) % length : place;
  const index = new Uint32Array(down * across * count * size[0] * size[1]);
  let at = 0;
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++)
      for (let c = first; c < first + count; c++)
        for (let i = 0; i < size[0]; i++)
          for (let j = 0; j < size[1]; j++) {
            const row = around(y * stride[0] - padding[0] + i * dilation[0], maps.rows, 0);
            const column = around(x * stride[1] - padding[1] + j * dilation[1], maps.columns, 1);
            const inside = row >= 0 && row < maps.rows && column >= 0 && column < maps.columns;
            index[at++] = inside ? (c * maps.rows + row) * maps.columns + column : nothing;
          }
  return index;
}

/**
 * Where the values of all windows come from that are looked at for each channel by itself: channel by channel, in it position by
 * position. With `largest`, of which values may stand twice, one of the window's own stands for each zero of the padding.
 * InputError where a window has none.
 */
export function pooledIndex(maps: MapSize, window: MapWindow, largest: boolean, where: string): Uint32Array {
  const parts = Array.from({ length: maps.channels }, (_, c) => windowIndex(maps, window, c, 1));
  const index = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.forEach((part, c) => {
    index.set(part, c * part.length);
  });
  if (!largest) return index;
  const nothing = mapLength(maps);
  const size = window.size[0] * window.size[1];
  for (let first = 0; first < index.length; first += size) {
    const own = index.subarray(first, first + size);
    const value = own.find(place => place !== nothing);
    if (value === undefined)
      return reject(
        where,
        'found a window with nothing but padding in it',
        'expected a value in each, to be the largest',
      );
    own.forEach((place, k) => {
      if (place === nothing) own[k] = value;
    });
  }
  return index;
}

/** Where the values of maps come from in a list of positions with `channels` values each. */
export function mapIndex(positions: number, channels: number): Uint32Array {
  const index = new Uint32Array(positions * channels);
  for (let c = 0; c < channels; c++) for (let p = 0; p < positions; p++) index[c * positions + p] = p * channels + c;
  return index;
}
