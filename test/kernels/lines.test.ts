import test from 'ava';
import { lineEngine } from '../../kernels/line-engine.js';
import { fillGrid, gridValues, type LineEngine } from '../../kernels/lines.js';
import { randomStream } from '../../numeric/random.js';

/** An engine with random cells and wires: some cells and ends open, some segments of 0 ohm, some far ends joined. */
function engine(name: 'wasm' | 'plain', rows: number, cols: number): LineEngine {
  const lines = lineEngine(rows, cols, name);
  const draw = (what: string, n: number, value: (u: number) => number): Float64Array => {
    const stream = randomStream(7, what, rows, cols);
    return Float64Array.from({ length: n }, (_, k) => value(stream.uniform(k)));
  };
  const grid = (what: string): Float64Array => draw(what, rows * cols, u => (u < 0.1 ? 0 : 1e-6 * 100 ** u));
  lines.setCells(grid('cells'));
  fillGrid(lines.wordInjection, grid('word'), cols, lines.stride);
  fillGrid(lines.bitInjection, grid('bit'), cols, lines.stride);
  const segment = (u: number): number => (u < 0.2 ? 0 : 20 * u);
  const near = (u: number): number => (u < 0.2 ? Infinity : 500 * u);
  const far = (u: number): number => (u < 0.5 ? 0 : u / 50);
  const { wires } = lines;
  wires.wordSegments.set(draw('wordSegments', cols, segment));
  wires.bitSegments.set(draw('bitSegments', rows, segment));
  wires.wordTerminal.set(draw('wordTerminal', rows, near));
  wires.bitTerminal.set(draw('bitTerminal', cols, near));
  wires.wordFar.set(draw('wordFar', rows, far));
  wires.bitFar.set(draw('bitFar', cols, far));
  wires.wordVolts.set(draw('wordVolts', rows, u => 2 * u - 1));
  wires.bitVolts.set(draw('bitVolts', cols, u => u - 0.5));
  return lines;
}

for (const [rows, cols] of [
  [1, 1],
  [1, 7],
  [7, 1],
  [3, 11],
  [4, 4],
  [13, 17],
  [37, 53],
] as const) {
  test(`WebAssembly and plain give the same bits: ${rows}×${cols}`, t => {
    const [wasm, plain] = (['wasm', 'plain'] as const).map(name => {
      const lines = engine(name, rows, cols);
      const found: number[] = [];
      for (const injected of [false, true]) {
        lines.factor(injected ? 1e-7 : 0, injected ? 2e-7 : 0);
        lines.start(injected, injected);
        let rz = lines.down(0);
        for (let beta = 0, k = 0; k < 3; k++) {
          const pq = lines.up(beta);
          const next = lines.down(pq === 0 ? 0 : rz / pq);
          found.push(rz, pq);
          beta = rz === 0 ? 0 : next / rz;
          rz = next;
        }
        lines.finish(injected, injected);
        found.push(...lines.outputs(injected));
        for (const field of [lines.wordVoltage, lines.bitVoltage, lines.priorBitVoltage])
          found.push(...gridValues(field, rows, cols, lines.stride));
      }
      lines.release();
      return found;
    });
    t.deepEqual(wasm, plain);
    t.true(plain!.every(Number.isFinite));
  });
}

test('two engines at once do not share their memory', t => {
  const first = engine('wasm', 5, 6);
  const before = first.wordInjection.slice();
  const second = engine('wasm', 5, 6);
  second.wordInjection.fill(1);
  t.deepEqual(first.wordInjection, before);
  first.release();
  second.release();
});

test('a released engine starts afresh for an array of another shape', t => {
  const large = engine('wasm', 40, 40);
  large.setCells(new Float64Array(1600).fill(NaN));
  large.factor(0, 0);
  large.start(true, true);
  large.release();
  const outputs = (name: 'wasm' | 'plain'): Float64Array => {
    const lines = engine(name, 3, 5);
    lines.factor(0, 0);
    lines.start(false, false);
    lines.down(0);
    lines.finish(false, false);
    const found = lines.outputs(false);
    lines.release();
    return found;
  };
  t.deepEqual(outputs('wasm'), outputs('plain'));
});
