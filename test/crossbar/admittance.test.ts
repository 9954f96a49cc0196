import test from 'ava';
import { type Complex, complex, evaluate, lusolve } from 'mathjs';
import { type Phasors, transferAt } from '../../crossbar/admittance.js';
import { type CrossbarArray, crossbarArray } from '../../crossbar/array.js';
import { bandwidth, magnitudes, pointsPerDecade, sweepOf } from '../../crossbar/bandwidth.js';
import type { Capacitance } from '../../crossbar/charged-array.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { difference, randomCircuit, terminals, xbar } from './circuits.js';

const none = { word: 0, bit: 0, cell: 0 };
const turn = 2 * Math.PI;

/** Largest difference of complex numbers, over the largest of them. */
const apart = (found: Phasors, expected: Phasors): number =>
  Math.max(...found.re.map((re, j) => Math.hypot(re - expected.re[j]!, found.im[j]! - expected.im[j]!))) /
  Math.max(...magnitudes(expected));

/** Every node on its own, dense, terminals as conductances to fixed voltages: for resistances > 0 alone. */
function dense(array: CrossbarArray, c: Capacitance, row: number, hertz: number): Phasors {
  const { rows, cols } = array;
  const w = turn * hertz;
  const n = 2 * rows * cols;
  const y = Array.from({ length: n }, () => Array.from({ length: n }, () => complex(0, 0)));
  const b = Array.from({ length: n }, () => complex(0, 0));
  const add = (i: number, j: number, re: number, im: number): void => {
    y[i]![j] = complex(y[i]![j]!.re + re, y[i]![j]!.im + im);
  };
  const branch = (i: number, j: number, ohm: number, farad = 0): void => {
    for (const [p, q] of [
      [i, j],
      [j, i],
    ] as const) {
      add(p, p, 1 / ohm, w * farad);
      add(p, q, -1 / ohm, -w * farad);
    }
  };
  const toTerminal = (i: number, ohm: number, volt: number): void => {
    add(i, i, 1 / ohm, 0);
    b[i] = complex(b[i]!.re + volt / ohm, 0);
  };
  const word = (i: number, j: number): number => i * cols + j;
  const bit = (i: number, j: number): number => rows * cols + i * cols + j;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      if (j > 0) branch(word(i, j - 1), word(i, j), array.wordSegments[j]!);
      else toTerminal(word(i, 0), array.wordSegments[0]! + array.driver[i]!, i === row ? 1 : 0);
      if (i < rows - 1) branch(bit(i, j), bit(i + 1, j), array.bitSegments[i]!);
      else toTerminal(bit(i, j), array.bitSegments[i]! + array.sense[j]!, 0);
      if (j === cols - 1) toTerminal(word(i, j), array.driverFar[i]!, i === row ? 1 : 0);
      if (i === 0) toTerminal(bit(i, j), array.senseFar[j]!, 0);
      branch(word(i, j), bit(i, j), 1 / array.conductance[i * cols + j]!, c.cell);
      add(word(i, j), word(i, j), 0, w * c.word);
      add(bit(i, j), bit(i, j), 0, w * c.bit);
    }
  const v = (lusolve(y as never, b as never) as unknown as Complex[][]).map(([value]) => value!);
  const out = (part: 're' | 'im'): Float64Array =>
    Float64Array.from({ length: cols }, (_, j) => {
      const bottom = v[bit(rows - 1, j)]![part] / (array.bitSegments[rows - 1]! + array.sense[j]!);
      return bottom + v[bit(0, j)]![part] / array.senseFar[j]!;
    });
  return { re: out('re'), im: out('im') };
}

for (const name of ['the near ends', 'both ends', 'every other line floating'])
  test(`an 8×8 array is solved as dense nodal analysis by mathjs solves it: ${name}`, t => {
    const array = terminals[name]!(randomCircuit(8, 8, 5).array);
    const capacitance = { word: 1e-15, bit: 2e-15, cell: 0.3e-15 };
    const transfer = transferAt(array, capacitance, 2);
    // Up to where next to nothing arrives.
    for (const hertz of [1e6, 3e9, 1e11, 1e13])
      t.true(apart(transfer(hertz), dense(array, capacitance, 2, hertz)) < 1e-10, `${hertz} Hz`);
  });

test('at 0 Hz it is what the array does at rest, joined nodes and other shapes too', t => {
  for (const [rows, cols] of [
    [7, 4],
    [4, 7],
  ] as const)
    for (const name of ['the near ends', 'both ends at 0 ohm', 'the far ends']) {
      const wired = terminals[name]!(randomCircuit(rows, cols, 8).array);
      const noWires = { ...wired, wordSegments: new Float64Array(cols), bitSegments: new Float64Array(rows) };
      for (const array of [wired, noWires]) {
        const volts = new Float64Array(rows);
        volts[1] = 1;
        const { re, im } = transferAt(array, { word: 1e-15, bit: 1e-15, cell: 1e-16 }, 1)(0);
        t.true(difference(re, solveArray(array, volts).outputs) < 1e-11, name);
        t.true(im.every(x => x === 0));
      }
    }
});

test('one cell: its line is one pole, H = G / (1 + 2πi f C R) with R of both sides in parallel', t => {
  const [g, wire, farad] = [20e-6, 5e3, 3e-15];
  const array = xbar([[g]], { wordLine: wire });
  const transfer = transferAt(array, { ...none, word: farad }, 0);
  const still = 1 / (wire + 1 / g);
  const pole = (1 / wire + g) / (turn * farad);
  for (const hertz of [0, pole / 9, pole, 50 * pole]) {
    const x = hertz / pole;
    const { re, im } = transfer(hertz);
    t.true(Math.hypot(re[0]! - still / (1 + x * x), im[0]! + (still * x) / (1 + x * x)) < 1e-14 * still);
  }
});

// The voltages of nodes between the cell and the short circuit obey v_(k−1) − (2 + iωRC) v_k + v_(k+1) = 0 and v_n = 0:
// v_k = a sinh((n − k)θ) / sinh θ with cosh θ = 1 + iωRC/2.
test('a bit line is the closed form of an RC ladder', t => {
  const [n, ohm, farad, g] = [12, 40, 2e-15, 50e-6];
  const cells = Array.from({ length: n }, (_, i) => [i === 0 ? g : 0]);
  const transfer = transferAt(xbar(cells, { bitLine: ohm }), { ...none, bit: farad }, 0);
  for (const hertz of [1e8, 2e9, 3e10]) {
    const expected = evaluate(
      [
        'z = i w R C',
        'theta = acosh(1 + z / 2)',
        's(k) = sinh(k theta) / sinh(theta)',
        // Kirchhoff at the cell, g (1 − v₀) = (v₀ − v₁)/R + iωC v₀, gives a.
        'a = g / ((s(n) - s(n - 1)) / R + s(n) z / R + s(n) g)',
        'a / R',
      ],
      { w: turn * hertz, R: ohm, C: farad, g, n },
    ).at(-1) as Complex;
    const { re, im } = transfer(hertz);
    t.true(Math.hypot(re[0]! - expected.re, im[0]! - expected.im) < 1e-12 * Math.hypot(expected.re, expected.im));
  }
});

test('the bandwidth of one pole is its frequency', async t => {
  const array = crossbarArray(1, 2, Float64Array.of(20e-6, 0), { wordLine: 5e3, bitLine: 0 });
  const transfer = transferAt(array, { ...none, word: 3e-15 }, 0);
  const still = magnitudes(transfer(0));
  const { from, to } = await sweepOf(transfer, still);
  const count = Math.round(Math.log10(to / from) * pointsPerDecade) + 1;
  const hertz = Float64Array.from({ length: count }, (_, k) => from * 10 ** (k / pointsPerDecade));
  const responses = hertz.map(f => magnitudes(transfer(f))[0]!);
  // The second segment hangs on the first node, so that two nodes share the current: the slower pole, from det = 0.
  const [g, y, c] = [20e-6, 1 / 5e3, 3e-15];
  const [p, q] = [(2 * y + g) / c, y / c];
  const slow = (p + q - Math.sqrt((p - q) ** 2 + (4 * y * y) / (c * c))) / 2;
  const fast = (p + q + Math.sqrt((p - q) ** 2 + (4 * y * y) / (c * c))) / 2;
  // |H/H₀| of both poles and the zero at y/c of the open stub is 1/√2 there.
  const found = bandwidth(hertz, responses, still[0]!) * turn;
  const part = Math.hypot(1, found / q) / (Math.hypot(1, found / slow) * Math.hypot(1, found / fast));
  t.true(Math.abs(part / Math.SQRT1_2 - 1) < 1e-6, `${part}`);
  t.true(Number.isNaN(bandwidth(hertz, responses, 0)));
  t.true(Number.isNaN(bandwidth(hertz.subarray(0, 10), responses.subarray(0, 10), still[0]!)));
});

test('what cannot be is refused', t => {
  const array = xbar([[1e-5]]);
  t.throws(() => transferAt(array, none, 1), { message: /driven row: found \[1\]\[0\]; expected a cell of 1×1/ });
  t.throws(() => transferAt(array, { ...none, bit: -1 }, 0), { message: /bit: found -1 F/ });
});
