"""Sparse codes in NumPy by the locally competitive algorithm in the Gram form, float64, soft threshold, both signs.

Usage: lca.py FOLDER LEVEL STEP ITERATIONS REPETITIONS FORM. FOLDER has atoms.npy (atoms x inputs) and inputs.npy (count x
inputs); codes.npy is left there. FORM is `dense`, one product of all inputs with the Gram matrix an iteration, `active`, the
same of the atoms that some input uses, or `single`, input by input with its own active atoms. Prints for each repetition the
time by the clock and the CPU time in ms, then the versions. Nothing is allocated in the loop of the dense form.
"""

import os
import sys
import time

import numpy as np

from blas import blas

folder, level, step, iterations, repetitions, form = sys.argv[1], *map(float, sys.argv[2:4]), *map(int, sys.argv[4:6]), sys.argv[6]
atoms = np.load(os.path.join(folder, "atoms.npy"))
inputs = np.load(os.path.join(folder, "inputs.npy"))
count, width = len(inputs), len(atoms)


def threshold(u, a):
    np.clip(u, -level, level, out=a)
    np.subtract(u, a, out=a)


def setup():
    lateral = atoms @ atoms.T
    lateral[np.diag_indices(width)] -= 1
    return lateral, inputs @ atoms.T


def batch(leave_out):
    """All inputs together; `leave_out` drops the atoms that none of them uses from the product."""
    lateral, drive = setup()
    u, a, pull = np.zeros((count, width)), np.empty((count, width)), np.empty((count, width))
    for _ in range(iterations):
        threshold(u, a)
        if leave_out:
            used = np.flatnonzero(a.any(axis=0))
            np.matmul(a[:, used], lateral[used], out=pull)
        else:
            np.matmul(a, lateral, out=pull)
        np.subtract(drive, pull, out=pull)
        pull -= u
        pull *= step
        u += pull
    threshold(u, a)
    return a


def single():
    lateral, drive = setup()
    codes = np.empty((count, width))
    a = np.empty(width)
    for k in range(count):
        u, b = np.zeros(width), drive[k]
        for _ in range(iterations):
            threshold(u, a)
            used = np.flatnonzero(a)
            pull = b - a[used] @ lateral[used]
            pull -= u
            pull *= step
            u += pull
        threshold(u, codes[k])
    return codes


for _ in range(repetitions):
    clock, cpu = time.perf_counter(), time.process_time()
    codes = single() if form == "single" else batch(form == "active")
    print(f"{1e3 * (time.perf_counter() - clock):.6f} {1e3 * (time.process_time() - cpu):.6f}")
np.save(os.path.join(folder, "codes.npy"), codes)
print(f"NumPy {np.__version__}, {blas()}")
