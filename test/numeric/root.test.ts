import test from 'ava';
import fc from 'fast-check';
import { bracketedRoot, risingRoot } from '../../numeric/root.js';

/** Counts how often a function is asked. */
function counted<Result>(f: (x: number) => Result): { f: (x: number) => Result; calls: () => number } {
  let calls = 0;
  return {
    f: x => {
      calls++;
      return f(x);
    },
    calls: () => calls,
  };
}

test('roots of smooth, steep and broken functions', t => {
  const cases: readonly [f: (x: number) => number, a: number, b: number, root: number, most: number][] = [
    [x => x * x - 2, 0, 2, Math.SQRT2, 15],
    [x => 2 - x * x, 2, 0, Math.SQRT2, 15],
    [x => Math.expm1(x), -1, 60, 0, 30],
    [x => Math.exp(x) - 1e5, 0, 100, Math.log(1e5), 25],
    [x => (x < 0.3 ? -1 : 1), 0, 1, 0.3, 60],
    [x => (x - 1) ** 9, 0, 3, 1, 80],
    [x => x, 0, 1, 0, 1],
  ];
  for (const [plain, a, b, root, most] of cases) {
    const { f, calls } = counted(plain);
    const found = bracketedRoot(f, a, b);
    t.true(Math.abs(found - root) <= 4e-16 * Math.abs(root) + 1e-20 || plain(found) === 0, `${plain}: ${found}`);
    t.true(calls() <= most + 2, `${plain}: ${calls()} calls`);
  }
  t.throws(() => bracketedRoot(x => x * x + 1, -1, 1), { instanceOf: RangeError });
});

test('a rising function is solved to the last bits, however steep', t => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 400, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (part, steepness, root) => {
        const value = (x: number): number => part * (x - root) + Math.sinh(steepness * x) - Math.sinh(steepness * root);
        const { f, calls } = counted((x: number) => [value(x), part + steepness * Math.cosh(steepness * x)] as const);
        const found = risingRoot(f, -4, 4);
        // What rounding of sinh can move the root by, and where sinh has overflowed only the bracket is left.
        const reach = 1e-14 * (1 + Math.abs(root));
        t.true(!Number.isFinite(Math.sinh(steepness * 3)) || Math.abs(found - root) < reach, `${found}, not ${root}`);
        t.true(calls() < 100);
      },
    ),
  );
  t.is(
    risingRoot(x => [x, 1], 0, 0),
    0,
  );
});
