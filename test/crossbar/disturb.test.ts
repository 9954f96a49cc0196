import test from 'ava';
import fc from 'fast-check';
import { biasVoltages } from '../../crossbar/bias.js';
import { compactCells, pulsedCells } from '../../crossbar/cell-dynamics.js';
import { sinhCells } from '../../crossbar/cell-law.js';
import { disturb, rowByRow, writeVoltages } from '../../crossbar/disturb.js';
import { solveArray } from '../../crossbar/line-pcg.js';
import type { CompactModel } from '../../devices/compact/model.js';
import { stanfordPku } from '../../devices/compact/stanford-pku.js';
import { pulseModel } from '../../devices/pulses/pulse-models.js';
import { alikeDevices } from '../../devices/pulses/pulse-response.js';
import { exponentialStrength } from '../../devices/pulses/pulse-strength.js';
import { xbar } from './circuits.js';

const [rows, cols] = [4, 3];
const [low, high] = [1e-6, 1e-5];
const cells = (siemens: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(cols).fill(siemens));
const set = { volt: 1, seconds: 1e-6 };
/** Half-selected writes of others that a cell sees after its own, row by row: the rest of its row and of its column. */
const later = (k: number): number => cols - 1 - (k % cols) + (rows - 1 - Math.floor(k / cols));

/** g = low + x (high − low); dx/dt = rate (|v| − threshold) above the threshold, in the direction of v. */
function thresholdModel(threshold: number, rate = 1e5): CompactModel {
  return {
    name: 'threshold',
    states: [{ name: 'x', unit: '', min: 0, max: 1, initial: 0, perVolt: 1 }],
    current: (volt, state) => volt * (low + state[0]! * (high - low)),
    rate(volt, state, out) {
      const over = Math.max(0, Math.abs(volt) - threshold) * Math.sign(volt);
      out[0] = (over > 0 && state[0]! >= 1) || (over < 0 && state[0]! <= 0) ? 0 : rate * over;
    },
    subcircuit: () => '',
  };
}

test('a threshold above V/2: writing a whole array disturbs nothing', t => {
  const array = xbar(cells(low));
  const target = array.conductance.map((_, k) => low + (0.2 + 0.05 * k) * (high - low));
  const writes = rowByRow(array, array.conductance, target, set);
  t.is(writes.length, rows * cols);
  const result = disturb(array, writes, compactCells(thresholdModel(0.51)), { scheme: 'V/2', threshold: 0.51 });
  t.deepEqual(result.conductance, result.written);
  result.written.forEach((g, k) => {
    t.true(Math.abs(g / target[k]! - 1) < 1e-12);
    t.true(Math.abs(result.volt[k]! - (later(k) > 0 ? 0.5 : 0)) < 1e-12);
  });
  t.true(result.seconds.every(seconds => seconds === 0));
});

test('a threshold below V/2: every later write of a line adds its step, in closed form for r = 0', t => {
  const array = xbar(cells(low));
  const target = array.conductance.map(() => low + 0.3 * (high - low));
  const writes = rowByRow(array, array.conductance, target, set);
  const result = disturb(array, writes, compactCells(thresholdModel(0.4, 1e6)), { scheme: 'V/2', threshold: 0.4 });
  result.conductance.forEach((g, k) => {
    // 0.1 V above the threshold for 1 µs, at 1e6 per V and s: a tenth of the range each time.
    const expected = low + Math.min(1, 0.3 + 0.1 * later(k)) * (high - low);
    t.true(Math.abs(g - expected) < 1e-6 * high, `${k}: ${g} ${expected}`);
    t.true(Math.abs(result.seconds[k]! - 1e-6 * later(k)) < 1e-15);
  });
  const [first] = result.worst;
  t.deepEqual([first!.row, first!.col], [0, 0]);
  t.is(result.worst.length, 10);
  t.true(Math.abs(first!.siemens - first!.written - 0.5 * (high - low)) < 1e-6 * high);
});

test('reset pulses disturb downwards, and cells that need no write get none', t => {
  const array = xbar(cells(high));
  const target = array.conductance.map((g, k) => (k === 5 ? g : low + 0.5 * (high - low)));
  const writes = rowByRow(array, array.conductance, target, { volt: 2, seconds: 1 }, set);
  t.is(writes.length, rows * cols - 1);
  t.true(writes.every(({ volt, seconds }) => volt === -1 && seconds === 1e-6));
  const result = disturb(array, writes, compactCells(thresholdModel(0.4, 1e6)), { scheme: 'V/2', worst: 1 });
  // Never written: it sees the two others of its row and the three of its column, one tenth of the range each.
  t.true(Math.abs(result.conductance[5]! - (high - 0.5 * (high - low))) < 1e-6 * high);
  t.is(result.written[5], high);
  t.true(Math.abs(result.conductance[0]! - low) < 1e-6 * high); // 0.5 less five tenths: the bottom
});

test('V/3 reaches every cell, with a third of the voltage', t => {
  const array = xbar(cells(low));
  const volts = writeVoltages(array, { row: 1, col: 2 }, 0.9, { scheme: 'V/3' });
  volts.forEach((v, k) => {
    const [row, col] = [Math.floor(k / cols), k % cols];
    const expected = row === 1 && col === 2 ? 0.9 : row === 1 || col === 2 ? 0.3 : -0.3;
    t.true(Math.abs(v - expected) < 1e-12);
  });
  const writes = [{ row: 1, col: 2, ...set, siemens: high }];
  const result = disturb(array, writes, compactCells(thresholdModel(0.3)), { scheme: 'V/3' });
  t.true(result.seconds.every((seconds, k) => seconds === (k === 5 ? 0 : 1e-6)));
  const changed = [...result.conductance].map((g, k) => Math.sign(g - result.written[k]!));
  t.deepEqual(changed, [0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]); // those at −1/3 V are at their bottom already
});

test('a soft-bounds response at V/2, in closed form', t => {
  const window = { min: low, max: high };
  const strength = exponentialStrength({ ...set, perE: 0.1 });
  const response = pulseModel('gong2022-om', { window, strength });
  const array = xbar(cells(low));
  const target = array.conductance.map(() => 3e-6);
  const result = disturb(
    array,
    rowByRow(array, array.conductance, target, set),
    pulsedCells(response, alikeDevices(response, rows * cols)),
    { scheme: 'V/2' },
  );
  // e⁻⁵ of a step of Δ(1 − w/b⁺) each.
  const share = (Math.exp(-5) * 0.0949) / 1.4839;
  result.conductance.forEach((g, k) => {
    t.true(Math.abs(g - (high - (high - 3e-6) * (1 - share) ** later(k))) < 1e-12 * high);
  });
});

test('with wires: the voltages of the exact solver, at every write with what is there by then', t => {
  const array = xbar(cells(low), { wordLine: 500, bitLine: 300, driver: 1000, sense: 800 });
  const target = array.conductance.map((_, k) => (k % 2 ? high : low));
  const writes = rowByRow(array, array.conductance, target, set);
  t.true(writes.every(({ row, col }) => (row * cols + col) % 2 === 1));
  const result = disturb(array, writes, compactCells(thresholdModel(1)), { scheme: 'V/2' });
  const seen = new Float64Array(rows * cols);
  const now = array.conductance.slice();
  for (const write of writes) {
    const s = solveArray({ ...array, conductance: now }, biasVoltages(array, write, 1, 'V/2'));
    const selected = write.row * cols + write.col;
    seen.forEach((most, k) => {
      seen[k] = k === selected ? 0 : Math.max(most, Math.abs(s.wordVoltage[k]! - s.bitVoltage[k]!));
    });
    now[selected] = write.siemens;
  }
  seen.forEach((volt, k) => {
    t.true(Math.abs(volt - result.volt[k]!) < 1e-9);
  });
  t.true(Math.max(...seen) < 0.5);
});

test('cells of any law see their share too', t => {
  const array = xbar(cells(low), { wordLine: 10, bitLine: 10 });
  const law = (g: Float64Array) => sinhCells(g, 3);
  const volts = writeVoltages(array, { row: 0, col: 0 }, 1, { scheme: 'V/2', law });
  t.true(Math.abs(volts[0]! - 1) < 1e-3 && Math.abs(volts[1]! - 0.5) < 1e-3 && Math.abs(volts[4]!) < 1e-3);
});

test('a compact model is followed to its closed form, whatever the voltage and the time', t => {
  const logistic: CompactModel = {
    ...thresholdModel(0),
    rate(volt, state, out) {
      out[0] = 1e3 * volt * state[0]! * (1 - state[0]!);
    },
  };
  const { start, exposed, conductances } = compactCells(logistic, { tolerance: 1e-8 });
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e-2, noNaN: true }),
      (x, volt, seconds) => {
        const before = start(Float64Array.of(low + x * (high - low)));
        const [g] = conductances(exposed(before, Float64Array.of(volt), seconds));
        const exact = 1 / (1 + (1 / x - 1) * Math.exp(-1e3 * volt * seconds));
        return Math.abs((g! - low) / (high - low) - exact) < 1e-6;
      },
    ),
  );
  t.pass();
});

test('bad input is refused by name', t => {
  const array = xbar(cells(low));
  const dynamics = compactCells(thresholdModel(0.4));
  const refuse = (make: () => unknown, message: RegExp): void => {
    t.throws(make, { name: 'InputError', message });
  };
  const write = { row: 0, col: 0, ...set, siemens: high };
  refuse(
    () => disturb(array, [{ ...write, seconds: 0 }], dynamics, { scheme: 'V/2' }),
    /writes\[0\].seconds: found 0 s/,
  );
  refuse(() => disturb(array, [{ ...write, col: 3 }], dynamics, { scheme: 'V/2' }), /selected column: found 3/);
  refuse(() => disturb(array, [write], dynamics, { scheme: 'V/2', threshold: -1 }), /threshold: found -1 V/);
  refuse(
    () => disturb(array, [{ ...write, siemens: 1 }], dynamics, { scheme: 'V/2' }),
    /threshold: conductance: found 1 S; expected from 0.000001 to 0.00001 S/,
  );
  refuse(() => compactCells(thresholdModel(0.4), { readVolt: 0 }), /readVolt: found 0 V/);
  refuse(() => compactCells(thresholdModel(0.4), { tolerance: 0 }), /tolerance: found 0/);
});

test('cells of a model with noise are refused', t => {
  t.throws(() => compactCells(stanfordPku.create({ gapNoise: 0.02 })), {
    name: 'InputError',
    message: 'compact cells: stanford-pku: found a model with noise; expected one without: all cells would share it',
  });
});
