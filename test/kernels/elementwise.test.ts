import test from 'ava';
import { inBlocks } from '../../kernels/blocks.js';
import { heldLine, products, relativeScatter, scaledLine, scatter, spreadLines } from '../../kernels/elementwise.js';

const mean = { slope: -0.5, offset: 0.3, least: -0.4, most: 0.7 };
const deviation = { slope: 0.25, offset: 0.1, least: 0, most: 0.3 };

/** Each formula, with arguments and result where the caller likes them. */
const formulas: Record<string, (a: Float64Array, b: Float64Array, c: Float64Array, out: Float64Array) => Float64Array> =
  {
    scatter: (a, b, _c, out) => scatter(a, b, [0.1, -0.7, 0.3], out),
    spreadLines: (a, b, _c, out) => spreadLines(a, b, mean, deviation, out),
    products: (a, b, _c, out) => products(a, b, out),
    relativeScatter: (a, b, c, out) => relativeScatter(a, b, 0.8, c, out),
  };

const wave = (length: number, step: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 2 * Math.sin(step * k + 0.1));

for (const [name, formula] of Object.entries(formulas))
  test(`${name}: the same bits in blocks and out of them, in place or not`, t => {
    for (const length of [0, 1, 2, 7, 4095, 4097, 9001]) {
      const [a, b, c] = [wave(length, 0.37), wave(length, 1.1), wave(length, 2.3)];
      const expected = formula(a, b, c, new Float64Array(length));
      t.deepEqual(formula(a.slice(), b, c, a.slice()), expected);
      const [apart, inPlace] = [new Float64Array(length), new Float64Array(length)];
      inBlocks(length, (part, [x, y, z, room]) => {
        const fill = (): void => {
          for (const [block, whole] of [
            [x, a],
            [y, b],
            [z, c],
          ] as const)
            block.set(part(whole));
        };
        fill();
        part(apart).set(formula(x, y, z, room));
        fill();
        part(inPlace).set(formula(x, y, z, y));
      });
      t.deepEqual(apart, expected);
      t.deepEqual(inPlace, expected);
    }
  });

test('the formulas are what they say', t => {
  const [a, b, c] = [wave(50, 0.37), wave(50, 1.1), wave(50, 2.3)];
  const out = new Float64Array(50);
  const near = (found: Float64Array, at: (k: number) => number): boolean =>
    t.true(found.every((value, k) => Math.abs(value - at(k)) < 8e-15));
  near(scatter(a, b, [0.1, -0.7, 0.3], out), k => Math.max(0, a[k]! + (0.1 - 0.7 * a[k]! + 0.3 * a[k]! ** 2) * b[k]!));
  const held = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
  near(spreadLines(a, b, mean, deviation, out), k =>
    Math.abs(held(0.3 - 0.5 * a[k]!, -0.4, 0.7) + held(0.1 + 0.25 * a[k]!, 0, 0.3) * b[k]!),
  );
  near(products(a, b, out), k => a[k]! * b[k]!);
  near(relativeScatter(a, b, 0.8, c, out), k => Math.max(0, a[k]! * (1 + 0.8 * b[k]! * c[k]!)));
  t.true(Math.abs(heldLine(scaledLine(mean, 3), 0.2) - 3 * heldLine(mean, 0.2)) < 1e-15);
});
