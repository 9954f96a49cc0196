import test from 'ava';
import {
  inputsArePaired,
  type LineRoles,
  lineVoltages,
  outputsArePaired,
  readCurrents,
  weightOperator,
} from '../../crossbar/paired-read.js';
import { matrix } from '../../numeric/matrix.js';

test('which lines are pairs', t => {
  const beside: LineRoles = { pairs: 'side by side' };
  const shared: LineRoles = { pairs: 'interleaved' };
  const roles = [{}, beside, shared].flatMap((role): LineRoles[] => [role, { ...role, transposed: true }]);
  t.deepEqual(roles.map(outputsArePaired), [false, false, true, false, false, true]); // biome-ignore format: one thing
  t.deepEqual(roles.map(inputsArePaired), [false, false, false, true, true, false]); // biome-ignore format: one thing
});

test('voltages, currents and operators by pairs', t => {
  const values = matrix(2, 2, Float64Array.of(1, 2, 3, 4));
  t.deepEqual([...lineVoltages({ pairs: 'interleaved' }, values).data], [1, -1, 2, -2, 3, -3, 4, -4]);
  t.deepEqual(lineVoltages({ pairs: 'side by side' }, values), values);
  const lines = matrix(2, 4, Float64Array.of(5, 1, 7, 2, 1, 1, 0, 3));
  t.deepEqual(readCurrents({ pairs: 'side by side' }, lines), matrix(2, 2, Float64Array.of(4, 5, 0, -3)));
  t.deepEqual(readCurrents({ pairs: 'interleaved' }, lines), lines);
  t.deepEqual(weightOperator({ pairs: 'side by side' }, lines), matrix(2, 2, Float64Array.of(4, 5, 0, -3)));
  t.deepEqual(weightOperator({ pairs: 'interleaved' }, lines), matrix(1, 4, Float64Array.of(4, 0, 7, -1)));
  t.deepEqual(weightOperator({}, lines), lines);
});
