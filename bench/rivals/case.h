/* A crossbar as bench/crossbar.ts writes it: rows and columns as doubles, then V, the resistances of the wires and the
 * cells, all double. Shared by the rivals in C. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  int rows, cols;
  double *volts, *driver, *bitSegments; /* length rows */
  double *sense, *wordSegments;         /* length cols */
  double *conductance;                  /* rows x cols */
} Case;

static double *numbers(FILE *file, size_t count) {
  double *values = malloc(count * sizeof *values);
  if (!values || fread(values, sizeof *values, count, file) != count) {
    fprintf(stderr, "the case is too short\n");
    exit(1);
  }
  return values;
}

static Case readCase(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  double *size = numbers(file, 2);
  Case c = {.rows = (int)size[0], .cols = (int)size[1]};
  c.volts = numbers(file, c.rows);
  c.driver = numbers(file, c.rows);
  c.bitSegments = numbers(file, c.rows);
  c.sense = numbers(file, c.cols);
  c.wordSegments = numbers(file, c.cols);
  c.conductance = numbers(file, (size_t)c.rows * c.cols);
  fclose(file);
  free(size);
  return c;
}

static void writeNumbers(const char *path, const double *values, size_t count) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(values, sizeof *values, count, file) != count) {
    perror(path);
    exit(1);
  }
  fclose(file);
}

/* CPU time of this process, ms. */
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return 1e3 * t.tv_sec + 1e-6 * t.tv_nsec;
}
