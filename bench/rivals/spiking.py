"""A spiking network of balanced resonators and leaky integrators that read them out, in NumPy, all records side by side.

Usage: spiking.py FOLDER TYPE FORM REPETITIONS. FOLDER has inputs.npy (records x steps x channels, 0 or 1), weights.npy (neurons x
(channels + neurons)), constants.npy (frequency and damping x neurons), readout.npy (classes x neurons) and taus.npy (1 x
classes); spikes.npy (steps x records x neurons) and classes.npy (steps x records) are left there. TYPE is float32 or float64.
FORM is `dense`, a product of all records with the recurrent weights a step, or `events`, which gathers and adds the rows of
neurons that fired. dt = 0.01, threshold 1 and refractory decay 0.9 are those of AdaptiveAILab/brf-neurons. Prints for each
repetition the time by the clock and the CPU time in ms, then the versions.

dt is multiplied into weights and constants beforehand, what comes in is multiplied by its weights for all steps at once, and
nothing is allocated in the loop of the dense form.
"""

import os
import sys
import time

import numpy as np

from blas import blas

folder, kind, form, repetitions = *sys.argv[1:4], int(sys.argv[4])
dtype = np.dtype(kind)
load = lambda name: np.load(os.path.join(folder, name + ".npy"))
of = lambda values: np.ascontiguousarray(values, dtype)
inputs, weights, (frequency, damping), readout, (taus,) = map(load, ["inputs", "weights", "constants", "readout", "taus"])
count, steps, channels = inputs.shape
width, classes = len(weights), len(readout)
dt = 0.01
given = of(inputs.transpose(1, 0, 2)).reshape(-1, channels)
forward, back = of(dt * weights[:, :channels].T), of(dt * weights[:, channels:].T)
keep = of(np.broadcast_to(np.sqrt(1 - (dt * frequency) ** 2) - dt * damping, (count, width)))
turn = of(np.broadcast_to(dt * frequency, (count, width)))
leak = np.exp(-1 / taus)
leaks = of(np.broadcast_to(leak, (count, classes)))
out = of(((1 - leak)[:, None] * readout).T)
step, threshold, decay = dtype.type(dt), dtype.type(1), dtype.type(0.9)


def came_back(fired, spikes, into):
    """What the spikes of a step drive in the next one."""
    if form == "dense":
        np.matmul(spikes, back, out=into)
        return
    into.fill(0)
    records, neurons = np.nonzero(fired)
    if len(records):
        first = np.flatnonzero(np.diff(records, prepend=-1))
        into[records[first]] = np.add.reduceat(back[neurons], first)


def run():
    drives = (given @ forward).reshape(steps, count, width)
    spikes = np.empty((steps, count, width), dtype)
    u, v, q, b, part, following = (np.zeros((count, width), dtype) for _ in range(6))
    fired = np.zeros((count, width), bool)
    before = np.zeros((count, width), dtype)
    for t in range(steps):
        came_back(fired, before, following)
        following += drives[t]
        np.multiply(q, step, out=b)
        np.subtract(keep, b, out=b)
        np.multiply(b, u, out=part)
        following += part
        np.multiply(turn, v, out=part)
        following -= part
        v *= b
        u *= turn
        v += u
        u, following = following, u
        np.add(q, threshold, out=b)
        np.greater(u, b, out=fired)
        before = spikes[t]
        np.copyto(before, fired)
        q *= decay
        q += before
    scores = (spikes.reshape(-1, width) @ out).reshape(steps, count, classes)
    kept = np.empty((count, classes), dtype)
    for t in range(1, steps):
        np.multiply(leaks, scores[t - 1], out=kept)
        scores[t] += kept
    return spikes, scores.argmax(2)


if repetitions == 0:
    print(f"NumPy {np.__version__}, {blas()}")
    sys.exit()
for _ in range(repetitions):
    clock, cpu = time.perf_counter(), time.process_time()
    spikes, found = run()
    print(f"{1e3 * (time.perf_counter() - clock):.6f} {1e3 * (time.process_time() - cpu):.6f}")
np.save(os.path.join(folder, "spikes.npy"), spikes.astype(np.uint8))
np.save(os.path.join(folder, "classes.npy"), found.astype(np.uint8))
print(f"NumPy {np.__version__}, {blas()}")
