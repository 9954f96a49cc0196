import test from 'ava';
import fc from 'fast-check';
import type { Hardware } from '../../compiler/hardware.js';
import { signKinds } from '../../compiler/hardware.js';
import { referenceEngine } from '../../models/execute.js';
import { mvmNodes } from '../../models/graph.js';
import { randomStream } from '../../numeric/random.js';
import { apart, chip, hardware } from '../compiler/builders.js';
import { linear, read, steps } from './builders.js';

/** Integers from −most to most, the largest of all among them. */
function integers(name: string, rows: number, cols: number, most: number): number[][] {
  const stream = randomStream(1, 'integers', name);
  const out = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => Math.round(most * (2 * stream.uniform(i * cols + j) - 1))),
  );
  out[0]![0] = most;
  return out;
}

/** The largest difference of the product `w` on a chip from float64, over the largest output. */
function errorOf(on: Hardware, weights: number[][], bias: number[], inputs: number[][]): number {
  const program = chip(linear(weights, bias), on, steps(inputs));
  const node = mvmNodes(program.graph).find(({ name }) => name === 'w')!;
  const exact = referenceEngine().mvm(node, Float64Array.from(inputs.flat()), inputs.length, 0);
  return apart(read(program, inputs), exact) / Math.max(1, ...exact.map(Math.abs));
}

const size = (max: number) => fc.integer({ min: 1, max });
const signs = fc.constantFrom(...signKinds);
const copies = fc.oneof(size(3), fc.constant('fill' as const));
const slices = fc.option(
  fc.record({
    weightBits: fc.integer({ min: 2, max: 8 }),
    cellBits: size(4),
    over: fc.constantFrom('cells' as const, 'arrays' as const),
  }),
);
const serial = fc.option(fc.record({ bits: fc.integer({ min: 2, max: 9 }), bitsPerRead: size(4) }));

test('any mapping on ideal hardware computes the reference', t => {
  fc.assert(
    fc.property(
      fc.record({ inputs: size(6), outputs: size(5), rows: size(8), columns: fc.integer({ min: 14, max: 40 }) }),
      ...([signs, slices, serial, copies, fc.constantFrom('tile', 'column'), fc.boolean()] as const),
      ({ inputs, outputs, rows, columns }, sign, sliced, digits, copies, scale, wired) => {
        const largest = sliced ? 2 ** (sliced.weightBits - 1) - 1 : 9;
        const code = digits ? 2 ** (digits.bits - 1) - 1 : 9;
        const on = hardware({
          ...{ array: { rows, columns }, device: { gMin: wired ? 2e-6 : 0 }, copies, scale, signs: sign },
          ...(sliced && { slices: { ...sliced, cellBits: Math.min(sliced.cellBits, sliced.weightBits - 1) } }),
          ...(digits && { dac: { ...digits, bitsPerRead: Math.min(digits.bitsPerRead, digits.bits - 1) } }),
        });
        const bias = integers('bias', 1, outputs, 5)[0]!;
        return errorOf(on, integers('w', outputs, inputs, largest), bias, integers('x', 3, inputs, code)) < 1e-9;
      },
    ),
    { numRuns: 150 },
  );
  t.pass();
});
