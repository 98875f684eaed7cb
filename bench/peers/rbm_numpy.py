"""Peer of `bench/dbn.ts`: one CD-1 update of a Bernoulli-Bernoulli RBM with numpy, f32, arrays written in place.

usage: rbm_numpy.py FOLDER ROWS VISIBLE HIDDEN LEARNING_RATE MOMENTUM WEIGHT_DECAY REPEATS
Reads data.f32 [N, V] and weights.f32 [V, H]. Prints JSON: the median time in ms, and the mean probability of the hidden units.
"""
import json
import sys
import time

import numpy as np

folder = sys.argv[1]
N, V, H = map(int, sys.argv[2:5])
rate, momentum, decay = (np.float32(x) for x in sys.argv[5:8])
repeats = int(sys.argv[8])

data = np.fromfile(f"{folder}/data.f32", np.float32).reshape(N, V)
W = np.fromfile(f"{folder}/weights.f32", np.float32).reshape(V, H)
b, c = np.zeros(V, np.float32), np.zeros(H, np.float32)
speed_W, speed_b, speed_c = np.zeros_like(W), np.zeros_like(b), np.zeros_like(c)
random = np.random.Generator(np.random.SFC64(1))

positive, negative, uniform = (np.empty((N, H), np.float32) for _ in range(3))
reconstruction = np.empty((N, V), np.float32)
statistics, chains = np.empty((V, H), np.float32), np.empty((V, H), np.float32)


def sigmoid_in_place(x):
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    np.reciprocal(x, out=x)


def up(visible, out):
    np.matmul(visible, W, out=out)
    out += c
    sigmoid_in_place(out)


def update():
    up(data, positive)
    random.random(out=uniform, dtype=np.float32)
    sample = np.less(uniform, positive).astype(np.float32)
    np.matmul(sample, W.T, out=reconstruction)
    reconstruction.__iadd__(b)
    sigmoid_in_place(reconstruction)
    up(reconstruction, negative)
    np.matmul(data.T, positive, out=statistics)
    np.matmul(reconstruction.T, negative, out=chains)
    np.subtract(statistics, chains, out=statistics)
    statistics.__imul__(rate / N)
    np.multiply(W, rate * decay, out=chains)
    np.subtract(statistics, chains, out=statistics)
    speed_W.__imul__(momentum)
    speed_W.__iadd__(statistics)
    W.__iadd__(speed_W)
    np.subtract(positive, negative, out=negative)
    speed_c.__imul__(momentum)
    speed_c.__iadd__(negative.sum(0) * (rate / N))
    c.__iadd__(speed_c)
    np.subtract(data, reconstruction, out=reconstruction)
    speed_b.__imul__(momentum)
    speed_b.__iadd__(reconstruction.sum(0) * (rate / N))
    b.__iadd__(speed_b)
    return np.vdot(reconstruction, reconstruction)


up(data, positive)
hidden_mean = float(positive.mean(dtype=np.float64))
update()
times = []
for _ in range(repeats):
    start = time.perf_counter()
    update()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"ms": sorted(times)[len(times) // 2], "hiddenMean": hidden_mean, "version": np.__version__}))
