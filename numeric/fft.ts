/** Transforms complex numbers in place, their real and imaginary parts apart. */
export type Transform = (re: Float64Array, im: Float64Array) => void;

/**
 * The discrete Fourier transform of so many numbers,
 *
 *     Xₖ = Σₙ xₙ exp(−2πi·nk/N)
 *
 * in N log N: by halves where N is a power of two, else as a convolution with a chirp that is transformed so (Bluestein,
 * IEEE Trans. Audio Electroacoustics 18:451 (1970)). With the two parts exchanged it yields N times the inverse.
 */
export function fourierTransform(length: number): Transform {
  return Number.isInteger(Math.log2(length)) ? byHalves(length) : byChirp(length);
}

/** The transform of the rows of a matrix and then of its columns, in place. */
export function transformPlane(re: Float64Array, im: Float64Array, rows: number, cols: number): void {
  const along = fourierTransform(cols);
  for (let at = 0; at < rows * cols; at += cols) along(re.subarray(at, at + cols), im.subarray(at, at + cols));
  const down = fourierTransform(rows);
  const column = { re: new Float64Array(rows), im: new Float64Array(rows) };
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < rows; i++) {
      column.re[i] = re[i * cols + j]!;
      column.im[i] = im[i * cols + j]!;
    }
    down(column.re, column.im);
    for (let i = 0; i < rows; i++) {
      re[i * cols + j] = column.re[i]!;
      im[i * cols + j] = column.im[i]!;
    }
  }
}

/** Cooley and Tukey's: transforms of 2, 4, 8, … numbers, each of two of half its length. */
function byHalves(length: number): Transform {
  const order = reversedBits(length);
  const cos = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sin = Float64Array.from({ length: length / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
  return (re, im) => {
    order.forEach((to, from) => {
      if (to <= from) return;
      [re[from], re[to]] = [re[to]!, re[from]!];
      [im[from], im[to]] = [im[to]!, im[from]!];
    });
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let first = 0; first < length; first += 2 * half)
        for (let k = 0; k < half; k++) {
          const c = cos[k * stride]!;
          const s = sin[k * stride]!;
          const even = first + k;
          const odd = even + half;
          const real = c * re[odd]! - s * im[odd]!;
          const imaginary = c * im[odd]! + s * re[odd]!;
          re[odd] = re[even]! - real;
          im[odd] = im[even]! - imaginary;
          re[even]! += real;
          im[even]! += imaginary;
        }
    }
  };
}

function reversedBits(length: number): Int32Array {
  const order = new Int32Array(length);
  for (let k = 1; k < length; k++) order[k] = (order[k >> 1]! >> 1) | (k & 1 ? length >> 1 : 0);
  return order;
}

/** With nk = (n² + k² − (k − n)²)/2 the sum becomes a convolution, in a ring of a power of two that has room for it. */
function byChirp(length: number): Transform {
  const room = 2 ** Math.ceil(Math.log2(2 * length - 1));
  const transform = byHalves(room);
  // The exponent n² is taken modulo 2N, so that large angles lose no digits.
  const angles = Float64Array.from({ length }, (_, n) => (Math.PI * ((n * n) % (2 * length))) / length);
  const cos = angles.map(Math.cos);
  const sin = angles.map(Math.sin);
  const chirp = { re: new Float64Array(room), im: new Float64Array(room) };
  for (let n = 0; n < length; n++)
    for (const at of n === 0 ? [0] : [n, room - n]) {
      chirp.re[at] = cos[n]! / room;
      chirp.im[at] = sin[n]! / room;
    }
  transform(chirp.re, chirp.im);
  const x = { re: new Float64Array(room), im: new Float64Array(room) };
  return (re, im) => {
    x.re.fill(0);
    x.im.fill(0);
    for (let n = 0; n < length; n++) {
      x.re[n] = re[n]! * cos[n]! + im[n]! * sin[n]!;
      x.im[n] = im[n]! * cos[n]! - re[n]! * sin[n]!;
    }
    transform(x.re, x.im);
    for (let k = 0; k < room; k++) {
      const a = x.re[k]!;
      const b = x.im[k]!;
      x.re[k] = a * chirp.re[k]! - b * chirp.im[k]!;
      x.im[k] = a * chirp.im[k]! + b * chirp.re[k]!;
    }
    transform(x.im, x.re);
    for (let k = 0; k < length; k++) {
      re[k] = x.re[k]! * cos[k]! + x.im[k]! * sin[k]!;
      im[k] = x.im[k]! * cos[k]! - x.re[k]! * sin[k]!;
    }
  };
}
