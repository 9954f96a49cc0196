import test from 'ava';
import { deviceCurrents } from '../../devices/current.js';
import { staticCell } from '../../devices/spice-cell.js';
import { createDevice } from '../../devices/table.js';

const milo = createDevice('rram-milo2021');
const ideal = createDevice('ideal');

test('every device at its own voltage', t => {
  const g = Float64Array.of(60e-6, 100e-6, 200e-6);
  const volts = Float64Array.of(-0.5, 0.2, 0.5);
  t.deepEqual(
    deviceCurrents(milo.conduction, g, volts),
    g.map((siemens, k) => milo.conduction.current(siemens, volts[k]!)),
  );
  t.deepEqual(
    deviceCurrents(ideal.conduction, Float64Array.of(2e-6, 0), Float64Array.of(70, 5)),
    Float64Array.of(140e-6, 0),
  );
});

test('a voltage beyond the curve is refused by its place', t => {
  const g = new Float64Array(3).fill(1e-4);
  for (const volt of [0.6, -0.6, Number.NaN])
    t.throws(() => deviceCurrents(milo.conduction, g, Float64Array.of(0, 0.5, volt)), {
      name: 'InputError',
      message: `voltages[2]: found ${volt} V; expected at most 0.5 V either way`,
    });
});

test('the line of a cell in a netlist: a resistor, a source, or nothing that conducts', t => {
  t.is(staticCell(ideal, '7', 'a', 'b', 8e-6), 'R7 a b 125000');
  t.is(staticCell(ideal, '7', 'a', 'b', 0), 'B7 a b i=0*(v(a,b))');
  t.regex(staticCell(milo, '1_2', 'w', 'b', 1e-4), /^B1_2 w b i=0\.0001\*\(v\(w,b\)\)\*\(1\+.*\)$/);
});
