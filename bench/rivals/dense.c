// Products of random matrices in C, the loops that a compiler vectorises best: row of X, row of W, all columns at once.
// Usage: dense COUNT ROWS COLS REPETITIONS f64|f32. Prints the CPU time of each repetition in ms.
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return 1e3 * t.tv_sec + 1e-6 * t.tv_nsec;
}

#define PRODUCT(T)                                                                                     \
  static void product_##T(const T *restrict x, const T *restrict w, T *restrict out, int count, int rows, int cols) { \
    memset(out, 0, sizeof(T) * count * cols);                                                          \
    for (int i = 0; i < count; i++)                                                                    \
      for (int k = 0; k < rows; k++) {                                                                 \
        const T a = x[(size_t)i * rows + k];                                                           \
        const T *restrict row = w + (size_t)k * cols;                                                  \
        T *restrict to = out + (size_t)i * cols;                                                       \
        for (int j = 0; j < cols; j++) to[j] += a * row[j];                                            \
      }                                                                                                \
  }                                                                                                    \
  static void run_##T(int count, int rows, int cols, int repetitions) {                                \
    T *x = malloc(sizeof(T) * count * rows), *w = malloc(sizeof(T) * rows * cols);                     \
    T *out = malloc(sizeof(T) * count * cols);                                                         \
    for (int k = 0; k < count * rows; k++) x[k] = (T)rand() / RAND_MAX;                                \
    for (int k = 0; k < rows * cols; k++) w[k] = (T)rand() / RAND_MAX;                                 \
    double sum = 0;                                                                                    \
    for (int r = 0; r < repetitions; r++) {                                                            \
      const double start = now();                                                                      \
      product_##T(x, w, out, count, rows, cols);                                                       \
      printf("%s%.6f", r ? " " : "", now() - start);                                                   \
      sum += out[r % (count * cols)];                                                                  \
    }                                                                                                  \
    printf("\n%g\n", sum);                                                                             \
  }

PRODUCT(double)
PRODUCT(float)

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  const int count = atoi(argv[1]), rows = atoi(argv[2]), cols = atoi(argv[3]), repetitions = atoi(argv[4]);
  if (strcmp(argv[5], "f32")) run_double(count, rows, cols, repetitions);
  else run_float(count, rows, cols, repetitions);
  return 0;
}
