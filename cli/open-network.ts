import { Option } from 'commander';
import { reject } from '../edge/error.js';
import type { Network } from '../models/network.js';
import type { NirOptions } from '../models/nir/network.js';

export const nirOption = (): Option =>
  new Option(
    '--nir <key=value,…>',
    'what a .nir graph leaves open, e.g. "timeStep=100 us,reset=subtract" (docs/nir.md)',
  );

export const isOnnxFile = (path: string): boolean => /\.onnx(?:\.gz)?$/i.test(path);

/** A network in a format of somebody else's, which `openNetwork` makes one of ours of. */
export const isForeign = (path: string): boolean => isNirFile(path) || isOnnxFile(path);

export const isNirFile = (path: string): boolean => /\.nir$/i.test(path);

/**
 * Reads a network file, an ONNX model (with `classes` it makes class scores), or a NIR graph as the option `--nir` says. `note` is told
 * where its meaning had to be guessed and what was left out.
 */
export async function openNetwork(
  path: string,
  nir: string | undefined,
  note: (text: string) => void,
  classes?: readonly string[],
): Promise<Network> {
  if (!isNirFile(path)) {
    if (nir !== undefined) reject('--nir', `found it with ${path}`, 'expected it with a .nir file only');
    if (isOnnxFile(path)) return openOnnx(path, classes, note);
    const { readNetwork } = await import('../models/network-file.js');
    return readNetwork(path);
  }
  const { readNir } = await import('../models/nir/read.js');
  const { networkOfNir } = await import('../models/nir/network.js');
  const options = await parseNirOptions(nir);
  const { basename } = await import('node:path');
  const { network, notes } = networkOfNir(await readNir(path), { name: basename(path, '.nir'), ...options }, path);
  for (const one of notes) note(`${path}: ${one}`);
  return network;
}

async function openOnnx(
  path: string,
  classes: readonly string[] | undefined,
  note: (text: string) => void,
): Promise<Network> {
  const { readOnnx } = await import('../models/onnx/read.js');
  const { networkOfOnnx } = await import('../models/onnx/network.js');
  const { basename } = await import('node:path');
  const named = { name: basename(path).replace(/\.onnx(?:\.gz)?$/i, ''), ...(classes && { classes }) };
  const { network, notes } = networkOfOnnx(readOnnx(path), named, path);
  for (const one of notes) note(`${path}: ${one}`);
  return network;
}

/** Reads `timeStep=100 us,reset=subtract`. InputError names the key. */
async function parseNirOptions(text: string | undefined): Promise<NirOptions> {
  const said = new Map<string, string>();
  for (const part of text === undefined ? [] : text.split(',')) {
    const [key = '', value = '', ...more] = part.split('=').map(word => word.trim());
    if (value === '' || more.length > 0)
      reject('--nir', `found ${JSON.stringify(part)}`, 'expected key=value, for example reset=subtract');
    if (!keys.includes(key)) reject('--nir', `found ${key}`, `expected one of ${keys.join(', ')}`);
    if (said.has(key)) reject('--nir', `found ${key} twice`, 'expected each key once');
    said.set(key, value);
  }
  const { discretisations, resets } = await import('../models/spiking/neuron.js');
  const { scored } = await import('../models/network.js');
  const chosen = <const T extends string>(key: string, words: readonly T[]): Readonly<Record<string, T>> => {
    const value = said.get(key);
    if (value === undefined) return {};
    const found = words.find(word => word === value);
    return { [key]: found ?? reject(`--nir: ${key}`, `found ${value}`, `expected ${words.join(' or ')}`) };
  };
  const { readQuantity } = await import('./options.js');
  const timeStep = said.get('timeStep');
  const classes = said.get('classes')?.split('|');
  const { scores: of } = chosen('scores', scored);
  if (of !== undefined && !classes) reject('--nir: scores', 'found no classes', 'expected classes=name|name|…, too');
  return {
    ...(timeStep !== undefined && { timeStep: await readQuantity(timeStep, 'time', '--nir: timeStep') }),
    ...chosen('discretisation', discretisations),
    ...chosen('reset', resets),
    ...chosen('current', ['new', 'old']),
    ...(chosen('spikes', ['yes', 'no']).spikes === 'yes' && { spikes: true }),
    ...(classes && { scores: { of: of ?? 'mean', classes } }),
  };
}

const keys: readonly string[] = ['timeStep', 'discretisation', 'reset', 'current', 'spikes', 'scores', 'classes'];
