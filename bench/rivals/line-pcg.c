/* The rival of solveOutputs: reduced line-PCG (crossbar/line-pcg.ts has the method) in C, for arrays driven at the left and
 * sensed at the bottom. Usage: line-pcg CASE OUTPUTS TOLERANCE REPETITIONS; prints the time of each repetition, cold, in
 * ms, then the iterations. Compile with -O3 -march=native. */
#include "case.h"

typedef struct {
  int rows, cols;
  size_t stride;
  double *g, *mw, *mb, *w, *p, *pp, *r, *z, *q, *y;
  double *enterWord, *enterBit;
  const double *wordSegments, *bitSegments;
} Lines;

static Lines allocate(const Case *c) {
  Lines l = {.rows = c->rows, .cols = c->cols};
  l.stride = (((size_t)c->cols + 7) & ~(size_t)7) + 8;
  size_t grid = l.rows * l.stride + 72;
  double *memory = aligned_alloc(64, (9 * grid + 8 * l.stride + 2 * (((size_t)l.rows + 7) & ~(size_t)7)) * sizeof *memory);
  double **grids[] = {&l.g, &l.mw, &l.mb, &l.w, &l.p, &l.pp, &l.r, &l.z, &l.q};
  for (int k = 0; k < 9; k++) *grids[k] = memory + k * grid;
  l.y = memory + 9 * grid;
  l.enterBit = l.y + 6 * l.stride;
  l.enterWord = l.enterBit + l.stride;
  return l;
}

static void assemble(Lines *l, const Case *c) {
  for (int i = 0; i < l->rows; i++)
    memcpy(l->g + i * l->stride, c->conductance + (size_t)i * l->cols, l->cols * sizeof(double));
  l->wordSegments = c->wordSegments;
  l->bitSegments = c->bitSegments;
}

static void factor(Lines *l, const Case *c) {
  const int rows = l->rows, cols = l->cols;
  const size_t stride = l->stride;
  int i = 0;
  for (; i + 3 < rows; i += 4) {
    const double *restrict g = l->g + i * stride;
    double *restrict m = l->mw + i * stride;
    double s[4];
    for (int k = 0; k < 4; k++) s[k] = g[k * stride + cols - 1];
    for (int j = cols - 1; j > 0; j--) {
      double f[4];
      for (int k = 0; k < 4; k++) f[k] = 1 / (1 + c->wordSegments[j] * s[k]);
      for (int k = 0; k < 4; k++) {
        m[k * stride + j] = f[k];
        s[k] = g[k * stride + j - 1] + s[k] * f[k];
      }
    }
    for (int k = 0; k < 4; k++) {
      double ohm = c->wordSegments[0] + c->driver[i + k];
      l->enterWord[i + k] = 1 / (1 + ohm * s[k]);
      m[k * stride] = ohm * l->enterWord[i + k];
    }
  }
  for (; i < rows; i++) {
    const double *g = l->g + i * stride;
    double *m = l->mw + i * stride;
    double s = g[cols - 1];
    for (int j = cols - 1; j > 0; j--) {
      m[j] = 1 / (1 + c->wordSegments[j] * s);
      s = g[j - 1] + s * m[j];
    }
    double ohm = c->wordSegments[0] + c->driver[i];
    l->enterWord[i] = 1 / (1 + ohm * s);
    m[0] = ohm * l->enterWord[i];
  }
  double *restrict s = l->y;
  memcpy(s, l->g, cols * sizeof *s);
  for (i = 0; i < rows - 1; i++) {
    double *restrict m = l->mb + i * stride;
    const double *restrict next = l->g + (i + 1) * stride;
    const double ohm = c->bitSegments[i];
    for (int j = 0; j < cols; j++) {
      double f = 1 / (1 + ohm * s[j]);
      m[j] = f;
      s[j] = next[j] + s[j] * f;
    }
  }
  double *restrict m = l->mb + (rows - 1) * stride;
  for (int j = 0; j < cols; j++) {
    double ohm = c->bitSegments[rows - 1] + c->sense[j];
    l->enterBit[j] = 1 / (1 + ohm * s[j]);
    m[j] = ohm * l->enterBit[j];
  }
}

/* Word lines i ... i + count - 1, four at a time or one; y holds the injected currents and receives the voltages. */
static void solveWordLines(const Lines *l, int i, int count, const double *volts) {
  const int cols = l->cols;
  const size_t stride = l->stride;
  const double *ohm = l->wordSegments;
  if (count == 4) {
    const double *restrict m0 = l->mw + i * stride, *restrict m1 = m0 + stride, *restrict m2 = m1 + stride,
                           *restrict m3 = m2 + stride;
    double *restrict y0 = l->y, *restrict y1 = y0 + stride, *restrict y2 = y1 + stride, *restrict y3 = y2 + stride;
    double a = y0[cols - 1], b = y1[cols - 1], c = y2[cols - 1], d = y3[cols - 1];
    for (int j = cols - 1; j > 0; j--) {
      y0[j - 1] = a = y0[j - 1] + m0[j] * a;
      y1[j - 1] = b = y1[j - 1] + m1[j] * b;
      y2[j - 1] = c = y2[j - 1] + m2[j] * c;
      y3[j - 1] = d = y3[j - 1] + m3[j] * d;
    }
    const double *enter = l->enterWord + i;
    y0[0] = a = (volts ? enter[0] * volts[i] : 0) + m0[0] * a;
    y1[0] = b = (volts ? enter[1] * volts[i + 1] : 0) + m1[0] * b;
    y2[0] = c = (volts ? enter[2] * volts[i + 2] : 0) + m2[0] * c;
    y3[0] = d = (volts ? enter[3] * volts[i + 3] : 0) + m3[0] * d;
    for (int j = 1; j < cols; j++) {
      y0[j] = a = m0[j] * (a + ohm[j] * y0[j]);
      y1[j] = b = m1[j] * (b + ohm[j] * y1[j]);
      y2[j] = c = m2[j] * (c + ohm[j] * y2[j]);
      y3[j] = d = m3[j] * (d + ohm[j] * y3[j]);
    }
    return;
  }
  const double *m = l->mw + i * stride;
  double *y = l->y;
  for (int j = cols - 1; j > 0; j--) y[j - 1] += m[j] * y[j];
  y[0] = (volts ? l->enterWord[i] * volts[i] : 0) + m[0] * y[0];
  for (int j = 1; j < cols; j++) y[j] = m[j] * (y[j - 1] + ohm[j] * y[j]);
}

static void start(Lines *l, const double *volts) {
  const int rows = l->rows, cols = l->cols;
  const size_t stride = l->stride, bytes = rows * stride * sizeof(double);
  memset(l->w, 0, bytes);
  memset(l->p, 0, bytes);
  memset(l->pp, 0, bytes);
  memset(l->q, 0, bytes);
  for (int i = 0; i < rows; i++) {
    const double *restrict m = l->mw + i * stride, *restrict g = l->g + i * stride;
    double *restrict r = l->r + i * stride;
    double u = l->enterWord[i] * volts[i];
    r[0] = g[0] * u;
    for (int j = 1; j < cols; j++) {
      u *= m[j];
      r[j] = g[j] * u;
    }
  }
}

static double down(Lines *l, double alpha) {
  const int rows = l->rows, cols = l->cols;
  double rz = 0;
  for (int i = 0; i < rows; i++) {
    const size_t o = i * l->stride;
    double *restrict w = l->w + o, *restrict r = l->r + o, *restrict z = l->z + o;
    const double *restrict p = l->p + o, *restrict q = l->q + o, *restrict m = l->mb + o;
    double sum = 0;
    if (i == 0) {
      for (int j = 0; j < cols; j++) {
        w[j] += alpha * p[j];
        double t = r[j] - alpha * q[j];
        r[j] = t;
        z[j] = t;
        sum += m[j] * t * t;
      }
    } else {
      const double *restrict before = m - l->stride, *restrict above = z - l->stride;
      for (int j = 0; j < cols; j++) {
        w[j] += alpha * p[j];
        double t = r[j] - alpha * q[j];
        r[j] = t;
        t += before[j] * above[j];
        z[j] = t;
        sum += m[j] * t * t;
      }
    }
    rz += (i < rows - 1 ? l->bitSegments[i] : 1) * sum;
  }
  return rz;
}

static double up(Lines *l, double beta) {
  const int rows = l->rows, cols = l->cols;
  const size_t stride = l->stride;
  double pq = 0;
  for (int end = rows; end > 0;) {
    const int count = end >= 4 ? 4 : 1, first = end - count;
    for (int k = count - 1; k >= 0; k--) {
      const int i = first + k;
      const size_t o = i * stride;
      double *restrict z = l->z + o, *restrict p = l->p + o, *restrict pp = l->pp + o, *restrict y = l->y + k * stride;
      const double *restrict r = l->r + o, *restrict g = l->g + o, *restrict m = l->mb + o;
      if (i == rows - 1) {
        for (int j = 0; j < cols; j++) {
          double v = m[j] * z[j];
          z[j] = v;
          v += beta * p[j];
          p[j] = v;
          pp[j] = r[j] + beta * pp[j];
          y[j] = g[j] * v;
        }
      } else {
        const double *restrict below = z + stride;
        const double ohm = l->bitSegments[i];
        for (int j = 0; j < cols; j++) {
          double v = m[j] * (below[j] + ohm * z[j]);
          z[j] = v;
          v += beta * p[j];
          p[j] = v;
          pp[j] = r[j] + beta * pp[j];
          y[j] = g[j] * v;
        }
      }
    }
    solveWordLines(l, first, count, NULL);
    for (int k = count - 1; k >= 0; k--) {
      const size_t o = (first + k) * stride;
      const double *restrict pp = l->pp + o, *restrict p = l->p + o, *restrict g = l->g + o, *restrict y = l->y + k * stride;
      double *restrict q = l->q + o;
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        double t = pp[j] - g[j] * y[j];
        q[j] = t;
        sum += t * p[j];
      }
      pq += sum;
    }
    end = first;
  }
  return pq;
}

static void outputs(Lines *l, const double *volts, double *out) {
  const int rows = l->rows, cols = l->cols;
  const size_t stride = l->stride;
  double *restrict flow = l->y + 4 * stride;
  memset(flow, 0, cols * sizeof *flow);
  for (int i = 0; i < rows;) {
    const int count = i + 3 < rows ? 4 : 1;
    for (int k = 0; k < count; k++) {
      const size_t o = (i + k) * stride;
      for (int j = 0; j < cols; j++) l->y[k * stride + j] = l->g[o + j] * l->w[o + j];
    }
    solveWordLines(l, i, count, volts);
    for (int k = 0; k < count; k++) {
      const size_t o = (i + k) * stride;
      const double *restrict g = l->g + o, *restrict y = l->y + k * stride;
      if (i + k == 0)
        for (int j = 0; j < cols; j++) flow[j] = g[j] * y[j];
      else {
        const double *restrict m = l->mb + o - stride;
        for (int j = 0; j < cols; j++) flow[j] = g[j] * y[j] + m[j] * flow[j];
      }
    }
    i += count;
  }
  for (int j = 0; j < cols; j++) out[j] = l->enterBit[j] * flow[j];
}

static int solve(Lines *l, const double *volts, double tolerance, double *out) {
  start(l, volts);
  double rz = down(l, 0), stop = tolerance * tolerance * rz, beta = 0;
  int iterations = 0;
  for (; rz > stop && iterations < 5000; iterations++) {
    double next = down(l, rz / up(l, beta));
    beta = next / rz;
    rz = next;
  }
  outputs(l, volts, out);
  return iterations;
}

int main(int argc, char **argv) {
  if (argc != 5) return fprintf(stderr, "usage: line-pcg CASE OUTPUTS TOLERANCE REPETITIONS\n"), 2;
  Case c = readCase(argv[1]);
  Lines l = allocate(&c);
  double *out = malloc(c.cols * sizeof *out);
  int iterations = 0;
  for (int k = 0; k < atoi(argv[4]); k++) {
    double before = now();
    assemble(&l, &c);
    factor(&l, &c);
    iterations = solve(&l, c.volts, atof(argv[3]), out);
    printf("%.6f ", now() - before);
  }
  printf("\n%d\n", iterations);
  writeNumbers(argv[2], out, c.cols);
  return 0;
}
