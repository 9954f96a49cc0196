import { basename, dirname, join, resolve } from 'node:path';
import { check } from '../edge/check.js';
import { reject } from '../edge/error.js';
import { readJson, writeWhole } from '../edge/files.js';
import { formatJson } from '../edge/json.js';
import { formatNpy, type NpyArray, readNpy } from '../edge/npy.js';
import { type Matrix, matrix, toRows } from '../numeric/matrix.js';
import { requireConvolutionStep } from './lca/convolution.js';
import { requireStableStep, requireUnitAtoms } from './lca/dictionary.js';
import { imageLength, requireWindows, windowLength } from './lca/windows.js';
import { featureCount, type Layer, type LcaLayer, type Network, outputsOf, recurrentName } from './network.js';
import {
  type LayerDocument,
  type MatrixDocument,
  type NetworkDocument,
  networkSchema,
  type VectorDocument,
} from './network-schema.js';
import type { Series, SeriesSet } from './series.js';

/**
 * Reads a network file (docs/network.md) with the .npy files it names and checks that everything fits: sizes from layer
 * to layer, unique names, one readout, at the end. InputError with file and path in it.
 */
export function readNetwork(path: string): Network {
  return parseNetwork(readJson(path), path);
}

/** As `readNetwork`, from parsed JSON; .npy files are looked for beside `file`. */
export function parseNetwork(json: unknown, file: string): Network {
  const document = check(networkSchema, json, file);
  const arrays = arrayReader(file);
  const layers = document.layers.map((layer, i) => readLayer(layer, `layers[${i}]`, arrays));
  const network = { name: document.name, input: document.input, layers };
  checkLayers(network, file);
  const { calibration } = document;
  return calibration ? { ...network, calibration: readCalibration(calibration, network, file, arrays) } : network;
}

interface ArrayReader {
  matrix(source: MatrixDocument, at: string): Matrix;
  vector(source: VectorDocument, at: string): Float64Array;
}

/** Reads what stands for an array in the document at path `at`: its numbers, or the name of an .npy file. */
function arrayReader(file: string): ArrayReader {
  const open = (name: string, dimensions: number, at: string): NpyArray => {
    const array = readNpy(resolve(dirname(file), name));
    const shape = array.shape.join('×');
    if (array.shape.length !== dimensions)
      return reject(`${file}: ${at}`, `${name} has the shape ${shape || '()'}`, `expected ${dimensions} dimensions`);
    const odd = array.data.findIndex(value => !Number.isFinite(value));
    if (odd >= 0) return reject(`${file}: ${at}`, `${name} holds ${array.data[odd]}`, 'expected finite numbers');
    return array;
  };
  return {
    matrix(source, at) {
      if ('npy' in source) {
        const { shape, data } = open(source.npy, 2, at);
        return matrix(shape[0]!, shape[1]!, data);
      }
      const cols = source[0]?.length ?? 0;
      source.forEach((row, i) => {
        if (row.length !== cols)
          reject(`${file}: ${at}[${i}]`, `found ${row.length} numbers`, `expected ${cols}, as in row 0`);
      });
      return matrix(source.length, cols, Float64Array.from(source.flat()));
    },
    vector(source, at) {
      return 'npy' in source ? open(source.npy, 1, at).data : Float64Array.from(source);
    },
  };
}

function readLayer(layer: LayerDocument, at: string, arrays: ArrayReader): Layer {
  const weights = arrays.matrix(layer.weights, `${at}.weights`);
  if (layer.type === 'lca') return { ...layer, weights };
  if (layer.type === 'linear' || layer.type === 'convolution')
    return { ...layer, weights, bias: layer.bias && arrays.vector(layer.bias, `${at}.bias`) };
  const bias = arrays.vector(layer.bias, `${at}.bias`);
  if (layer.type !== 'esn' && layer.type !== 'mf-esn') return { ...layer, weights, bias };
  return { ...layer, weights, bias, recurrent: arrays.matrix(layer.recurrent, `${at}.recurrent`) };
}

/** The checks that compare one place of the file with another. */
function checkLayers({ input, layers }: Network, file: string): void {
  let width = input.channels;
  let source = `the input has ${width} channels`;
  const { image } = input;
  if (image && width % (image.rows * image.columns) !== 0)
    reject(`${file}: input.image`, `found ${image.rows}×${image.columns} pixels`, `expected ${width} (${source})`);
  layers.forEach((layer, i) => {
    const where = `${file}: layers[${i}]`;
    const twin = layers.findIndex(other => other.name === layer.name);
    if (twin < i) reject(`${where}.name`, `${layer.name} is also the name of layers[${twin}]`, 'expected another name');
    const loop = layers.find(other => 'recurrent' in other && recurrentName(other.name) === layer.name);
    if (loop)
      reject(`${where}.name`, `${layer.name} is the name of ${loop.name}'s recurrent matrix`, 'expected another name');
    const last = i === layers.length - 1;
    if (last ? layer.type !== 'readout' && layer.type !== 'lca' : layer.type === 'readout')
      reject(
        `${where}.type`,
        `found ${layer.type}`,
        'expected one readout, as the last layer, or a sparse coder there',
      );
    const windows = layer.type === 'lca' ? layer.windows : undefined;
    if (windows) {
      requireWindows(windows, `${where}.windows`);
      if (imageLength(windows) !== width)
        reject(`${where}.windows`, `found images of ${imageLength(windows)} values`, `expected ${width} (${source})`);
    }

    const { rows, cols } = layer.weights;
    const outputs = layer.type === 'mars-block' ? width : layer.type === 'readout' ? layer.classes.length : rows;
    const inputs =
      layer.type === 'convolution'
        ? layer.taps * width
        : layer.type === 'readout'
          ? featureCount(layer.feature, width)
          : windows
            ? windowLength(windows)
            : width;
    if (rows !== outputs || cols !== inputs || rows === 0) {
      const of = windows ? `a window of ${layer.name} has ${inputs} values` : source;
      const because = layer.type === 'readout' ? `${outputs} classes, and ${source}` : of;
      reject(`${where}.weights`, `found a ${rows}×${cols} matrix`, `expected ${outputs || 'n'}×${inputs} (${because})`);
    }
    if ('recurrent' in layer && (layer.recurrent.rows !== rows || layer.recurrent.cols !== rows)) {
      const found = `found a ${layer.recurrent.rows}×${layer.recurrent.cols} matrix`;
      reject(`${where}.recurrent`, found, `expected ${rows}×${rows}, as ${layer.name} has ${rows} units`);
    }
    if ('bias' in layer && layer.bias && layer.bias.length !== rows)
      reject(`${where}.bias`, `found ${layer.bias.length} numbers`, `expected ${rows}, one per row of the weights`);
    if (layer.type === 'readout' && new Set(layer.classes).size < rows)
      reject(`${where}.classes`, `found ${layer.classes.join(', ')}`, 'expected every class once');
    if (layer.type === 'lca') checkCoder(layer, where);
    width = outputsOf(layer);
    source = `${layer.name} has ${width} outputs`;
  });
}

function checkCoder({ weights, windows, step }: LcaLayer, where: string): void {
  requireUnitAtoms(weights, `${where}.weights`);
  if (windows) requireConvolutionStep(step, weights, windows, where);
  else requireStableStep(step, weights, where);
}

function readCalibration(
  calibration: NonNullable<NetworkDocument['calibration']>,
  network: Network,
  file: string,
  arrays: ArrayReader,
): SeriesSet {
  const { channels } = network.input;
  const series = calibration.series.map((source, i): Series => {
    const at = `calibration.series[${i}]`;
    const { rows, cols, data } = arrays.matrix(source, at);
    if (rows === 0 || cols !== channels)
      reject(`${file}: ${at}`, `found a ${rows}×${cols} matrix`, `expected time steps × ${channels} channels`);
    return { values: data, length: rows, label: -1 };
  });
  return { name: calibration.name, channels, classes: [], series };
}

/**
 * A network as the object its file holds. Where `keepArray` is given, weights and biases are handed to it, to be kept in
 * .npy files, and it answers with the file's name; otherwise their numbers stand in the object.
 */
export function networkToJson(
  network: Network,
  keepArray?: (layer: string, part: 'weights' | 'recurrent' | 'bias', array: NpyArray) => string,
): NetworkDocument {
  const layers = network.layers.map((layer): LayerDocument => {
    const kept = (part: 'weights' | 'recurrent', m: Matrix): MatrixDocument =>
      keepArray ? { npy: keepArray(layer.name, part, { shape: [m.rows, m.cols], data: m.data }) } : toRows(m);
    const weights = kept('weights', layer.weights);
    const vector = (bias: Float64Array): VectorDocument =>
      keepArray ? { npy: keepArray(layer.name, 'bias', { shape: [bias.length], data: bias }) } : [...bias];
    if (layer.type === 'lca') return { ...layer, weights };
    if (layer.type === 'linear' || layer.type === 'convolution')
      return { ...layer, weights, bias: layer.bias && vector(layer.bias) };
    const bias = vector(layer.bias);
    if (layer.type === 'readout') return { ...layer, weights, bias, classes: [...layer.classes] };
    if (layer.type === 'mars-block') return { ...layer, weights, bias };
    return { ...layer, weights, bias, recurrent: kept('recurrent', layer.recurrent) };
  });
  const { name, input, calibration } = network;
  return {
    format: 'ohmweave-network',
    version: 1,
    name,
    input: { ...input },
    layers,
    ...(calibration && {
      calibration: {
        name: calibration.name,
        series: calibration.series.map(one => toRows(matrix(one.length, calibration.channels, one.values))),
      },
    }),
  };
}

/**
 * Writes a network file; `readNetwork` gives back the same doubles. With `npyBeside` the weights go into files beside
 * it, named after file, layer and part: `net.json` gets `net.block1.weights.npy`.
 */
export function writeNetwork(network: Network, path: string, options: { npyBeside?: boolean } = {}): void {
  const stem = basename(path).replace(/\.json$/, '');
  const keep = (layer: string, part: string, array: NpyArray): string => {
    const name = `${stem}.${layer}.${part}.npy`;
    writeWhole(join(dirname(path), name), formatNpy(array));
    return name;
  };
  writeWhole(path, `${formatJson(networkToJson(network, options.npyBeside ? keep : undefined))}\n`);
}
