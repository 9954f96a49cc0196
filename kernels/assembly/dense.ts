/**
 * out (count × 4·panels) = X (count × rows) · W, f64, where W lies in panels of four columns: panel p holds rows
 * of `w[k, 4p .. 4p+3]`, one after the other. `count` is a multiple of 4; all matrices are row-major without gaps.
 * Every output is summed over k = 0, 1, 2 … in one accumulator, so it does not depend on the other rows of X.
 */
export function multiplyPanels(x: usize, w: usize, out: usize, count: i32, rows: i32, panels: i32): void {
  const xStride = <usize>rows << 3;
  const outStride = <usize>panels << 5;
  for (let p = 0; p < panels; p++) {
    const panel = w + <usize>p * (<usize>rows << 5);
    for (let i = 0; i < count; i += 4) {
      tile(x + <usize>i * xStride, xStride, panel, rows, out + <usize>i * outStride + (<usize>p << 5), outStride);
    }
  }
}

/** Four rows by four columns: eight accumulators, which with their operands fill the sixteen vector registers. */
@inline
function tile(x: usize, xStride: usize, w: usize, rows: i32, out: usize, outStride: usize): void {
  let x0 = x;
  let x1 = x0 + xStride;
  let x2 = x1 + xStride;
  let x3 = x2 + xStride;
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let k = 0; k < rows; k++) {
    const left = v128.load(w);
    const right = v128.load(w, 16);
    let a = v128.load_splat<f64>(x0);
    c00 = f64x2.add(c00, f64x2.mul(a, left));
    c01 = f64x2.add(c01, f64x2.mul(a, right));
    a = v128.load_splat<f64>(x1);
    c10 = f64x2.add(c10, f64x2.mul(a, left));
    c11 = f64x2.add(c11, f64x2.mul(a, right));
    a = v128.load_splat<f64>(x2);
    c20 = f64x2.add(c20, f64x2.mul(a, left));
    c21 = f64x2.add(c21, f64x2.mul(a, right));
    a = v128.load_splat<f64>(x3);
    c30 = f64x2.add(c30, f64x2.mul(a, left));
    c31 = f64x2.add(c31, f64x2.mul(a, right));
    x0 += 8;
    x1 += 8;
    x2 += 8;
    x3 += 8;
    w += 32;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  out += outStride;
  v128.store(out, c10);
  v128.store(out, c11, 16);
  out += outStride;
  v128.store(out, c20);
  v128.store(out, c21, 16);
  out += outStride;
  v128.store(out, c30);
  v128.store(out, c31, 16);
}
