// Products of row-major matrices in f64 and f32. W is read in panels of 32 bytes, four f64 or eight f32 columns wide: entry
// (k, first column of panel p) is at w + k·rowBytes + p·panelBytes, so the same code reads W as it is, or repacked with
// the rows of a panel one after the other. Every output is summed over k = 0, 1, 2 … in one accumulator of its own type,
// so it depends neither on the other rows of X nor on how W lies.
//
// Outputs are stored whole panels at a time: past the last column that is over the start of the next row of `out`, which
// is therefore written later: rows upwards, panels downwards. `out` has 32 bytes to spare at its end, and so has W.

export function multiply64(
  x: usize, w: usize, out: usize, count: i32, rows: i32, cols: i32, rowBytes: usize, panelBytes: usize,
): void {
  product<f64>(x, w, out, count, rows, cols, rowBytes, panelBytes);
}

export function multiply32(
  x: usize, w: usize, out: usize, count: i32, rows: i32, cols: i32, rowBytes: usize, panelBytes: usize,
): void {
  product<f32>(x, w, out, count, rows, cols, rowBytes, panelBytes);
}

/** Copies rows of W to where they belong in its panels, each with whatever follows it past its last column. */
export function packPanels(w: usize, out: usize, rows: i32, rowBytes: usize, panelBytes: usize): void {
  for (let left: usize = 0; left < rowBytes; left += 32, out += panelBytes) {
    let source = w + left;
    for (let to = out, end = out + (<usize>rows << 5); to < end; to += 32, source += rowBytes) {
      keep(to, v128.load(source), v128.load(source, 16));
    }
  }
}

/** out (count × cols) = X (count × rows) · W (rows × cols). */
@inline
function product<T>(
  x: usize, w: usize, out: usize, count: i32, rows: i32, cols: i32, rowBytes: usize, panelBytes: usize,
): void {
  const xBytes = <usize>rows * sizeof<T>();
  const outBytes = <usize>cols * sizeof<T>();
  const panels = <i32>((outBytes + 31) >> 5);
  const tiled = count & ~3;
  for (let p = panels - 1; p >= 0; p--) {
    const panel = w + <usize>p * panelBytes;
    let from = x;
    let to = out + (<usize>p << 5);
    for (let i = 0; i < tiled; i += 4, from += xBytes << 2, to += outBytes << 2) {
      tile<T>(from, xBytes, panel, rowBytes, rows, to, outBytes);
    }
  }
  for (let i = tiled; i < count; i++) {
    row<T>(x + <usize>i * xBytes, w, rowBytes, panelBytes, rows, panels, out + <usize>i * outBytes);
  }
}

/** Four rows by one panel: eight accumulators, which with their operands fill the sixteen vector registers. */
@inline
function tile<T>(x: usize, xBytes: usize, w: usize, rowBytes: usize, rows: i32, out: usize, outBytes: usize): void {
  let x0 = x;
  let x1 = x0 + xBytes;
  let x2 = x1 + xBytes;
  let x3 = x2 + xBytes;
  let c00 = i32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let k = 0; k < rows; k++) {
    const left = v128.load(w);
    const right = v128.load(w, 16);
    let a = v128.load_splat<T>(x0);
    c00 = v128.add<T>(c00, v128.mul<T>(a, left));
    c01 = v128.add<T>(c01, v128.mul<T>(a, right));
    a = v128.load_splat<T>(x1);
    c10 = v128.add<T>(c10, v128.mul<T>(a, left));
    c11 = v128.add<T>(c11, v128.mul<T>(a, right));
    a = v128.load_splat<T>(x2);
    c20 = v128.add<T>(c20, v128.mul<T>(a, left));
    c21 = v128.add<T>(c21, v128.mul<T>(a, right));
    a = v128.load_splat<T>(x3);
    c30 = v128.add<T>(c30, v128.mul<T>(a, left));
    c31 = v128.add<T>(c31, v128.mul<T>(a, right));
    x0 += sizeof<T>();
    x1 += sizeof<T>();
    x2 += sizeof<T>();
    x3 += sizeof<T>();
    w += rowBytes;
  }
  keep(out, c00, c01);
  keep(out + outBytes, c10, c11);
  keep(out + 2 * outBytes, c20, c21);
  keep(out + 3 * outBytes, c30, c31);
}

/** One row by all panels, four at a time: one panel alone would wait for its own sums. */
@inline
function row<T>(x: usize, w: usize, rowBytes: usize, panelBytes: usize, rows: i32, panels: i32, out: usize): void {
  const end = x + <usize>rows * sizeof<T>();
  let p = 0;
  for (; p + 3 < panels; p += 4) {
    let w0 = w + <usize>p * panelBytes;
    let w1 = w0 + panelBytes;
    let w2 = w1 + panelBytes;
    let w3 = w2 + panelBytes;
    let c00 = i32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    for (let at = x; at < end; at += sizeof<T>()) {
      const a = v128.load_splat<T>(at);
      c00 = v128.add<T>(c00, v128.mul<T>(a, v128.load(w0)));
      c01 = v128.add<T>(c01, v128.mul<T>(a, v128.load(w0, 16)));
      c10 = v128.add<T>(c10, v128.mul<T>(a, v128.load(w1)));
      c11 = v128.add<T>(c11, v128.mul<T>(a, v128.load(w1, 16)));
      c20 = v128.add<T>(c20, v128.mul<T>(a, v128.load(w2)));
      c21 = v128.add<T>(c21, v128.mul<T>(a, v128.load(w2, 16)));
      c30 = v128.add<T>(c30, v128.mul<T>(a, v128.load(w3)));
      c31 = v128.add<T>(c31, v128.mul<T>(a, v128.load(w3, 16)));
      w0 += rowBytes;
      w1 += rowBytes;
      w2 += rowBytes;
      w3 += rowBytes;
    }
    const to = out + (<usize>p << 5);
    keep(to, c00, c01);
    keep(to + 32, c10, c11);
    keep(to + 64, c20, c21);
    keep(to + 96, c30, c31);
  }
  for (; p < panels; p++) {
    let panel = w + <usize>p * panelBytes;
    let left = i32x4.splat(0), right = left;
    for (let at = x; at < end; at += sizeof<T>()) {
      const a = v128.load_splat<T>(at);
      left = v128.add<T>(left, v128.mul<T>(a, v128.load(panel)));
      right = v128.add<T>(right, v128.mul<T>(a, v128.load(panel, 16)));
      panel += rowBytes;
    }
    keep(out + (<usize>p << 5), left, right);
  }
}

@inline
function keep(out: usize, left: v128, right: v128): void {
  v128.store(out, left);
  v128.store(out, right, 16);
}
