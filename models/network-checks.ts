import { reject } from '../edge/error.js';
import type { Matrix } from '../numeric/matrix.js';
import { requireConvolutionStep } from './lca/convolution.js';
import { requireStableStep, requireUnitAtoms } from './lca/dictionary.js';
import { imageLength, requireWindows, windowLength } from './lca/windows.js';
import { mapLength, pooledIndex, requireMapWindow } from './maps.js';
import { cellWindow, gatesOf } from './min-conv.js';
import {
  featureCount,
  type Layer,
  type LayerNorm,
  type LcaLayer,
  layerWidths,
  type MapLayer,
  type MinConvLayer,
  type Network,
  recurrentName,
} from './network.js';
import type { LayerDocument } from './network-schema.js';
import { requireNeuron } from './spiking/require-neuron.js';

type WeightedLayer = Extract<Layer, { weights: Matrix }>;

/** The checks that compare one place of the file with another. */
export function checkLayers({ input, layers }: Network, file: string): void {
  const { image, channels } = input;
  if (image && channels % (image.rows * image.columns) !== 0)
    reject(
      `${file}: input.image`,
      `found ${image.rows}×${image.columns} pixels`,
      `expected ${channels} (the input has ${channels} channels)`,
    );
  const widths = layerWidths(input, layers);
  layers.forEach((layer, i) => {
    const where = `${file}: layers[${i}]`;
    checkNames(layer, layers, where);
    const isLast = i === layers.length - 1;
    if (!isLast && (layer.type === 'readout' || layer.type === 'scores'))
      reject(`${where}.type`, `found ${layer.type}`, 'expected it as the last layer');
    // A reservoir is trained through its readout; other layers may be what is wanted.
    if (isLast && ['mars-block', 'esn', 'mf-esn', 'convolution'].includes(layer.type))
      reject(`${where}.type`, `found ${layer.type}`, 'expected a readout as the last layer');
    const sources = layer.from ?? [layers[i - 1]?.name ?? 'input'];
    const width = widths.get(sources[0]!)!;
    const told = (of: string): string =>
      of === 'input' ? `the input has ${input.channels} channels` : `${of} has ${widths.get(of)} outputs`;
    const source = told(sources[0]!);
    sources.forEach((other, k) => {
      if (widths.get(other) !== width)
        reject(`${where}.from[${k}]`, `found that ${told(other)}`, `expected ${width}, as ${source}`);
    });
    if ('weights' in layer) checkWeights(layer, width, source, where);
    else checkElements(layer, width, source, where);
  });
}

function checkNames(layer: Layer, layers: readonly Layer[], where: string): void {
  const twin = layers.findIndex(other => other.name === layer.name);
  if (twin < layers.indexOf(layer))
    reject(`${where}.name`, `${layer.name} is also the name of layers[${twin}]`, 'expected another name');
  const loop = layers.find(other => 'recurrent' in other && recurrentName(other.name) === layer.name);
  if (loop)
    reject(`${where}.name`, `${layer.name} is the name of ${loop.name}'s recurrent matrix`, 'expected another name');
}

/** Weights fit what enters and, where they come in several, each other. */
function checkWeights(layer: WeightedLayer, width: number, source: string, where: string): void {
  const windows = layer.type === 'lca' ? layer.windows : undefined;
  if (windows) {
    requireWindows(windows, `${where}.windows`);
    if (imageLength(windows) !== width)
      reject(`${where}.windows`, `found images of ${imageLength(windows)} values`, `expected ${width} (${source})`);
  }
  const onMaps = layer.type === 'convolution-2d' || isCell(layer);
  if (onMaps) checkMaps(layer, width, source, where);
  const { rows, cols } = layer.weights;
  const outputs = layer.type === 'mars-block' ? width : layer.type === 'readout' ? layer.classes.length : rows;
  const inputs = weightInputs(layer, width);
  if (rows !== outputs || cols !== inputs || rows === 0) {
    const window = windows || onMaps;
    const of = window ? `a window of ${layer.name} has ${inputs} values` : source;
    const because = layer.type === 'readout' ? `${outputs} classes, and ${source}` : of;
    reject(`${where}.weights`, `found a ${rows}×${cols} matrix`, `expected ${outputs || 'n'}×${inputs} (${because})`);
  }
  if ('recurrent' in layer) checkRecurrent(layer.recurrent, rows, `${layer.name} has ${rows} units`, where);
  if ('bias' in layer && layer.bias && layer.bias.length !== rows)
    reject(`${where}.bias`, `found ${layer.bias.length} numbers`, `expected ${rows}, one per row of the weights`);
  if (layer.type === 'readout') checkClasses(layer.classes, where);
  if (layer.type === 'lca') checkCoder(layer, where);
}

/** Columns of the weights of a layer that reads `width` values. */
function weightInputs(layer: WeightedLayer, width: number): number {
  switch (layer.type) {
    case 'convolution':
      return layer.taps * width;
    case 'convolution-2d':
      return (layer.maps.channels / layer.groups) * layer.window.size[0] * layer.window.size[1];
    case 'min-conv-gru':
    case 'min-conv-exp-lstm':
      return layer.maps.channels * layer.kernel[0] * layer.kernel[1];
    case 'readout':
      return featureCount(layer.feature, width);
    case 'lca':
      return layer.windows ? windowLength(layer.windows) : width;
    default:
      return width;
  }
}

function checkElements(layer: Exclude<Layer, WeightedLayer>, width: number, source: string, where: string): void {
  switch (layer.type) {
    case 'neurons':
      requireNeuron(layer.neuron, `${where}.neuron`);
      if (layer.recurrent) checkRecurrent(layer.recurrent, width, source, where);
      return;
    case 'pool-2d':
      checkMaps(layer, width, source, where);
      return;
    case 'layer-norm':
      checkGroups(layer, width, source, where);
      return;
    case 'delay':
      if (layer.steps.length !== width)
        reject(`${where}.steps`, `found ${layer.steps.length} numbers`, `expected ${width} (${source})`);
      return;
    case 'scores':
      checkClasses(layer.classes, where);
      if (layer.classes.length !== width)
        reject(`${where}.classes`, `found ${layer.classes.length}`, `expected ${width} (${source})`);
  }
}

function checkRecurrent({ rows, cols }: Matrix, width: number, because: string, where: string): void {
  if (rows !== width || cols !== width)
    reject(`${where}.recurrent`, `found a ${rows}×${cols} matrix`, `expected ${width}×${width}, as ${because}`);
}

function checkClasses(classes: readonly string[], where: string): void {
  if (new Set(classes).size < classes.length)
    reject(`${where}.classes`, `found ${classes.join(', ')}`, 'expected every class once');
}

function checkGroups({ gains, offsets }: LayerNorm, width: number, source: string, where: string): void {
  if (gains.length === 0 || width % gains.length !== 0)
    reject(`${where}.gains`, `found ${gains.length} numbers`, `expected a divisor of ${width} (${source})`);
  if (offsets.length !== gains.length)
    reject(`${where}.offsets`, `found ${offsets.length} numbers`, `expected ${gains.length}, as gains`);
}

const isCell = (layer: Layer): layer is MinConvLayer =>
  layer.type === 'min-conv-gru' || layer.type === 'min-conv-exp-lstm';

function checkMaps(layer: MapLayer, width: number, source: string, where: string): void {
  const { maps } = layer;
  if (mapLength(maps) !== width)
    reject(`${where}.maps`, `found maps of ${mapLength(maps)} values`, `expected ${width} (${source})`);
  if (isCell(layer)) {
    checkCell(layer, where);
    return;
  }
  const at = `${where}.window`;
  requireMapWindow(maps, layer.window, at);
  if (layer.type === 'pool-2d') {
    if (layer.kind === 'max') pooledIndex({ ...maps, channels: 1 }, layer.window, true, at);
    return;
  }
  for (const [what, count] of [
    ['channels', maps.channels],
    ['outputs', layer.weights.rows],
  ] as const)
    if (count % layer.groups !== 0)
      reject(`${where}.groups`, `found ${layer.groups}`, `expected a divisor of the ${count} ${what}`);
}

function checkCell(layer: MinConvLayer, where: string): void {
  for (const [axis, side] of layer.kernel.entries())
    if (side % 2 === 0) reject(`${where}.kernel[${axis}]`, `found ${side}`, 'expected an odd number, to have a middle');
  requireMapWindow(layer.maps, cellWindow(layer), `${where}.kernel`);
  const gates = gatesOf(layer);
  if (layer.weights.rows % gates !== 0)
    reject(
      `${where}.weights`,
      `found ${layer.weights.rows} rows`,
      `expected a multiple of ${gates}, as many of each gate`,
    );
}

function checkCoder({ weights, windows, step }: LcaLayer, where: string): void {
  requireUnitAtoms(weights, `${where}.weights`);
  if (windows) requireConvolutionStep(step, weights, windows, where);
  else requireStableStep(step, weights, where);
}

/** Layers that are named as sources stand before, and give as many values each. */
export function checkSources({ from, name }: LayerDocument, before: readonly LayerDocument[], where: string): void {
  if (name === 'input') reject(`${where}.name`, 'found "input"', 'expected another name: it is that of what enters');
  from?.forEach((source, k) => {
    if (source === 'input' || before.some(layer => layer.name === source)) return;
    const names = ['input', ...before.map(layer => layer.name)].join(', ');
    reject(`${where}.from[${k}]`, `found "${source}"`, `expected an earlier layer: ${names}`);
  });
}
