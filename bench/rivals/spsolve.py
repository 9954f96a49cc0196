"""The nodal equations of a crossbar by SciPy's sparse LU, the method of badcrossbar.

Usage: spsolve.py CASE RESULT one|all REPETITIONS
`one` solves for the case's own voltages with spsolve, `all` factors once with splu and solves for every source at 1 V.
Prints the CPU time of each repetition (assembly, factors, solution) in ms, then the versions.
"""

import sys
import time

import numpy as np
import scipy
import scipy.sparse as sparse
import scipy.sparse.linalg as linalg


def read_case(path):
    numbers = np.fromfile(path)
    rows, cols = int(numbers[0]), int(numbers[1])
    parts = np.split(numbers[2:], np.cumsum([rows, rows, rows, cols, cols]))
    return rows, cols, parts


def nodal_matrix(rows, cols, driver, bit_segments, sense, word_segments, conductance):
    """Word-line nodes first, then bit-line nodes; returns the matrix and the conductance of each driver."""
    n = rows * cols
    word = np.arange(n).reshape(rows, cols)
    bit = word + n
    word_siemens = 1 / (np.tile(word_segments, (rows, 1)) + np.pad(driver[:, None], ((0, 0), (0, cols - 1))))
    bit_siemens = 1 / (np.tile(bit_segments[:, None], (1, cols)) + np.pad(sense[None, :], ((rows - 1, 0), (0, 0))))
    cell = conductance.reshape(rows, cols)
    branches = [
        (word, bit, cell),
        (word[:, :-1], word[:, 1:], word_siemens[:, 1:]),
        (bit[:-1], bit[1:], bit_siemens[:-1]),
    ]
    diagonal = np.zeros(2 * n)
    i, j, v = [], [], []
    for a, b, siemens in branches:
        a, b, siemens = a.ravel(), b.ravel(), siemens.ravel()
        np.add.at(diagonal, a, siemens)
        np.add.at(diagonal, b, siemens)
        i += [a, b]
        j += [b, a]
        v += [-siemens, -siemens]
    diagonal[word[:, 0]] += word_siemens[:, 0]
    diagonal[bit[-1]] += bit_siemens[-1]
    every = np.arange(2 * n)
    i, j, v = (np.concatenate(x) for x in (i + [every], j + [every], v + [diagonal]))
    return sparse.csc_matrix((v, (i, j)), shape=(2 * n, 2 * n)), word_siemens[:, 0], bit_siemens[-1]


def solve(rows, cols, parts, every_source):
    volts, driver, bit_segments, sense, word_segments, conductance = parts
    matrix, source, ground = nodal_matrix(rows, cols, driver, bit_segments, sense, word_segments, conductance)
    first = np.arange(rows) * cols
    last = 2 * rows * cols - cols + np.arange(cols)
    if every_source:
        currents = np.zeros((2 * rows * cols, rows))
        currents[first, np.arange(rows)] = source
        factors = linalg.splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
        return (factors.solve(currents)[last] * ground[:, None]).T
    currents = np.zeros(2 * rows * cols)
    currents[first] = source * volts
    return linalg.spsolve(matrix, currents)[last] * ground


def blas():
    try:
        return np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    except (TypeError, KeyError):
        with open("/proc/self/maps") as maps:
            names = {line.split("/")[-1].strip() for line in maps if "blas" in line}
        return ", ".join(sorted(names)) or "unknown BLAS"


def main():
    case, result, which, repetitions = sys.argv[1:]
    rows, cols, parts = read_case(case)
    times = []
    for _ in range(int(repetitions)):
        before = time.process_time()
        found = solve(rows, cols, parts, which == "all")
        times.append(f"{1e3 * (time.process_time() - before):.6f}")
    found.tofile(result)
    print(" ".join(times))
    print(f"Python {sys.version.split()[0]}, SciPy {scipy.__version__}, NumPy {np.__version__}, {blas()}")


main()
