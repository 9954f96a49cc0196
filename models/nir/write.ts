import { writeWhole } from '../../edge/files.js';
import { formatHdf5, type Hdf5Group, type Hdf5Item, oneText } from '../../edge/hdf5.js';
import { isExtension, type NirGraph, type NirNode } from './graph.js';

/** The version of NIR whose layout is written. */
const nirVersion = '1.0.7';

/** Writes a .nir file that NIR's own reader takes, unless there are nodes of our own in it: see docs/nir.md. */
export async function writeNir(graph: NirGraph, path: string): Promise<void> {
  writeWhole(path, await formatNir(graph));
}

/** The bytes of a .nir file; `parseNir` gives back the same graph, number by number. */
export function formatNir(graph: NirGraph): Promise<Uint8Array> {
  return formatHdf5(
    new Map<string, Hdf5Item>([
      ['version', oneText(nirVersion)],
      ['node', nodeGroup(graph)],
    ]),
  );
}

function nodeGroup(node: NirNode): Hdf5Group {
  const { type, metadata } = node;
  const members = new Map<string, Hdf5Item>([['type', oneText(type)]]);
  if (metadata && metadata.size > 0) members.set('metadata', metadata);
  if (node.type === 'NIRGraph') {
    members.set('edges', { shape: [node.edges.length, 2], texts: node.edges.flat() });
    members.set('nodes', new Map([...node.nodes].map(([name, inner]) => [name, nodeGroup(inner)])));
  } else if (isExtension(node)) for (const [name, item] of node.parameters) members.set(name, item);
  else
    for (const [name, value] of Object.entries(node) as [string, Hdf5Item | string | undefined][])
      if (name !== 'type' && name !== 'metadata' && value !== undefined)
        members.set(name, typeof value === 'string' ? oneText(value) : value);
  return members;
}
