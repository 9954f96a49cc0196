import { fillGrid, type LineEngine, type LineLayout, lineParts } from './lines.js';

/**
 * The line engine in plain TypeScript. Every number is made by the same operations in the same order as in
 * kernels/assembly/lines.ts, sums over a row in four parts as its vectors hold them, so that the bits are the same.
 */
export function plainLines(layout: LineLayout): LineEngine {
  const { rows, cols, stride } = layout;
  const width = (cols + 3) & ~3;
  const parts = lineParts(layout, new Float64Array(layout.doubles));
  const { conductance, wordFactors, bitFactors, w, p, pp, r, z, q, wordInjection, bitInjection } = parts;
  const { wordEnter, bitEnter, work, seen } = parts;
  const { bitSegments, wordTerminal, wordFar, wordVolts, wordSegments } = parts.wires;
  // Along a row the kernel's vectors reach past the last column, where everything is 0.
  const [bitTerminal, bitFar, bitVolts] = [parts.wires.bitTerminal, parts.wires.bitFar, parts.wires.bitVolts].map(
    vector => new Float64Array(vector.buffer, vector.byteOffset, width),
  ) as [Float64Array, Float64Array, Float64Array];

  /** Word-line voltages of row i in `work`, which holds the injected currents. */
  const solveWordLine = (i: number, volt: number): void => {
    const first = i * stride;
    let flow = work[cols - 1]!;
    for (let j = cols - 1; j > 0; j--) {
      flow = work[j - 1]! + wordFactors[first + j]! * flow;
      work[j - 1] = flow;
    }
    let u = wordEnter[i]! * volt + wordFactors[first]! * flow;
    work[0] = u;
    for (let j = 1; j < cols; j++) {
      u = wordFactors[first + j]! * (u + wordSegments[j]! * work[j]!);
      work[j] = u;
    }
  };

  /** The same for the bit-line voltages w and the terminals of the array. */
  const solveWordLineFor = (i: number, injected: boolean): void => {
    const first = i * stride;
    for (let j = 0; j < width; j++) {
      const current = conductance[first + j]! * w[first + j]!;
      work[j] = injected ? wordInjection[first + j]! + current : current;
    }
    solveWordLine(i, wordVolts[i]!);
  };

  /** The way back along the bit lines, from the flows in z. */
  const bitVoltages = (out: Float64Array): void => {
    const last = (rows - 1) * stride;
    for (let j = 0; j < width; j++) {
      out[last + j] = bitEnter[j]! * bitVolts[j]! + bitFactors[last + j]! * z[last + j]!;
    }
    for (let i = rows - 2; i >= 0; i--) {
      const ohm = bitSegments[i]!;
      for (let k = i * stride; k < i * stride + width; k++) {
        out[k] = bitFactors[k]! * (out[k + stride]! + ohm * z[k]!);
      }
    }
  };

  /** `down` in a row whose nodes are those of the next one: its residual goes there. */
  const joinRow = (i: number, alpha: number): void => {
    for (let k = i * stride; k < i * stride + width; k++) {
      let rest = r[k]!;
      if (alpha !== 0) {
        w[k] = w[k]! + alpha * p[k]!;
        rest -= alpha * q[k]!;
      }
      r[k] = 0;
      r[k + stride] = r[k + stride]! + rest;
      z[k] = i > 0 ? bitFactors[k - stride]! * z[k - stride]! : 0;
    }
  };

  return {
    ...parts,
    stride,

    setCells(values) {
      fillGrid(conductance, values, cols, stride);
    },

    factor(wordShunt, bitShunt) {
      for (let i = 0; i < rows; i++) {
        const first = i * stride;
        let s = conductance[first + cols - 1]! + wordShunt + wordFar[i]!;
        for (let j = cols - 1; j > 0; j--) {
          const factor = 1 / (1 + wordSegments[j]! * s);
          wordFactors[first + j] = factor;
          s = conductance[first + j - 1]! + wordShunt + s * factor;
        }
        const ohm = wordTerminal[i]!;
        wordEnter[i] = 1 / (1 + ohm * s);
        wordFactors[first] = ohm < Infinity ? ohm * wordEnter[i]! : 1 / s;
      }
      for (let j = 0; j < width; j++) seen[j] = conductance[j]! + bitShunt + bitFar[j]!;
      for (let i = 0; i < rows - 1; i++) {
        const ohm = bitSegments[i]!;
        for (let j = 0; j < width; j++) {
          const k = i * stride + j;
          const s = seen[j]!;
          const factor = 1 / (1 + ohm * s);
          bitFactors[k] = factor;
          seen[j] = conductance[k + stride]! + bitShunt + s * factor;
        }
      }
      for (let j = 0; j < width; j++) {
        const ohm = bitTerminal[j]!;
        bitEnter[j] = 1 / (1 + ohm * seen[j]!);
        bitFactors[(rows - 1) * stride + j] = ohm < Infinity ? ohm * bitEnter[j]! : 1 / seen[j]!;
      }
      return conductance.every(siemens => siemens >= 0 && siemens < Infinity);
    },

    start(wordInjected, bitDriven) {
      if (bitDriven) {
        z.set(bitInjection.subarray(0, stride));
        for (let i = 1; i < rows; i++) {
          for (let k = i * stride; k < i * stride + width; k++) {
            z[k] = bitInjection[k]! + bitFactors[k - stride]! * z[k - stride]!;
          }
        }
        bitVoltages(w);
      } else w.fill(0);
      for (let i = 0; i < rows; i++) {
        solveWordLineFor(i, wordInjected);
        for (let j = 0; j < width; j++) r[i * stride + j] = conductance[i * stride + j]! * work[j]!;
      }
    },

    down(alpha) {
      let rz = 0;
      for (let i = 0; i < rows; i++) {
        const first = i * stride;
        if (i < rows - 1 && bitSegments[i] === 0) {
          joinRow(i, alpha);
          continue;
        }
        for (let k = first; k < first + width; k++) {
          if (alpha !== 0) {
            w[k] = w[k]! + alpha * p[k]!;
            r[k] = r[k]! - alpha * q[k]!;
          }
          z[k] = i === 0 ? r[k]! : r[k]! + bitFactors[k - stride]! * z[k - stride]!;
        }
        rz += (i < rows - 1 ? bitSegments[i]! : 1) * sumOfSquares(bitFactors, z, first, first + width);
      }
      return rz;
    },

    up(beta) {
      let pq = 0;
      for (let i = rows - 1; i >= 0; i--) {
        const first = i * stride;
        const ohm = bitSegments[i]!;
        for (let j = 0; j < width; j++) {
          const k = first + j;
          const volt = bitFactors[k]! * (i === rows - 1 ? z[k]! : z[k + stride]! + ohm * z[k]!);
          z[k] = volt;
          // The first direction has none before it to build on.
          const along = beta === 0 ? volt : volt + beta * p[k]!;
          p[k] = along;
          pp[k] = beta === 0 ? r[k]! : r[k]! + beta * pp[k]!;
          work[j] = conductance[k]! * along;
        }
        solveWordLine(i, 0);
        for (let j = 0; j < width; j++) q[first + j] = pp[first + j]! - conductance[first + j]! * work[j]!;
        pq += sumOfProducts(q, p, first, first + width);
      }
      return pq;
    },

    finish(wordInjected, bitInjected) {
      for (let i = 0; i < rows; i++) {
        solveWordLineFor(i, wordInjected);
        for (let j = 0; j < width; j++) {
          const k = i * stride + j;
          q[k] = work[j]!;
          let flow = conductance[k]! * work[j]!;
          if (bitInjected) flow = bitInjection[k]! + flow;
          z[k] = i === 0 ? flow : flow + bitFactors[k - stride]! * z[k - stride]!;
        }
      }
      bitVoltages(z);
    },

    outputs(wordInjected) {
      seen.fill(0);
      for (let i = 0; i < rows; i++) {
        solveWordLineFor(i, wordInjected);
        for (let j = 0; j < width; j++) {
          const k = i * stride + j;
          const flow = conductance[k]! * work[j]!;
          seen[j] = i === 0 ? flow : flow + bitFactors[k - stride]! * seen[j]!;
        }
      }
      return Float64Array.from({ length: cols }, (_, j) => bitEnter[j]! * seen[j]!);
    },

    release() {},
  };
}

/** Σ m J² from `from` to `to`, a multiple of four apart. */
function sumOfSquares(m: Float64Array, flow: Float64Array, from: number, to: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = from; k < to; k += 4) {
    a += m[k]! * (flow[k]! * flow[k]!);
    b += m[k + 1]! * (flow[k + 1]! * flow[k + 1]!);
    c += m[k + 2]! * (flow[k + 2]! * flow[k + 2]!);
    d += m[k + 3]! * (flow[k + 3]! * flow[k + 3]!);
  }
  return a + c + (b + d);
}

/** Σ x y likewise. */
function sumOfProducts(x: Float64Array, y: Float64Array, from: number, to: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = from; k < to; k += 4) {
    a += x[k]! * y[k]!;
    b += x[k + 1]! * y[k + 1]!;
    c += x[k + 2]! * y[k + 2]!;
    d += x[k + 3]! * y[k + 3]!;
  }
  return a + c + (b + d);
}
