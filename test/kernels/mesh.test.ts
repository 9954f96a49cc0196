import test from 'ava';
import { kernels } from '../../kernels/instance.js';
import { frontDoubles, frontStride, type MeshEngine, plainMeshes, wasmMeshes } from '../../kernels/mesh.js';
import { randomStream } from '../../numeric/random.js';

const engines: Record<string, (doubles: number, largestFront: number) => MeshEngine> = {
  wasm: (doubles, largestFront) => wasmMeshes(kernels()!, doubles, largestFront),
  plain: plainMeshes,
};

/** Eliminates the first nodes of the complete graph with the given conductances; the upper triangle of what remains. */
function eliminate(engine: MeshEngine, size: number, pivots: number, conductance: (a: number, b: number) => number) {
  const stride = frontStride(size);
  engine.clear(0, size);
  for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) engine.heap[a * stride + b] = conductance(a, b);
  engine.eliminate(0, size, pivots, 0);
  engine.keep(0, size, pivots, 0);
  const kept = size - pivots;
  const out: number[] = [];
  for (let a = 0; a < kept; a++) for (let b = a + 1; b < kept; b++) out.push(engine.heap[a * kept + b]!);
  return out;
}

for (const [name, engine] of Object.entries(engines)) {
  test(`${name}: a star of three becomes a triangle`, t => {
    const [ab, ac, bc] = eliminate(engine(frontDoubles(4), 4), 4, 1, (a, b) => (a === 0 ? b : 0)) as [
      number,
      number,
      number,
    ];
    t.true(Math.abs(ab - 2 / 6) < 1e-15 && Math.abs(ac - 3 / 6) < 1e-15 && Math.abs(bc - 6 / 6) < 1e-15);
  });

  // In a complete graph of n equal conductances any two nodes are 2/(n g) ohm apart, so m of them kept form one of n/m g.
  test(`${name}: complete graphs condense to complete graphs`, t => {
    for (const [size, pivots] of [
      [5, 2],
      [28, 20],
      [29, 4],
      [70, 33],
      [140, 100],
      [300, 3],
    ] as const) {
      const kept = eliminate(engine(frontDoubles(size), size), size, pivots, () => 0.5);
      const expected = (0.5 * size) / (size - pivots);
      t.true(
        kept.every(value => Math.abs(value / expected - 1) < 1e-13),
        `${size}, ${pivots}`,
      );
    }
  });

  test(`${name}: groups of a mesh land where they are told, whichever order`, t => {
    const e = engine(200, 8);
    const size = 7;
    const stride = frontStride(size);
    e.clear(0, size);
    const mesh = 150;
    for (let k = 0; k < 25; k++) e.heap[mesh + k] = k;
    e.add(mesh, [2, 1, 0, 2], 0, size, [4, 0, 6, 2]); // nodes 0 1 2 3 4 of the mesh become 4 5 0 2 3
    const place = [4, 5, 0, 2, 3];
    for (let a = 0; a < 5; a++)
      for (let b = a + 1; b < 5; b++) {
        const [p, q] = [Math.min(place[a]!, place[b]!), Math.max(place[a]!, place[b]!)];
        t.is(e.heap[p * stride + q], a * 5 + b);
      }
    t.is(
      e.heap.subarray(0, stride * size).reduce((sum, value) => sum + value, 0),
      1 + 2 + 3 + 4 + 7 + 8 + 9 + 13 + 14 + 19,
    );
  });
}

test('nothing cancels: conductances 60 decades apart keep their accuracy', t => {
  const stream = randomStream(3, 'mesh');
  const conductance = (a: number, b: number): number => 10 ** (60 * stream.uniform(100 * a + b) - 30);
  const plain = eliminate(plainMeshes(frontDoubles(60)), 60, 45, conductance);
  const wasm = eliminate(wasmMeshes(kernels()!, frontDoubles(60), 60), 60, 45, conductance);
  plain.forEach((value, k) => {
    t.true(Math.abs(wasm[k]! / value - 1) < 1e-13);
  });
});

test('tied nodes: what they take from the others stays right', t => {
  const stream = randomStream(4, 'mesh');
  const run = (tied: number): Float64Array => {
    const e = wasmMeshes(kernels()!, frontDoubles(80), 80);
    const stride = frontStride(80);
    e.clear(0, 80);
    for (let a = 0; a < 80; a++) for (let b = a + 1; b < 80; b++) e.heap[a * stride + b] = stream.uniform(80 * a + b);
    e.eliminate(0, 80, 40, tied);
    return Float64Array.from({ length: 25 * 40 }, (_, k) => {
      const a = Math.floor(k / 40);
      const b = k % 40;
      return a < b ? e.heap[(40 + a) * stride + 40 + b]! : 0;
    });
  };
  t.deepEqual(run(15), run(0));
});
