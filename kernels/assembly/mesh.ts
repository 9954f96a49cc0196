// The operations of kernels/mesh.ts, which says what they do, with SIMD and blocking. A stride is in doubles.

/** Rows eliminated together before the rest of the front is updated, as in kernels/mesh.ts; packed, they fit the first-level cache. */
const PANEL: i32 = 32;
/** Columns of tiles updated together, so that their packed rows stay in the second-level cache. */
const COLUMN_TILES: i32 = 64;
/** Fronts up to this size, or with fewer pivots than four, are updated directly: packing would cost more. */
const DIRECT: i32 = 28;

/**
 * Star-mesh elimination of the first `pivots` of the `size` nodes of a resistive network (kernels/mesh.ts says
 * what and why). The upper triangle of `front`, `stride` doubles per row, holds conductances (S) between nodes. The last
 * `tied` nodes are one: conductances among them are not kept up. `packed` has room for
 * 32 · (size + 3) doubles; the front has 3 rows and 3 columns to spare.
 */
export function eliminate(front: usize, stride: i32, size: i32, pivots: i32, tied: i32, packed: usize): void {
  const direct = size <= DIRECT || pivots < 4;
  const live = size - tied;
  for (let first = 0; first < pivots; first += PANEL) {
    const end = min(first + PANEL, pivots);
    eliminatePanel(front, stride, size, first, end, direct ? live : end);
    if (direct || end >= live) continue;
    packPanel(front, stride, size, first, end, packed);
    updateTiles(front, stride, size, first, end, 0, (live - end + 3) >> 2, packed);
  }
}

/** Eliminates nodes first … end − 1, what they leave among the rows before `reach` added. */
export function eliminatePanel(front: usize, stride: i32, size: i32, first: i32, end: i32, reach: i32): void {
  const rowBytes = <usize>stride << 3;
  for (let k = first; k < end; k++) {
    const row = front + <usize>k * rowBytes;
    scale(row, k + 1, size);
    for (let r = k + 1; r < reach; r++) {
      const factor = load<f64>(row + (<usize>r << 3));
      if (factor != 0) addScaled(front + <usize>r * rowBytes, row, factor, r + 1, size);
    }
  }
}

/** Divides the row by the square root of its sum, the pivot. */
@inline
function scale(row: usize, from: i32, size: i32): void {
  let sums = f64x2.splat(0);
  let a = from;
  for (; a + 1 < size; a += 2) sums = f64x2.add(sums, v128.load(row + (<usize>a << 3)));
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (a < size) sum += load<f64>(row + (<usize>a << 3));
  const factor = 1.0 / sqrt<f64>(sum);
  const factors = f64x2.splat(factor);
  for (a = from; a + 1 < size; a += 2) {
    const at = row + (<usize>a << 3);
    v128.store(at, f64x2.mul(factors, v128.load(at)));
  }
  if (a < size) store<f64>(row + (<usize>a << 3), factor * load<f64>(row + (<usize>a << 3)));
}

/** target[from .. size) += factor · row[from .. size) */
@inline
function addScaled(target: usize, row: usize, factor: f64, from: i32, size: i32): void {
  const factors = f64x2.splat(factor);
  let a = from;
  for (; a + 1 < size; a += 2) {
    const at = <usize>a << 3;
    v128.store(target + at, f64x2.add(v128.load(target + at), f64x2.mul(factors, v128.load(row + at))));
  }
  if (a < size) {
    const at = <usize>a << 3;
    store<f64>(target + at, load<f64>(target + at) + factor * load<f64>(row + at));
  }
}

/**
 * front[r, c] += Σ_k row_k[r] · row_k[c] over the rows k of an eliminated and packed panel, for c ≥ r, in 4 × 4 tiles of the
 * upper triangle: the rows of tiles from … to − 1, counted from the panel's end. The last may reach past what there is to do.
 */
export function updateTiles(
  front: usize, stride: i32, size: i32, first: i32, end: i32, from: i32, to: i32, packed: usize,
): void {
  const rowBytes = <usize>stride << 3;
  const depth = end - first;
  const tiles = (size - end + 3) >> 2;
  const blockBytes = <usize>depth << 5;
  for (let left = from; left < tiles; left += COLUMN_TILES) {
    const right = min(left + COLUMN_TILES, tiles);
    for (let r = from; r < min(right, to); r++) {
      const rowFactors = packed + <usize>r * blockBytes;
      const row = front + <usize>(end + 4 * r) * rowBytes + (<usize>end << 3);
      for (let c = max(left, r); c < right; c++) {
        tile(rowFactors, packed + <usize>c * blockBytes, depth, row + (<usize>c << 5), rowBytes);
      }
    }
  }
}

/** Copies an eliminated panel's rows, from the column of its end on, into blocks of four columns, with zeros past the last column. */
export function packPanel(front: usize, stride: i32, size: i32, first: i32, end: i32, packed: usize): void {
  const rowBytes = <usize>stride << 3;
  const tiles = (size - end + 3) >> 2;
  let target = packed;
  for (let t = 0; t < tiles; t++) {
    const column = end + 4 * t;
    const width = min(4, size - column);
    for (let k = first; k < end; k++) {
      const source = front + <usize>k * rowBytes + (<usize>column << 3);
      if (width == 4) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
      } else {
        for (let q = 0; q < 4; q++) {
          store<f64>(target + (<usize>q << 3), q < width ? load<f64>(source + (<usize>q << 3)) : 0.0);
        }
      }
      target += 32;
    }
  }
}

/** The 4 × 4 tile at `out` += aᵀ · b of two packed blocks. Not unrolled: measured 22 % slower in V8. */
@inline
function tile(a: usize, b: usize, depth: i32, out: usize, rowBytes: usize): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let k = 0; k < depth; k++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let factor = v128.load_splat<f64>(a);
    c00 = f64x2.add(c00, f64x2.mul(factor, left));
    c01 = f64x2.add(c01, f64x2.mul(factor, right));
    factor = v128.load_splat<f64>(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(factor, left));
    c11 = f64x2.add(c11, f64x2.mul(factor, right));
    factor = v128.load_splat<f64>(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(factor, left));
    c21 = f64x2.add(c21, f64x2.mul(factor, right));
    factor = v128.load_splat<f64>(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(factor, left));
    c31 = f64x2.add(c31, f64x2.mul(factor, right));
    a += 32;
    b += 32;
  }
  addTo(out, c00, c01);
  addTo(out + rowBytes, c10, c11);
  addTo(out + 2 * rowBytes, c20, c21);
  addTo(out + 3 * rowBytes, c30, c31);
}

@inline
function addTo(out: usize, left: v128, right: v128): void {
  v128.store(out, f64x2.add(v128.load(out), left));
  v128.store(out, f64x2.add(v128.load(out, 16), right), 16);
}

/** Sets the first `doubles` numbers to 0. */
export function clear(front: usize, doubles: i32): void {
  memory.fill(front, 0, <usize>doubles << 3);
}

/** Adds a mesh with four groups of nodes to a front, group g from node `at_g` on. */
export function addMesh(
  mesh: usize, n0: i32, n1: i32, n2: i32, n3: i32,
  front: usize, stride: i32, at0: i32, at1: i32, at2: i32, at3: i32,
): void {
  const size = n0 + n1 + n2 + n3;
  addGroup(mesh, size, n0, n1, n2, n3, front, stride, at0, at1, at2, at3);
  mesh += <usize>(n0 * size + n0) << 3;
  addGroup(mesh, size, n1, n2, n3, 0, front, stride, at1, at2, at3, 0);
  mesh += <usize>(n1 * size + n1) << 3;
  addGroup(mesh, size, n2, n3, 0, 0, front, stride, at2, at3, 0, 0);
  mesh += <usize>(n2 * size + n2) << 3;
  addGroup(mesh, size, n3, 0, 0, 0, front, stride, at3, 0, 0, 0);
}

/** The rows of the first group: its own triangle, then its rectangles with the groups after it. */
function addGroup(
  mesh: usize, size: i32, n0: i32, n1: i32, n2: i32, n3: i32,
  front: usize, stride: i32, at0: i32, at1: i32, at2: i32, at3: i32,
): void {
  for (let r = 0; r < n0; r++) {
    const row = mesh + (<usize>(r * size) << 3);
    addRow(row, r + 1, n0, front + (<usize>((at0 + r) * stride + at0) << 3));
  }
  addRectangle(mesh + (<usize>n0 << 3), size, n0, n1, front, stride, at0, at1);
  addRectangle(mesh + (<usize>(n0 + n1) << 3), size, n0, n2, front, stride, at0, at2);
  addRectangle(mesh + (<usize>(n0 + n1 + n2) << 3), size, n0, n3, front, stride, at0, at3);
}

/** Couplings of one group with another, which land transposed where the other comes before it in the front. */
function addRectangle(
  mesh: usize, size: i32, rows: i32, cols: i32, front: usize, stride: i32, rowsAt: i32, colsAt: i32,
): void {
  if (rowsAt < colsAt) {
    for (let r = 0; r < rows; r++) {
      addRow(mesh + (<usize>(r * size) << 3), 0, cols, front + (<usize>((rowsAt + r) * stride + colsAt) << 3));
    }
    return;
  }
  for (let c = 0; c < cols; c++) {
    const row = front + (<usize>((colsAt + c) * stride + rowsAt) << 3);
    for (let r = 0; r < rows; r++) {
      const at = row + (<usize>r << 3);
      store<f64>(at, load<f64>(at) + load<f64>(mesh + (<usize>(r * size + c) << 3)));
    }
  }
}

/** target[from .. to) += row[from .. to) */
@inline
function addRow(row: usize, from: i32, to: i32, target: usize): void {
  let a = from;
  for (; a + 1 < to; a += 2) {
    const at = <usize>a << 3;
    v128.store(target + at, f64x2.add(v128.load(target + at), v128.load(row + at)));
  }
  if (a < to) {
    const at = <usize>a << 3;
    store<f64>(target + at, load<f64>(target + at) + load<f64>(row + at));
  }
}

/** Copies the nodes of a front from `first` on, `size` of them, to a mesh without gaps at a lower address. */
export function keepMesh(front: usize, stride: i32, first: i32, size: i32, mesh: usize): void {
  for (let r = 0; r < size; r++) {
    const source = front + (<usize>((first + r) * stride + first) << 3);
    memory.copy(mesh + (<usize>(r * size) << 3), source, <usize>size << 3);
  }
}
