import { type MapSize, type MapWindow, mapLength, mapsAfter } from '../../models/maps.js';
import type { Layer, Network } from '../../models/network.js';
import type { SeriesSet } from '../../models/series.js';
import { type Matrix, matrix } from '../../numeric/matrix.js';
import { randomStream } from '../../numeric/random.js';

const square = (size: number, stride: number, padding: number): MapWindow => ({
  ...{ size: [size, size], stride: [stride, stride], padding: [padding, padding], dilation: [1, 1] },
});

/** Weights that leave a signal about as strong as it is. */
function randomWeights(name: string, rows: number, cols: number): Matrix {
  const stream = randomStream(1, 'resnet', name);
  const scale = Math.sqrt(3 / cols);
  const data = new Float64Array(rows * cols);
  for (let k = 0; k < data.length; k++) data[k] = scale * (2 * stream.uniform(k) - 1);
  return matrix(rows, cols, data);
}

/**
 * The matrix products of ResNet-18 (He et al., CVPR 2016) on one image of 224 × 224 pixels: 20 convolutions, in pairs
 * that their input goes past, and a dense layer, 11.7 million weights in all. They are random, there are no rectifiers, and means are
 * pooled in place of maxima: what products of this size cost, not what a trained network computes.
 */
export function resnetSized(classes = 1000): Network {
  const layers: Layer[] = [];
  let maps: MapSize = { channels: 3, rows: 224, columns: 224 };
  const channels = mapLength(maps);
  const convolve = (
    name: string,
    from: readonly string[],
    on: MapSize,
    outputs: number,
    window: MapWindow,
  ): MapSize => {
    const weights = randomWeights(name, outputs, on.channels * window.size[0] * window.size[1]);
    layers.push({ type: 'convolution-2d', name, from, maps: on, window, groups: 1, weights });
    return mapsAfter(on, window, outputs);
  };
  maps = convolve('conv1', ['input'], maps, 64, square(7, 2, 3));
  layers.push({ type: 'pool-2d', name: 'pool1', kind: 'mean', maps, window: square(3, 2, 1) });
  maps = mapsAfter(maps, square(3, 2, 1), 64);
  let sources: readonly string[] = ['pool1'];
  for (const [k, width] of [64, 128, 256, 512].entries())
    for (const half of ['a', 'b']) {
      const name = `block${k + 1}${half}`;
      const stride = k > 0 && half === 'a' ? 2 : 1;
      const between = convolve(`${name}_1`, sources, maps, width, square(3, stride, 1));
      const past = stride === 1 ? sources : [`${name}_past`];
      if (stride > 1) convolve(`${name}_past`, sources, maps, width, square(1, stride, 0));
      maps = convolve(`${name}_2`, [`${name}_1`], between, width, square(3, 1, 1));
      sources = [...past, `${name}_2`];
    }
  layers.push({ type: 'pool-2d', name: 'pool2', from: sources, kind: 'mean', maps, window: square(maps.rows, 1, 0) });
  const weights = randomWeights('dense', classes, maps.channels);
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  layers.push({
    type: 'readout',
    name: 'dense',
    feature: 'last',
    weights,
    bias: new Float64Array(classes),
    classes: names,
  });
  return { name: 'ResNet-18-sized', input: { channels, normalize: 'none' }, layers };
}

/** One image of random pixels. */
export function randomImage({ input }: Network): SeriesSet {
  const stream = randomStream(1, 'image');
  const pixels = Float64Array.from({ length: input.channels }, (_, k) => stream.normal(k));
  return { name: 'one random image', channels: input.channels, classes: [], series: [{ values: pixels, length: 1, label: 0 }] }; // biome-ignore format: one thing
}
