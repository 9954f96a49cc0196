import test from 'ava';
import { dialects, inDialect } from '../../../compiler/emit/dialect.js';
import { volatileBalance } from '../../../devices/compact/volatile.js';

test('expressions of behavioural sources are spelled anew, all else is left', t => {
  const lines = ['r1 a b 100', 'b1 a 0 v=v(x)', '+ +2*v(y)', 'Bi p n I=V(p,n)', '* b2 a 0 v=1'];
  t.is(inDialect(lines, dialects.ngspice), lines);
  t.deepEqual(inDialect(lines, dialects.xyce), [
    'r1 a b 100',
    'b1 a 0 v={v(x) +2*v(y)}',
    'Bi p n I={V(p,n)}',
    '* b2 a 0 v=1',
  ]);
});

test('the choice in the cell of a device is a function in LTspice', t => {
  const cell = volatileBalance.create().subcircuit('dev').split('\n');
  const translated = inDialect(cell, dialects.ltspice).join('\n');
  t.true(cell.join('\n').includes('?'));
  t.false(translated.includes('?'));
  t.regex(translated, /min\(if\(\(V\(rate_g\)>0\),\(1-V\(g\)\)\/0\.000001\+1,\(V\(g\)-0\)\/0\.000001\+1\),1\)/);
});

test('only ngspice is tested', t => {
  t.deepEqual(
    Object.values(dialects).flatMap(({ name, tested }) => (tested ? [name] : [])),
    ['ngspice'],
  );
});
