import { ohmic } from '../../devices/parts.js';
import { mvmNodes } from '../../models/graph.js';
import { deviceOf, type Hardware } from '../hardware.js';
import { settlingCircuits } from '../settling-circuit.js';
import { signsOf } from '../signs.js';
import { spikingCircuits } from '../spiking-circuit.js';
import type { Asked, Unsupported } from './unsupported.js';

/** What the ways of mapping weights and inputs do not go together with. */

type Mapping = 'mapping.signs' | 'mapping.slices' | 'mapping.irDrop' | 'adc.errors' | 'sense' | 'dac.bitsPerRead';

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
  isThere: (asked: Asked) => boolean,
  mappings = Object.keys(foundMapping) as Mapping[],
): Unsupported[] {
  return mappings.map(key => ({
    ...{ key, beside, reason },
    find: asked => {
      const found = foundMapping[key](asked.hardware);
      if (found === undefined || !isThere(asked)) return undefined;
      return { found: `${found} and ${beside}`, expected: `${usual[key]}: ${reason}` };
    },
  }));
}

/** Levels that the digits of a cell take, or, with the one in the middle, of a cell beside a middle column. */
const levelsOfDigits = ({ slices, signs }: Hardware): number =>
  slices ? (signs === undefined || signs === 'differential pair' ? 1 : 2) * (2 ** slices.cellBits - 1) + 1 : 0;

/** What of a description alone does not go together. */
export const descriptionRules: readonly Unsupported[] = [
  {
    key: 'mapping.slices',
    beside: 'cells of more bits than a weight has',
    reason: 'one bit of a weight is its sign',
    find: ({ hardware: { slices } }) =>
      slices && slices.cellBits > slices.weightBits - 1
        ? {
            found: `cellBits ${slices.cellBits} and weightBits ${slices.weightBits}`,
            expected: `cellBits of at most ${slices.weightBits - 1}: one bit of a weight is its sign`,
          }
        : undefined,
  },
  {
    key: 'mapping.slices.digits',
    beside: 'differential pairs',
    reason: 'a pair has zero at one end of the window, and needs no offset',
    find: ({ hardware }) =>
      hardware.slices?.digits === 'offset' && signsOf(hardware) === 'differential pair'
        ? {
            found: '"offset" and differential pairs',
            expected: '"signed", or single cells beside a dummy or an offset column',
          }
        : undefined,
  },
  {
    key: 'mapping.slices.digits',
    beside: 'cells whose bits do not divide those of a weight',
    reason: 'the highest digit would use a part of its window only',
    find: ({ hardware: { slices } }) =>
      slices?.digits === 'offset' && slices.weightBits % slices.cellBits !== 0
        ? {
            found: `"offset", cellBits ${slices.cellBits} and weightBits ${slices.weightBits}`,
            expected: `weightBits that are a multiple of ${slices.cellBits}: the highest digit would use a part of its window only`,
          }
        : undefined,
  },
  {
    key: 'mapping.signs',
    beside: 'devices of two levels',
    reason: 'single cells stand on both sides of a level in the middle',
    find: ({ hardware }) =>
      signsOf(hardware) !== 'differential pair' && hardware.imperfections.levels === 2
        ? {
            found: `"${signsOf(hardware)}" and imperfections.levels 2`,
            expected: '"differential pair": single cells stand on both sides of a level in the middle',
          }
        : undefined,
  },
  {
    key: 'imperfections.levels',
    beside: 'slices of more bits than devices have levels for',
    reason: 'every digit needs a level of its own',
    find: ({ hardware }) => {
      const { levels } = hardware.imperfections;
      const needed = levelsOfDigits(hardware);
      if (levels === 0 || levels >= needed) return undefined;
      return {
        found: `${levels} levels, and ${hardware.slices!.cellBits} bits in a cell`,
        expected: `at least ${needed} levels, or 0 for a continuum`,
      };
    },
  },
  ...withoutMappings(
    'exact ADCs',
    'errors are counted in the steps that an exact converter does not have',
    ({ hardware: { adc } }) => adc.bits === null,
    ['adc.errors'],
  ),
  {
    key: 'dac.bitsPerRead',
    beside: 'exact DACs',
    reason: 'an exact input has no bits to be read one after another',
    find: ({ hardware: { dac } }) =>
      dac.bits === null && dac.bitsPerRead !== undefined
        ? {
            found: `inputs in digits of ${dac.bitsPerRead} bits and "ideal" dac.bits`,
            expected: 'a count of dac.bits: an exact input has no bits to be read one after another',
          }
        : undefined,
  },
  ...withoutMappings(
    'devices that are not ohmic',
    'an array of them is no matrix that could be made the wanted one',
    ({ hardware }) => deviceOf(hardware).conduction !== ohmic,
    ['mapping.irDrop'],
  ),
  ...withoutMappings(
    'mapping.faults "remapped"',
    'targets that make up for wires are those of one place each, and lines are moved',
    ({ hardware }) => hardware.faults !== undefined,
    ['mapping.irDrop'],
  ),
  ...withoutMappings(
    'tiles that share an array',
    'targets are made for the corner of an array, and a tile further inside has longer lines',
    ({ hardware: { placement } }) => (placement?.packing ?? 'none') !== 'none',
    ['mapping.irDrop'],
  ),
  {
    key: 'dac.bitsPerRead',
    beside: 'DACs of fewer bits',
    reason: 'one bit of an input is its sign',
    find: ({ hardware: { dac } }) =>
      dac.bits !== null && (dac.bitsPerRead ?? 0) > dac.bits - 1
        ? {
            found: `inputs in digits of ${dac.bitsPerRead} bits and dac.bits ${dac.bits}`,
            expected: `at most ${dac.bits - 1}: one bit of an input is its sign`,
          }
        : undefined,
  },
];

/** What of a graph and the mapping of its products does not go together. */
export const mappingRules: readonly Unsupported[] = [
  ...withoutMappings(
    'a sparse coder in its residual form',
    'its arrays are read backwards as well, from pairs of bit lines that hold whole weights, through converters without errors',
    ({ graph }) => graph !== undefined && mvmNodes(graph).some(node => node.backwardOf !== undefined),
  ),
  ...withoutMappings(
    'settling "analog"',
    'currents of pairs charge its integrators, and nothing is converted that could be added up',
    ({ graph, hardware }) => graph !== undefined && settlingCircuits({ graph, hardware }).length > 0,
  ),
  ...withoutMappings(
    'neurons "analog"',
    'currents of pairs charge their capacitors, and nothing is converted that could be added up',
    ({ graph, hardware }) => graph !== undefined && spikingCircuits({ graph, hardware }).length > 0,
  ),
];

/** What a netlist of a whole layer does not go together with. */
export const layerNetlistRules: readonly Unsupported[] = withoutMappings(
  'a netlist of a whole layer',
  'its converters are those of pairs that are read once',
  () => true,
  ['mapping.signs', 'adc.errors', 'sense', 'dac.bitsPerRead'],
);
