import { esn } from './esn.js';
import { mars } from './mars.js';
import { marsTc } from './mars-tc.js';
import { mfEsn } from './mf-esn.js';
import type { ReservoirName } from './names.js';
import type { Reservoir } from './reservoir.js';

/** Every kind of reservoir, by name. */
const reservoirs = { mars, 'mars-tc': marsTc, esn, 'mf-esn': mfEsn } satisfies Record<ReservoirName, unknown>;

/** A kind of reservoir; its options are checked when they come. */
export const reservoirNamed = (name: ReservoirName): Reservoir => reservoirs[name] as unknown as Reservoir;
