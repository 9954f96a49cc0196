import test from 'ava';
import { type ParameterTable, valuesOf } from '../../devices/parameter.js';

const table = {
  ron: { meaning: 'resistance when on', unit: 'ohm', value: 100, range: [1, 1e6] },
  power: { meaning: 'of the window', unit: '', value: 2, range: [1, 10] },
} as const satisfies ParameterTable;

test('what is not changed has its published value', t => {
  t.deepEqual(valuesOf(table, {}, 'test'), { ron: 100, power: 2 });
  t.deepEqual(valuesOf(table, { ron: 1e6 }, 'test'), { ron: 1e6, power: 2 });
});

test('refuses what is out of range or unknown, by name and unit', t => {
  const refuse = (changed: Record<string, number>, message: string): void => {
    t.throws(() => valuesOf(table, changed, 'model hp'), { name: 'InputError', message: `model hp: ${message}` });
  };
  refuse({ ron: 0.5 }, 'ron: found 0.5 ohm; expected from 1 to 1000000 ohm');
  refuse({ power: Number.NaN }, 'power: found NaN; expected from 1 to 10');
  refuse({ roff: 1 }, 'roff: found no such parameter; expected one of ron, power');
});
