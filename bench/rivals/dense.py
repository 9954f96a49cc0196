"""Products of random matrices by NumPy's BLAS on one thread.

Usage: dense.py COUNT ROWS COLS REPETITIONS f64|f32. Prints the CPU time of each repetition in ms, then the versions.
"""

import sys
import time

import numpy as np

count, rows, cols, repetitions = map(int, sys.argv[1:5])
kind = np.float32 if sys.argv[5] == "f32" else np.float64
random = np.random.default_rng(1)
x = random.random((count, rows)).astype(kind)
w = random.random((rows, cols)).astype(kind)
out = np.empty((count, cols), kind)
times = []
for _ in range(repetitions):
    start = time.process_time()
    np.matmul(x, w, out=out)
    times.append(1e3 * (time.process_time() - start))
print(*(f"{t:.6f}" for t in times))
blas = np.show_config("dicts")["Build Dependencies"]["blas"] if np.lib.NumpyVersion(np.__version__) >= "1.26.0" else {}
print(f"NumPy {np.__version__}, BLAS {blas.get('name', 'unknown')} {blas.get('version', '')}")
