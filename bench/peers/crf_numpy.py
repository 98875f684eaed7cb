"""Peer of `bench/crf.ts`: objective and gradient of a dense linear-chain CRF with numpy, scaled forward-backward.

usage: crf_numpy.py FOLDER CHAINS STEPS STATES INPUTS REPEATS
Reads inputs.f32 [N, D], labels.i32 [N], weights.f32 [D, S], bias.f32 [S], transitions.f32 [S, S]; N = CHAINS * STEPS, a chain
after another. Prints JSON: times in ms, the objective and the norm of the gradient.
"""
import json
import sys
import time

import numpy as np

folder = sys.argv[1]
C, T, S, D, repeats = map(int, sys.argv[2:])


def read(name, dtype=np.float32):
    return np.fromfile(f"{folder}/{name}", dtype)


# Time first, so that each step of all chains is one matrix product.
X = np.ascontiguousarray(read("inputs.f32").reshape(C, T, D).transpose(1, 0, 2)).reshape(T * C, D)
labels = np.ascontiguousarray(read("labels.i32", np.int32).reshape(C, T).T)
W, bias = read("weights.f32").reshape(D, S), read("bias.f32")
A = read("transitions.f32").reshape(S, S)

one_hot = np.zeros((T * C, S), np.float32)
one_hot[np.arange(T * C), labels.ravel()] = 1
gold_weights, gold_bias = X.T @ one_hot, one_hot.sum(0, dtype=np.float64)
gold_edges = np.zeros((S, S))
np.add.at(gold_edges, (labels[:-1].ravel(), labels[1:].ravel()), 1)
del one_hot

scores = np.empty((T, C, S), np.float32)
alpha, q = np.empty_like(scores), np.empty_like(scores)


def evaluate():
    highest_transition = A.max()
    M = np.exp(A - highest_transition)
    np.matmul(X, W, out=scores.reshape(T * C, S))
    np.add(scores, bias, out=scores)
    highest = scores.max(2, keepdims=True)
    psi = np.subtract(scores, highest, out=scores)
    np.exp(psi, out=psi)
    scale = np.empty((T, C, 1), np.float32)
    alpha[0] = psi[0]
    for t in range(T):
        if t > 0:
            np.matmul(alpha[t - 1], M, out=alpha[t])
            alpha[t] *= psi[t]
        scale[t] = alpha[t].sum(1, keepdims=True)
        alpha[t] /= scale[t]
    log_z = np.log(scale, dtype=np.float64).sum() + highest.sum(dtype=np.float64) + C * (T - 1) * float(highest_transition)
    beta = np.ones((C, S), np.float32)
    edges = np.zeros((S, S))
    for t in range(T - 1, -1, -1):
        np.multiply(psi[t], beta, out=q[t])
        q[t] /= scale[t]
        alpha_t = alpha[t]
        if t > 0:
            edges += alpha[t - 1].T @ q[t]
            following = q[t] @ M.T
        np.multiply(alpha_t, beta, out=psi[t])
        if t > 0:
            beta = following
    marginals = psi.reshape(T * C, S)
    g_weights = X.T @ marginals - gold_weights
    g_bias = marginals.sum(0, dtype=np.float64) - gold_bias
    g_edges = edges * M - gold_edges
    gold = (gold_weights * W).sum(dtype=np.float64) + gold_bias @ bias + (gold_edges * A).sum()
    norm = np.sqrt((g_weights.astype(np.float64) ** 2).sum() + (g_bias**2).sum() + (g_edges**2).sum())
    return log_z - gold, norm


value, norm = evaluate()
times = []
for _ in range(repeats):
    start = time.perf_counter()
    evaluate()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"ms": sorted(times)[len(times) // 2], "value": float(value), "norm": float(norm), "version": np.__version__}))
