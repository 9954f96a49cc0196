import test, { type ExecutionContext } from 'ava';
import { type CrossbarArray, crossbarArray } from '../../crossbar/array.js';
import type { Capacitance } from '../../crossbar/charged-array.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import { ConvergenceError, type TerminalVoltages } from '../../crossbar/line-system.js';
import { settle, type Transient } from '../../crossbar/transient.js';
import { InputError } from '../../edge/error.js';
import { difference, randomCircuit, terminals, xbar } from './circuits.js';
import { gauss, nodal } from './nodal.js';

test('one node: an exponential, settled after τ ln(1/accuracy)', t => {
  const array = xbar([[1e-3]], { wordLine: 1000 });
  const tau = 1e-12 * 500;
  for (const accuracy of [1e-2, 1e-3, 1e-5]) {
    const s = settle(array, { word: 1e-12, bit: 0, cell: 0 }, Float64Array.of(1), { accuracy });
    t.true(Math.abs(s.settlingTime / (tau * Math.log(1 / accuracy)) - 1) < 2e-3, `${accuracy}`);
    s.times.forEach((time, k) => {
      const expected = s.final[0]! * -Math.expm1(-time / tau);
      t.true(Math.abs(s.outputs[k]![0]! - expected) < 0.1 * accuracy * s.final[0]!);
    });
    // ∫ V (V − u)/R dt, with u = (1 − e^(−t/τ)) / 2.
    const end = s.times.at(-1)!;
    const drawn = 1e-3 * (end / 2 + (tau / 2) * -Math.expm1(-end / tau));
    t.true(Math.abs(s.energy / drawn - 1) < accuracy);
  }
});

test('a capacitance across the cell alone: the current jumps up and decays', t => {
  // The cell and its capacitance behind 1000 ohm: I = V/R at 0+, V/(R + 1/g) at rest.
  const s = settle(xbar([[1e-3]], { wordLine: 1000 }), { word: 0, bit: 0, cell: 1e-12 }, Float64Array.of(1));
  t.true(Math.abs(s.settlingTime / (5e-10 * Math.log(1000)) - 1) < 2e-3);
  t.true(Math.abs(s.outputs[1]![0]! / 1e-3 - 1) < 0.05);
});

/**
 * The transient from the modes of the dense nodal equations: K φ = M φ / μ with φᵀ K φ = 1, by Cholesky's factors of K and
 * Jacobi's rotations. Nodes that 0 ohm joins are one; modes without capacitance (μ = 0) are gone at once.
 */
function modes(array: CrossbarArray, c: Capacitance, volts: TerminalVoltages) {
  const { rows, cols, conductance } = array;
  const n = rows * cols;
  const { matrix: k, currents, voltages } = nodal(array, volts.word, volts.bit);
  const all = (unknowns: readonly number[]): number[] => {
    const { word, bit } = voltages(unknowns);
    return [...word, ...bit];
  };
  const none = all(currents.map(() => 0));
  const spread = (x: readonly number[]): number[] => all(x).map((volt, at) => volt - none[at]!);
  const charge = (y: readonly number[]): number[] =>
    y.map((volt, at) => {
      const across = c.cell * (volt - y[(at + n) % (2 * n)]!);
      return (at < n ? c.word : c.bit) * volt + across;
    });
  const rest = all(gauss(k, currents));
  const { values, vectors } = pencil(
    k,
    currents
      .map((_, a) => charge(spread(currents.map((_, b) => Number(a === b)))))
      .map(row => currents.map((_, b) => dot(row, spread(currents.map((_, x) => Number(x === b)))))),
  );
  const largest = Math.max(...values);
  const shapes = vectors.map(spread);
  const kept = values
    .map((mu, m) => ({ mu, shape: shapes[m]!, amount: -dot(shapes[m]!, charge(rest)) / mu }))
    .filter(({ mu }) => mu > 1e-11 * largest);
  const out = (y: readonly number[], change: readonly number[]): number[] => {
    const taken = charge(change);
    return Array.from({ length: cols }, (_, j) => {
      let amps = 0;
      for (let i = 0; i < rows; i++) {
        const at = i * cols + j;
        amps += conductance[at]! * (y[at]! - y[n + at]!) - taken[n + at]!;
      }
      return amps;
    });
  };
  const deviation = (time: number): number[] => {
    const delta = rest.map(() => 0);
    for (const { mu, shape, amount } of kept)
      shape.forEach((volt, at) => {
        delta[at]! += amount * Math.exp(-time / mu) * volt;
      });
    return delta;
  };
  const seen = kept.map(({ mu, shape }) =>
    out(
      shape,
      shape.map(volt => -volt / mu),
    ),
  );
  /** A, of the outputs from those at rest. */
  const outputsOff = (time: number): number[] => {
    const amps = new Array<number>(cols).fill(0);
    kept.forEach(({ mu, amount }, m) => {
      const left = amount * Math.exp(-time / mu);
      for (let j = 0; j < cols; j++) amps[j]! += left * seen[m]![j]!;
    });
    return amps;
  };
  const final = out(
    rest,
    rest.map(() => 0),
  );
  /** When the deviation was last more than `level`, by looking back from far later in small steps. */
  const settled = (level: number, of: (time: number) => number[] = outputsOff): number => {
    const away = (time: number): boolean => of(time).some(amps => Math.abs(amps) > level);
    let within = 60 * largest;
    while (!away(within)) {
      within /= 1.001;
      if (within < 1e-12 * largest) return 0;
    }
    let out = within;
    within *= 1.001;
    for (let halving = 0; halving < 40; halving++) {
      const middle = (out + within) / 2;
      if (away(middle)) out = middle;
      else within = middle;
    }
    return within;
  };
  /** J: stored in the capacitances at a time, and turned into heat until then. */
  const stored = (time: number): number => {
    const y = deviation(time).map((volt, at) => volt + rest[at]!);
    return dot(y, charge(y)) / 2;
  };
  const lost = (time: number): number =>
    kept.reduce(
      (joules, { mu, amount }) => joules - (amount ** 2 * mu * Math.expm1((-2 * time) / mu)) / 2,
      solveArray(array, volts).power * time,
    );
  /** J from the terminals until a time, by the charge through each: all that its line's cells and capacitances took. */
  const drawn = (time: number): number => {
    const passed = rest.map(volt => volt * time);
    for (const { mu, shape, amount } of kept)
      shape.forEach((volt, at) => {
        passed[at]! -= amount * mu * Math.expm1(-time / mu) * volt;
      });
    const held = charge(deviation(time).map((volt, at) => volt + rest[at]!));
    return conductance.reduce((joules, siemens, at) => {
      const through = siemens * (passed[at]! - passed[n + at]!);
      const [i, j] = [Math.floor(at / cols), at % cols];
      return joules + volts.word[i]! * (through + held[at]!) - volts.bit[j]! * (through - held[n + at]!);
    }, 0);
  };
  return { drawn, rest, final, scale: Math.max(...final.map(Math.abs)), deviation, outputsOff, settled, stored, lost };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, at) => sum + x * b[at]!, 0);

/** μ and φ of M φ = μ K φ with φᵀ K φ = 1, of symmetric matrices, K positive definite. */
function pencil(k: readonly number[][], m: readonly number[][]): { values: number[]; vectors: number[][] } {
  const n = k.length;
  const l = k.map(row => row.map(() => 0));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const left = k[i]![j]! - dot(l[i]!.slice(0, j), l[j]!.slice(0, j));
      l[i]![j] = i === j ? Math.sqrt(left) : left / l[j]![j]!;
    }
  const forward = (b: readonly number[]): number[] => {
    const x: number[] = [];
    for (let i = 0; i < n; i++) x.push((b[i]! - dot(l[i]!.slice(0, i), x)) / l[i]![i]!);
    return x;
  };
  const half = m.map(forward);
  const a = half.map((_, i) => forward(half.map(row => row[i]!)));
  const v = a.map((_, i) => a.map((_, j) => Number(i === j)));
  for (let sweep = 0; sweep < 30; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cos = 1 / Math.hypot(t, 1);
        const rotate = (x: number[], y: number[]): void => {
          for (let j = 0; j < n; j++) [x[j], y[j]] = [cos * (x[j]! - t * y[j]!), cos * (t * x[j]! + y[j]!)];
        };
        rotate(a[p]!, a[q]!);
        for (const row of a) [row[p], row[q]] = [cos * (row[p]! - t * row[q]!), cos * (t * row[p]! + row[q]!)];
        rotate(v[p]!, v[q]!);
      }
  // φ = L⁻ᵀ v.
  const vectors = v.map(row => {
    const x = [...row];
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i]! -= l[j]![i]! * x[j]!;
      x[i]! /= l[i]![i]!;
    }
    return x;
  });
  return { values: a.map((row, i) => row[i]!), vectors };
}

/** Settling time, waveform and energy against the modes. */
function agrees(
  t: ExecutionContext,
  array: CrossbarArray,
  c: Capacitance,
  volts: TerminalVoltages,
  accuracy: number,
  what: string,
): void {
  const s = settle(array, c, volts, { accuracy });
  const exact = modes(array, c, volts);
  const expected = exact.settled(accuracy * exact.scale);
  t.true(Math.abs(s.settlingTime / expected - 1) < 2e-3, `${what}: ${s.settlingTime} s, not ${expected} s`);
  for (let k = 2; k < s.times.length; k++) {
    // What happens earlier happens at once.
    if (s.times[k]! < 1e-3 * s.settlingTime) continue;
    const off = exact.outputsOff(s.times[k]!);
    const most = 0.2 * accuracy * Math.max(exact.scale, ...off.map(Math.abs));
    off.forEach((amps, j) => {
      t.true(Math.abs(s.outputs[k]![j]! - exact.final[j]! - amps) < most, `${what}: step ${k}, output ${j}`);
    });
  }
  const end = s.times.at(-1)!;
  t.true(Math.abs(end / exact.settled((accuracy / 20) * exact.scale) - 1) < 5e-3, `${what}: the last time`);
  const drawn = exact.stored(end) + exact.lost(end);
  t.true(Math.abs(s.energy / drawn - 1) < 1e-3 * Math.max(1, 10 * accuracy), `${what}: ${s.energy} J, not ${drawn} J`);
  t.deepEqual(s.final, solveArray(array, volts).outputs);
}

for (const name of ['the near ends', 'both ends', 'the far ends', 'every other line floating'])
  test(`agrees with the modes of the nodal equations: terminals at ${name}`, t => {
    for (const seed of [5, 6]) {
      const { array: base, voltages: word } = randomCircuit(3, 4, seed);
      const array = terminals[name]!(base);
      for (const c of [
        { word: 2e-15, bit: 1e-15, cell: 5e-16 },
        { word: 2e-15, bit: 1e-15, cell: 0 },
      ])
        for (const bit of [new Float64Array(4), Float64Array.of(0.1, -0.2, 0.3, 0)])
          for (const accuracy of [0.1, 1e-3])
            agrees(t, array, c, { word, bit }, accuracy, `${name}, ${seed}, ${c.cell}, ${bit}, ${accuracy}`);
    }
  });

test('outputs that pass their final values are followed until they cannot leave them again', t => {
  const array = crossbarArray(4, 1, Float64Array.of(1e-4, 1e-5, 1e-5, 1e-4), {
    ...{ wordLine: 1, bitLine: 2000, driver: 10, sense: 10 },
  });
  const c = { word: 1e-15, bit: 1e-15, cell: 0 };
  const bit = new Float64Array(1);
  for (const [first, accuracy, time] of [
    [-0.3146, 1e-3, 2.12e-11],
    [-0.478, 0.1, 9.07e-12],
  ] as const) {
    const word = Float64Array.of(first, 0, 0, 0.8);
    t.true(Math.abs(settle(array, c, { word, bit }, { accuracy }).settlingTime / time - 1) < 2e-3);
    agrees(t, array, c, { word, bit }, accuracy, `${first}`);
  }
  // Everywhere between them: the time jumps where an extremum of the output comes to lie on the edge of the band.
  for (let k = 0; k <= 30; k++) {
    const word = Float64Array.of(-0.2 - 0.017 * k, 0, 0, 0.8);
    for (const accuracy of [0.1, 0.01, 1e-3]) agrees(t, array, c, { word, bit }, accuracy, `${word[0]}, ${accuracy}`);
  }
});

test('signed inputs and long lines of high resistance, at any accuracy', t => {
  for (let seed = 1; seed <= 8; seed++) {
    const { array: base, voltages: word } = randomCircuit(5, 2, seed);
    const array = { ...base, bitSegments: base.bitSegments.map(ohm => 400 * ohm) };
    for (const accuracy of [0.3, 0.1, 0.03, 1e-2, 1e-4])
      agrees(
        t,
        array,
        { word: 1e-15, bit: 2e-15, cell: 0 },
        { word, bit: new Float64Array(2) },
        accuracy,
        `${seed}, ${accuracy}`,
      );
  }
});

test('more resistance settles later, and the time is proportional to the capacitance', t => {
  const { array, voltages } = randomCircuit(8, 8);
  const c = { word: 1e-15, bit: 1e-15, cell: 1e-16 };
  const time = (a: CrossbarArray, f: number): number =>
    settle(a, { word: f * c.word, bit: f * c.bit, cell: f * c.cell }, voltages).settlingTime;
  const once = time(array, 1);
  t.true(Math.abs(time(array, 10) / (10 * once) - 1) < 1e-3);
  t.true(time({ ...array, driver: array.driver.map(ohm => ohm + 1000) }, 1) > once);
});

test('nodes that 0 ohm joins to a terminal jump at once, at the price of C V²', t => {
  // The word line alone charges: 1 fF behind 11 ohm beside the cell, whose other side is held at 0.5 V.
  const one = crossbarArray(1, 1, Float64Array.of(1e-4), { wordLine: 1, bitLine: 0, driver: 10 });
  const c = { word: 1e-15, bit: 1e-15, cell: 0 };
  const tau = 1e-15 / (1 / 11 + 1e-4);
  const s = settle(one, c, { word: Float64Array.of(1), bit: Float64Array.of(0.5) });
  // The output less its final one is g δ, and the word line starts from −0.99… V off rest.
  const u = (1 / 11 + 0.5e-4) / (1 / 11 + 1e-4);
  t.true(Math.abs(s.settlingTime / (tau * Math.log((1e3 * u) / (u - 0.5))) - 1) < 2e-3);
  // What terminal k supplies is V_k times its charge, that of the bit line's capacitance included.
  const end = s.times.at(-1)!;
  const through = 1e-4 * ((u - 0.5) * end + u * tau * Math.expm1(-end / tau));
  const held = 1e-15 * u * -Math.expm1(-end / tau);
  t.true(Math.abs(s.energy / (through + held - 0.5 * through + 0.25e-15) - 1) < 1e-4);

  // Everything at a terminal: nothing takes time. With a capacitance across the cell that is charged to the difference.
  const ideal = xbar([
    [1e-4, 2e-5],
    [3e-5, 0],
  ]);
  const volts = { word: Float64Array.of(1, -0.5), bit: Float64Array.of(0.5, 0) };
  const held2 = settle(ideal, { word: 1e-15, bit: 2e-15, cell: 4e-15 }, volts);
  t.is(held2.settlingTime, 0);
  t.deepEqual(held2.outputs, [held2.final]);
  t.true(
    Math.abs(held2.energy / (1e-15 * 2 * (1 + 0.25) + 2e-15 * 2 * 0.25 + 4e-15 * (0.25 + 1 + 1 + 0.25)) - 1) < 1e-9,
  );
});

test('terminals through 0 ohm and next to it, with driven bit lines', t => {
  const { array: base, voltages: word } = randomCircuit(4, 3);
  const bit = Float64Array.of(0.5, -0.3, 0.2);
  const all = (ohm: number, n: number): Float64Array => new Float64Array(n).fill(ohm);
  const circuits: Record<string, CrossbarArray> = {
    'far sense 0': { ...base, senseFar: all(0, 3) },
    'far sense 0 alone': { ...base, sense: all(Infinity, 3), senseFar: all(0, 3) },
    'far sense 1e-6': { ...base, senseFar: all(1e-6, 3) },
    'sense 1e-6': { ...base, sense: all(0, 3), bitSegments: Float64Array.of(3, 2, 1, 1e-6) },
    'bit lines 0': { ...base, sense: all(0, 3), bitSegments: all(0, 4) },
    'word lines 0': { ...base, driver: all(0, 4), wordSegments: all(0, 3) },
    'both ends 0': terminals['both ends at 0 ohm']!(base),
  };
  for (const [name, array] of Object.entries(circuits))
    for (const cell of [0, 5e-16])
      for (const accuracy of [0.1, 1e-3]) {
        const c = { word: 2e-15, bit: 1e-15, cell };
        const s = settle(array, c, { word, bit }, { accuracy });
        const exact = modes(array, c, { word, bit });
        const expected = exact.settled(accuracy * exact.scale);
        t.true(Math.abs(s.settlingTime / expected - 1) < 2e-3, `${name}, ${cell}: ${s.settlingTime}, not ${expected}`);
        const end = s.times.at(-1)!;
        const drawn = exact.drawn(end);
        t.true(Math.abs(s.energy / drawn - 1) < 1e-4, `${name}, ${cell}: ${s.energy} J, not ${drawn} J`);
      }
});

test('floating bit lines: the voltages of the nodes settle, and what they store is drawn twice', t => {
  const floating = crossbarArray(1, 1, Float64Array.of(1e-4), {
    ...{ wordLine: 100, bitLine: 0, sense: Infinity },
  });
  for (const cell of [0, 1e-15]) {
    const s = settle(floating, { word: 2e-15, bit: 0, cell }, Float64Array.of(1));
    // The cell carries nothing, whatever lies across it.
    t.true(Math.abs(s.settlingTime / (2e-13 * Math.log(1000)) - 1) < 2e-3);
    t.true(Math.abs(s.energy / 2e-15 - 1) < 1e-4);
    t.true(s.outputs.every(amps => amps[0] === 0));
  }
  const { array: base, voltages: word } = randomCircuit(3, 3);
  const array = terminals['floating bit lines']!(base);
  const volts = { word, bit: new Float64Array(3) };
  for (const c of [
    { word: 2e-15, bit: 1e-15, cell: 5e-16 },
    { word: 2e-15, bit: 0, cell: 0 },
    { word: 0, bit: 1e-15, cell: 0 },
  ])
    for (const accuracy of [0.1, 1e-3]) {
      const s = settle(array, c, volts, { accuracy });
      const exact = modes(array, c, volts);
      const highest = Math.max(...word.map(Math.abs));
      const expected = exact.settled(accuracy * highest, exact.deviation);
      t.true(Math.abs(s.settlingTime / expected - 1) < 2e-3, `${s.settlingTime} s, not ${expected} s`);
      const end = s.times.at(-1)!;
      t.true(Math.abs(s.energy / (exact.stored(end) + exact.lost(end)) - 1) < 1e-3);
    }
  // Two currents that cancel leave no output to be a part of.
  const bridge = xbar([[1e-4], [1e-4]], { wordLine: 10 });
  const s = settle(bridge, { word: 1e-15, bit: 0, cell: 0 }, Float64Array.of(1, -1));
  t.true(Math.abs(s.settlingTime / ((1e-15 / (0.1 + 1e-4)) * Math.log(1000 / 1.001)) - 1) < 2e-3);
});

test('ideal wires and no capacitance settle at once', t => {
  const { array, voltages } = randomCircuit(3, 4);
  const s: Transient = settle(array, { word: 0, bit: 0, cell: 0 }, voltages);
  t.is(s.settlingTime, 0);
  t.true(difference(s.outputs[0]!, s.final) === 0);
});

test('segments of 0 ohm', t => {
  const { array: base, voltages } = randomCircuit(4, 4);
  const array = { ...base, wordSegments: base.wordSegments.map((ohm, j) => (j % 2 ? ohm : 0)) };
  const s = settle(array, { word: 1e-15, bit: 1e-15, cell: 0 }, voltages);
  t.true(s.settlingTime > 0 && difference(s.outputs.at(-1)!, s.final) < 1e-4);
});

test('bad input is refused, and an array that does not settle says how far it came', t => {
  const { array, voltages } = randomCircuit(3, 4);
  const c = { word: 1e-15, bit: 1e-15, cell: 0 };
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  bad(
    () => settle(array, { ...c, word: -1 }, voltages),
    'crossbar: capacitance: word: found -1 F; expected a finite number ≥ 0 F',
  );
  bad(
    () => settle(array, c, voltages, { accuracy: 2 }),
    'settling: accuracy: found 2; expected a part between 0 and 1',
  );
  for (const stepError of [NaN, -1, 0, 1])
    bad(
      () => settle(array, c, voltages, { stepError }),
      `settling: stepError: found ${stepError}; expected a part between 0 and 1`,
    );
  for (const count of [NaN, 0, -1, 2.5, Infinity]) {
    bad(
      () => settle(array, c, voltages, { maxSteps: count }),
      `settling: maxSteps: found ${count}; expected a whole number ≥ 1`,
    );
    bad(
      () => settle(array, c, voltages, { maxIterations: count }),
      `settling: maxIterations: found ${count}; expected a whole number ≥ 1`,
    );
  }
  bad(
    () => settle(array, c, voltages, { engine: 'fast' as 'wasm' }),
    "settling: engine: found fast; expected 'wasm' or 'plain'",
  );
  t.throws(() => settle(array, c, voltages, { maxIterations: 1 }), {
    instanceOf: ConvergenceError,
    message: /the crossbar solver reached a relative residual of [\d.e-]+ in 1 iterations/,
  });
  t.throws(() => settle(array, c, voltages, { maxSteps: 5 }), {
    instanceOf: ConvergenceError,
    message: /the outputs of the array were still away by [\d.e-]+ in 5 iterations/,
  });
});
