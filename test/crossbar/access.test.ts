import test from 'ava';
import { gatedCells, gates } from '../../crossbar/access.js';
import { InputError } from '../../edge/error.js';

test('a transistor that is on is a resistance in series', t => {
  const [cell, open] = gatedCells(Float64Array.of(1e-4, 0), { onOhm: 5000 });
  t.true(Math.abs(1 / cell! - 15000) < 1e-8);
  t.is(open, 0);
  t.deepEqual(gatedCells(Float64Array.of(1e-4), { onOhm: 0 }), Float64Array.of(1e-4));
});

test('a transistor that is off leaves its leakage', t => {
  const off = gates(2, 2, { rows: [1] });
  t.deepEqual([...off], [0, 0, 1, 1]);
  const cells = gatedCells(new Float64Array(4).fill(1e-4), { onOhm: 1000, offSiemens: 1e-9 }, off);
  t.true(Math.abs(cells[0]! / (1e-13 / (1e-4 + 1e-9)) - 1) < 1e-15);
  t.true(Math.abs(cells[2]! / (1e-4 / 1.1) - 1) < 1e-15);
  t.deepEqual(gatedCells(Float64Array.of(1e-4), { onOhm: 1 }, [false]), Float64Array.of(0));
});

test('gates of some columns of some rows', t => {
  t.deepEqual([...gates(2, 3, { rows: [0], cols: [0, 2] })], [1, 0, 1, 0, 0, 0]);
  t.deepEqual([...gates(1, 2, {})], [1, 1]);
});

test('impossible transistors and gates are refused', t => {
  const bad = (run: () => unknown, message: string): void => {
    t.is(t.throws(run, { instanceOf: InputError }).message, message);
  };
  const one = Float64Array.of(1e-5);
  bad(() => gatedCells(one, { onOhm: -1 }), 'access transistor: on: found -1 ohm; expected a finite number ≥ 0 ohm');
  bad(
    () => gatedCells(one, { onOhm: 1, offSiemens: NaN }),
    'access transistor: off: found NaN S; expected a finite number ≥ 0 S',
  );
  bad(() => gatedCells(one, { onOhm: 1 }, [true, true]), 'access transistor: gates: found 2; expected 1, one per cell');
  for (const siemens of [-1e-5, NaN, Infinity])
    bad(
      () => gatedCells(Float64Array.of(1e-5, siemens), { onOhm: 1 }, [true, false]),
      `access transistor: memristors[1]: found ${siemens} S; expected a finite number ≥ 0 S`,
    );
  bad(() => gates(2, 2, { rows: [2] }), 'gates: found line 2; expected a whole number from 0 to 1');
});
