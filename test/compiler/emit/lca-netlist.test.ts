import test from 'ava';
import { lcaCircuit, reducedCircuit } from '../../../compiler/emit/lca-circuit.js';
import { lcaNetlist } from '../../../compiler/emit/lca-netlist.js';
import { InputError } from '../../../edge/error.js';
import { coderChip, wired } from '../../sim/coders.js';

const circuit = lcaCircuit(coderChip(3, 4, {}, { array: { ...wired, rows: 4, columns: 6 } }).program, 'coder', 0);
const volts = Float64Array.of(0.1, -0.2, 0.05);
const lines = (text: string, start: RegExp): string[] => text.split('\n').filter(line => start.test(line));

test('every input, atom, column and pair has its elements, and every stage adds to one atom', t => {
  const text = lcaNetlist(circuit, volts, { title: 'coder of 4 atoms' });
  t.is(text.split('\n')[0], 'coder of 4 atoms');
  t.deepEqual(lines(text, /^vx/), ['vx0 x0 0 0.1', 'vx1 x1 0 -0.2', 'vx2 x2 0 0.05']);
  const pairs = [...circuit.drive, ...circuit.lateral].reduce((sum, tile) => sum + tile.outputOfPair.length, 0);
  const counts = [/^ba\d/, /^rleak\d/, /^cstate\d.* ic=0$/, /^hp_/, /^hm_/, /^v_/, /^e\d/].map(
    of => lines(text, of).length,
  );
  t.deepEqual(counts, [4, 4, 4, pairs, pairs, 2 * pairs, pairs]);
  // The pairs of the lateral array are turned.
  for (const line of lines(text, /^hp_/)) t.is(Number(line.split(' ').at(-1)) < 0, line.includes('lateral'));
  t.is(lines(text, /^\.ends/).length, circuit.drive.length + circuit.lateral.length);
  t.is(lines(text, /^\.tran 1e-8 0\.000004 0 1e-8 uic/).length, 1);
});

test('a reduced circuit has no segments of lines, and resistors between its rows', t => {
  const text = lcaNetlist(reducedCircuit(circuit), volts, { title: 'coder' });
  t.deepEqual(lines(text, /^r[wb]\d/), []);
  t.true(lines(text, /^rr\d+_\d+ in\d+ in\d+ /).length > 0);
  t.regex(text, /^\* Arrays stand as the resistors between their terminals/m);
});

test('what is expected of it stands in its header', t => {
  t.regex(lcaNetlist(circuit, volts, { title: '', expected: Float64Array.of(0.25, 0, 0, -1) }), /^\* 0\.25 0 0 -1$/m);
});

test('inputs that do not fit are refused', t => {
  t.throws(() => lcaNetlist(circuit, Float64Array.of(1), { title: '' }), {
    instanceOf: InputError,
    message: /coder: inputs\[0\]: found 1 values; expected 3/,
  });
  t.throws(() => lcaNetlist(circuit, Float64Array.of(0, Number.NaN, 0), { title: '' }), {
    instanceOf: InputError,
    message: /expected a finite number/,
  });
});
