"""Writes network.json and patterns.npz: spikes that sweep up or down over eight channels, and neurons that tell them apart."""

import json

import numpy as np

channels, step = 8, 3  # a sweep goes from one channel to the next in three time steps
sweep = {"rising": np.arange(channels) * step, "falling": np.arange(channels)[::-1] * step}
length, shown = 300, 14  # time steps of a series, and for how many a sweep is the label after its last spike
classes = ["none", "rising", "falling"]

# Each detector sees every channel so late that the spikes of its own sweep arrive together. Of each kind there are four, which
# forget in 2 to 5 ms: those that remember longer forgive more jitter.
forget = [2e-3, 3e-3, 4e-3, 5e-3]
detectors = len(forget)
aligning = {kind: times.max() - times for kind, times in sweep.items()}
synapses = {kind: np.zeros((2 * detectors, channels)) for kind in sweep}
synapses["rising"][:detectors] = synapses["falling"][detectors:] = 1
inhibition = np.zeros((2 * detectors, 2 * detectors))  # a detector that spikes holds down those of the other kind
inhibition[:detectors, detectors:] = inhibition[detectors:, :detectors] = -2
readout = np.zeros((3, 2 * detectors))
readout[1, :detectors] = readout[2, detectors:] = 4

network = {
    "format": "ohmweave-network",
    "version": 1,
    "name": "sweep detector",
    "input": {"channels": channels, "normalize": "none", "spikes": True},
    "layers": [
        {"type": "delay", "name": "rising", "from": ["input"], "steps": aligning["rising"].tolist()},
        {"type": "linear", "name": "rising_synapses", "weights": synapses["rising"].tolist()},
        {"type": "delay", "name": "falling", "from": ["input"], "steps": aligning["falling"].tolist()},
        {"type": "linear", "name": "falling_synapses", "weights": synapses["falling"].tolist()},
        {
            "type": "neurons",
            "name": "detectors",
            "from": ["rising_synapses", "falling_synapses"],
            "neuron": {
                "model": "lif",
                "timeStep": 1e-3,
                "discretisation": "exponential-leak",
                "timeConstant": forget * 2,
                "resistance": [tau / 1e-3 for tau in forget * 2],  # so that a spike adds its weight
                "rest": 0,
                "threshold": 4.5,
                "reset": "to-value",
                "resetValue": 0,
            },
            "recurrent": inhibition.tolist(),
        },
        {"type": "linear", "name": "votes", "weights": readout.tolist(), "bias": [0.3, 0, 0]},
        {
            "type": "neurons",
            "name": "evidence",
            "neuron": {
                "model": "li",
                "timeStep": 1e-3,
                "discretisation": "exact",
                "timeConstant": 10e-3,
                "resistance": 1,
                "rest": 0,
            },
        },
        {"type": "scores", "name": "scores", "of": "step", "classes": classes},
    ],
}
with open("network.json", "w") as file:
    json.dump(network, file, indent=1)
    file.write("\n")

random = np.random.default_rng(8)
series = 12
spikes = random.random((series, channels, length)) < 0.02
labels = np.full((series, length), "none", dtype="U7")
for s in range(series):
    for start in range(15, length - 60, 55):
        kind = random.choice(classes)
        if kind == "none":
            continue
        begin = start + random.integers(0, 10)
        for channel, time in enumerate(sweep[kind]):
            spikes[s, channel, begin + time + random.integers(-1, 2)] = True
        end = begin + step * (channels - 1)
        labels[s, end : end + shown] = kind
np.savez_compressed("patterns.npz", X=spikes.astype(np.uint8), y=labels)
