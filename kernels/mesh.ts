import type { Kernels } from './instance.js';

/** The kernels of kernels/assembly/mesh.ts; `front`, `mesh` and `packed` are byte addresses. */
export interface MeshKernels {
  clear(front: number, doubles: number): void;
  addMesh(
    mesh: number,
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    front: number,
    stride: number,
    at0: number,
    at1: number,
    at2: number,
    at3: number,
  ): void;
  eliminate(front: number, stride: number, size: number, pivots: number, tied: number, packed: number): void;
  eliminatePanel(front: number, stride: number, size: number, first: number, end: number, reach: number): void;
  packPanel(front: number, stride: number, size: number, first: number, end: number, packed: number): void;
  updateTiles(
    front: number,
    stride: number,
    size: number,
    first: number,
    end: number,
    from: number,
    to: number,
    packed: number,
  ): void;
  keepMesh(front: number, stride: number, first: number, size: number, mesh: number): void;
}

/** How many nodes a mesh has in each of its four groups, in this order. */
export type Groups = readonly [number, number, number, number];

/**
 * Meshes of conductances on a heap of doubles, the tools of crossbar/condense.ts. Places are indices into `heap`.
 *
 * A *mesh* of n nodes is an n × n block without gaps; entry (a, b), a < b, is the conductance (S) between nodes a and b,
 * the rest is meaningless. A *front* is a mesh under work; its rows are `frontStride(n)` apart.
 */
export interface MeshEngine {
  readonly heap: Float64Array;
  /** Makes a front of `size` nodes with no conductance at all. */
  clear(front: number, size: number): void;
  /** Adds a mesh to a front: its group g becomes the nodes from `at[g]` on. */
  add(mesh: number, groups: Groups, front: number, size: number, at: Groups): void;
  /**
   * Star-mesh elimination of the first `pivots` nodes of a front, one by one: node k with conductances c_k· to those
   * that remain becomes a mesh,
   *
   *   c_ab ← c_ab + c_ak c_kb / d,   d = Σ_b c_kb,
   *
   * which is Gaussian elimination of the nodal matrix where the pivot is summed afresh from the off-diagonals instead of
   * kept on the diagonal (Grassmann, Taksar, Heyman, Operations Research 33 (1985) 1107). All terms are positive, nothing
   * cancels, and every result is good to a few units in the last place whatever the spread of the conductances. The last
   * `tied` nodes are one and the same: conductances among them are not kept up.
   */
  eliminate(front: number, size: number, pivots: number, tied: number): void;
  /** Moves the nodes from `first` on of a front of `size` nodes to a mesh that starts at or before the front. */
  keep(front: number, size: number, first: number, mesh: number): void;
}

/** Nodes that the kernel eliminates together before it updates the rest of a front. */
export const panelNodes = 32;

/** Distance of the rows of a front: the kernel writes whole 4 × 4 tiles, up to three rows and columns past the last. */
export function frontStride(size: number): number {
  return (size + 4) & ~1;
}

/** Doubles a front takes. */
export function frontDoubles(size: number): number {
  return frontStride(size) * (size + 3);
}

/** Doubles the kernel takes besides the heap, to pack the rows of a front. */
export function packedDoubles(largestFront: number): number {
  return panelNodes * (largestFront + 3);
}

/** An engine on the WebAssembly kernels; its heap is their scratch memory. */
export function wasmMeshes(kernels: Kernels, doubles: number, largestFront: number): MeshEngine {
  const heap = kernels.scratch(doubles + packedDoubles(largestFront)).subarray(0, doubles);
  return meshesOn(kernels, heap, heap.byteOffset + 8 * doubles);
}

/** An engine on any part of a memory of the kernels; `packed` is a byte address with room for `packedDoubles`. */
export function meshesOn(kernels: MeshKernels, heap: Float64Array, packed: number): MeshEngine {
  const address = (place: number): number => heap.byteOffset + 8 * place;
  return {
    heap,
    clear: (front, size) => kernels.clear(address(front), frontDoubles(size)),
    add: (mesh, [n0, n1, n2, n3], front, size, [at0, at1, at2, at3]) =>
      kernels.addMesh(address(mesh), n0, n1, n2, n3, address(front), frontStride(size), at0, at1, at2, at3),
    eliminate: (front, size, pivots, tied) =>
      kernels.eliminate(address(front), frontStride(size), size, pivots, tied, packed),
    keep: (front, size, first, mesh) =>
      kernels.keepMesh(address(front), frontStride(size), first, size - first, address(mesh)),
  };
}

/** An engine in plain TypeScript: the same sums, some of them in another order. */
export function plainMeshes(doubles: number): MeshEngine {
  const heap = new Float64Array(doubles);
  return {
    heap,
    clear: (front, size) => void heap.fill(0, front, front + frontDoubles(size)),
    add(mesh, groups, front, size, at) {
      const stride = frontStride(size);
      const places = groups.flatMap((count, g) => Array.from({ length: count }, (_, k) => at[g]! + k));
      places.forEach((a, r) => {
        const row = mesh + r * places.length;
        for (let c = r + 1; c < places.length; c++) {
          const b = places[c]!;
          heap[front + (a < b ? a * stride + b : b * stride + a)]! += heap[row + c]!;
        }
      });
    },
    eliminate(front, size, pivots, tied) {
      const stride = frontStride(size);
      for (let k = 0; k < pivots; k++) {
        const row = front + k * stride;
        let sum = 0;
        for (let a = k + 1; a < size; a++) sum += heap[row + a]!;
        const scale = 1 / Math.sqrt(sum);
        for (let a = k + 1; a < size; a++) heap[row + a]! *= scale;
        for (let r = k + 1; r < size - tied; r++) {
          const factor = heap[row + r]!;
          if (factor === 0) continue;
          const target = front + r * stride;
          for (let a = r + 1; a < size; a++) heap[target + a]! += factor * heap[row + a]!;
        }
      }
    },
    keep(front, size, first, mesh) {
      const stride = frontStride(size);
      for (let r = first; r < size; r++) {
        const row = front + r * stride;
        heap.copyWithin(mesh + (r - first) * (size - first), row + first, row + size);
      }
    },
  };
}
