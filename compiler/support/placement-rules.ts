import { loopProducts, mvmNodes } from '../../models/graph.js';
import { setCounts } from '../placement/duplicates.js';
import { settlingCircuits } from '../settling-circuit.js';
import { productsOf, spikingCircuits } from '../spiking-circuit.js';
import type { Asked, Refusal, Unsupported } from './unsupported.js';

/** What tiles that share arrays, and several sets of them, do not go together with. */

/** Packing beside arrays that are driven at the same time, or read from both sides: `name` is the first of them. */
function withoutPacking(
  beside: string,
  reason: string,
  name: (asked: Required<Pick<Asked, 'hardware' | 'graph'>>) => string | undefined,
): Unsupported {
  return {
    ...{ key: 'placement.packing', beside, reason },
    find: ({ hardware, graph }) => {
      const packing = hardware.placement?.packing ?? 'none';
      const found = packing === 'none' || !graph ? undefined : name({ hardware, graph });
      if (found === undefined) return undefined;
      return {
        where: `placement.packing "${packing}"`,
        found,
        expected: '"none": tiles that share an array are read in turn, forwards',
      };
    },
  };
}

/** Duplicates of the product that `name` finds among those that have them; `words` say of it why it has none. */
function withoutDuplicates(
  beside: string,
  reason: string,
  words: string,
  name: (counts: ReadonlyMap<string, number>, asked: Required<Pick<Asked, 'hardware' | 'graph'>>) => string | undefined,
): Unsupported {
  return {
    ...{ key: 'placement.duplicates', beside, reason },
    find: ({ hardware, graph }): Refusal | undefined => {
      const found = graph && name(setCounts(graph, hardware), { hardware, graph });
      if (found === undefined) return undefined;
      const { duplicates } = hardware.placement!;
      return {
        where: typeof duplicates === 'number' ? `placement.duplicates: ${duplicates}` : 'placement.duplicates',
        found: `${found}, ${words}`,
        expected: '1 there; {"PRODUCT": n} duplicates single products',
      };
    },
  };
}

export const placementRules: readonly Unsupported[] = [
  withoutPacking(
    'a sparse coder in its residual form',
    'its arrays are read backwards, too, and tiles that share an array are read forwards',
    ({ graph }) => {
      const back = mvmNodes(graph).find(({ backwardOf }) => backwardOf !== undefined);
      return back && `${back.name}, which reads the arrays of ${back.backwardOf} backwards`;
    },
  ),
  withoutPacking(
    'settling "analog"',
    'its arrays are all driven while codes settle, and tiles that share an array are read in turn',
    asked => {
      const [coder] = settlingCircuits(asked);
      return coder && `${coder.name}, whose arrays are all driven while codes settle`;
    },
  ),
  withoutPacking(
    'neurons "analog"',
    'their arrays are all read at once, and tiles that share an array in turn',
    asked => {
      const [layer] = spikingCircuits(asked);
      return layer && `${layer.name}, whose arrays all charge neurons at once`;
    },
  ),
  withoutDuplicates(
    'products of recurrent loops and of settling codes',
    'their results come back before they are read again, and another set of arrays would only wait',
    'whose results come back before it is read again, so that another set of arrays would only wait',
    (counts, { graph }) => graph.nodes.flatMap(loopProducts).find(({ name }) => counts.has(name))?.name,
  ),
  withoutDuplicates(
    'a readout',
    'it is read once per series',
    'which is read once per series',
    (counts, { graph }) => mvmNodes(graph).find(({ name, readout }) => readout && counts.has(name))?.name,
  ),
  withoutDuplicates(
    'neurons "analog"',
    'they are circuits at the ends of their columns',
    'whose neurons are circuits at the ends of its columns',
    (counts, asked) =>
      spikingCircuits(asked).find(layer => productsOf(layer).some(({ name }) => counts.has(name)))?.name,
  ),
  withoutDuplicates(
    'settling "analog"',
    'columns end in the circuit that codes settle in',
    'whose columns end in the circuit that codes settle in',
    (counts, asked) => settlingCircuits(asked).find(({ from }) => counts.has(from))?.from,
  ),
];

/** What a comparison of systems does not go together with. */
export const comparisonRules: readonly Unsupported[] = [
  {
    key: 'placement.duplicates',
    beside: 'a comparison with float64 and ngspice',
    reason: 'the systems are compared on the same devices',
    find: ({ hardware, graph }) => {
      const [first] = graph ? setCounts(graph, hardware).keys() : [];
      if (first === undefined) return undefined;
      return {
        where: `${first}: placement.duplicates`,
        found: 'several sets of arrays that take vectors in turn',
        expected: 'one: the systems are compared on the same devices',
      };
    },
  },
];
