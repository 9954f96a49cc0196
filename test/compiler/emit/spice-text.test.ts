import test from 'ava';
import { lineNode } from '../../../compiler/emit/spice-text.js';

test('a node that 0 ohm joins to others is the one nearest to the terminal', t => {
  const ohms = [0, 3, 0, 0, 2, 0];
  const at = (k: number, far: number, list = ohms): number => lineNode(list.length, k, n => list[n]!, far);
  t.deepEqual(
    ohms.map((_, k) => at(k, Infinity)),
    [-1, 1, 1, 1, 4, 4],
  );
  t.deepEqual(
    ohms.map((_, k) => at(k, 5)),
    [-1, 1, 1, 1, 4, 4],
  );
  // A far end of 0 ohm makes the last nodes the terminal, too.
  t.deepEqual(
    ohms.map((_, k) => at(k, 0)),
    [-1, 1, 1, 1, -1, -1],
  );
  t.is(at(-1, 7), -1);
  t.is(at(2, Infinity, [Infinity, 0, 0]), 0);
});
