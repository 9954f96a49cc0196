import type { Graph } from '../../models/graph.js';
import type { Network } from '../../models/network.js';
import type { Hardware } from '../hardware.js';
import { verifyNeuronConstants } from '../spiking-circuit.js';
import { circuitRules } from './circuit-rules.js';
import { descriptionRules, layerNetlistRules, mappingRules } from './mapping-rules.js';
import { comparisonRules, placementRules } from './placement-rules.js';
import { type Asked, refuse, type Unsupported } from './unsupported.js';

/** Every combination that cannot be compiled. docs/support.md asks the compiler about all of them. */
export const uncompiled: readonly Unsupported[] = [
  ...descriptionRules,
  ...mappingRules,
  ...circuitRules,
  ...placementRules,
];

/** Every combination that is refused, those of what can be compiled among them. */
export const unsupported: readonly Unsupported[] = [...uncompiled, ...layerNetlistRules, ...comparisonRules];

/** InputError where a description asks for what does not go together. */
export const verifyDescription = (hardware: Hardware, where: string): void =>
  refuse(descriptionRules, { hardware }, where);

/** InputError where a network cannot be compiled as the hardware asks for. */
export function verifySupport(network: Network, graph: Graph, hardware: Hardware): void {
  refuse(uncompiled, { hardware, graph, network });
  verifyNeuronConstants(graph, hardware);
}

/** InputError where no netlist of a whole layer can be written. */
export const verifyLayerNetlist = (hardware: Hardware): void => refuse(layerNetlistRules, { hardware });

/** InputError where a program cannot be compared with other systems. */
export const verifyComparison = (asked: Asked): void => refuse(comparisonRules, asked);
