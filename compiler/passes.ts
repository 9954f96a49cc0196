import { reject } from '../edge/error.js';
import type { Compilation } from './compile.js';

/** A pass of the compiler, and what it leaves behind. */
export interface Pass {
  readonly name: string;
  /** What its result is called. */
  readonly stage: string;
  readonly what: string;
  readonly result: (compilation: Compilation) => unknown;
}

/** The passes of `compile`, in their order. */
export const passes = [
  {
    name: 'lower',
    stage: 'graph',
    what: 'layers as matrix products, elementwise functions and integrators',
    result: ({ graph }) => graph,
  },
  {
    name: 'observe',
    stage: 'activations',
    what: 'the inputs that each product meets on calibration data',
    result: ({ activations }) => activations,
  },
  {
    name: 'partition',
    stage: 'partitioned',
    what: 'matrices cut into tiles that fit the array',
    result: ({ partitioned }) => partitioned,
  },
  {
    name: 'map',
    stage: 'mapped',
    what: 'weights as target conductances',
    result: ({ mapped }) => mapped,
  },
  {
    name: 'predistort',
    stage: 'predistorted',
    what: 'targets that make up for IR drop, where the hardware asks for it',
    result: ({ predistorted }) => predistorted,
  },
  {
    name: 'calibrate',
    stage: 'calibrated',
    what: 'ranges of the converters',
    result: ({ calibrated }) => calibrated,
  },
  {
    name: 'backward',
    stage: 'backward',
    what: 'products that read the arrays of others from their bit lines',
    result: ({ backward }) => backward,
  },
  {
    name: 'program',
    stage: 'programmed',
    what: 'devices, with all that was drawn when they were written',
    result: ({ programmed }) => programmed,
  },
  {
    name: 'place',
    stage: 'placed',
    what: 'the array of each tile, and where it lies in it',
    result: ({ placed }) => placed,
  },
  {
    name: 'schedule',
    stage: 'schedule',
    what: 'stages of work',
    result: ({ program }) => program.schedule,
  },
] as const satisfies readonly Pass[];

export type PassName = (typeof passes)[number]['name'];

/** The pass that makes a stage. InputError for another name lists them. */
export function passOfStage(stage: string): Pass {
  const stages = passes.map(pass => pass.stage).join(', ');
  return (
    passes.find(pass => pass.stage === stage) ??
    reject(`stage "${stage}"`, 'there is none', `expected one of ${stages}`)
  );
}
