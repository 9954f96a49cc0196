import { ohmic } from '../devices/parts.js';
import { reject } from '../edge/error.js';
import { type Graph, type GraphNode, mvmNodes } from '../models/graph.js';
import { deviceOf, type Hardware } from './hardware.js';
import { signsOf } from './signs.js';

/** A way of mapping that does not go together with something else. */
export interface Unsupported {
  /** The key of the hardware file that names the mapping. */
  readonly mapping:
    | 'mapping.signs'
    | 'mapping.slices'
    | 'mapping.irDrop'
    | 'adc.errors'
    | 'sense'
    | 'dac.bitsPerRead'
    | 'imperfections.levels';
  /** What it does not go with, in a few words. */
  readonly beside: string;
  /** Why not. */
  readonly reason: string;
  /** Where it is found, in words with its value; undefined where it is not. */
  found(hardware: Hardware, graph?: Graph): string | undefined;
  expected(hardware: Hardware): string;
}

type Mapping = Exclude<Unsupported['mapping'], 'imperfections.levels'>;

/** The mapping that a description has other than differential pairs of whole weights and inputs. */
const foundMapping: Readonly<Record<Mapping, (hardware: Hardware) => string | undefined>> = {
  'mapping.signs': hardware =>
    signsOf(hardware) === 'differential pair' ? undefined : `mapping.signs "${signsOf(hardware)}"`,
  'mapping.slices': ({ slices }) => slices && `slices of ${slices.cellBits} of ${slices.weightBits} bits`,
  'mapping.irDrop': ({ irDrop }) => irDrop && 'mapping.irDrop "compensated"',
  'adc.errors': ({ adc }) => adc.errors && 'adc.errors',
  sense: ({ sense }) => sense && 'sense',
  'dac.bitsPerRead': ({ dac }) =>
    dac.bitsPerRead === undefined ? undefined : `inputs in digits of ${dac.bitsPerRead} bits`,
};

const usual: Readonly<Record<Mapping, string>> = {
  'mapping.signs': '"differential pair"',
  'mapping.slices': 'no mapping.slices',
  'mapping.irDrop': '"accepted"',
  'adc.errors': 'no adc.errors',
  sense: 'no sense',
  'dac.bitsPerRead': 'no dac.bitsPerRead: whole inputs',
};

/** The mappings that something in a graph, or a kind of hardware for it, does not go with. */
function withoutMappings(
  beside: string,
  reason: string,
  isThere: (hardware: Hardware, graph?: Graph) => boolean,
  mappings = Object.keys(foundMapping) as Mapping[],
): Unsupported[] {
  return mappings.map(mapping => ({
    ...{ mapping, beside, reason },
    found: (hardware, graph) => {
      const found = foundMapping[mapping](hardware);
      return found !== undefined && isThere(hardware, graph) ? `${found} and ${beside}` : undefined;
    },
    expected: () => `${usual[mapping]}: ${reason}`,
  }));
}

/** Levels that the digits of a cell, or of a cell with a sign, take. */
const levelsOfDigits = ({ slices, signs }: Hardware): number =>
  slices ? (signs === undefined || signs === 'differential pair' ? 1 : 2) * (2 ** slices.cellBits - 1) + 1 : 0;

/** What of a description alone does not go together. */
const ofHardware: readonly Unsupported[] = [
  {
    mapping: 'mapping.slices',
    beside: 'cells of more bits than a weight has',
    reason: 'one bit of a weight is its sign',
    found: ({ slices }) =>
      slices && slices.cellBits > slices.weightBits - 1
        ? `cellBits ${slices.cellBits} and weightBits ${slices.weightBits}`
        : undefined,
    expected: ({ slices }) => `cellBits of at most ${slices!.weightBits - 1}: one bit of a weight is its sign`,
  },
  {
    mapping: 'imperfections.levels',
    beside: 'slices of more bits than devices have levels for',
    reason: 'every digit needs a level of its own',
    found: hardware => {
      const { levels } = hardware.imperfections;
      const needed = levelsOfDigits(hardware);
      if (levels === 0 || levels >= needed) return undefined;
      return `${levels} levels, and ${hardware.slices!.cellBits} bits in a cell`;
    },
    expected: hardware => `at least ${levelsOfDigits(hardware)} levels, or 0 for a continuum`,
  },
  ...withoutMappings(
    'exact ADCs',
    'errors are counted in the steps that an exact converter does not have',
    ({ adc }) => adc.bits === null,
    ['adc.errors'],
  ),
  {
    mapping: 'dac.bitsPerRead',
    beside: 'exact DACs',
    reason: 'an exact input has no bits to be read one after another',
    found: ({ dac }) =>
      dac.bits === null && dac.bitsPerRead !== undefined
        ? `inputs in digits of ${dac.bitsPerRead} bits and "ideal" dac.bits`
        : undefined,
    expected: () => 'a count of dac.bits: an exact input has no bits to be read one after another',
  },
  ...withoutMappings(
    'devices that are not ohmic',
    'an array of them is no matrix that could be made the wanted one',
    hardware => deviceOf(hardware).conduction !== ohmic,
    ['mapping.irDrop'],
  ),
  {
    mapping: 'mapping.irDrop',
    beside: 'mapping.faults "remapped"',
    reason: 'targets that make up for wires are those of one place each, and lines are moved',
    found: ({ irDrop, faults }) => irDrop && faults && `"${irDrop}" and mapping.faults "${faults}"`,
    expected: () => '"accepted" for one of them: targets that make up for wires are those of one place each',
  },
  {
    mapping: 'dac.bitsPerRead',
    beside: 'DACs of fewer bits',
    reason: 'one bit of an input is its sign',
    found: ({ dac }) =>
      dac.bits !== null && (dac.bitsPerRead ?? 0) > dac.bits - 1
        ? `inputs in digits of ${dac.bitsPerRead} bits and dac.bits ${dac.bits}`
        : undefined,
    expected: ({ dac }) => `at most ${dac.bits! - 1}: one bit of an input is its sign`,
  },
];

/** What of a graph and a description does not go together. */
const ofGraph: readonly Unsupported[] = [
  ...withoutMappings(
    'a sparse coder in its residual form',
    'its arrays are read backwards as well, from pairs of bit lines that hold whole weights, through converters without errors',
    (_, graph) => graph !== undefined && mvmNodes(graph).some(node => node.backwardOf !== undefined),
  ),
  ...withoutMappings(
    'settling "analog"',
    'currents of pairs charge its integrators, and nothing is converted that could be added up',
    ({ settling }, graph) => settling !== undefined && has(graph, node => node.op === 'settle'),
  ),
  ...withoutMappings(
    'neurons "analog"',
    'currents of pairs charge their capacitors, and nothing is converted that could be added up',
    ({ neurons }, graph) =>
      neurons !== undefined &&
      has(graph, node => node.op === 'neurons' || (node.op === 'feedback' && node.update.kind === 'neurons')),
  ),
];

function has(graph: Graph | undefined, is: (node: GraphNode) => boolean): boolean {
  return graph?.nodes.some(is) ?? false;
}

/** What a netlist of a whole layer does not go together with. */
const ofLayerNetlists: readonly Unsupported[] = withoutMappings(
  'a netlist of a whole layer',
  'its converters are those of pairs that are read once',
  () => true,
  ['mapping.signs', 'adc.errors', 'sense', 'dac.bitsPerRead'],
);

/** Every combination that is refused. */
export const unsupported: readonly Unsupported[] = [...ofHardware, ...ofGraph, ...ofLayerNetlists];

/** InputError where a description asks for what does not go together. */
export const verifyMappingKinds = (hardware: Hardware, where: string): void =>
  refuse(ofHardware, hardware, undefined, where);

/** InputError where a graph cannot be mapped as the hardware asks for. */
export const verifySupport = (graph: Graph, hardware: Hardware): void => {
  verifyMappingKinds(hardware, hardware.name);
  refuse(ofGraph, hardware, graph, hardware.name);
};

/** InputError where no netlist of a whole layer can be written. */
export const verifyLayerNetlist = (hardware: Hardware): void =>
  refuse(ofLayerNetlists, hardware, undefined, hardware.name);

function refuse(rules: readonly Unsupported[], hardware: Hardware, graph: Graph | undefined, where: string): void {
  for (const rule of rules) {
    const found = rule.found(hardware, graph);
    if (found !== undefined)
      reject(`${where}: ${rule.mapping}`, `found ${found}`, `expected ${rule.expected(hardware)}`);
  }
}
