"""Peer of `bench/crf.ts`: the same objective with torch, in log space with autograd, as it is usually written.

usage and output as crf_numpy.py
"""
import json
import sys
import time

import numpy as np
import torch

folder = sys.argv[1]
C, T, S, D, repeats = map(int, sys.argv[2:])
torch.set_num_threads(2)


def read(name, dtype=np.float32):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}", dtype))


X = read("inputs.f32").reshape(C, T, D)
labels = read("labels.i32", np.int32).reshape(C, T).long()
W = read("weights.f32").reshape(D, S).requires_grad_()
bias = read("bias.f32").requires_grad_()
A = read("transitions.f32").reshape(S, S).requires_grad_()


def evaluate():
    for parameter in (W, bias, A):
        parameter.grad = None
    scores = X @ W + bias
    alpha = scores[:, 0]
    for t in range(1, T):
        alpha = torch.logsumexp(alpha[:, :, None] + A, 1) + scores[:, t]
    gold = scores.gather(2, labels[:, :, None]).sum() + A[labels[:, :-1], labels[:, 1:]].sum()
    value = torch.logsumexp(alpha, 1).sum() - gold
    value.backward()
    norm = sum(float((p.grad.double() ** 2).sum()) for p in (W, bias, A)) ** 0.5
    return float(value), norm


value, norm = evaluate()
times = []
for _ in range(repeats):
    start = time.perf_counter()
    evaluate()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"ms": sorted(times)[len(times) // 2], "value": value, "norm": norm, "version": torch.__version__}))
