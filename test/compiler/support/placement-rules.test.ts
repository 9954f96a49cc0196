import test from 'ava';
import { placementRules } from '../../../compiler/support/placement-rules.js';
import { refuse } from '../../../compiler/support/unsupported.js';
import { lower } from '../../../models/lower.js';
import { tinyCoder, tinySpiking } from '../../models/builders.js';
import { settling } from '../../sim/coders.js';
import { analog } from '../../sim/spiking-chips.js';
import { esn, hardware, mars } from '../builders.js';

type Change = NonNullable<Parameters<typeof hardware>[0]>;
const refused = (network: Parameters<typeof lower>[0], change: Change) => () =>
  refuse(placementRules, { graph: lower(network), hardware: hardware(change) });
const bad = (network: Parameters<typeof lower>[0], change: Change, message: RegExp) => ({ network, change, message });
const packed = { placement: { packing: 'block diagonal', duplicates: 1 } } as const;
const sets = (duplicates: number | Record<string, number>): Change => ({ placement: { packing: 'none', duplicates } });

for (const { network, change, message } of [
  bad(
    tinyCoder({ form: 'residual' }),
    packed,
    /^placement.packing "block diagonal": found \S+, which reads the arrays of \S+ backwards; expected "none": tiles/,
  ),
  bad(tinyCoder(), { ...packed, settling }, /whose arrays are all driven while codes settle/),
  bad(tinySpiking(), { ...packed, neurons: analog }, /all charge neurons at once/),
  bad(mars(), sets({ readout: 2 }), /^placement.duplicates: found readout, which is read once per series; expected 1/),
  bad(esn(), sets(2), /^placement.duplicates: 2: found reservoir_recurrent, whose results come back/),
  bad(esn(), sets({ reservoir_recurrent: 2 }), /found reservoir_recurrent, whose results come back/),
  bad(tinySpiking(), { ...sets({ out: 2 }), neurons: analog }, /found leaky, whose neurons are circuits/),
  bad(tinyCoder(), { ...sets({ coder: 2 }), settling }, /found coder, whose columns end in the circuit/),
])
  test(`${network.name}: ${message.source}`, t => {
    t.throws(refused(network, change), { name: 'InputError', message });
  });

test('what goes together is not refused', t => {
  t.notThrows(refused(tinyCoder(), packed));
  t.notThrows(refused(tinySpiking(), packed));
  t.notThrows(refused(mars(), sets(3)));
  t.notThrows(refused(esn(), sets({ reservoir: 2 })));
});
