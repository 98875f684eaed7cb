"""Makes problems.json: small networks fine-tuned by SciPy's fmin_cg, for core/dbn/fmin_cg_test.ts.

usage: /usr/bin/python3 tests/golden/fmin_cg/generate.py   (numpy and SciPy; Debian: apt-get install python3-scipy)

Each problem is a network of sigmoid layers with a head, rows of inputs and targets, and a start. The loss is that of
core/dbn/objective.ts, here in f64: the head's mean loss of a row and 1/2 * decay * sum of squared weights (not biases).
Parameters lie in one vector: each layer's weights [below, units] and bias from below, then the head's.
fmin_cg runs with its own defaults to its own end (gtol 1e-5).
"""
import json
import os

import numpy
import scipy
from scipy.optimize import fmin_cg

ROWS, INPUTS = 60, 6
PROBLEMS = [
    {"name": "two layers, decay 1e-2", "head": "regression", "sizes": [INPUTS, 5, 4, 2], "weightDecay": 1e-2, "seed": 10},
    {"name": "two layers, decay 1e-3", "head": "regression", "sizes": [INPUTS, 5, 4, 2], "weightDecay": 1e-3, "seed": 10},
    {"name": "one layer, decay 1e-2", "head": "regression", "sizes": [INPUTS, 12, 2], "weightDecay": 1e-2, "seed": 11},
    {"name": "one layer, decay 1e-3", "head": "regression", "sizes": [INPUTS, 12, 2], "weightDecay": 1e-3, "seed": 13},
    {"name": "Gaussian head, decay 1e-2", "head": "gaussian", "sizes": [INPUTS, 8, 5], "weightDecay": 1e-2, "seed": 12},
    {"name": "Gaussian head, decay 1e-3", "head": "gaussian", "sizes": [INPUTS, 8, 5], "weightDecay": 1e-3, "seed": 13},
]


def single(x):
    """Numbers that f32 holds exactly."""
    return numpy.asarray(x, numpy.float32).astype(float)


def blocks(theta, sizes):
    at = 0
    for below, units in zip(sizes[:-1], sizes[1:]):
        weights = theta[at : at + below * units].reshape(below, units)
        at += below * units
        yield weights, theta[at : at + units]
        at += units


def regression(y, t):
    return 0.5 * ((y - t) ** 2).sum(), y - t


def gaussian(y, t):
    """Mean, then log-diagonal and lower element of the precision's factor, as in core/dbn/heads/gaussian.ts."""
    a, b, c = numpy.exp(y[:, 2]), numpy.exp(y[:, 3]), y[:, 4]
    dx, dy = t[:, 0] - y[:, 0], t[:, 1] - y[:, 1]
    u, v = a * dx, c * dx + b * dy
    sxx, sxy, syy = t[:, 2], t[:, 3], t[:, 4]
    spread = (a * a + c * c) * sxx + 2 * c * b * sxy + b * b * syy
    loss = numpy.log(2 * numpy.pi) - y[:, 2] - y[:, 3] + 0.5 * (u * u + v * v + spread)
    slopes = [-(a * u + c * v), -b * v, u * u + a * a * sxx - 1, b * (dy * v + c * sxy + b * syy) - 1, dx * v + c * sxx + b * sxy]
    return loss.sum(), numpy.stack(slopes, 1)


HEADS = {"regression": regression, "gaussian": gaussian}


def objective(theta, x, t, problem):
    sizes, decay = problem["sizes"], problem["weightDecay"]
    layers, activations = list(blocks(theta, sizes)), [x]
    for weights, bias in layers[:-1]:
        activations.append(1 / (1 + numpy.exp(-(activations[-1] @ weights + bias))))
    value, delta = HEADS[problem["head"]](activations[-1] @ layers[-1][0] + layers[-1][1], t)
    delta = delta / len(x)
    gradient = []
    for (weights, _), below in zip(reversed(layers), reversed(activations)):
        gradient = [(below.T @ delta + decay * weights).ravel(), delta.sum(0)] + gradient
        delta = (delta @ weights.T) * below * (1 - below)
    penalty = 0.5 * decay * sum((weights**2).sum() for weights, _ in layers)
    return value / len(x) + penalty, numpy.concatenate(gradient)


def make(problem):
    random = numpy.random.RandomState(problem["seed"])
    x = single(random.randn(ROWS, INPUTS))
    means = numpy.stack([numpy.tanh(x[:, 0] * x[:, 1]), 0.5 * numpy.sin(2 * x[:, 2]) + 0.3 * x[:, 3]], 1) + 0.1 * random.randn(ROWS, 2)
    t = means
    if problem["head"] == "gaussian":
        p, q, r = 0.3 + 0.1 * random.rand(3, ROWS)
        t = numpy.column_stack([means, p * p, p * (q - 0.35), (q - 0.35) ** 2 + r * r])
    t = single(t)
    start = []
    for weights_shape in zip(problem["sizes"][:-1], problem["sizes"][1:]):
        start += [random.randn(*weights_shape).ravel() / numpy.sqrt(weights_shape[0]), numpy.zeros(weights_shape[1])]
    start = single(numpy.concatenate(start))
    value = lambda theta: objective(theta, x, t, problem)[0]
    slope = lambda theta: objective(theta, x, t, problem)[1]
    first = value(start)
    _, final, function_calls, gradient_calls, warning = fmin_cg(value, start, slope, full_output=True, disp=False)
    print(f"{problem['name']}: {first:.6f} to {final:.6f}, {function_calls} calls, warning {warning}")
    return {
        **problem,
        "inputs": x.ravel().tolist(),
        "targets": t.ravel().tolist(),
        "start": start.tolist(),
        "startLoss": first,
        "finalLoss": final,
        "functionCalls": function_calls,
        "gradientCalls": gradient_calls,
    }


folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "problems.json"), "w") as file:
    made = [make(problem) for problem in PROBLEMS]
    json.dump({"numpy": numpy.__version__, "scipy": scipy.__version__, "problems": made}, file)
    file.write("\n")
