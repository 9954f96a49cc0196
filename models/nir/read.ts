import { reject } from '../../edge/error.js';
import { readBytes } from '../../edge/files.js';
import { type Hdf5Group, type Hdf5Item, isGroup, isNumbers, isTexts, parseHdf5 } from '../../edge/hdf5.js';
import { type Extension, extensionPrefix, type NirEdge, type NirGraph, type NirNode } from './graph.js';
import { isNirType, nirParameters } from './parameters.js';

/**
 * Reads a .nir file: HDF5, compressed or not, of any NIR version, with or without `v_reset` and metadata. InputError where it
 * is no whole HDF5 file, at a node of an unknown type and at parameters that are missing or have no meaning, with file and
 * place in it. What the graph says is not looked at: that is `checkNir`.
 */
export async function readNir(path: string): Promise<NirGraph> {
  return parseNir(readBytes(path), path);
}

/** As `readNir`, from the bytes; `file` is for the messages. */
export async function parseNir(bytes: Uint8Array, file: string): Promise<NirGraph> {
  const root = await parseHdf5(bytes, file);
  const node = root.get('node');
  if (!isGroup(node)) return reject(`${file}: node`, 'found no group', 'expected the graph of a NIR file there');
  const graph = readNode(node, `${file}: node`);
  if (graph.type !== 'NIRGraph') return reject(`${file}: node/type`, `found ${graph.type}`, 'expected "NIRGraph"');
  return graph;
}

function readNode(members: Hdf5Group, where: string): NirNode {
  const type = textOf(members.get('type'), `${where}/type`);
  const metadata = members.get('metadata');
  if (metadata !== undefined && !isGroup(metadata))
    return reject(`${where}/metadata`, 'found data', 'expected a group');
  const about = metadata && { metadata };
  if (type === 'NIRGraph')
    return { type, nodes: readNodes(members, where), edges: readEdges(members, where), ...about };
  if (isExtensionType(type)) {
    const parameters = new Map([...members].filter(([name]) => name !== 'type' && name !== 'metadata'));
    return { type, parameters, ...about };
  }
  if (!isNirType(type)) {
    const known = ['NIRGraph', ...Object.keys(nirParameters)].join(', ');
    return reject(
      `${where}/type`,
      `found ${JSON.stringify(type)}`,
      `expected one of ${known}, or "${extensionPrefix}…"`,
    );
  }
  return { type, ...readParameters(members, type, where), ...about } as NirNode; // the table has been held against its type
}

const isExtensionType = (type: string): type is Extension['type'] => type.startsWith(extensionPrefix);

function readParameters(members: Hdf5Group, type: keyof typeof nirParameters, where: string): Record<string, unknown> {
  const table: Readonly<Record<string, 'needed' | 'optional'>> = nirParameters[type];
  for (const name of members.keys())
    if (!Object.hasOwn(table, name) && !derived.has(name))
      reject(`${where}/${name}`, `is no parameter of ${type}`, `expected only ${Object.keys(table).join(', ')}`);
  const found: Record<string, unknown> = {};
  for (const [name, need] of Object.entries(table)) {
    const item = members.get(name);
    if (item !== undefined) found[name] = readParameter(item, name, `${where}/${name}`);
    else if (need === 'needed') reject(`${where}/${name}`, 'found nothing', `expected it, as every ${type} has one`);
  }
  return found;
}

/** Members of every node; some versions write the shapes at both ends too, which follow from the rest. */
const derived: ReadonlySet<string> = new Set(['type', 'metadata', 'input_type', 'output_type']);

function readParameter(item: Hdf5Item, name: string, where: string): unknown {
  if (isNumbers(item)) return item;
  if (name !== 'padding') return reject(where, 'found no numbers', 'expected an array of numbers');
  const text = textOf(item, where);
  return text === 'same' || text === 'valid'
    ? text
    : reject(where, `found ${JSON.stringify(text)}`, 'expected numbers, "same" or "valid"');
}

function readNodes(members: Hdf5Group, where: string): ReadonlyMap<string, NirNode> {
  const nodes = members.get('nodes');
  if (!isGroup(nodes)) return reject(`${where}/nodes`, 'found no group', 'expected the nodes of a graph');
  return new Map(
    [...nodes].map(([name, node]) => {
      const at = `${where}/nodes/${name}`;
      return [name, isGroup(node) ? readNode(node, at) : reject(at, 'found data', 'expected a group with a node')];
    }),
  );
}

function readEdges(members: Hdf5Group, where: string): readonly NirEdge[] {
  const edges = members.get('edges');
  // An empty list has lost its type on the way through NumPy.
  if (edges !== undefined && !isGroup(edges) && edges.shape.includes(0)) return [];
  if (!isTexts(edges) || edges.shape.length !== 2 || edges.shape[1] !== 2)
    return reject(`${where}/edges`, describe(edges), 'expected pairs of names, edges × 2');
  return Array.from({ length: edges.shape[0]! }, (_, k) => [edges.texts[2 * k]!, edges.texts[2 * k + 1]!] as const);
}

const describe = (item: Hdf5Item | undefined): string =>
  item === undefined ? 'found nothing' : isGroup(item) ? 'found a group' : `found an array ${item.shape.join('×')}`;

function textOf(item: Hdf5Item | undefined, where: string): string {
  const text = isTexts(item) && item.shape.length === 0 ? item.texts[0] : undefined;
  return text ?? reject(where, describe(item), 'expected a text');
}
