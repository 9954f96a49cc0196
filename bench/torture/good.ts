import { columnCurrent, tileNetlist } from '../../compiler/emit/tile.js';
import { crossbarArray } from '../../crossbar/array.js';
import { randomStream } from '../../numeric/random.js';
import type { Plot } from '../../sim/spice/raw.js';

/** A netlist whose solution is a formula. */
export interface GoodNetlist {
  readonly what: string;
  readonly netlist: string;
  /** Largest error of the plot, relative to the largest value; NaN where something is missing. */
  error(plot: Plot): number;
  /** What the error may be. */
  readonly tolerance: number;
}

type Make = (draw: (low: number, high: number) => number) => Omit<GoodNetlist, 'what'>;

const deck = (...lines: string[]): string => ['torture', ...lines, '.end', ''].join('\n');

/** Compares a vector with what it must be, value by value. */
const against =
  (name: string, expected: (plot: Plot, k: number) => number) =>
  (plot: Plot): number => {
    const found = plot.vectors.get(name) ?? new Float64Array([Number.NaN]);
    const right = found.map((_, k) => expected(plot, k));
    const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return found.reduce((most, value, k) => Math.max(most, Math.abs(value - right[k]!)), 0) / largest;
  };

const kinds: Readonly<Record<string, Make>> = {
  divider(draw) {
    const [volts, r1, r2] = [draw(0.1, 5), draw(1e2, 1e5), draw(1e2, 1e5)];
    return {
      netlist: deck(`v1 a 0 ${volts}`, `r1 a b ${r1}`, `r2 b 0 ${r2}`, '.op'),
      error: against('v(b)', () => (volts * r2) / (r1 + r2)),
      tolerance: 1e-9, // ngspice adds 1e-12 S at every node
    };
  },

  /** Node 37 of 100 equal resistors. */
  ladder(draw) {
    const [volts, ohm] = [draw(0.1, 5), draw(1, 100)];
    const resistors = Array.from({ length: 100 }, (_, k) => `r${k} n${k} n${k + 1} ${ohm}`);
    return {
      netlist: deck(`v1 n0 0 ${volts}`, ...resistors, 'vend n100 0 0', '.options klu', '.op'),
      error: against('v(n37)', () => 0.63 * volts),
      tolerance: 1e-7,
    };
  },

  /** v = V (1 − exp(−t/RC)), by the trapezoidal rule with a thousand steps per RC. */
  charging(draw) {
    const [volts, ohm, farad] = [draw(0.1, 5), draw(1e2, 1e4), draw(1e-9, 1e-6)];
    const tau = ohm * farad;
    return {
      netlist: deck(
        ...[`v1 a 0 ${volts}`, `r1 a b ${ohm}`, `c1 b 0 ${farad} ic=0`],
        ...['.options reltol=1e-6', `.tran ${tau / 1000} ${2 * tau} 0 ${tau / 1000} uic`],
      ),
      error: against('v(b)', ({ vectors }, k) => volts * (1 - Math.exp(-vectors.get('time')![k]! / tau))),
      tolerance: 1e-4,
    };
  },

  /** A current through i = g v³. */
  cube(draw) {
    const [amps, g] = [draw(1e-4, 1e-2), draw(1e-3, 1e-2)];
    return {
      netlist: deck(
        `i1 0 a ${amps}`,
        `b1 a 0 i=${g}*v(a)^3`,
        'r1 a 0 1g',
        '.options reltol=1e-9',
        '.nodeset v(a)=1',
        '.op',
      ),
      error: against('v(a)', () => Math.cbrt(amps / g)),
      tolerance: 1e-5, // the 1e9 ohm
    };
  },

  /** Re and Im of 1 / (1 + jωRC). */
  'low pass'(draw) {
    const [ohm, farad] = [draw(1e2, 1e4), draw(1e-9, 1e-6)];
    return {
      netlist: deck('v1 a 0 dc 0 ac 1', `r1 a b ${ohm}`, `c1 b 0 ${farad}`, '.ac dec 10 1 1meg'),
      error: against('v(b)', ({ vectors }, k) => {
        const x = 2 * Math.PI * vectors.get('frequency')![k - (k % 2)]! * ohm * farad;
        return (k % 2 === 0 ? 1 : -x) / (1 + x * x);
      }),
      tolerance: 1e-9,
    };
  },

  /** A tile without wires: I = V G. */
  tile(draw) {
    const [rows, cols] = [12, 9];
    const conductance = Float64Array.from({ length: rows * cols }, () => draw(1e-6, 25e-6));
    const volts = Float64Array.from({ length: rows }, () => draw(-0.2, 0.2));
    const array = crossbarArray(rows, cols, conductance, { wordLine: 0, bitLine: 0 });
    const currents = Array.from({ length: cols }, (_, j) =>
      volts.reduce((sum, volt, i) => sum + volt * conductance[i * cols + j]!, 0),
    );
    const largest = Math.max(...currents.map(Math.abs));
    return {
      netlist: tileNetlist({ title: 'torture', array, vectors: [volts] }),
      error: ({ vectors }) =>
        Math.max(
          ...currents.map((amps, j) => Math.abs((vectors.get(columnCurrent(j))?.[0] ?? Number.NaN) - amps) / largest),
        ),
      tolerance: 1e-9,
    };
  },
};

/** One netlist of each kind, with values drawn by the seed. */
export function goodNetlists(seed: number): GoodNetlist[] {
  return Object.entries(kinds).map(([what, make]) => {
    const stream = randomStream(seed, `torture ${what}`);
    let k = 0;
    return { what, ...make((low, high) => low + (high - low) * stream.uniform(k++)) };
  });
}
