import test from 'ava';
import { sharedKernelModule, sharedKernels } from '../../kernels/instance.js';
import { frontDoubles, frontStride, meshesOn, packedDoubles } from '../../kernels/mesh.js';
import { followElimination, leadElimination } from '../../kernels/mesh-threads.js';
import { randomStream } from '../../numeric/random.js';

test('the two parts of an elimination together give the bits of one, whatever the last panel and row tile hold', t => {
  for (const [size, pivots, tied] of [
    [120, 64, 0],
    [121, 63, 17],
    [97, 61, 36],
    [150, 66, 83],
    [60, 32, 20],
    [90, 35, 1],
  ] as const) {
    const at = 8;
    const packed = at + frontDoubles(size);
    const { kernels, memory } = sharedKernels(sharedKernelModule()!, packed + packedDoubles(size));
    const heap = new Float64Array(memory.buffer);
    const done = new Int32Array(memory.buffer, 0, 1);
    const stream = randomStream(5, 'mesh threads');
    const stride = frontStride(size);
    const front = { at, size, pivots, tied };
    const left = (eliminate: () => void): number[] => {
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++) heap[at + a * stride + b] = b > a ? stream.uniform(size * a + b) : 0;
      eliminate();
      const kept: number[] = [];
      for (let a = pivots; a < size - tied; a++)
        for (let b = a + 1; b < size; b++) kept.push(heap[at + a * stride + b]!);
      return kept;
    };
    const alone = left(() => meshesOn(kernels, heap, 8 * packed).eliminate(at, size, pivots, tied));
    const shared = left(() => {
      Atomics.store(done, 0, 0);
      leadElimination(kernels, front, 8 * packed, done);
      t.is(Atomics.load(done, 0), pivots);
      followElimination(kernels, front, 8 * packed, done);
    });
    t.deepEqual(shared, alone, `${size} nodes, ${pivots} eliminated, ${tied} tied`);
  }
});
