"""Programming and ageing phase-change cells, the fit of Nandakumar et al. (ICECS 2019), as whole-array NumPy.

Usage: devices.py COUNT REPETITIONS. Prints the CPU time of each repetition in ms, then the means of what was programmed,
of what is left after a year and of what one run reads then (S), then the versions.
"""

import sys
import time

import numpy as np

G_MAX = 25e-6
T_0 = 20.0
T_READ = 250e-9
RUN = 1e-3
YEAR = 365 * 86400.0


def program(target, random):
    """S programmed, drift exponents, and strengths of 1/f noise."""
    x = target / G_MAX
    sigma = (0.26348 + 1.965 * x - 1.1731 * x**2) / 25 * G_MAX
    programmed = np.maximum(0, target + sigma * random.standard_normal(target.size))
    log = np.log(np.maximum(x, 1e-7))
    mean = np.clip(-0.0155 * log + 0.0244, 0.049, 0.1)
    deviation = np.clip(-0.0125 * log - 0.0059, 0.008, 0.045)
    exponent = np.abs(mean + deviation * random.standard_normal(target.size))
    strength = np.minimum(0.0088 / np.maximum((programmed / G_MAX) ** 0.65, 1e-3), 0.2)
    return programmed, exponent, strength


def age(programmed, exponent, seconds):
    return programmed * np.exp(-np.log1p(seconds / T_0) * exponent)


def read(conductance, strength, seconds, random):
    slow = np.log((seconds + T_0 + T_READ) / RUN)
    noise = strength * np.sqrt(slow) * random.standard_normal(conductance.size)
    return np.maximum(0, conductance * (1 + noise))


def main():
    count, repetitions = map(int, sys.argv[1:3])
    random = np.random.default_rng(1)
    target = G_MAX * (np.arange(count) % 1000) / 999
    times, means = [], []
    for _ in range(repetitions):
        start = time.process_time()
        programmed, exponent, strength = program(target, random)
        left = age(programmed, exponent, YEAR)
        seen = read(left, strength, YEAR, random)
        times.append(1e3 * (time.process_time() - start))
        means = [programmed.mean(), left.mean(), seen.mean()]
    print(*(f"{t:.6f}" for t in times))
    print(*means)
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, {type(random.bit_generator).__name__}")


main()
