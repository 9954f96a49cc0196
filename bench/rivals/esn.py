"""A leaky echo state network in NumPy: the last states of some series, all of one length.

Usage: esn.py UNITS LENGTH SERIES REPETITIONS. Prints for each repetition the time by the clock and the CPU time in ms, then
the versions.

h' = (1 - a) h + a tanh(W h + W_in x + b), float64, in the form that proved fastest: inputs times W_in for many steps at once, all
series in one product, nothing allocated in the loop.
"""

import sys
import time

import numpy as np

from blas import blas

units, length, series, repetitions = map(int, sys.argv[1:5])
leak = 0.3
block = 500
random = np.random.default_rng(1)
x = random.uniform(-1, 1, (length, series, 1))
bias = random.uniform(-0.1, 0.1, units)
w_in = random.uniform(-1, 1, (1, units))
# The circular law: a spectral radius of about 0.9.
w = random.uniform(-1, 1, (units, units)) * 0.9 * np.sqrt(3 / units)


def one():
    """One series: a matrix and a vector."""
    h = np.zeros(units)
    z = np.empty(units)
    for first in range(0, length, block):
        drive = x[first : first + block, 0] @ w_in
        drive += bias
        for row in drive:
            np.dot(w, h, out=z)
            z += row
            np.tanh(z, out=z)
            z -= h
            z *= leak
            h += z
    return h


def many():
    """Several series: a row of h for each."""
    w_t = np.ascontiguousarray(w.T)
    h = np.zeros((series, units))
    z = np.empty((series, units))
    for first in range(0, length, block):
        drive = x[first : first + block] @ w_in
        drive += bias
        for rows in drive:
            np.matmul(h, w_t, out=z)
            z += rows
            np.tanh(z, out=z)
            z -= h
            z *= leak
            h += z
    return h


for _ in range(repetitions):
    clock, cpu = time.perf_counter(), time.process_time()
    one() if series == 1 else many()
    print(f"{1e3 * (time.perf_counter() - clock):.6f} {1e3 * (time.process_time() - cpu):.6f}")
print(f"NumPy {np.__version__}, {blas()}")
