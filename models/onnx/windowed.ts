import { reject } from '../../edge/error.js';
import { matrix } from '../../numeric/matrix.js';
import {
  type MapSize,
  type MapWindow,
  mapLength,
  mapsAfter,
  positionsOf,
  requireMapWindow,
  windowIndex,
} from '../maps.js';
import { shapeText, sizeOf } from './model.js';
import { constant, integer, type Operation, optional, type Reading, signal } from './operation.js';
import { mapsOf, shapeLike, windowOf } from './windows.js';

export function convolution(reading: Reading): Operation {
  const { node, where } = reading;
  const shape = signal(reading);
  const maps = mapsOf(shape, where);
  const kernel = constant(reading, 1);
  const groups = integer(reading, 'group', 1);
  const [outputs = 0, channels = 0, ...sides] = kernel.shape;
  if (kernel.shape.length !== shape.length + 1 || groups < 1 || channels * groups !== maps.channels || outputs % groups)
    reject(
      where,
      `found weights of the shape ${shapeText(kernel.shape)} in ${groups} groups`,
      `expected (outputs, ${maps.channels / groups}, ${shape.length === 2 ? 'length' : 'rows, columns'}), for ${maps.channels} channels`,
    );
  const told = node.attributes.get('kernel_shape')?.ints;
  if (told && told.join() !== sides.join())
    reject(`${where}: kernel_shape`, `found ${shapeText(told)}`, `expected ${shapeText(sides)}, as the weights have`);
  const window = windowOf(node, maps, sides, where);
  requireMapWindow(maps, window, where);
  const added = optional(reading, 2);
  if (added && added.data.length !== outputs)
    reject(where, `found ${added.data.length} biases`, `expected ${outputs}, one for each output channel`);
  const weights = matrix(outputs, channels * sizeOf(sides), kernel.data);
  return {
    kind: 'layers',
    layers: [{ type: 'convolution-2d', maps, window, groups, weights, ...(added && { bias: added.data }) }],
    shape: shapeLike(mapsAfter(maps, window, outputs), shape, where),
  };
}

function poolWindow(reading: Reading) {
  const { node, where } = reading;
  const shape = signal(reading);
  const maps = mapsOf(shape, where);
  const kernel = node.attributes.get('kernel_shape')?.ints ?? [];
  if (kernel.length !== shape.length - 1 || kernel.some(n => n < 1))
    reject(
      `${where}: kernel_shape`,
      `found ${shapeText(kernel)}`,
      `expected ${shape.length - 1} numbers of at least 1`,
    );
  const window = windowOf(node, maps, kernel, where);
  requireMapWindow(maps, window, where);
  return { maps, window, shape: shapeLike(mapsAfter(maps, window, maps.channels), shape, where) };
}

export function pool(reading: Reading, kind: 'max' | 'mean'): Operation {
  const { maps, window, shape } = poolWindow(reading);
  return { kind: 'layers', layers: [{ type: 'pool-2d', kind, maps, window }], shape };
}

/** Means over windows; over the values in them that are no padding, unless count_include_pad says so. */
export function averagePool(reading: Reading): Operation {
  const { maps, window, shape } = poolWindow(reading);
  const { padding, after = padding } = window;
  if (integer(reading, 'count_include_pad', 0) === 1 || [...padding, ...after].every(n => n === 0))
    return pool(reading, 'mean');
  const counts = valuesInWindows(maps, window);
  const factors = Float64Array.from({ length: sizeOf(shape) }, (_, i) => 1 / counts[i % counts.length]!);
  return {
    kind: 'layers',
    layers: [
      { type: 'pool-2d', kind: 'sum', maps, window },
      { type: 'scale', factors },
    ],
    shape,
  };
}

/** How many values of a map lie in each window on it. */
function valuesInWindows(maps: MapSize, window: MapWindow): number[] {
  const one = { ...maps, channels: 1 };
  const index = windowIndex(one, window);
  const size = window.size[0] * window.size[1];
  const [down, across] = positionsOf(maps, window);
  return Array.from(
    { length: down * across },
    (_, p) => index.subarray(p * size, (p + 1) * size).filter(place => place < mapLength(one)).length,
  );
}

export function globalPool(reading: Reading, kind: 'max' | 'mean'): Operation {
  const shape = signal(reading);
  const maps = mapsOf(shape, reading.where);
  const size = [maps.rows, maps.columns] as const;
  const window: MapWindow = { size, stride: [1, 1], padding: [0, 0], dilation: [1, 1] };
  return {
    kind: 'layers',
    layers: [{ type: 'pool-2d', kind, maps, window }],
    shape: [maps.channels, ...shape.slice(1).map(() => 1)],
  };
}
