import type { Command } from 'commander';
import type { Program } from '../../../compiler/program-record.js';
import { refuseGiven } from '../../options.js';

/** What `validate` follows through time. */
type Followed = 'blocks' | 'coders' | 'neurons';

const names: Readonly<Record<Followed, string>> = {
  blocks: 'blocks with volatile devices',
  coders: 'coders that settle as circuits',
  neurons: 'neurons that are circuits',
};

/** The options of following layers, and which layers they say something of. */
const heeding: Readonly<Record<string, readonly Followed[]>> = {
  data: ['blocks', 'coders', 'neurons'],
  layout: ['blocks', 'coders', 'neurons'],
  series: ['blocks', 'coders', 'neurons'],
  steps: ['blocks', 'neurons'],
  units: ['blocks', 'neurons'],
  reduced: ['coders', 'neurons'],
  budget: ['blocks'],
};

/** InputError where an option was given that says something of layers which the program has none of: tiles alone do not heed it. */
export async function refuseUnheeded(command: Command, program: Program): Promise<void> {
  const { volatileLayers } = await import('../../../compiler/emit/layer-circuit.js');
  const { lcaCircuits } = await import('../../../compiler/emit/lca-circuit.js');
  const { spikingCircuits } = await import('../../../compiler/spiking-circuit.js');
  const layers: Readonly<Record<Followed, readonly unknown[]>> = {
    blocks: volatileLayers(program),
    coders: lcaCircuits(program),
    neurons: spikingCircuits(program),
  };
  for (const [option, kinds] of Object.entries(heeding))
    if (kinds.every(kind => layers[kind].length === 0))
      refuseGiven(
        command,
        [option],
        `found a program without ${kinds.map(kind => names[kind]).join(' or ')}`,
        'expected none: only these heed it',
      );
}
