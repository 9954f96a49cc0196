import type { Graph, GraphNode } from '../models/graph.js';
import type { Layer, Network } from '../models/network.js';

/**
 * Network → Graph: each layer becomes matrix products, elementwise functions and integrators.
 *
 *     linear       x → mvm
 *     mars-block   u → mvm → rescale → integrator → u − h
 *     readout      u → last → mvm → output
 */
export function lower(network: Network): Graph {
  const nodes: GraphNode[] = [{ op: 'input', name: 'input', width: network.input.channels, domain: 'step' }];
  for (const layer of network.layers) nodes.push(...lowerLayer(layer, nodes[nodes.length - 1]!.name));
  const readout = network.layers[network.layers.length - 1]!;
  const classes = readout.type === 'readout' ? readout.classes : [];
  return { name: network.name, input: network.input, nodes, classes };
}

function lowerLayer(layer: Layer, from: string): GraphNode[] {
  const width = layer.weights.rows;
  const { name, weights } = layer;
  const step = { width, domain: 'step' } as const;
  switch (layer.type) {
    case 'linear': {
      const bias = layer.bias ?? new Float64Array(width);
      return [{ op: 'mvm', name, from, weights, bias, readout: false, ...step }];
    }
    case 'mars-block': {
      const { bias, rescale, memristor } = layer;
      return [
        { op: 'mvm', name, from, weights, bias, readout: false, ...step },
        { op: 'rescale', name: `${name}.z`, from: name, rescale, ...step },
        { op: 'integrator', name: `${name}.h`, from: `${name}.z`, memristor, drive: rescale, ...step },
        { op: 'subtract', name: `${name}.out`, left: from, right: `${name}.h`, ...step },
      ];
    }
    case 'readout': {
      return [
        { op: 'last', name: `${name}.features`, from, width: weights.cols, domain: 'series' },
        {
          op: 'mvm',
          name,
          from: `${name}.features`,
          weights,
          bias: layer.bias,
          readout: true,
          width,
          domain: 'series',
        },
        { op: 'output', name: 'scores', from: name, width, domain: 'series' },
      ];
    }
  }
}
