import fc from 'fast-check';
import type { TwoWireArray, TwoWireVoltages } from '../../crossbar/two-wire.js';
import { randomStream } from '../../numeric/random.js';

/** Conductances log-uniform from 1 to 100 uS with one cell in ten open, all wires different, voltages from −1 to 1 V. */
export function randomPair(
  rows: number,
  cols: number,
  seed = 1,
  scale = 1,
): { array: TwoWireArray; volts: TwoWireVoltages; on: Uint8Array } {
  const draw = (name: string, n: number): Float64Array => {
    const stream = randomStream(seed, name, rows, cols);
    return Float64Array.from({ length: n }, (_, k) => stream.uniform(k));
  };
  const open = draw('open', rows * cols);
  return {
    array: {
      rows,
      cols,
      conductance: draw('conductance', rows * cols).map((u, k) => (open[k]! < 0.1 ? 0 : 1e-6 * 100 ** u)),
      supplySegments: draw('supply', rows).map(u => scale * (0.5 + 5 * u)),
      bitSegments: draw('bit', rows).map(u => scale * (0.5 + 5 * u)),
      driver: draw('driver', cols).map(u => scale * 200 * u),
      driverFar: new Float64Array(cols).fill(Infinity),
      sense: draw('sense', cols).map(u => scale * 200 * u),
      senseFar: new Float64Array(cols).fill(Infinity),
    },
    volts: { supply: draw('volts', cols).map(u => 2 * u - 1), bit: draw('ground', cols).map(u => 0.2 * u) },
    on: Uint8Array.from(draw('on', rows), u => (u < 0.7 ? 1 : 0)),
  };
}

const zeros = (values: Float64Array): Float64Array => values.map(() => 0);
const open = (values: Float64Array): Float64Array => values.map(() => Infinity);

/** What the ends of the lines are joined to. */
export const ends: Record<string, (array: TwoWireArray) => TwoWireArray> = {
  'opposite ends': a => a,
  'the same end, the last row': a => ({ ...a, driver: open(a.driver), driverFar: a.driver }),
  'the same end, the first row': a => ({ ...a, sense: open(a.sense), senseFar: a.sense }),
  'all four ends': a => ({ ...a, driverFar: a.driver.map(ohm => ohm + 3), senseFar: a.sense.map(ohm => 2 * ohm) }),
  'supply at both ends': a => ({ ...a, driverFar: a.driver.map(ohm => 2 * ohm) }),
  'all four ends at 0 ohm': a => ({
    ...a,
    driver: zeros(a.driver),
    driverFar: zeros(a.driver),
    sense: zeros(a.sense),
    senseFar: zeros(a.sense),
  }),
  'every other bit line floating': a => ({
    ...a,
    sense: a.sense.map((ohm, j) => (j % 2 ? Infinity : ohm)),
    conductance: a.conductance.map(siemens => siemens + 1e-7),
  }),
};

export const wires: Record<string, (array: TwoWireArray) => TwoWireArray> = {
  'all wires': a => a,
  'ideal supply lines': a => ({ ...a, driver: zeros(a.driver), supplySegments: zeros(a.supplySegments) }),
  'ideal bit lines, real sense': a => ({ ...a, bitSegments: zeros(a.bitSegments) }),
  'every other segment': a => ({
    ...a,
    supplySegments: a.supplySegments.map((ohm, i) => (i % 2 ? ohm : 0)),
    bitSegments: a.bitSegments.map((ohm, i) => (i % 2 ? 0 : ohm)),
    driver: a.driver.map((ohm, j) => (j % 3 ? ohm : 0)),
  }),
  'no wires': a => ({
    ...a,
    supplySegments: zeros(a.supplySegments),
    bitSegments: zeros(a.bitSegments),
    driver: zeros(a.driver),
    sense: zeros(a.sense),
  }),
};

/** The array upside down, so that its bit lines become supply lines. */
export function turned(a: TwoWireArray): TwoWireArray {
  return {
    rows: a.rows,
    cols: a.cols,
    conductance: a.conductance.map(
      (_, k) => a.conductance[(a.rows - 1 - Math.floor(k / a.cols)) * a.cols + (k % a.cols)]!,
    ),
    supplySegments: a.bitSegments.toReversed(),
    bitSegments: a.supplySegments.toReversed(),
    driver: a.sense,
    driverFar: a.senseFar,
    sense: a.driver,
    senseFar: a.driverFar,
  };
}

/** Arrays with anything in them that an array may have: open cells, 0 ohm, open ends, orders of magnitude. */
export const anyPair = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), cols: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, cols }) => {
    const list = (values: fc.Arbitrary<number>, length: number): fc.Arbitrary<Float64Array> =>
      fc.array(values, { minLength: length, maxLength: length }).map(found => Float64Array.from(found));
    const decades = (min: number, max: number): fc.Arbitrary<number> =>
      fc.double({ min, max, noNaN: true }).map(x => 10 ** x);
    const ohm = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: decades(-3, 5) });
    const end = fc.oneof({ weight: 1, arbitrary: fc.constant(Infinity) }, { weight: 2, arbitrary: ohm });
    return fc.record({
      rows: fc.constant(rows),
      cols: fc.constant(cols),
      conductance: list(
        fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: decades(-7, -3) }),
        rows * cols,
      ),
      supplySegments: list(ohm, rows),
      bitSegments: list(ohm, rows),
      driver: list(ohm, cols),
      driverFar: list(end, cols),
      sense: list(end, cols),
      senseFar: list(ohm, cols),
    });
  });
