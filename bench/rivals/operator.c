/* The rival of effectiveOperator: port condensation (crossbar/condense.ts has the method) in C, for arrays driven at the
 * left and sensed at the bottom. Usage: operator CASE MATRICES REPETITIONS; prints the time of each repetition in ms and
 * writes transfer (rows x cols), then input (rows x rows). Compile with -O3 -march=native. */
#include <math.h>

#include "case.h"

enum { PANEL = 32, TILE_ROWS = 4, TILE_COLS = 8, COLUMN_TILES = 32, DIRECT = 28, CORNER = 4 };

typedef struct {
  int ports[4];
  double *mesh;
} Block;

static const Case *array;
static double *sources, *grounds, *words, *bits; /* S */
static double *top, *packedRows, *packedCols;

static int strideOf(int size) { return (size + TILE_COLS) & ~7; }

static void pack(double *restrict packed, const double *front, size_t stride, int size, int first, int end, int width) {
  for (int column = end; column < size; column += width)
    for (int k = first; k < end; k++, packed += width) {
      const double *row = front + k * stride + column;
      for (int c = 0; c < width; c++) packed[c] = column + c < size ? row[c] : 0;
    }
}

static inline void tile(const double *restrict a, const double *restrict b, int depth, double *restrict out, size_t stride) {
  double c[TILE_ROWS][TILE_COLS] = {{0}};
  for (int k = 0; k < depth; k++, a += TILE_ROWS, b += TILE_COLS)
    for (int r = 0; r < TILE_ROWS; r++)
      for (int s = 0; s < TILE_COLS; s++) c[r][s] += a[r] * b[s];
  for (int r = 0; r < TILE_ROWS; r++)
    for (int s = 0; s < TILE_COLS; s++) out[r * stride + s] += c[r][s];
}

/* Eliminates the first nodes of a front by star-mesh; couplings among the last `tied` are not kept up. */
static void eliminate(double *front, size_t stride, int size, int pivots, int tied) {
  const int direct = size <= DIRECT || pivots < 4, live = size - tied;
  for (int first = 0; first < pivots; first += PANEL) {
    const int end = first + PANEL < pivots ? first + PANEL : pivots, reach = direct ? live : end;
    for (int k = first; k < end; k++) {
      double *restrict row = front + k * stride;
      double sum = 0;
#pragma GCC ivdep
      for (int a = k + 1; a < size; a++) sum += row[a];
      const double scale = 1 / sqrt(sum);
      for (int a = k + 1; a < size; a++) row[a] *= scale;
      for (int r = k + 1; r < reach; r++) {
        const double factor = row[r];
        if (factor == 0) continue;
        double *restrict target = front + r * stride;
        for (int a = r + 1; a < size; a++) target[a] += factor * row[a];
      }
    }
    if (direct) continue;
    const int depth = end - first;
    pack(packedRows, front, stride, size, first, end, TILE_ROWS);
    pack(packedCols, front, stride, size, first, end, TILE_COLS);
    const int cols = (size - end + TILE_COLS - 1) / TILE_COLS, rows = (live - end + TILE_ROWS - 1) / TILE_ROWS;
    for (int left = 0; left < cols; left += COLUMN_TILES) {
      const int right = left + COLUMN_TILES < cols ? left + COLUMN_TILES : cols;
      for (int r = 0; r < rows && r < 2 * right; r++) {
        double *out = front + (end + TILE_ROWS * r) * stride + end;
        for (int c = r / 2 > left ? r / 2 : left; c < right; c++)
          tile(packedRows + (size_t)r * depth * TILE_ROWS, packedCols + (size_t)c * depth * TILE_COLS, depth,
               out + TILE_COLS * c, stride);
      }
    }
  }
}

static Block closed(double *front, int pivots, const int ports[4], int bottom, double *at) {
  const int size = ports[0] + ports[1] + ports[2] + ports[3];
  const size_t stride = strideOf(pivots + size);
  eliminate(front, stride, pivots + size, pivots, bottom ? ports[3] : 0);
  for (int r = 0; r < size; r++)
    memmove(at + (size_t)r * size, front + (pivots + r) * stride + pivots, size * sizeof(double));
  top = at + (size_t)size * size;
  return (Block){{ports[0], ports[1], ports[2], ports[3]}, at};
}

static double *clearFront(int size) {
  memset(top, 0, (size_t)strideOf(size) * (size + 8) * sizeof(double));
  return top;
}

static void join(double *front, size_t stride, int a, int b, double siemens) {
  front[a < b ? a * stride + b : b * stride + a] = siemens;
}

static Block corner(int i0, int i1, int j0, int j1, const int ports[4]) {
  const int rows = array->rows, cols = array->cols, width = j1 - j0, height = i1 - i0;
  const int inner = 2 * height * width - ports[1] - ports[2];
  const int innerWords = ports[1] ? width - 1 : width, innerRow = ports[2] ? i0 + 1 : i0;
  const int left = inner, right = left + ports[0], up = right + ports[1], down = up + ports[2];
  const int firstBit = height * innerWords, size = down + ports[3];
  double *front = clearFront(size);
  const size_t stride = strideOf(size);
#define WORD(i, j) ((j) < j0 ? left + (i)-i0 : (j)-j0 < innerWords ? ((i)-i0) * innerWords + (j)-j0 : right + (i)-i0)
#define BIT(i, j) ((i) == i1 ? down + (j)-j0 : (i) < innerRow ? up + (j)-j0 : firstBit + ((i)-innerRow) * width + (j)-j0)
  for (int i = i0; i < i1; i++)
    for (int j = j0; j < j1; j++) {
      join(front, stride, WORD(i, j), BIT(i, j), array->conductance[(size_t)i * cols + j]);
      join(front, stride, WORD(i, j - 1), WORD(i, j), j == 0 ? sources[i] : words[j]);
      join(front, stride, BIT(i, j), BIT(i + 1, j), i == rows - 1 ? grounds[j] : bits[i]);
    }
  return closed(front, inner, ports, i1 == rows, front);
}

static void add(const Block *block, double *front, size_t stride, const int at[4]) {
  const int *n = block->ports;
  const int size = n[0] + n[1] + n[2] + n[3];
  for (int g = 0, from = 0; g < 4; from += n[g++])
    for (int r = 0; r < n[g]; r++) {
      const double *restrict row = block->mesh + (size_t)(from + r) * size;
      for (int h = g, column = from; h < 4; column += n[h++]) {
        const int first = h == g ? r + 1 : 0;
        if (at[g] <= at[h]) {
          double *restrict target = front + (at[g] + r) * stride + at[h];
          for (int c = first; c < n[h]; c++) target[c] += row[column + c];
        } else
          for (int c = first; c < n[h]; c++) front[(at[h] + c) * stride + at[g] + r] += row[column + c];
      }
    }
}

static Block condense(int i0, int i1, int j0, int j1) {
  const int height = i1 - i0, width = j1 - j0;
  const int ports[4] = {height, j1 < array->cols ? height : 0, i0 > 0 ? width : 0, width};
  if (height <= CORNER && width <= CORNER) return corner(i0, i1, j0, j1, ports);
  const int i = (i0 + i1) / 2, j = (j0 + j1) / 2, across = width >= height;
  double *base = top;
  const Block a = across ? condense(i0, i1, j0, j) : condense(i0, i, j0, j1);
  const Block b = across ? condense(i0, i1, j, j1) : condense(i, i1, j0, j1);
  const int shared = across ? a.ports[1] : a.ports[3];
  const int left = shared, right = left + ports[0], up = right + ports[1], down = up + ports[2];
  const int size = down + ports[3];
  double *front = clearFront(size);
  const size_t stride = strideOf(size);
  if (across) {
    add(&a, front, stride, (int[]){left, 0, up, down});
    add(&b, front, stride, (int[]){0, right, up + a.ports[2], down + a.ports[3]});
  } else {
    add(&a, front, stride, (int[]){left, right, up, 0});
    add(&b, front, stride, (int[]){left + a.ports[0], right + a.ports[1], 0, down});
  }
  return closed(front, shared, ports, i1 == array->rows, base);
}

static double *inverse(const double *ohm, const double *more, int count, double last) {
  double *siemens = malloc(count * sizeof *siemens);
  for (int k = 0; k < count; k++) siemens[k] = 1 / fmax(ohm[k] + (more ? last : 0), 1e-30);
  return siemens;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: operator CASE MATRICES REPETITIONS\n"), 2;
  Case c = readCase(argv[1]);
  const int rows = c.rows, cols = c.cols;
  array = &c;
  const size_t most = (size_t)26 * (rows > cols ? rows : cols) * (rows > cols ? rows : cols) + 100000;
  double *heap = malloc(most * sizeof *heap);
  packedRows = malloc((size_t)PANEL * (4 * (rows + cols) + 64) * sizeof(double));
  packedCols = malloc((size_t)PANEL * (4 * (rows + cols) + 64) * sizeof(double));
  double *result = malloc(((size_t)rows * cols + (size_t)rows * rows) * sizeof *result);
  for (int n = 0; n < atoi(argv[3]); n++) {
    double before = now();
    sources = inverse(c.driver, c.driver, rows, c.wordSegments[0]);
    grounds = inverse(c.sense, c.sense, cols, c.bitSegments[rows - 1]);
    words = inverse(c.wordSegments, NULL, cols, 0);
    bits = inverse(c.bitSegments, NULL, rows, 0);
    top = heap;
    const Block all = condense(0, rows, 0, cols);
    const size_t size = rows + cols;
    double *transfer = result, *input = result + (size_t)rows * cols;
    memset(input, 0, (size_t)rows * rows * sizeof *input);
    for (int i = 0; i < rows; i++) {
      const double *row = all.mesh + i * size;
      memcpy(transfer + (size_t)i * cols, row + rows, cols * sizeof *row);
      for (int j = 0; j < cols; j++) input[(size_t)i * rows + i] += row[rows + j];
      for (int k = i + 1; k < rows; k++) {
        input[(size_t)i * rows + i] += row[k];
        input[(size_t)k * rows + k] += row[k];
        input[(size_t)i * rows + k] -= row[k];
        input[(size_t)k * rows + i] -= row[k];
      }
    }
    free(sources), free(grounds), free(words), free(bits);
    printf("%.6f ", now() - before);
  }
  printf("\n");
  writeNumbers(argv[2], result, (size_t)rows * cols + (size_t)rows * rows);
  return 0;
}
