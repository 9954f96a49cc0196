import { basename, dirname, join, resolve } from 'node:path';
import { check } from '../edge/check.js';
import { reject } from '../edge/error.js';
import { readJson, writeWhole } from '../edge/files.js';
import { formatJson } from '../edge/json.js';
import { formatNpy, type NpyArray, readNpy } from '../edge/npy.js';
import { type Matrix, matrix, toRows } from '../numeric/matrix.js';
import { type Layer, layerWidths, type Network } from './network.js';
import { checkLayers, checkSources } from './network-checks.js';
import { type LayerDocument, type NetworkDocument, networkSchema } from './network-schema.js';
import type { ConstantsDocument, MatrixDocument, VectorDocument } from './schema-parts.js';
import type { Series, SeriesSet } from './series.js';
import type { Neuron } from './spiking/neuron.js';
import type { NeuronDocument } from './spiking/neuron-schema.js';

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
  const layers: Layer[] = [];
  document.layers.forEach((layer, i) => {
    checkSources(layer, document.layers.slice(0, i), `${file}: layers[${i}]`);
    const widths = layerWidths(document.input, layers);
    const sources = layer.from ?? [layers.at(-1)?.name ?? 'input'];
    layers.push(readLayer(layer, `layers[${i}]`, widths.get(sources[0]!)!, arrays));
  });
  const network = { name: document.name, input: document.input, layers };
  checkLayers(network, file);
  const { calibration } = document;
  return calibration ? { ...network, calibration: readCalibration(calibration, network, file, arrays) } : network;
}

interface ArrayReader {
  matrix(source: MatrixDocument, at: string): Matrix;
  vector(source: VectorDocument, at: string): Float64Array;
  /** One number for each of `width`, or the same for all. */
  constants(source: ConstantsDocument, width: number, at: string): Float64Array;
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
  const vector = (source: VectorDocument, at: string): Float64Array =>
    'npy' in source ? open(source.npy, 1, at).data : Float64Array.from(source);
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
    vector,
    constants(source, width, at) {
      if (typeof source === 'number') return new Float64Array(width).fill(source);
      const found = vector(source, at);
      if (found.length !== width)
        reject(
          `${file}: ${at}`,
          `found ${found.length} numbers`,
          `expected ${width}, one for each input, or one number`,
        );
      return found;
    },
  };
}

function readLayer(layer: LayerDocument, at: string, width: number, arrays: ArrayReader): Layer {
  switch (layer.type) {
    case 'neurons': {
      const { recurrent } = layer;
      const neuron = readNeuron(layer.neuron, width, `${at}.neuron`, arrays);
      return {
        ...layer,
        neuron,
        recurrent: recurrent && arrays.matrix(recurrent, `${at}.recurrent`),
      };
    }
    case 'scale':
      return {
        ...layer,
        factors: arrays.constants(layer.factors, width, `${at}.factors`),
        offsets: layer.offsets === undefined ? undefined : arrays.constants(layer.offsets, width, `${at}.offsets`),
      };
    case 'layer-norm': {
      const [gains, offsets] = [
        arrays.vector(layer.gains, `${at}.gains`),
        arrays.vector(layer.offsets, `${at}.offsets`),
      ];
      return { ...layer, gains, offsets };
    }
    case 'linear':
    case 'convolution':
    case 'convolution-2d':
    case 'min-conv-gru':
    case 'min-conv-exp-lstm': {
      const weights = arrays.matrix(layer.weights, `${at}.weights`);
      return { ...layer, weights, bias: layer.bias && arrays.vector(layer.bias, `${at}.bias`) };
    }
    case 'threshold':
      return { ...layer, levels: arrays.constants(layer.levels, width, `${at}.levels`) };
    case 'delay':
      return { ...layer, steps: Uint32Array.from(layer.steps) };
    case 'pool-2d':
    case 'activation':
    case 'scores':
      return layer;
    case 'lca':
      return { ...layer, weights: arrays.matrix(layer.weights, `${at}.weights`) };
    default: {
      const weights = arrays.matrix(layer.weights, `${at}.weights`);
      const bias = arrays.vector(layer.bias, `${at}.bias`);
      if (layer.type !== 'esn' && layer.type !== 'mf-esn') return { ...layer, weights, bias };
      return { ...layer, weights, bias, recurrent: arrays.matrix(layer.recurrent, `${at}.recurrent`) };
    }
  }
}

/** Every constant of a neuron but its time step and γ is one number per neuron. */
function readNeuron(document: NeuronDocument, width: number, at: string, arrays: ArrayReader): Neuron {
  const entries = Object.entries(document).map(([key, value]) => {
    const shared = typeof value === 'string' || key === 'timeStep' || key === 'refractoryDecay';
    return [key, shared ? value : arrays.constants(value as ConstantsDocument, width, `${at}.${key}`)];
  });
  return Object.fromEntries(entries) as Neuron;
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
export function networkToJson(network: Network, keepArray?: KeepArray): NetworkDocument {
  const layers = network.layers.map(layer => arraysToJson(layer, layer.name, keepArray) as LayerDocument);
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

/** Keeps an array of a layer, and says in which file. */
type KeepArray = (layer: string, part: string, array: NpyArray) => string;

/** A layer, or a neuron in it, with its arrays as lists or as the names of the files that keep them. */
function arraysToJson(record: object, layer: string, keepArray?: KeepArray): object {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([part, value]) => {
      if (value instanceof Uint32Array) return [part, [...value]];
      if (value instanceof Float64Array)
        return [part, keepArray ? { npy: keepArray(layer, part, { shape: [value.length], data: value }) } : [...value]];
      if (part === 'weights' || part === 'recurrent') {
        const m = value as Matrix;
        return [
          part,
          keepArray ? { npy: keepArray(layer, part, { shape: [m.rows, m.cols], data: m.data }) } : toRows(m),
        ];
      }
      return [part, part === 'neuron' ? arraysToJson(value as object, layer, keepArray) : value];
    }),
  );
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
